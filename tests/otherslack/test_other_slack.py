"""With another Slack, another house and an empty environment, the same evening: by the commands' own names."""

from pathlib import Path

import pytest

from tests.otherslack import place as houses
from tests.otherslack.place import (
    FAR,
    GRAZYNA,
    KLON,
    MARA,
    NOUR,
    SIOBHAN,
    STRANGER,
    ZAZOLC,
    ZELJKO,
    Place,
)
from tests.otherslack.slack import Ack, buttons


def evening(place: Place) -> None:
    """Loaded, run, asked, answered, told, taken; and nobody else is let in."""
    slack = place.slack
    place.write()
    assert "Loaded. 2 services, 3 people, 8 members of staff." in place.relay("load", "house.yaml").stdout
    assert "Nothing has changed" in place.relay("load", "house.yaml").stdout
    place.run()
    question = place.ask("teach-na-mara")
    assert [one["channel"] for one in slack.posts] == [MARA]
    clear, form = (
        [one for one in buttons(question) if "ليلى" not in one["accessibility_label"]],
        buttons(question)[1],
    )
    assert slack.tap(SIOBHAN, question, clear[0])
    assert slack.tap(ZELJKO, question, form)
    said = slack.submit(ZELJKO, {"sign:sleep": "2", "sign:calls": "3", "says": "*No* <!channel>"})
    guidance = str(said.payload if said else None)
    assert "is being told" in guidance
    assert "are told" in guidance
    ping = houses.until(lambda: [one for who in FAR for one in slack.room(who)], "the ping")[0]
    on_call = ping["with"]
    assert "needs you now about" in ping["text"]
    assert "*No*" not in str(slack.posts), "what somebody says is behind Open"
    assert slack.tap(STRANGER, ping, "I've got this")
    assert slack.tap(on_call, ping, "Open")
    assert "*No*" not in str(slack.views[on_call]), "and even there it formats nothing"
    assert "∗No∗ &lt;!channel&gt;" in str(slack.views[on_call])
    assert slack.tap(on_call, ping, "I've got this")
    assert slack.tap(ZELJKO, ping, "I've got this")
    taken_by(place, on_call)
    assert "On call now" in oncall(slack.command(SIOBHAN, MARA, "/oncall", "<!channel> `x` \0"))
    assert "On call now" in oncall(slack.command(ZAZOLC, houses.LOBBY, "/oncall"))
    assert "not on" in oncall(slack.command(GRAZYNA, MARA, "/oncall"))
    assert "not on" in oncall(slack.command(STRANGER, houses.LOBBY, "/oncall"))
    other_house(place)


def oncall(ack: Ack | None) -> str:
    assert ack is not None
    return str(ack.payload["text"])


def taken_by(place: Place, on_call: str) -> None:
    """The house and everybody told see who has it; the two who may not were told so, kindly."""
    slack = place.slack
    houses.until(lambda: all("has it" in one["text"] for one in slack.room(MARA)), "the house's line")
    houses.until(lambda: len(slack.whispers) == 3, "three answers to taps")
    by = {one["user"]: one["text"] for one in slack.whispers}
    assert "You have it" in by[on_call]
    assert all("Thank you for helping" in by[who] for who in (STRANGER, ZELJKO))
    houses.until(
        lambda: "I've got this" not in str(slack.room(on_call)[0]["blocks"]), "the ping without its button"
    )


def other_house(place: Place) -> None:
    """The second house hears nothing of the first; its ladder begins with a role."""
    slack = place.slack
    assert slack.room(KLON) == []
    asked = place.ask("dom-klonowy")
    assert "Michał" in asked["text"]
    assert slack.tap(GRAZYNA, asked, "Signs seen…")
    assert slack.submit(GRAZYNA, {"sign:drzwi": "1", "sign:sen": "1"})
    houses.until(
        lambda: [one for one in slack.room(ZAZOLC) if "Dom Klonowy" in one["text"]], "the manager's ping"
    )
    assert not [one for one in slack.room(NOUR) if "Dom Klonowy" in one["text"]], (
        "a manager of the other house"
    )


def test_a_form_sent_twice_is_one_reply_and_with_other_values_a_correction(place: Place) -> None:
    place.load()
    place.run()
    slack, question = place.slack, place.ask("teach-na-mara")
    assert slack.tap(SIOBHAN, question, buttons(question)[1])
    form, signs = slack.views[SIOBHAN], {"sign:sleep": "3", "sign:pacing": "1"}
    for values in (signs, signs, {**signs, "sign:sleep": "2"}):
        slack.views[SIOBHAN] = form
        said = slack.submit(SIOBHAN, values)
        assert said is not None
        assert said.payload["response_action"] == "update", said.payload
    place.settled()
    first, second = place.rows("select id, superseded_by from reply order by id")
    assert (first[1], second[1]) == (second[0], None)
    assert place.rows("select count(*) from escalation") == [(1,)]
    assert [len(place.slack.room(MARA)), sum(len(place.slack.room(who)) for who in FAR)] == [2, 1]


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_house_of_our_own_and_another_slack_have_a_whole_evening(place: Place, slash: str) -> None:
    place.slash = slash
    evening(place)
    place.settled()
    assert "error" not in place.log()
    assert list(place.rows("select kind, why from outbox where state = 'given_up'")) == []


def test_and_so_on_postgresql_in_another_zone(place: Place, pg_url: str) -> None:
    place.more = {"DATABASE_URL": pg_url, "TZ": "Asia/Kathmandu"}
    evening(place)
    assert not Path(place.folder / "relay.db").exists()
    assert "error" not in place.log()


def test_the_ladder_is_climbed_by_day_then_by_role_then_again(place: Place) -> None:
    place.load(*houses.QUICK)
    place.run()
    question = place.ask("teach-na-mara")
    assert place.slack.tap(SIOBHAN, question, buttons(question)[1])
    assert place.slack.submit(SIOBHAN, {"sign:pacing": "1", "sign:sleep": "3"})
    houses.until(lambda: "nobody has answered" in str(place.slack.posts), "the house told to phone", 30)
    place.settled()
    told = [len(place.slack.room(who)) for who in (*FAR, NOUR, ZAZOLC)]
    assert sorted(told[:2]) == [0, 2]
    assert told[2:] == [3, 3], "once a pass, and again when all had been tried"


def test_relay_ask_without_a_bot_posts_and_says_so(place: Place) -> None:
    place.load()
    done = place.relay("ask", "--service", "dom-klonowy")
    assert "Posted." in done.stdout, done.stderr
    assert [one["channel"] for one in place.slack.posts] == [KLON]
