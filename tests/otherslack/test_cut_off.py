"""`relay run` that is cut off from Slack: who watches the machine can see it, and what it sends goes on."""

import json
import socket
import urllib.request
from typing import Any

from tests.otherslack.place import Place, until
from tests.otherslack.slack import Body

REFUSED = {"ok": False, "error": "invalid_auth"}


def free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def get(where: str, path: str) -> bytes:
    with urllib.request.urlopen(f"http://{where}{path}", timeout=10) as answer:
        said: bytes = answer.read()
        return said


def test_an_app_level_token_that_was_revoked_is_seen_from_outside_and_mended_without_a_start(
    place: Place,
) -> None:
    where = place.more["RELAY_METRICS_BIND"] = f"127.0.0.1:{free()}"

    def health() -> Any:
        return json.loads(get(where, "/healthz"))

    def revoked(method: str, _args: Body, _when: str) -> Body | None:
        return REFUSED if method == "apps.connections.open" else None

    place.load()
    running = place.run()
    until(lambda: health()["connected"], "the connection")
    assert b"\nrelay_connected 1.0\n" in get(where, "/metrics")
    link, place.slack.between = place.slack.link, revoked
    assert link is not None
    link.raw.shutdown(socket.SHUT_RDWR)
    until(lambda: not health()["connected"], "word that it is cut off")
    assert b"\nrelay_connected 0.0\n" in get(where, "/metrics")
    assert health()["ok"], "to start it again would mend nothing"
    assert place.ask("dom-klonowy"), "what goes out goes out"
    place.slack.between = lambda *_: None
    until(lambda: health()["connected"], "the connection again")
    assert running.poll() is None
