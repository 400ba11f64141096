"""Slack or the machine in trouble, and somebody who changes things meanwhile: said in words, and got over."""

import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest

import bot.sending
from handlers import slack
from handlers.relay import Client
from tests.otherslack import place as houses
from tests.otherslack.place import FAR, KLON, MARA, OPS, SIOBHAN, ZELJKO, Place, other_slack
from tests.otherslack.slack import APP_TOKEN, BOT_TOKEN, Body, buttons

GARBAGE: dict[str, Any] = {
    "fell_over": (500, "{}"), "html": (200, "<html>Be right back</html>"), "no_page": (404, "<html>Nothing</html>"),
    "not_slack": {"error": {"code": 502, "detail": "bad gateway"}}, "a_text": (200, '"ok"'),
    "nothing_said": {"ok": False}, "ok_and_nothing_else": {"ok": True},
}  # fmt: skip
PAGES = [
    (407, "<html>Who are you</html>"),
    (404, ""),
    (403, "{}"),
    (302, ""),
    (200, "[]"),
    (200, "<html>"),
    (418, "null"),
    (200, '"ok"'),
    (200, '{"error": {"code": 502}}'),
]


def crossed(place: Place) -> None:
    """Signs that ring, written by Siobhán."""
    question = place.ask("teach-na-mara")
    assert place.slack.tap(SIOBHAN, question, buttons(question)[1])
    ring(place)


def ring(place: Place) -> None:
    """Siobhán submits the form that she has open."""
    said = place.slack.submit(SIOBHAN, {"sign:sleep": "3", "sign:pacing": "1"})
    assert said is not None
    assert said.payload["response_action"] == "update"


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
def test_what_slack_says_in_its_worst_minute_loses_nothing_and_doubles_nothing(
    place: Place, answer: Any
) -> None:
    place.load()
    place.run()
    question = place.ask("teach-na-mara")
    assert place.slack.tap(SIOBHAN, question, buttons(question)[1])
    ill_until = time.monotonic() + 2

    def ill(method: str, _args: Body, when: str) -> Any:
        sending = method.startswith(("chat.", "conversations."))
        return answer if sending and when == "before" and time.monotonic() < ill_until else None

    place.slack.between = ill
    ring(place)
    houses.until(lambda: [one for who in FAR for one in place.slack.room(who)], "the ping", 30)
    place.settled(30)
    assert [len(place.slack.room(MARA)), sum(len(place.slack.room(who)) for who in FAR)] == [2, 1]
    assert place.rows("select why from outbox where state = 'given_up'") == []


@pytest.mark.parametrize(("status", "page"), PAGES)
def test_an_answer_that_is_not_slack_s_is_never_the_last_word(place: Place, status: int, page: str) -> None:
    place.slack.between = lambda *_: (status, page)
    client = Client("xoxb-1", base_url=place.slack.url + "/", retry_handlers=[])
    with pytest.raises(Exception) as raised:
        client.chat_postMessage(channel=MARA, text="x")
    known = slack.failure(raised.value)
    assert known is not None
    assert isinstance(bot.sending.outcome(*known, 99, 0.5), bot.sending.Later)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        (500, "{}"),
        {"ok": False, "error": "internal_error"},
        (200, "<html>"),
        (200, '"ok"'),
        {"error": {"code": 502}},
    ],
)
def test_the_bot_waits_for_a_slack_that_is_not_there_yet(place: Place, answer: Any) -> None:
    place.load()
    if answer is None:
        place.slack.close()
    else:
        place.slack.between = lambda *_: answer
    running = place.run(wait=False)
    houses.until(lambda: place.log().count("slack.unreachable") > 1 or running.poll() is not None, "the wait")
    assert running.poll() is None, place.log()
    if answer is None:
        place.slack = other_slack(place.slack.port)
    place.slack.between = lambda *_: None
    houses.until(lambda: place.slack.link, "the bot")
    assert place.ask("dom-klonowy")


