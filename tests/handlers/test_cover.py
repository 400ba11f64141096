"""*I'm covering here tonight*: asked once, approved with one tap by somebody who knows them, until the shift ends."""

from typing import Any

import pytest
from slack_sdk import WebClient

import bot.access
import prompts.covering
import prompts.details
import prompts.escalation
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers import covering
from handlers.flow import cover as flow
from handlers.flow import gather
from tests.handlers.covers import MORNING, NIA, Slack, active, asks, says_yes, shown, somebody
from tests.house import DUE, MINUTE, SLEEPLESS, Rowan, apply, journal, oak, rowan, rows, staff


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15; Oak House is another one."""
    made = Rowan(database).load()
    apply(database, oak())
    made.ask()
    made.clock.passes(5)
    return made


def test_whoever_is_on_no_list_asks_and_the_house_is_asked_about_them(house: Rowan) -> None:
    said = asks(house)
    assert "can answer until 07:30" in said
    assert "07700 900002" in said
    (row,) = house.sent("cover")
    (prompt,) = house.sent("prompt")
    assert (row.to_channel, row.thread_of) == ("C0ROWAN", prompt.id)
    assert shown(house, "cover") == [
        "Rowan House: Nia Slack says they are covering here tonight, until 07:30. "
        "Do you know them? One tap by anybody on the list lets them answer."
    ]
    assert not bot.access.may(somebody(house, NIA), "answer", house.service().id).allowed


def test_before_any_question_the_house_is_asked_in_its_channel(database: Database) -> None:
    made = Rowan(database).load()
    asks(made)
    assert [row.thread_of for row in made.sent("cover")] == [None]


def test_asked_twice_is_asked_once(house: Rowan) -> None:
    assert "asked already" not in asks(house)
    assert "asked already" in asks(house)
    assert len(rows(house.database, tables.Cover)) == len(house.sent("cover")) == 1
    assert len(journal(house.database, "cover.asked")) == 1


def test_asked_anew_for_the_shift_that_begins_the_older_request_ends(house: Rowan) -> None:
    house.clock.at = DUE - MINUTE
    asks(house)
    house.all_sent()
    house.clock.at = DUE + MINUTE
    assert "asked already" not in asks(house)
    first, second = rows(house.database, tables.Cover)
    assert (first.until_at, second.until_at) == (house.clock.at, MORNING)
    assert "Nobody had said yes" in shown(house, "cover", updates=True)[0].replace("nobody", "Nobody")
    says_yes(house, cover_id=first.id)
    assert active(house) == []


def test_one_tap_lets_them_answer_until_the_shift_ends_and_the_team_leader_is_told(house: Rowan) -> None:
    asks(house)
    house.all_sent()
    assert "Nia Slack can answer until 07:30" in str(says_yes(house).said)
    assert [(one.name, one.approved_by) for one in active(house)] == [("Nia Slack", "Jo")]
    assert shown(house, "cover", updates=True) == ["Rowan House: Nia Slack covers until 07:30, says Jo."]
    assert [row.to_user for row in house.sent("cover_told")] == ["U0LEAD"]
    assert [row.to_user for row in house.sent("cover_yes")] == [NIA]
    assert [(row.actor, row.service_id) for row in journal(house.database, "cover.approved")] == [
        ("U0WORKER", house.service().id)
    ]
    here = house.service().id
    for action in ("answer", "read", "worry", "confirm_read"):
        assert bot.access.may(somebody(house, NIA), action, here).reason == bot.access.Reason.COVERING  # type: ignore[arg-type]
    house.clock.at = MORNING
    assert not bot.access.may(somebody(house, NIA), "answer", here).allowed
    assert active(house) == []


def test_what_they_say_is_theirs(house: Rowan) -> None:
    asks(house)
    says_yes(house)
    recorded = house.says("sam", Answer("clear"), slack=NIA)
    assert recorded.how == "kept"
    (reply,) = rows(house.database, tables.Reply)
    assert reply.author_id == somebody(house, NIA).id


def test_whoever_is_told_reads_that_they_cover(house: Rowan) -> None:
    asks(house)
    says_yes(house)
    house.says("sam", SLEEPLESS, slack=NIA)
    with house.database.read() as session:
        told = gather.briefing(session, house.escalations()[0].id, house.clock.at)
    assert "Nia Slack (covering" in str(prompts.escalation.ping(told, "Dee", 1, house.clock.at))
    house.clock.at = MORNING
    with house.database.read() as session:
        told = gather.briefing(session, house.escalations()[0].id, house.clock.at)
    assert "Nia Slack (covering" in str(prompts.details.details(told, house.clock.at))


def test_the_first_who_says_yes_is_named(house: Rowan) -> None:
    asks(house)
    says_yes(house)
    assert "says Jo" in str(says_yes(house, "U0ASH").said)
    assert [row.approved_by for row in rows(house.database, tables.Cover)] == [somebody(house, "U0WORKER").id]
    assert len(house.sent("cover_yes")) == 1


def test_a_team_leader_who_says_yes_is_not_told_of_it(house: Rowan) -> None:
    asks(house)
    says_yes(house, "U0LEAD")
    assert house.sent("cover_told") == []


def test_where_there_is_no_team_leader_the_managers_are_told(database: Database) -> None:
    said = rowan()
    said["staff"] = [one for one in said["staff"] if one["role"] != "team_leader"]
    made = Rowan(database).load(said)
    asks(made)
    says_yes(made)
    assert [row.to_user for row in made.sent("cover_told")] == ["U0ASH", "U0IDA"]


def test_a_yes_that_comes_too_late_says_so_kindly_and_lets_nobody_in(house: Rowan) -> None:
    asks(house)
    house.all_sent()
    house.clock.at = MORNING
    assert "ended Fri 07:30" in str(says_yes(house).said)
    assert active(house) == []
    assert house.sent("cover_yes") == []
    assert "nobody had said yes" in shown(house, "cover", updates=True)[0]


def test_a_request_that_ended_before_it_was_sent_is_not_sent(house: Rowan) -> None:
    asks(house)
    house.clock.at = MORNING
    assert shown(house, "cover") == [""]


def test_nobody_says_yes_of_themselves(house: Rowan) -> None:
    asks(house)
    said = rowan()
    said["staff"].append(staff(NIA, "Nia", "support_worker"))
    apply(house.database, said, house.clock.at)
    assert "Somebody else" in str(says_yes(house, NIA).said)
    assert active(house) == []
    assert [row.why for row in journal(house.database, "refused")] == ["own_cover"]


def test_staff_of_another_house_ask_by_the_name_on_their_list(house: Rowan) -> None:
    asks(house, "U0OAK")
    assert shown(house, "cover")[0].startswith("Rowan House: Lee says")
    says_yes(house)
    assert bot.access.may(somebody(house, "U0OAK"), "answer", house.service().id).allowed
    (lee,) = (one for one in rows(house.database, tables.Staff) if one.slack == "U0OAK")
    assert (lee.listed, lee.role) == (True, "manager")


@pytest.mark.parametrize(
    ("members", "flags", "reason"),
    [
        (["U0WORKER"], {}, "not_in_channel"),
        ([NIA], {"is_restricted": True}, "guest"),
        ([NIA], {"is_ultra_restricted": True}, "guest"),
        ([NIA], {"is_bot": True}, "bot"),
        ([NIA], {"deleted": True}, "deactivated"),
        ([NIA], {"is_stranger": True}, "other_workspace"),
        ([NIA], {"team_id": "T0OTHER"}, "other_workspace"),
    ],
)
def test_who_may_not_ask_is_told_kindly_with_on_calls_number(
    house: Rowan, members: list[str], flags: Any, reason: str
) -> None:
    said = asks(house, client=Slack(*members, **flags))
    assert "07700 900002" in said
    assert [(row.why, row.actor) for row in journal(house.database, "refused")] == [(reason, NIA)]
    assert rows(house.database, tables.Cover) == house.sent("cover") == []


def test_on_a_grid_a_user_of_this_workspace_is_no_stranger(house: Rowan) -> None:
    flags = {"team_id": "E0ORG", "enterprise_user": {"teams": ["T0ELSE", "T0"]}}
    asks(house, client=Slack(NIA, **flags))
    assert len(house.sent("cover")) == 1


def test_who_covers_already_has_nothing_to_ask_for(house: Rowan) -> None:
    asks(house)
    says_yes(house)
    assert "already" in asks(house)
    assert [row.why for row in journal(house.database, "refused")] == ["already_here"]
    assert len(rows(house.database, tables.Cover)) == 1


class Answers:
    """What is said through a response_url."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    def __call__(self, **said: Any) -> None:
        self.said.append(said)


