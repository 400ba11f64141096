"""Gathering somebody's App Home, and whom they may answer about."""

from collections.abc import Collection, Sequence
from datetime import datetime

import bot.access
import bot.handover
import bot.home
import bot.plan_reading
import db.handover
import db.home
import db.notes
import db.people
from bot.handover import Handover
from bot.home import Home, House, Standing, Waited, Wrote
from bot.people import Person, Service, Staff
from bot.replies import Reply
from db.session import Session
from handlers.flow import board, duty, pause, private, targets

# more houses than anybody works in on one night: each costs a dozen statements
WHOLE = 4
# somebody to answer about, their house, and the handover it answers (0: between handovers)
Answerable = tuple[Person, Service, int]


def gather(session: Session, slack: str, now: datetime, first: int | None = None) -> Home:
    """What this Slack user sees in their App Home. `first` is a house of theirs to be shown before the others."""
    who = db.people.staff_by_slack(session, slack, now)
    own = sorted(own_houses(session, who), key=lambda one: one.id != first)
    return Home(
        _standing(who, own), targets.emergency(session),
        tuple(_house(session, one, who, now) for one in own[:WHOLE] if who), tuple(own[WHOLE:]),
        _wrote(session, who, own, now) if who and not who.shared else (), db.home.is_new(session, slack),
        private=private.mine(session, who), duty=duty.of(session, who, now),
    )  # fmt: skip


def _standing(who: Staff | None, own: Sequence[Service]) -> Standing:
    if who is None or not (who.listed or own):
        return "stranger"
    if not own:
        return "no_house"
    return "shared" if who.shared else "staff"


def own_houses(session: Session, who: Staff | None) -> list[Service]:
    """Where somebody may answer: the services they work in, and those they cover just now, by key."""
    if who is None:
        return []
    return [one for one in db.people.services(session) if bot.access.may(who, "answer", one.id).allowed]


def _house(session: Session, service: Service, who: Staff, now: datetime) -> House:
    people = db.people.people_of(session, service.id)
    asked = waiting(session, service, now)
    return House(
        service, targets.on_call(session, service, now), tuple(people), board.open_lines(session, service.id), asked,
        tuple(_waited(session, asked, people)) if asked else (),
        bot.handover.next_change(service.spec, now).due, pause.now(session, service.id, now),
        bot.access.may(who, "pause", service.id).allowed,
    )  # fmt: skip


def waiting(session: Session, service: Service, now: datetime) -> Handover | None:
    """The newest handover of a service, while answers to it are still waited for."""
    newest = db.handover.latest_asked(session, service.id)
    return newest if newest and bot.home.waits(newest, service, now) else None


def _waited(session: Session, asked: Handover, people: Sequence[Person]) -> list[Waited]:
    """Of the people who live there now, those asked about and not answered since, in their order."""
    about = set(db.handover.asked_about(session, asked.id))
    said = board.answered(session, asked, [one for one in people if one.id in about])
    known = {who for who, one in said.items() if not one.earlier}
    return [Waited(one, one.id in said) for one in people if one.id in about - known]


def _wrote(session: Session, who: Staff, own: Sequence[Service], now: datetime) -> tuple[Wrote, ...]:
    """What somebody has written lately, newest first."""
    since, houses = now - bot.home.WRITTEN_WITHIN, {one.id: one for one in db.people.services(session)}
    given = db.home.given(session, who.id, since)
    notes = db.notes.written_by(session, who.id, since)
    ids = {said.person_id for said, _, _ in given} | {one.person_id for one in notes if one.person_id}
    known = {one.id: one for one in db.people.persons(session, ids)}
    mine = {one.id for one in own}
    found = [
        Wrote(
            said.received_at, houses[at], known[said.person_id].known_as, said.answer.kind, said.person_id,
            (handover_id or 0) if _opens(said, known[said.person_id], at, mine) else None,
        )
        for said, handover_id, at in given
    ]  # fmt: skip
    found += [
        Wrote(
            one.received_at, houses[one.service_id],
            known[one.person_id].known_as if one.person_id else None, one.said.kind, one.person_id,
        )
        for one in notes
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _opens(said: Reply, person: Person, service_id: int, mine: Collection[int]) -> bool:
    """Whether the form of one's own answer can be opened again: through one's own account, where they still live."""
    return said.via_id is None and said.answer.kind != "steps" and person.service_id == service_id in mine


def answerable(session: Session, houses: Sequence[Service], now: datetime) -> list[Answerable]:
    """Everybody who is supported in these houses, by house, with the handover that an answer now counts for."""
    return [found for house in houses for found in _answerable(session, house, now)]


def _answerable(session: Session, service: Service, now: datetime) -> list[Answerable]:
    people = db.people.people_of(session, service.id)
    asked = waiting(session, service, now)
    counts = asked if asked and bot.home.counts(asked, now) else None
    waited = {one.person.id for one in _waited(session, counts, people)} if counts else set[int]()
    return [(one, service, counts.id if counts and one.id in waited else 0) for one in people]


def meant(name: str, people: Sequence[Answerable]) -> list[Answerable]:
    """Whom of `people` somebody means who types `name`."""
    ids = {one.id for one in bot.plan_reading.named(name, [person for person, _, _ in people])}
    return [one for one in people if one[0].id in ids]
