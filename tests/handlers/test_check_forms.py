"""The two forms of a sense-check through Slack's protocol: judged before anything shows what happened, and once."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import db.checks
import prompts.check_forms
from bot.weeks import parse
from tests import house as houses
from tests.handlers import checking, wired
from tests.handlers.checking import (
    ASH,
    FOUND,
    FRIDAY,
    JUDGED,
    MEL,
    PLANTED,
    checks,
    drawn,
    evening,
    later,
    of,
    opens,
    sends,
    written,
)
from tests.handlers.checking import rowan as rowan
from tests.handlers.wired import Wired
from tests.house import Rowan, journal

COURSE = ("agreed signs together", "omebody was told", "aken on", "acted on", "losed", "tood down", PLANTED)


@pytest.fixture
def slack(rowan: Rowan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    """Friday at eleven, everybody in Slack; Mel has been sent Sam's and Ray's Thursday evening."""
    wired.at_once(monkeypatch)
    evening(rowan)
    users = {one["slack"]: one["name"] for one in houses.rowan()["staff"]}
    made = Wired(rowan.relay, users, list(users))
    made.posts.append(dict(checking.POST))
    yield made
    made.close()


def test_the_notes_are_shown_without_a_word_of_what_happened(slack: Wired, rowan: Rowan) -> None:
    shown = opens(slack, of(rowan, "sam"))
    assert slack.views[MEL]["callback_id"] == prompts.check_forms.JUDGE
    assert "up most of the night" in shown
    assert "a support worker" in shown
    assert not [one for one in (*COURSE, "Jo ") if one in shown]


def test_the_form_with_the_notes_is_the_same_whether_anything_rang_or_not(slack: Wired, rowan: Rowan) -> None:
    opens(slack, of(rowan, "sam"))
    rang = slack.views[MEL]["blocks"]
    course = ("closing", "escalationevent", "crossing", "raised")
    with rowan.database.write() as session:
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        for table in course:
            session.execute(sa.text(f"DELETE FROM {table}"))
        session.execute(sa.text("UPDATE outbox SET escalation_id = NULL"))
        session.execute(sa.text("DELETE FROM escalation"))
    opens(slack, of(rowan, "sam"))
    assert slack.views[MEL]["blocks"] == rang


def test_a_judgement_is_kept_and_then_the_course_is_shown(slack: Wired, rowan: Rowan) -> None:
    opens(slack, case := of(rowan, "sam"))
    shown = json.dumps(sends(slack, **JUDGED))
    assert all(one in shown for one in (*COURSE[:3], PLANTED, "You would have done *the same*."))
    (kept,) = [one for one in checks(rowan) if one.id == case]
    assert (kept.judged, kept.verdict, kept.reason) == ("at_once", "same", "Two signs at once")
    assert "judged, the record is still to look through" in drawn(rowan)["text"]
    assert [row.actor for row in journal(rowan.database, "check.judged")] == [MEL]


@pytest.mark.parametrize(
    "given", [{"judged": "at_once"}, {"reason": "Why"}, {"judged": "sooner", "reason": "Why"}]
)
def test_what_is_to_be_mended_shows_nothing_and_keeps_nothing(
    slack: Wired, rowan: Rowan, given: dict[str, str]
) -> None:
    opens(slack, of(rowan, "sam"))
    payload = sends(slack, **given)
    assert payload["response_action"] == "errors"
    assert not [one for one in COURSE if one in json.dumps(payload)]
    assert not [one for one in checks(rowan) if one.judged]


def test_a_second_judgement_changes_nothing(slack: Wired, rowan: Rowan) -> None:
    opens(slack, of(rowan, "sam"))
    first = dict(slack.views[MEL])
    sends(slack, **JUDGED)
    # delivered twice it is the answer that was kept, and not a second one
    slack.views[MEL] = dict(first)
    assert "Your first answer stays" not in json.dumps(sends(slack, **JUDGED))
    slack.views[MEL] = first
    shown = json.dumps(sends(slack, judged="nobody", reason="I know how it went"))
    assert "Your first answer stays as it was." in shown
    (kept,) = [one for one in checks(rowan) if one.judged]
    assert (kept.judged, kept.reason) == ("at_once", "Two signs at once")
    assert len(journal(rowan.database, "check.judged")) == 1


def test_half_done_it_goes_on_with_the_record_and_ends_in_the_weeks_figures(
    slack: Wired, rowan: Rowan
) -> None:
    case = of(rowan, "sam")
    opens(slack, case)
    sends(slack, **JUDGED)
    assert PLANTED in opens(slack, case)
    assert slack.views[MEL]["callback_id"] == prompts.check_forms.RECORD
    assert sends(slack, **{**FOUND, "q.when": "maybe"})["errors"].keys() == {"q.when"}
    done = json.dumps(sends(slack, **FOUND, feedback="Well told"))
    assert "Saved. Thank you." in done
    assert "Sam, late shift, handed over Thu 12 Nov: done, thank you." in drawn(rowan)["text"]
    with rowan.database.read() as session:
        (week,) = db.checks.weeks(session, [rowan.service().id], FRIDAY.date(), FRIDAY.date())
    counted = (week.week, week.sent, week.done, week.same, week.yes, week.no, week.score)
    assert counted == (parse("2026-W46"), 2, 1, 1, 5, 1, 5 / 6)


def test_the_record_cannot_be_said_before_the_judgement(slack: Wired, rowan: Rowan) -> None:
    opens(slack, of(rowan, "sam"))
    slack.views[MEL]["callback_id"] = prompts.check_forms.RECORD
    payload = sends(slack, **FOUND)
    assert payload["response_action"] == "errors"
    assert not [one for one in COURSE if one in json.dumps(payload)]
    assert not [one for one in checks(rowan) if one.found]


@pytest.mark.parametrize("user", ["U0WORKER", ASH, "U0DEE", "U0TABLET"])
def test_nobody_else_opens_it(slack: Wired, rowan: Rowan, user: str) -> None:
    said = opens(slack, of(rowan, "sam"), user)
    assert "Thank you for helping." in said
    assert "up most of the night" not in said


def test_of_somebody_taken_out_of_the_file_nothing_is_shown_nor_counted(slack: Wired, rowan: Rowan) -> None:
    opens(slack, case := of(rowan, "sam"))
    said = written()
    said["people"] = [one for one in said["people"] if one["key"] == "ray"]
    houses.apply(rowan.database, said, rowan.clock.at)
    assert "cannot be looked at any more" in json.dumps(sends(slack, **JUDGED))
    assert "cannot be looked at any more" in opens(slack, case)
    assert "One case: nothing to look at any more." in drawn(rowan)["text"]
    with rowan.database.read() as session:
        (week,) = db.checks.weeks(session, [rowan.service().id], FRIDAY.date(), FRIDAY.date())
    assert week.sent == 1


def test_a_leader_who_has_left_the_house_opens_nothing(slack: Wired, rowan: Rowan) -> None:
    said = written()
    next(one for one in said["staff"] if one["slack"] == MEL)["services"] = []
    houses.apply(rowan.database, said, rowan.clock.at)
    assert "up most of the night" not in opens(slack, of(rowan, "sam"))


def test_what_is_left_is_reminded_of_once_two_days_later(slack: Wired, rowan: Rowan) -> None:
    opens(slack, of(rowan, "ray"))
    sends(slack, **JUDGED)
    later(rowan, 47.9)
    assert rowan.sent("check_again") == []
    for _ in range(3):
        later(rowan, 0.2)
    assert "a sense-check waits for you" in drawn(rowan, "check_again")["text"]


def test_what_is_done_is_not_reminded_of(slack: Wired, rowan: Rowan) -> None:
    for key in ("sam", "ray"):
        opens(slack, of(rowan, key))
        sends(slack, **JUDGED)
        sends(slack, **FOUND)
    later(rowan, 49)
    assert rowan.sent("check_again") == []