def taps(house: Rowan, client: WebClient) -> dict[str, Any]:
    respond = Answers()
    body = {"user": {"id": NIA}, "container": {"is_ephemeral": True}}
    covering._ask(house.relay, client, body, house.service().id, "T0", respond)  # type: ignore[arg-type]
    (said,) = respond.said
    return said


def test_what_is_kept_is_said_in_place_of_the_button(house: Rowan) -> None:
    assert taps(house, Slack(NIA))["replace_original"] is True


@pytest.mark.parametrize("word", ["ratelimited", "missing_scope", "user_not_found"])
def test_where_slack_does_not_say_who_it_is_they_are_told_to_try_again(house: Rowan, word: str) -> None:
    slack = Slack(NIA)
    slack.fails = word
    said = taps(house, slack)
    assert "*Not asked yet.*" in said["text"]
    assert "07700 900002" in said["text"]
    assert said["replace_original"] is False
    assert rows(house.database, tables.Cover) == []


def test_a_mistake_of_our_own_is_no_silence_either(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "ask", None)
    assert "*Not asked yet.*" in taps(house, Slack(NIA))["text"]


@pytest.mark.parametrize(
    ("real_name", "kept"),
    [
        ("Nia\nBot\u202e", "Nia Bot"),
        ("  ", "Somebody"),
        ("N" * 80, "N" * 60),
        ("نور", "نور"),
        ("<!channel> *Nia*", "<!channel> *Nia*"),
    ],
)
def test_a_name_from_slack_is_kept_on_one_line(house: Rowan, real_name: str, kept: str) -> None:
    asks(house, client=Slack(NIA, real_name=real_name))
    assert somebody(house, NIA).name == kept
    assert "<!channel>" not in shown(house, "cover")[0]


@pytest.mark.parametrize("value", ["", "x", "-1", "1:2", "9" * 40])
def test_what_is_no_button_of_ours_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not a button"):
        prompts.covering.parse_value(value)
