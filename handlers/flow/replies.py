"""Replies: where an answer belongs, whether it may be given here, and which earlier ones it stands for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import bot.away
import db.absence
import db.handover
import db.notes
import db.people
import db.plans
import db.replies
from bot.handover import Handover
from bot.people import Author, Service
from bot.replies import CORRECTED_WITHIN, Answer, Earlier, Kind, Reply, is_answer
from db.session import Session
from handlers.flow import notes

NOT_ASKED_HERE = "not_asked_here"
NOT_HERE_NOW = "not_here_now"


@dataclass(frozen=True)
class Tap:
    """One answer as it came from Slack, by somebody who may give it. `slack` is the account it came from.

    `nonce` is the form's or the tap's own; `plan_id` the plan it showed. Without `handover_id` it was given between
    handovers. `corrects` is an earlier reply of the same author that it stands for. `at` (aware) is when the author
    said it was.
    """

    person_id: int
    author: Author
    slack: str
    nonce: str
    answer: Answer
    handover_id: int | None = None
    plan_id: int | None = None
    corrects: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where an answer belongs: the house it is given in, the prompt it came through, its period, when it was seen."""

    service: Service
    handover: Handover | None
    period: int
    seen_at: datetime
    timed: bool


def refused(session: Session, handover_id: int | None, person_id: int, kind: Kind = "signs") -> str:
    """Why nobody can answer here about this person; empty when they can. Who may at all was decided before.

    Both ids came over the network, and might be of two houses.
    """
    if handover_id is None:
        here = db.people.service_id_of(session, person_id)
        return "" if db.plans.supported(session, person_id, here) else NOT_HERE_NOW
    if db.handover.shown(session, handover_id, person_id) is not None:
        return ""
    # what rings stands on the prompt of whoever was asked about
    here = db.handover.service_id(session, handover_id)
    return "" if kind == "steps" and db.plans.supported(session, person_id, here) else NOT_ASKED_HERE


def given(
    session: Session, handover: Handover, person_ids: Collection[int]
) -> tuple[list[Reply], list[Reply]]:
    """Live replies that a handover shows, each part oldest first: before it was asked, in its period; and since.

    Since: through its prompt, whoever it is about; or about these people through none, before the next is due, and
    not of a period before.
    """
    since = db.replies.of_handover(session, handover.id)
    if handover.asked_at is None:
        return [], since
    until = handover.change.due if handover.extra else db.handover.due_after(session, handover)
    due = handover.asked_at if handover.extra else handover.change.due
    since += db.replies.besides(session, person_ids, handover.asked_at, until, due)
    before = (
        [] if handover.extra else db.replies.of_period(session, handover.id, handover.asked_at, person_ids)
    )
    return before, sorted(since, key=lambda one: one.id)


def says_back(session: Session, tap: Tap) -> bool:
    """Whether this answer says that somebody who is away is back: it tells how they are since."""
    gone = db.absence.active(session, [tap.person_id]).get(tap.person_id)
    if gone is None or not is_answer(tap.answer):
        return False
    if tap.at is not None:
        return gone.until <= tap.at
    if tap.handover_id is None or db.handover.shown(session, tap.handover_id, tap.person_id) is False:
        return True
    # one who was answered about before they went is still asked about there: that says nothing new
    return bot.away.is_due_back(gone.until, db.handover.get(session, tap.handover_id))


def corrected(session: Session, tap: Tap, now: datetime) -> Reply | None:
    """The live reply that this one stands for: its author's own, about the same person, through the same prompt."""
    old = db.replies.standing(session, tap.corrects) if tap.corrects is not None else None
    if old is None or old.person_id != tap.person_id or not db.replies.is_by(old, tap.author):
        return None
    if db.replies.row(session, old.id).handover_id != tap.handover_id:
        return None
    too_long_ago = tap.handover_id is None and old.received_at < now - CORRECTED_WITHIN
    return None if too_long_ago else old


