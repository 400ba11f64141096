"""What people did to an escalation, and its timeline, gathered from what was kept."""

from collections.abc import Callable, Set
from typing import cast

import db.closing
import db.people
import db.timeline
from bot.briefing import Acted, Deeds, Ended, Lapsed, Passed
from bot.escalation import Escalation, Lapse, Promised
from bot.timeline import Story
from bot.transitions import Did, PassedBecause, StoodDownBecause
from db.session import Session
from db.statements import Row

Name = Callable[[int | None], str | None]


def deeds(session: Session, e: Escalation, unwanted: Set[str]) -> Deeds:
    """What matters now of what people did; those in `unwanted` (Slack users) are not named."""

    def name(staff_id: int | None) -> str | None:
        one = db.people.staff(session, staff_id) if staff_id else None
        return one.name if one and one.slack not in unwanted else None

    last = db.timeline.newest(session, e.id)
    before = db.timeline.newest(session, e.follows_id) if e.follows_id else {}
    return Deeds(
        lapsed=_lapsed(last.get("reopened"), name) if e.state == "open" else None,
        passed=_passed(e, last.get("passed"), name),
        house=(name(e.house_id) or "Somebody", e.house_by) if e.house_id and e.house_by else None,
        acted=_acted(last.get("acted"), name),
        follows=_acted(before.get("acted"), name),
        ended=_ended(last.get("stood_down") or last.get("closed"), name),
    )


def _lapsed(row: Row | None, name: Name) -> Lapsed | None:
    if row is None:
        return None
    why, _, promised = (row.about or "").partition(" ")
    return Lapsed(
        cast(Lapse, why),
        name(row.actor_id),
        cast(Promised, promised) if promised else None,
        row.by_at,
        row.at,
    )


def _passed(e: Escalation, row: Row | None, name: Name) -> Passed | None:
    if e.pass_by is None or row is None:
        return None
    to = tuple(found for one in e.passed_to if (found := name(one)))
    return Passed(to, cast(PassedBecause, row.about or "other"), e.pass_by, words=row.text is not None)


def _acted(row: Row | None, name: Name) -> Acted | None:
    if row is None:
        return None
    did = tuple(cast(Did, one) for one in (row.about or "").split() if one)
    return Acted(name(row.actor_id), row.at, did)


def _ended(row: Row | None, name: Name) -> Ended | None:
    if row is None:
        return None
    because = cast(StoodDownBecause, row.about) if row.what == "stood_down" and row.about else None
    return Ended(name(row.actor_id), row.at, because)


def timeline(session: Session, e: Escalation, unwanted: Set[str]) -> Story:
    """All that happened to it, and what was said at its end; those in `unwanted` (Slack users) are not named."""
    return Story(tuple(db.timeline.of(session, e.id, unwanted)), db.closing.of(session, e.id))
