"""`relay check --live` and the look at every start, with one thing wrong in Slack at a time."""

import shutil
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.otherslack.place import FAR, HERE, KLON, MARA, OPS, SIOBHAN, ZAZOLC, ZELJKO, Place, until
from tests.otherslack.slack import APP_TOKEN, BOT_TOKEN, Body

NOBODY_LOST, LOST = 0, 2
HOUSE, OTHER = f"service teach-na-mara, channel {MARA}: ", f"service dom-klonowy, channel {KLON}: "


def look(place: Place, *words: str) -> Any:
    """`relay check --live` on the houses' file, in a folder where nothing was ever loaded."""
    shutil.copy(HERE / "house.yaml", place.folder / "house.yaml")
    return place.relay("check", *(words or ("house.yaml",)), "--live")


def test_where_all_is_well_it_says_so_and_opens_no_database(place: Place) -> None:
    done = look(place)
    assert done.returncode == NOBODY_LOST, done.stdout
    assert "Slack: all right. 2 channels and 8 users." in done.stdout
    assert "SLACK_SIGNING_SECRET" in done.stdout
    assert not (place.folder / "relay.db").exists()
    assert {method for method, _ in place.slack.calls} == {
        "auth.test", "apps.connections.open", "conversations.info", "users.info",
    }  # fmt: skip


def flag(user: str, **what: bool | str) -> Callable[[Place], Any]:
    return lambda place: place.slack.flags.update({user: what})


def room(channel: str, **what: bool) -> Callable[[Place], Any]:
    return lambda place: place.slack.channels[channel].update(what)


def without(*scopes: str) -> Callable[[Place], Any]:
    return lambda place: [place.slack.scopes.remove(one) for one in scopes]


def setting(name: str, value: str) -> Callable[[Place], Any]:
    return lambda place: place.more.update({name: value})