@dataclass(frozen=True)
class Already:
    """What a form shows of what was answered before: the author's own newest reply, and what others said.

    `affects` is whom the author's own also affects, by id, and what they want.
    """

    own: Reply | None
    others: tuple[Earlier, ...]
    affects: tuple[int, str | None] | None = None

    @property
    def yours(self) -> Earlier | None:
        """The author's own, as a form shows it."""
        return earlier(self.own, "you") if self.own else None

    @property
    def correcting(self) -> bool:
        """Whether signs that its author gave are opened again: with none left, that says *no signs*."""
        return self.own is not None and self.own.answer.kind == "signs"


def already(
    session: Session, author: Author | None, person_id: int, handover_id: int | None, now: datetime
) -> Already:
    """What was answered about somebody at this handover, oldest first; between handovers lately.

    `author` None: it is not known yet who answers, so every answer is somebody else's.
    """
    since = now - CORRECTED_WITHIN if handover_id is None else None
    own = db.replies.own(session, author, person_id, handover_id, since) if author else None
    said = db.replies.told(session, person_id, handover_id, since)
    others = [one for one in said if is_answer(one.answer) and not (author and db.replies.is_by(one, author))]
    linked = db.notes.affected_by(session, reply_id=own.id) if own else []
    affected = next(((one.person_id, one.said.wants) for one in linked if one.person_id), None)
    return Already(own, tuple(earlier(one, _by(session, one)) for one in others), affected)


def earlier(reply: Reply, by: str) -> Earlier:
    """A reply as a form shows it again."""
    return Earlier(by, reply.received_at, reply.answer, reply.seen_at if reply.timed else None)


def _by(session: Session, reply: Reply) -> str:
    return db.people.name_of(session, reply.author_id, reply.author_name)


@dataclass(frozen=True)
class Stands:
    """What holds instead of a tap that adds nothing: the "same" said before, or the author's own signs."""

    how: Literal["same", "stands"]
    reply_id: int


def stands(session: Session, tap: Tap) -> Stands | None:
    """A second *no signs* adds nothing; one after the same worker's own signs would hide them, so they stand."""
    if tap.answer.kind == "signs":
        return None
    if tap.answer.kind == "steps":
        before = db.replies.own_steps(session, tap.author, tap.person_id, tap.handover_id)
        return Stands("same", before.id) if before and before.answer == tap.answer else None
    said = _own(session, tap)
    if signs := next((one for one in said if one.answer.kind == "signs"), None):
        return Stands("stands", signs.id)
    same = [one for one in said if one.answer.kind == tap.answer.kind == "clear"]
    return Stands("same", same[-1].id) if same and tap.at is None else None


def supersedes(session: Session, tap: Tap, old: Reply | None) -> list[int]:
    """The earlier replies that a tap stands for; `old` is the one that it was sent to correct."""
    found = {old.id} if old else set()
    if tap.answer.kind == "not_seen":
        # after the same worker's own *no signs* it says that this was a slip
        found |= {one.id for one in _own(session, tap) if one.answer.kind == "clear"}
    if tap.answer.kind == "steps":
        before = db.replies.own_steps(session, tap.author, tap.person_id, tap.handover_id)
        found |= {before.id} if before else set()
    return sorted(found)


def _own(session: Session, tap: Tap) -> list[Reply]:
    """The author's live replies through the same prompt; between handovers each stands for itself."""
    if tap.handover_id is None:
        return []
    said = db.replies.told(session, tap.person_id, tap.handover_id)
    return [one for one in said if db.replies.is_by(one, tap.author)]


def affects(session: Session, tap: Tap, reply_id: int, other: tuple[int, str | None], now: datetime) -> int:
    """Keep with somebody else, by id with what they want, that this reply affects them too; the linked note's id.

    It rings nobody, and neither record names the other. The same form sent again is one note.
    """
    person_id, wants = other
    return notes.affected(
        session, person_id=person_id, reply_id=reply_id, author=tap.author, wants=wants, now=now,
        handover_id=tap.handover_id,
    )  # fmt: skip
