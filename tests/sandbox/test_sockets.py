"""The frames themselves: what two bare sockets of one bot get."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from .conftest import WORLD, Json, Slack, actions, button

ENDED = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
Sockets = list[aiohttp.ClientWebSocketResponse]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Slack]:
    """A sandbox that no bot is connected to."""
    world = tmp_path / "world.json"
    world.write_text(json.dumps(WORLD))
    slack = Slack(world)
    yield slack
    assert slack.stop() == 0


def play(slack: Slack, scene: Callable[[Sockets], Awaitable[None]], count: int = 2) -> None:
    """Play a scene with so many sockets that have heard hello."""

    async def scene_with_sockets() -> None:
        async with aiohttp.ClientSession() as session:
            sockets = [await connected(session, slack) for _ in range(count)]
            for socket in sockets:
                assert (await socket.receive_json(timeout=2))["type"] == "hello"
            await scene(sockets)
            for socket in sockets:
                await socket.close()

    asyncio.run(scene_with_sockets())


async def connected(session: aiohttp.ClientSession, slack: Slack) -> aiohttp.ClientWebSocketResponse:
    headers = {"Authorization": "Bearer xapp-sandbox"}
    async with session.post(slack.at["api"] + "apps.connections.open", headers=headers) as told:
        url = (await told.json())["url"]
    return await session.ws_connect(url)


async def answers(socket: aiohttp.ClientWebSocketResponse) -> Json:
    """Acknowledge what comes next, and return it."""
    envelope: Json = await socket.receive_json(timeout=2)
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    return envelope


def tap(slack: Slack) -> "asyncio.Future[Any]":
    ts = str(slack.client.chat_postMessage(channel="C0ROWAN", text="x", blocks=actions(button("go")))["ts"])
    return asyncio.get_running_loop().run_in_executor(None, lambda: slack.click("go", ts))


def plan(slack: Slack, do: str, **more: Any) -> None:
    assert slack.page("fault", {"method": "delivery", "do": do, **more})["ok"]


def test_twice_is_one_envelope_through_both(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        plan(bare, "twice")
        tapped = tap(bare)
        first, second = await asyncio.gather(*map(answers, sockets))
        assert first == second
        assert (await tapped)["ok"]

    play(bare, scene)


def test_again_is_a_new_envelope_that_says_it_is_a_retry(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        plan(bare, "again", seconds=0.05)
        threading.Thread(target=bare.page, args=("home", {"user": "U0JO"})).start()
        first, second = await asyncio.gather(*map(answers, sockets))
        assert first["envelope_id"] != second["envelope_id"]
        assert first["payload"] == second["payload"]
        attempts = sorted((one["retry_attempt"], one["retry_reason"]) for one in (first, second))
        assert attempts == [(0, ""), (1, "timeout")]

    play(bare, scene)


def test_refreshed_socket_is_told_and_the_next_tap_takes_the_other(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        bare.page("sockets", {"do": "refresh"})
        told = await sockets[0].receive_json(timeout=2)
        assert (told["type"], told["reason"]) == ("disconnect", "refresh_requested")
        for _ in range(2):
            tapped = tap(bare)
            assert (await answers(sockets[1]))["type"] == "interactive"
            assert (await tapped)["ok"]

    play(bare, scene)


def test_refreshed_socket_is_closed_when_another_is_there_and_a_warned_one_stays(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        bare.page("sockets", {"do": "refresh"})
        assert (await sockets[0].receive_json(timeout=2))["reason"] == "refresh_requested"
        assert (await sockets[0].receive(timeout=2)).type in ENDED
        bare.page("sockets", {"do": "warning"})
        assert (await sockets[1].receive_json(timeout=2))["reason"] == "warning"
        with pytest.raises(TimeoutError):
            await sockets[1].receive(timeout=0.3)

    play(bare, scene, count=3)


def test_refreshed_socket_is_used_still_where_there_is_no_other(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        plan(bare, "refresh")
        tapped = tap(bare)
        assert (await sockets[0].receive_json(timeout=2))["type"] == "disconnect"
        assert (await answers(sockets[0]))["type"] == "interactive"
        assert (await tapped)["ok"]

    play(bare, scene, count=1)


def test_cut_socket_ends_with_no_word_and_the_tap_takes_the_other(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        plan(bare, "cut")
        tapped = tap(bare)
        assert (await answers(sockets[1]))["type"] == "interactive"
        assert (await tapped)["ok"]
        ended = await sockets[0].receive(timeout=2)
        assert ended.type in ENDED
        assert sockets[0].close_code in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE)

    play(bare, scene)


def test_cut_with_no_other_socket_is_an_error_at_once(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        del sockets
        plan(bare, "cut")
        answer = await tap(bare)
        assert (answer["error"], answer["ms"] < 1000) == ("not_acknowledged", True)
        assert bare.log("not_acknowledged")[-1]["text"] == "nobody is connected"

    play(bare, scene, count=1)


def test_too_many_are_told_so_and_the_next_two_as_well(bare: Slack) -> None:
    async def scene(sockets: Sockets) -> None:
        assert bare.page("sockets", {"do": "too_many"})["sockets"] == 2
        told = [await socket.receive_json(timeout=2) for socket in sockets]
        async with aiohttp.ClientSession() as session:
            told += [await (await connected(session, bare)).receive_json(timeout=2) for _ in range(2)]
            assert {one["reason"] for one in told} == {"too_many_websockets"}
            third = await connected(session, bare)
            assert (await third.receive_json(timeout=2))["type"] == "hello"

    play(bare, scene)
