"""Drawing a message from the database at the moment it is sent. None: it is no longer needed."""

from datetime import datetime
from typing import Protocol

import db.escalation
import db.handover
import db.outbox
import db.people
import prompts.escalation
import prompts.handover
import prompts.held
import prompts.house_line
import prompts.noted
import prompts.notices
from bot.briefing import Briefing
from bot.people import Contact
from db.outbox import Letter
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import (
    board,
    deeds,
    gather,
    render_actions,
    render_checks,
    render_cover,
    render_handoff,
    render_huddle,
    render_private,
    render_restored,
    render_silence,
    render_watchdog,
    showing,
    targets,
)
from prompts.blocks import Message

# what its reader may have had before, about the same
REPLACED = ("joined", "promise", "close", "no_longer")


def letter(session: Session, letter: Letter, now: datetime) -> Message | None:
    """What a claimed message says now; an update shows how things stand, a first sending may be too late."""
    if letter.kind == "prompt":
        assert letter.handover_id is not None
        return prompts.handover.question(board.board(session, letter.handover_id, now), now)
    if letter.kind == "notice":
        return _notice(session, letter, now)
    shown = db.outbox.message(session, letter.updates or letter.id)
    assert shown is not None
    if letter.updates is not None and _replaced(session, shown):
        return _older(session, shown, now)
    return DRAW[letter.kind](session, shown, now, first=letter.updates is None)


def _replaced(session: Session, row: Outbox) -> bool:
    """Whether its reader has a newer one of the kind: only the last two are ever drawn anew (`showing`)."""
    if row.escalation_id is None or row.kind not in REPLACED:
        return False
    same = db.outbox.of_escalation(session, row.escalation_id, (row.kind,))
    there = (one for one in same if one.state not in (Sending.GIVEN_UP, Sending.DROPPED, Sending.WAITING))
    return any(one.staff_id == row.staff_id and one.number > row.number for one in there)


def _older(session: Session, row: Outbox, now: datetime) -> Message:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    if row.kind == "no_longer":
        return prompts.held.no_longer_older(told)
    return prompts.escalation.ping_older(told)


def _ping(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    assert row.staff_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    if told.escalation.state != "open":
        tells = row.about == showing.OVERRIDE and told.escalation.state == "acknowledged"
        return _settled(session, row, told, now) if tells or not first else None
    if not first and not gather.newest(session, row):
        return prompts.escalation.ping_older(told)
    you = db.people.staff(session, row.staff_id).name
    return prompts.escalation.ping(told, you, row.number, now)


def _settled(session: Session, row: Outbox, told: Briefing, now: datetime) -> Message:
    """How it stands, with its reader's buttons where they have had no newer message that has them."""
    if not gather.newest(session, row, coming=False):
        return prompts.escalation.ping_older(told)
    return prompts.escalation.ping_settled(told, now, row.staff_id)


def _joined(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    mine = told.escalation.holder_id == row.staff_id and told.escalation.state == "acknowledged"
    if mine and told.escalation.confirm_by is not None:
        if row.number == _newest(session, row):
            return prompts.held.joined(told, row.number, now)
        return prompts.escalation.ping_older(told)
    if first:
        return None
    # told from the start again, or somebody else's by now: then it was not seen in this message
    draw = prompts.held.joined_seen if mine else prompts.held.settled
    return draw(told, now, row.staff_id)


def _passed(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    asked = told.deeds.passed and row.staff_id in told.escalation.passed_to
    if asked and gather.newest(session, row):
        return prompts.held.passed(told, now)
    return None if first else _settled(session, row, told, now)


def _held(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    mine = told.escalation.holder_id == row.staff_id
    return None if first and not mine else _settled(session, row, told, now)


def _promise(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    e = told.escalation
    asks = e.state == "acknowledged" and e.answer_by is not None and e.pass_by is None
    if asks and e.holder_id == row.staff_id and row.number == _newest(session, row):
        return prompts.held.promise(told, now)
    return None if first else prompts.held.settled(told, now, row.staff_id)


def _no_longer(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first
    assert row.escalation_id is not None
    return prompts.held.no_longer(gather.briefing(session, row.escalation_id, now, row.to_user), now)


def _close(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    if told.escalation.state == "acted_on":
        return prompts.held.close(told, now)
    return None if first else prompts.held.settled(told, now, row.staff_id)


def _newest(session: Session, row: Outbox) -> int:
    assert row.escalation_id is not None
    return max(one.number for one in db.outbox.of_escalation(session, row.escalation_id, (row.kind,)))


def _house_line(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first
    assert row.escalation_id is not None
    return prompts.house_line.line(gather.briefing(session, row.escalation_id, now), now)


def _unanswered(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now)
    if told.escalation.state != "open":
        return None if first else prompts.house_line.line(told, now)
    return prompts.house_line.unanswered(told, _to_phone(session, told, now), now)


def _call_open(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now)
    if told.escalation.state != "open":
        return None if first else prompts.noted.call_taken(told, now)
    return prompts.noted.call_open(told, _to_phone(session, told, now))


def _to_phone(session: Session, told: Briefing, now: datetime) -> list[Contact]:
    """Whom the house can phone itself: those told last first, then whoever is on call now."""
    tried = [Contact(one.name, one.phone) for one in reversed(told.told)]
    on_call = targets.on_call(session, told.service, now, told.person)
    return list(dict.fromkeys([*tried, *on_call]))


def _notice(session: Session, letter: Letter, now: datetime) -> Message:
    kind, _, why = (letter.about or "").partition(" ")
    if kind == "start":
        return prompts.notices.found_at_start(int(why))
    service = db.people.service(session, letter.service_id) if letter.service_id else None
    if kind == "watchdog":
        return render_watchdog.found(session, letter, service, now)
    if service and letter.handover_id and kind == "not_asked":
        return prompts.notices.not_asked(service, db.handover.get(session, letter.handover_id).change, now)
    return prompts.notices.cannot_send(kind, service, why)


class _Draw(Protocol):
    def __call__(self, session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None: ...


def _theirs(draw: _Draw) -> _Draw:
    """As `draw`, for those whom the person wants contacted: of anybody else's messages nothing is left to read."""

    def drawn(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
        assert row.escalation_id is not None
        assert row.staff_id is not None
        if deeds.may_take(session, row.staff_id, db.escalation.get(session, row.escalation_id)):
            return draw(session, row, now, first=first)
        told = gather.briefing(session, row.escalation_id, now, row.to_user)
        return None if first else prompts.escalation.ping_withdrawn(told)

    return drawn


TO_THEM: dict[str, _Draw] = {
    "ping": _ping, "joined": _joined, "passed": _passed, "held": _held, "promise": _promise,
    "no_longer": _no_longer, "close": _close,
}  # fmt: skip
DRAW: dict[str, _Draw] = {
    "house_line": _house_line, "unanswered": _unanswered, "call_open": _call_open,
    **{kind: _theirs(draw) for kind, draw in TO_THEM.items()},
    **render_silence.DRAW, **render_cover.DRAW, **render_private.DRAW, **render_handoff.DRAW,
    **render_checks.DRAW,
    **render_actions.DRAW,
    **render_huddle.DRAW,
    **render_restored.DRAW,
}  # fmt: skip