PLANTED: dict[str, tuple[Callable[[Place], Any], int, list[str]]] = {
    "wrong_bot_token": (
        setting("SLACK_BOT_TOKEN", "xoxb-wrong"), LOST, ["SLACK_BOT_TOKEN: Slack does not accept it: invalid_auth"],
    ),
    "wrong_app_token": (
        setting("SLACK_APP_TOKEN", "xapp-wrong"), LOST, ["SLACK_APP_TOKEN: Slack does not accept it: invalid_auth"],
    ),
    "swapped_tokens": (
        lambda place: place.more.update(SLACK_APP_TOKEN=BOT_TOKEN, SLACK_BOT_TOKEN=APP_TOKEN), LOST,
        ["SLACK_BOT_TOKEN: ", "SLACK_APP_TOKEN: "],
    ),
    "cannot_write": (without("chat:write"), LOST, ["permissions: chat:write is missing: Relay cannot write"]),
    "cannot_see_channels": (without("groups:read"), LOST, ["permissions: groups:read is missing"]),
    "cannot_see_users": (without("users:read"), NOBODY_LOST, ["permissions: users:read is missing"]),
    "public": (room(MARA, is_private=False), LOST, [f"{HOUSE}it is public"]),
    "archived": (room(MARA, is_archived=True), LOST, [f"{HOUSE}it is archived"]),
    "not_invited": (room(KLON, joined=False), LOST, [f"{OTHER}Slack shows Relay no such channel"]),
    "public_and_not_joined": (
        room(KLON, is_private=False, joined=False), LOST, [f"{OTHER}it is public", f"{OTHER}Relay is not in it"],
    ),
    "shared": (room(MARA, is_ext_shared=True), LOST, [f"{HOUSE}it is shared with another organisation"]),
    "no_such_channel": (
        lambda place: place.slack.channels.pop(MARA), LOST, [f"{HOUSE}Slack shows Relay no such channel"],
    ),
    "on_call_switched_off": (flag(FAR[0], deleted=True), LOST, [f"staff {FAR[0]}: the account is switched off"]),
    "worker_switched_off": (
        flag(SIOBHAN, deleted=True), NOBODY_LOST, [f"staff {SIOBHAN}: the account is switched off"],
    ),
    "a_bot": (flag(ZAZOLC, is_bot=True), LOST, [f"staff {ZAZOLC}: this is a bot"]),
    "unknown_user": (lambda place: place.slack.users.pop(OPS), LOST, [f"staff {OPS}: Slack knows no user"]),
    "guest_manager": (flag(ZAZOLC, is_restricted=True), NOBODY_LOST, [f"staff {ZAZOLC}: a guest of the workspace"]),
    "stranger": (
        flag(FAR[1], is_stranger=True, team_id="T0ELSE"), LOST,
        [f"staff {FAR[1]}: this is somebody of another workspace"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "code", "lines"), PLANTED.values(), ids=PLANTED)
def test_what_is_wrong_in_slack_is_found_with_its_place_and_nothing_else(
    place: Place, plant: Callable[[Place], Any], code: int, lines: list[str]
) -> None:
    plant(place)
    done = look(place)
    assert done.returncode == code, done.stdout + done.stderr
    found = [one for one in done.stdout.splitlines() if one.startswith(("SLACK", "service", "staff", "perm"))]
    assert [shown[: len(line)] for shown, line in zip(found, lines, strict=True)] == lines
    count = f"{len(lines)} thing{'s' if len(lines) > 1 else ''} in Slack to mend"
    assert count in done.stdout
    assert BOT_TOKEN not in done.stdout + done.stderr


def test_a_guest_who_only_answers_is_said_and_needs_no_mending(place: Place) -> None:
    place.slack.flags[ZELJKO] = {"is_restricted": True}
    done = look(place)
    assert done.returncode == NOBODY_LOST
    assert "Slack: all right." in done.stdout
    assert f"For you to know:\n  staff {ZELJKO}: a guest" in done.stdout


def test_asked_for_patience_it_waits_as_long_as_slack_says_and_goes_on(place: Place) -> None:
    asked: list[float] = []

    def busy(method: str, _args: Body, when: str) -> Any:
        if (method, when) != ("users.info", "before"):
            return None
        asked.append(time.monotonic())
        return (
            (429, '{"ok": false, "error": "ratelimited"}', {"Retry_After": "2"}) if len(asked) == 1 else None
        )

    place.slack.between = busy
    done = look(place)
    assert done.returncode == NOBODY_LOST, done.stdout + done.stderr
    assert len(asked) == 9, "each once, and the one who was refused twice"
    assert asked[1] - asked[0] >= 2


@pytest.mark.parametrize("answer", [(500, "{}"), (200, "<html>"), {"ok": True}, {"ok": False}])
def test_a_slack_that_is_ill_is_said_and_nothing_else(place: Place, answer: Any) -> None:
    place.slack.between = lambda method, _args, _when: answer if method == "conversations.info" else None
    done = look(place)
    assert done.returncode == LOST
    assert "Slack cannot be reached" in done.stderr
    assert "in Slack" not in done.stdout
    assert "Traceback" not in done.stderr


def test_a_slack_that_is_not_there_is_said_and_nothing_else(place: Place) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place.more = {"SLACK_API_URL": f"http://127.0.0.1:{free.getsockname()[1]}"}
        done = look(place)
    assert done.returncode == LOST
    assert "Slack cannot be reached (connection_refused)" in done.stderr
    assert done.stdout.splitlines()[0].startswith("All right. 2 services")
    assert "in Slack" not in done.stdout
    assert "SLACK" not in done.stdout
    assert "Traceback" not in done.stderr


def test_without_a_token_it_says_which(place: Place) -> None:
    place.more = {"SLACK_APP_TOKEN": ""}
    done = look(place)
    assert done.returncode == LOST
    assert "SLACK_APP_TOKEN is not set" in done.stderr
    assert place.slack.calls == []


def test_a_file_with_a_fault_is_refused_before_slack_is_asked(place: Place) -> None:
    (place.folder / "broken.yaml").write_text("services: [{key: x}]")
    done = look(place, "broken.yaml")
    assert done.returncode == LOST
    assert place.slack.calls == []


def test_without_a_file_it_looks_at_the_house_that_is_loaded(place: Place) -> None:
    place.load()
    place.slack.flags[FAR[0]] = {"deleted": True}
    done = place.relay("check", "--live")
    assert done.returncode == LOST
    assert f"staff {FAR[0]}: the account is switched off" in done.stdout
    assert "2 channels and 8 users" in done.stderr


def test_whom_no_file_lists_any_more_is_not_asked_about(place: Place) -> None:
    place.load()
    worker = '  - {slack: U0G9QF9C6, name: "Željko", role: support_worker, services: [teach-na-mara], agency: true}\n'
    place.load((worker, ""))
    place.slack.flags[ZELJKO] = {"deleted": True}
    done = place.relay("check", "--live")
    assert done.returncode == NOBODY_LOST, done.stdout
    assert "2 channels and 7 users" in done.stderr


def test_without_a_house_or_a_file_it_says_what_to_type(place: Place) -> None:
    assert "No house is loaded yet" in place.relay("check", "--live").stderr
    done = place.relay("check")
    assert done.returncode == LOST
    assert "Name a house file" in done.stderr


def test_a_start_logs_what_is_wrong_by_id_and_works_all_the_same(place: Place) -> None:
    place.load()
    place.slack.flags[FAR[0]] = {"deleted": True}
    place.slack.channels[KLON]["is_archived"] = True
    place.run()
    until(lambda: "in Slack to mend" in place.log(), "the look")
    assert "2 things in Slack to mend. To see what, type: relay check --live" in place.log()
    found = [one for one in place.log().splitlines() if '"live.finding"' in one]
    assert [KLON in found[0], FAR[0] in found[1], len(found)] == [True, True, 2]
    assert "room-" not in str(found)
    assert "Daithí" not in str(found)
    assert place.ask("teach-na-mara")


def test_administrators_are_told_once_a_day_however_often_it_starts(place: Place) -> None:
    place.load()
    place.slack.flags[FAR[0]] = {"deleted": True}
    for starts in (1, 2):
        bot = place.run()
        until(lambda starts=starts: place.log().count("in Slack to mend") == starts, "the look")
        bot.kill()
        bot.wait()
        place.slack.link = None
    place.run()
    place.settled()
    (told,) = place.slack.room(OPS)
    assert "found 1 thing for which messages would be lost" in told["text"]
    assert "relay check --live" in told["text"]


def test_what_loses_no_message_is_told_to_nobody(place: Place) -> None:
    place.load()
    place.slack.flags[SIOBHAN] = {"deleted": True}
    place.run()
    until(lambda: "1 thing in Slack to mend" in place.log(), "the look")
    place.settled()
    assert place.slack.posts == []


def test_a_start_where_all_is_well_says_nothing(place: Place) -> None:
    place.load()
    place.run()
    until(lambda: [method for method, _ in place.slack.calls].count("users.info") == 8, "the look")
    time.sleep(0.3)
    assert "live" not in place.log()
    assert "mend" not in place.log()


@pytest.mark.parametrize(
    ("answer", "word"), [((503, ""), "not_checked"), ({"ok": True, "user": {"enterprise_user": 3}}, "failed")]
)
def test_a_look_that_fails_at_the_start_is_logged_by_kind_and_stops_nothing(
    place: Place, answer: Any, word: str
) -> None:
    place.load()
    place.slack.between = lambda method, _args, _when: answer if method == "users.info" else None
    running = place.run()
    until(lambda: f"live.{word}" in place.log(), "the look")
    assert running.poll() is None
    assert "Traceback" not in place.log()
    assert place.ask("teach-na-mara")
