"""The huddle's digest in its channel: posted once when it is due, and drawn anew when something is decided."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import db.people
import prompts.actions
import prompts.digest
from db import tables
from db.session import Database
from handlers import delivery, ticks
from handlers.flow import agreed
from handlers.flow import huddle as flow
from prompts.agreed import Wanted
from prompts.deciding import BECAUSE
from tests.handlers import decisions
from tests.handlers.decisions import POST, day, decision, drawn, sends, text
from tests.handlers.huddles import CHANNEL, TUESDAY, WEEK, at, huddle, meeting, said
from tests.handlers.wired import Wired
from tests.house import MINUTE, SLEEPLESS, Rowan, journal, rows

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    return meeting(database, monkeypatch)


@pytest.fixture
def slack(house: Rowan) -> Iterator[Wired]:
    yield from decisions.slack(house)


def postings(house: Rowan) -> list[tuple[str, str]]:
    return [(one.week, one.state.value) for one in rows(house.database, tables.Huddle)]


def shown(house: Rowan, kind: str = "huddle") -> str:
    """The newest message of this kind, as it would be drawn now."""
    return json.dumps(drawn(house, house.sent(kind)[-1]), ensure_ascii=False)


# when it comes


def test_the_digest_of_the_last_whole_week_is_posted_once_an_hour_before_the_meeting(house: Rowan) -> None:
    at(house, TUESDAY - MINUTE)
    assert (postings(house), house.sent("huddle")) == ([("2026-W46", "planned")], [])
    at(house, TUESDAY)
    assert postings(house) == [("2026-W46", "posted"), ("2026-W47", "planned")]
    (row,) = house.sent("huddle")
    assert (row.to_channel, row.thread_of) == (CHANNEL, None)
    text = drawn(house, row)["text"]
    assert text.startswith("Weekly huddle, 9–15 Nov 2026, Rowan House.")
    assert "1 concern." in text
    assert len(journal(house.database, "huddle.posted")) == 1


def test_what_happens_after_it_is_posted_changes_no_number_of_it(house: Rowan) -> None:
    at(house, TUESDAY)
    before = drawn(house, house.sent("huddle")[0])["text"]
    house.says("sam", SLEEPLESS)
    house.clock.at += MINUTE
    assert drawn(house, house.sent("huddle")[0])["text"] == before


@pytest.mark.parametrize(
    ("late", "posted"), [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False)]
)
def test_after_downtime_it_is_posted_while_it_is_less_than_a_day_late(
    house: Rowan, late: timedelta, posted: bool
) -> None:
    house.tick()
    at(house, TUESDAY + late)
    assert postings(house) == [("2026-W46", "posted" if posted else "missed"), ("2026-W47", "planned")]
    assert len(house.sent("huddle")) == posted
    at(house, TUESDAY + WEEK)
    assert ("was not posted" in shown(house)) != posted
    assert ("/huddle 2026-W46" in shown(house)) != posted


def test_after_weeks_of_downtime_each_missed_one_is_said_in_the_next(house: Rowan) -> None:
    house.tick()
    at(house, TUESDAY + 3 * WEEK)
    states = ["missed", "missed", "missed", "posted", "planned"]
    assert postings(house) == list(zip([f"2026-W{n}" for n in range(46, 51)], states, strict=True))
    assert shown(house).count("was not posted") == 3
    at(house, TUESDAY + 4 * WEEK)
    assert "was not posted" not in shown(house)


def test_when_clocks_change_it_comes_at_the_same_time_by_the_wall(database: Database) -> None:
    house = Rowan(database)
    house.clock.at = datetime(2027, 3, 24, 12, tzinfo=UTC)
    house.load(said())
    house.tick()
    at(house, datetime(2027, 3, 30, 7, 59, tzinfo=UTC))
    assert house.sent("huddle") == []
    at(house, datetime(2027, 3, 30, 8, tzinfo=UTC))
    assert [one.week for one in rows(database, tables.Huddle) if one.posted_at] == ["2027-W12"]


def test_a_meeting_that_is_moved_or_gone_has_no_digest_when_it_was(house: Rowan) -> None:
    house.tick()
    house.load(said(day="wednesday"))
    house.tick()
    at(house, TUESDAY + MINUTE)
    assert house.sent("huddle") == []
    at(house, TUESDAY + timedelta(days=1))
    assert len(house.sent("huddle")) == 1
    without = said()
    del without["organisation"]["huddle"]
    house.load(without)
    at(house, TUESDAY + 2 * WEEK)
    assert postings(house) == [("2026-W46", "posted"), ("2026-W47", "dropped")]
    assert len(house.sent("huddle")) == 1


def test_two_huddles_each_look_at_their_own_services(database: Database) -> None:
    both = said()
    both["organisation"]["huddle"] = [
        huddle(name="Rowan's"), huddle(name="Oak's", channel="C0OAKHUDDLE", services=["oak-house"]),
    ]  # fmt: skip
    house = Rowan(database).load(both)
    house.tick()
    at(house, TUESDAY)
    drawn_ = [(row.to_channel, drawn(house, row)["text"].split(".")[0]) for row in house.sent("huddle")]
    assert sorted(drawn_) == [
        (CHANNEL, "Rowan's, 9–15 Nov 2026, Rowan House"),
        ("C0OAKHUDDLE", "Oak's, 9–15 Nov 2026, Oak House"),
    ]


def test_one_that_cannot_be_counted_stops_nothing_else(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []

    def broken(*of: Any) -> None:
        tried.append(of)
        raise RuntimeError

    house.tick()
    monkeypatch.setattr(flow, "counted", broken)
    house.clock.at = TUESDAY
    for _ in range(3):
        ticks.tick(house.relay)
    # what takes long to fail is not tried again each second, while others wait
    assert len(tried) == 1
    assert postings(house) == [("2026-W46", "planned")]
    monkeypatch.undo()
    at(house, TUESDAY + MINUTE)
    assert len(house.sent("huddle")) == 1


def sent(house: Rowan, slack: Wired) -> dict[str, str]:
    """What became of each message of the huddle, once all that waits was sent."""
    while True:
        with house.database.write() as session:
            letter = flow.db.outbox.claim(session, "me", house.clock.at, house.clock.at, MINUTE)
        if letter is None:
            return {one.kind: one.state.value for one in house.sent("huddle") + house.sent("huddle_more")}
        delivery.send(house.relay, slack.app.client, letter)


def sixteen(house: Rowan) -> None:
    """The digest of a week with sixteen concerns is posted."""
    house.tick()
    house.clock.at = TUESDAY
    with house.database.write() as session:
        counted = flow.counted(session, 1, TUESDAY)
        assert counted.digest is not None
        many = replace(counted.digest, concerns=counted.digest.concerns * 16)
        flow.come(session, replace(counted, digest=many), TUESDAY)


def test_it_is_sent_to_its_own_private_channel_with_the_rest_in_its_thread(
    house: Rowan, slack: Wired
) -> None:
    slack.channels[CHANNEL] = {"members": [], "is_private": True, "joined": True}
    sixteen(house)
    assert sent(house, slack) == {"huddle": "sent", "huddle_more": "sent"}
    head, more = slack.room(CHANNEL)
    assert more["thread_ts"] == head["ts"]
    assert "Concerns 16 to 16 of 16" in json.dumps(more["blocks"])


def test_it_is_not_sent_to_a_public_channel_and_an_administrator_is_told_once(
    house: Rowan, slack: Wired
) -> None:
    slack.channels[CHANNEL] = {"members": [], "is_private": False, "joined": True}
    sixteen(house)
    assert sent(house, slack) == {"huddle": "given_up", "huddle_more": "dropped"}
    assert slack.room(CHANNEL) == []
    (told,) = [one for one in slack.room("U0BOSS") if "digest" in one["text"]]
    assert "public" in told["text"]
    assert "Sam" not in json.dumps(told["blocks"])


# what is decided shows


def test_a_concern_that_is_reviewed_or_decided_about_is_drawn_anew(house: Rowan, slack: Wired) -> None:
    at(house, TUESDAY)
    house.all_sent()
    assert '"Reviewed"' in shown(house)
    house.clock.at = TUESDAY + 90 * MINUTE
    slack.tap_on("U0LEAD", POST, prompts.actions.Action.REVIEWED, "1")
    sends(slack, {BECAUSE: text("SECRET")}, "U0LEAD")
    assert "*reviewed*" in shown(house)
    assert '"Reviewed"' not in shown(house)
    assert "SECRET" not in shown(house)
    (update,) = house.sent("huddle", updates=True)
    house.all_sent()
    slack.tap_on("U0ASH", POST, prompts.actions.Action.DECIDE, "1")
    sends(slack, decision(house, tells_on=day("2026-11-18")))
    assert len(house.sent("huddle", updates=True)) == 2
    # what this huddle decides is none of the last decisions; the next one begins with it
    assert "What became of" not in shown(house)
    at(house, TUESDAY + WEEK)
    assert "*What became of the last decisions*" in shown(house)
    assert update.kind == "huddle"


def test_what_is_agreed_about_asking_is_drawn_anew_in_words(database: Database) -> None:
    past = said()
    past["people"][0]["plan"]["asked"] = {"until": date(2026, 11, 10)}
    house = Rowan(database).load(past)
    house.tick()
    at(house, TUESDAY)
    house.all_sent()
    assert '"Asking…"' in shown(house)
    with database.write() as session:
        sam = db.people.person(session, house.person("sam").id)
        mel = db.people.staff_by_slack(session, "U0ASH")
        assert mel is not None
        until = Wanted(date(2027, 2, 1), None, "SECRET")
        agreed.decide(session, sam, house.service(), mel, until, "form", TUESDAY + MINUTE)
    house.clock.at += 2 * MINUTE
    assert len(house.sent("huddle", updates=True)) == 1
    assert "*Sam* is asked about again until 1 Feb 2027." in shown(house)
    assert '"Asking…"' not in shown(house)


def test_one_that_an_older_program_kept_in_a_way_of_its_own_stops_nothing(house: Rowan, slack: Wired) -> None:
    at(house, TUESDAY)
    house.all_sent()
    before = drawn(house, house.sent("huddle")[0])
    with house.database.write() as session:
        session.execute(
            sa.text("""UPDATE huddle SET digest = '{"week": "2026-W46"}' WHERE state = 'posted'""")
        )
    house.clock.at = TUESDAY + MINUTE
    slack.tap_on("U0LEAD", POST, prompts.actions.Action.REVIEWED, "1")
    sends(slack, {BECAUSE: text("SECRET")}, "U0LEAD")
    assert len(house.sent("huddle", updates=True)) == 1
    assert drawn(house, house.sent("huddle")[0])["text"] == before["text"]
    assert "*reviewed*" in shown(house)
    slack.views.clear()
    slack.tap_on("U0ASH", POST, prompts.digest.Action.FIGURES, "1:0:20261109")
    assert "By time of day" in json.dumps(slack.views)
    at(house, TUESDAY + WEEK)
    assert "16–22 Nov 2026" in shown(house)
