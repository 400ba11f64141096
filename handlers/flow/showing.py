"""The messages that show an escalation: put into its thread with each person, and drawn anew."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import db.outbox
from bot.escalation import Escalation
from bot.people import Staff
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import handoff, redraw

# direct messages that tell somebody of it: who has had one may read and take it
TELLING = ("ping", "joined", "passed", "held")
DIRECT = (*TELLING, "promise", "no_longer", "close")
OWN = (*DIRECT, "house_line", "unanswered", "call_open")
# what rings stands in the conversation too, not in the thread alone
RINGS = ("ping", "joined", "passed", "promise", "held", "no_longer", "close")
# what a ping is about that a manager had sent all the same: it tells somebody though it may be taken already
OVERRIDE = "override"


def direct(
    session: Session, e: Escalation, kind: str, to: Staff, number: int, now: datetime, about: str | None = None,
    due: datetime | None = None,
) -> None:  # fmt: skip
    """A direct message about an escalation, from `due` on; all of them to one person are one thread.

    What they are still to be sent of this kind is older then, and is drawn so once it is there.
    """
    had = [row for row in db.outbox.of_escalation(session, e.id, DIRECT) if row.staff_id == to.id]
    root = _root(had)
    for row in had:
        if row.kind == kind and row.state == Sending.WAITING and row.id is not None:
            db.outbox.refresh(session, row.id, now, to_come=True)
    db.outbox.put(
        session, kind, now, due=due, to_user=to.slack, staff_id=to.id, service_id=e.service_id, escalation_id=e.id,
        number=number, about=about, thread_of=root, broadcast=root is not None and kind in RINGS,
        dedupe=f"{kind} {e.id} {number} {to.id}",
    )  # fmt: skip


def _root(rows: Sequence[Outbox]) -> int | None:
    gone = (Sending.DROPPED, Sending.GIVEN_UP)
    return next((row.id for row in rows if row.thread_of is None and row.state not in gone), None)


def has_message(session: Session, e: Escalation, who: Staff) -> bool:
    """Whether somebody who has it has a message with its buttons, or is just being sent one."""
    rows = (
        row for row in db.outbox.of_escalation(session, e.id, TELLING, lock=True) if row.staff_id == who.id
    )
    return any(row.state not in (Sending.DROPPED, Sending.GIVEN_UP) and not _in_vain(row) for row in rows)


def _in_vain(row: Outbox) -> bool:
    """Whether a message is still to be sent and will not be, once somebody has what it tells of."""
    to_come = row.state == Sending.WAITING and not row.ambiguous
    return to_come and row.kind != "held" and row.about != OVERRIDE


def waits(session: Session, e: Escalation, kind: str, to: Staff) -> bool:
    """Whether a message of this kind to somebody has still to be sent: it will say how things stand by then."""
    rows = db.outbox.of_escalation(session, e.id, (kind,), lock=True)
    return any(row.staff_id == to.id and row.state == Sending.WAITING and not row.ambiguous for row in rows)


def refresh(session: Session, e: Escalation, now: datetime) -> None:
    """Have every message that shows this escalation drawn anew."""
    refresh_own(session, e, now)
    handoff.refresh(session, e.id, now)
    redraw.newest(session, e.service_id, now)


def refresh_own(
    session: Session, e: Escalation, now: datetime, kinds: Sequence[str] = OWN, also: Sequence[Staff] = ()
) -> None:
    """The escalation's messages of these kinds, and those that these people have had of it."""
    people = {one.id for one in also}
    for row in _showing(db.outbox.of_escalation(session, e.id, OWN, lock=True)):
        assert row.id is not None
        if row.kind in kinds or row.staff_id in people:
            db.outbox.refresh(session, row.id, now)


def dropped(session: Session, escalation_id: int, staff_id: int, now: datetime) -> None:
    """A message to somebody is not sent after all: the ones before it are what they have of the escalation."""
    for row in _showing(db.outbox.of_escalation(session, escalation_id, DIRECT, lock=True)):
        if row.staff_id == staff_id and row.id is not None:
            db.outbox.refresh(session, row.id, now)


def _showing(rows: Sequence[Outbox]) -> list[Outbox]:
    """Those whose look can change: of many tellings of one person the last there, and the one that it replaced."""
    tellings: dict[tuple[str, int | None], list[Outbox]] = defaultdict(list)
    for row in rows:
        # what is still to be sent is drawn then; and may be dropped, so that it stands for none that is there
        to_come = row.state == Sending.WAITING and not row.ambiguous
        if not to_come and row.state not in (Sending.DROPPED, Sending.GIVEN_UP):
            tellings[row.kind, row.staff_id].append(row)
    return [row for told in tellings.values() for row in told[-2:]]