WRONG = {
    "wrong_bot_token": (
        {"SLACK_BOT_TOKEN": "xoxb-wrong"},
        "Slack does not accept SLACK_BOT_TOKEN: invalid_auth",
    ),
    "wrong_app_token": (
        {"SLACK_APP_TOKEN": "xapp-wrong"},
        "Slack does not accept SLACK_APP_TOKEN: invalid_auth",
    ),
    "swapped": (
        {"SLACK_APP_TOKEN": BOT_TOKEN, "SLACK_BOT_TOKEN": APP_TOKEN},
        "Slack does not accept SLACK_BOT_TOKEN",
    ),
    "no_bot_token": ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
    "no_app_token": ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is not set"),
    "no_url": ({"DATABASE_URL": "rubbish"}, "DATABASE_URL: "),
    "another_database": ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: "),
    "in_memory": ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL: "),
    "no_such_folder": (
        {"DATABASE_URL": "sqlite:///no/such/folder/relay.db"},
        "The database cannot be reached",
    ),
    "no_such_server": ({"DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "The database cannot be reached"),
    "no_host": ({"SLACK_API_URL": "http://"}, "SLACK_API_URL: "),
    "no_scheme": ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL: "),
    "no_key": ({"RELAY_SECRET_KEY": "x"}, "RELAY_SECRET_KEY: "),
    "a_level": ({"RELAY_LOG_LEVEL": "LOUD"}, "RELAY_LOG_LEVEL: "),
}


@pytest.mark.parametrize(("setting", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_stops_the_start_with_its_name(
    place: Place, setting: dict[str, str], words: str
) -> None:
    place.load()
    place.more = setting
    done = place.relay("run")
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_house_the_bot_says_what_to_load(place: Place) -> None:
    done = place.relay("run")
    assert done.returncode == 2
    assert "relay load YOUR-HOUSE.yaml" in done.stderr


@pytest.mark.skipif(
    os.getuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root writes everywhere"
)
def test_a_database_that_may_only_be_read_is_said_in_words(place: Place) -> None:
    place.load()
    for path in (place.folder, *place.folder.glob("relay.db*")):
        path.chmod(0o555)
    place.program = (
        *(("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.getuid() == 0 else ()),
        *place.program,
    )
    done = place.relay("ask", "--service", "dom-klonowy")
    assert done.returncode == 2
    assert "database" in done.stderr
    assert "Traceback" not in done.stderr


def test_relay_ask_with_a_wrong_token_asks_nothing(place: Place) -> None:
    place.load()
    place.more = {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    done = place.relay("ask", "--service", "teach-na-mara")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert place.rows("select * from outbox") == []


@pytest.mark.parametrize("word", ["not_in_channel", "channel_not_found", "is_archived", "missing_scope"])
def test_relay_ask_says_slack_s_word_when_it_will_not_post(place: Place, word: str) -> None:
    place.load()
    refused = {"ok": False, "error": word}
    place.slack.between = lambda _method, args, _when: refused if args.get("channel") == KLON else None
    done = place.relay("ask", "--service", "dom-klonowy")
    assert done.returncode == 2
    assert word in done.stderr
    assert [one["with"] for one in place.slack.posts] == [OPS], "the administrator is told"


def test_relay_ask_while_slack_is_away_is_posted_once_when_it_is_back(place: Place) -> None:
    place.load()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place.more = {"SLACK_API_URL": f"http://127.0.0.1:{free.getsockname()[1]}"}
        done = place.relay("ask", "--service", "dom-klonowy")
    assert "Not posted yet" in done.stdout
    assert done.returncode == 0
    place.more = {}
    place.run()
    houses.until(lambda: place.slack.room(KLON), "the question")
    place.settled()
    assert len(place.slack.room(KLON)) == 1


def test_two_bots_on_one_file_do_everything_once(place: Place) -> None:
    place.load(*houses.QUICK)
    place.run()
    place.slack.link = None  # what is tapped goes to the second, and only once that is there
    place.run()
    crossed(place)
    houses.until(lambda: "nobody has answered" in str(place.slack.posts), "the end of the ladder", 40)
    place.settled()
    ids = [one["metadata"]["event_payload"]["id"] for one in place.slack.posts]
    assert len(ids) == len(set(ids))
    pings = place.rows("select staff_id, number from outbox where kind = 'ping' and updates is null")
    assert len(pings) == len(set(pings))
    assert [
        kind
        for (kind,) in place.rows("select kind from outbox where updates is null and kind = 'unanswered'")
    ]


def test_told_to_stop_in_the_middle_of_a_send_it_finishes_it(place: Place) -> None:
    place.load()
    running = place.run()

    def stop(method: str, _args: Body, when: str) -> None:
        if (method, when) == ("chat.postMessage", "before") and running.poll() is None:
            running.send_signal(signal.SIGTERM)
            time.sleep(1)

    question = place.ask("teach-na-mara")
    assert place.slack.tap(SIOBHAN, question, buttons(question)[1])
    place.slack.between = stop
    ring(place)
    assert running.wait(15) == 0
    assert place.rows("select 1 from outbox where state = 'sending'") == []
    place.slack.between = lambda *_: None
    place.slack.link = None
    place.run()
    place.settled()
    assert [len(place.slack.room(MARA)), sum(len(place.slack.room(who)) for who in FAR)] == [2, 1]


def test_a_house_loaded_anew_while_it_runs_is_the_one_that_holds(place: Place) -> None:
    place.load()
    place.run()
    before = place.ask("teach-na-mara")
    assert place.slack.tap(SIOBHAN, before, buttons(before)[1])
    text = (place.folder / "house.yaml").read_text()
    gone = text[text.index("  - key: bridie") : text.index("  - key: michal")]
    starts = [(f'starts: "{hour}:00"', f'starts: "{hour}:07"') for hour in ("08", "16", "23")]
    place.load(
        *starts,
        (gone, ""),
        ('{signs_together: 2}, tell: "ladder:cois', '{signs_together: 3}, tell: "ladder:cois'),
        ("أمشي كثيرا", "I pace"),
    )
    # her form is of the plan that she was shown: what it agreed still rings
    said = place.slack.submit(SIOBHAN, {"sign:sleep": "3", "sign:pacing": "1"})
    assert said is not None
    assert "is being told" in str(said.payload)
    assert place.slack.tap(ZELJKO, before, buttons(before)[2]), "somebody who has left is still answered for"
    after = place.ask("teach-na-mara")
    answers = [one for one in buttons(after) if one["action_id"] in ("handover.clear", "handover.signs")]
    assert len(answers) == 2
    assert place.slack.tap(ZELJKO, after, answers[1])
    assert "I pace" in str(place.slack.views[ZELJKO])
    place.settled()
    assert "error" not in place.log()
    planned = "select due_at from handover join service on service.id = service_id where state = 'planned' and key = "
    ((due,),) = place.rows(f"{planned} 'teach-na-mara'")
    assert ":52:" in str(due), "seven minutes past, less fifteen"


def test_an_acknowledgement_comes_when_the_answer_is_in_the_database(place: Place) -> None:
    place.load()
    place.run()
    question = place.ask("teach-na-mara")
    found: list[Any] = []

    def look(method: str, _args: Body, _when: str) -> None:
        if method == "ack":
            found.append(place.rows("select count(*) from reply")[0][0])

    place.slack.between = look
    assert place.slack.tap(SIOBHAN, question, buttons(question)[2])
    assert place.slack.tap(SIOBHAN, question, buttons(question)[1])
    ring(place)
    assert found == [1, 1, 2]


def test_in_another_zone_the_times_are_the_house_s(place: Place) -> None:
    place.load()
    said = []
    for zone in ("Asia/Kathmandu", "America/Anchorage", "Europe/Dublin"):
        place.more = {"TZ": zone}
        said.append(place.relay("ask", "--service", "dom-klonowy").stdout)
    assert len(set(said)) == 1
