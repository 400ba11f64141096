"""Starting: what it says when it is ready, and what when it cannot be."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientConnectionResetError

from sandbox import page_see
from sandbox.__main__ import main
from sandbox.changes import Changes

from .conftest import WORLD, Json, Slack


def start(world: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "sandbox", "--world", str(world), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)


def test_ready_line_names_the_addresses_and_the_clock_opens_as_told(slack: Slack) -> None:
    url = slack.at["url"]
    assert slack.at == {"url": url, "api": url + "api/", "clock": url + "clock"}
    assert url.startswith("http://127.0.0.1:")
    assert slack.page("state")["me"]["id"] == WORLD["start_as"]


def test_port_that_is_taken_is_said_with_the_remedy(slack: Slack, tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps(WORLD))
    port = slack.at["url"].rsplit(":", 1)[1].strip("/")
    ended = start(world, "--port", port)
    assert ended.returncode == 2
    assert f"Port {port} is taken" in ended.stderr
    assert "--port 0" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"users": [{"id": "U0JO", "shoe": 4}]}, "shoe"),
        ({"users": [{"name": "Nobody"}]}, "id"),
        ({"start_as": "U0NONE"}, "U0NONE"),
        ({"bot": "Relay"}, "bot"),
    ],
)
def test_wrong_world_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Json, says: str
) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps({**WORLD, **change}))
    assert main(["--world", str(world), "--port", "0"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err


def test_missing_world_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--world", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_without_opens_the_clock_is_real(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps({}))
    command = [sys.executable, "-m", "sandbox", "--world", str(world), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        at = json.loads(process.stdout.readline())
        told = Slack.call(None, at["clock"])  # type: ignore[arg-type]
        process.terminate()
    assert told["now"].startswith(time.strftime("%Y-%m-%dT%H:", time.gmtime()))


def test_a_page_that_was_closed_ends_its_stream_and_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing changes: whoever started the sandbox would read a traceback."""

    class Closed:
        def __init__(self, **_: Any) -> None:
            self.written: list[bytes] = []

        async def prepare(self, _: Any) -> None:
            return

        async def write(self, said: bytes) -> None:
            self.written.append(said)
            if len(self.written) > 1:
                raise ClientConnectionResetError("Cannot write to closing transport")

    monkeypatch.setattr(page_see.web, "StreamResponse", Closed)
    monkeypatch.setattr(page_see, "HEARTBEAT", 0.01)
    desk = SimpleNamespace(
        world=SimpleNamespace(users={"U1": SimpleNamespace(id="U1")}, start_as="U1"), changes=Changes()
    )
    asked = SimpleNamespace(app={page_see.DESK: desk}, query={})
    stream: Any = asyncio.run(page_see.events(asked))  # type: ignore[arg-type]
    assert stream.written == [b": listening\n\n", b": still here\n\n"]
