"""Notes: the forms of something else, something good and a worry; a call; and "Record this about…" of a message."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import db.handover
import db.notes
import db.people
import db.plans
import prompts.access
import prompts.handover
import prompts.noted
import prompts.notes
import prompts.quoted
from bot.access import Reason
from bot.people import Contact, Person, Service, Staff
from db.session import Session
from handlers import refusing
from handlers.flow import gather, targets
from handlers.flow import notes as flow
from handlers.flow.replies import NOT_HERE_NOW as NOT_HERE_NOW
from handlers.forms import Asked, Keep, Make, Sent, answering
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.noted import Noted
from prompts.notes import Asking, Read

Draw = Callable[[Asking], View]


@dataclass(frozen=True)
class _About:
    """What a form is opened for. `service` None: of several `houses`, whose people can be chosen."""

    houses: Sequence[Service]
    handover_id: int | None = None
    person: Person | None = None

    @property
    def service(self) -> Service | None:
        return self.houses[0] if len(self.houses) == 1 else None


def make_else(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """*Something else…*, of the person in `asked.value`, "12:7"; "0:0" or nothing asks whom it is about."""
    return _make(session, asked, prompts.notes.else_form)


def make_good(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """*Something good…*, as `make_else`."""
    return _make(session, asked, prompts.notes.good_form)


def make_record(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """*Something else…* with a message's text in it, of somebody to be chosen: its channel says where they live."""
    message = asked.body.get("message") or {}
    # what Relay and other apps post is nothing that somebody wrote
    text = "" if message.get("bot_id") else str(message.get("text") or "")
    mentioned = [db.people.staff_by_slack(session, one) for one in prompts.quoted.mentioned(text)]
    written = prompts.quoted.as_read(text, {one.slack: one.name for one in mentioned if one})
    return _make(session, replace(asked, value=""), lambda asking: prompts.notes.else_form(asking, written))


def make_worry(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """*I'm worried about someone*; `asked.value` is `prompts.notes.worry_value`."""
    where = prompts.notes.parse_worry(asked.value)
    person = db.people.person(session, where.person_id) if where.person_id else None
    about = _About([db.people.service(session, where.service_id)], where.handover_id, person)
    return _drawn(session, asked, about, prompts.notes.worry_form)


def _make(session: Session, asked: Asked, draw: Draw) -> View | str:
    about = _about(session, asked)
    if isinstance(about, str):
        return about
    if about.person is None and (refused := _cannot_choose(session, asked, about)):
        return refused
    return _drawn(session, asked, about, draw)


def _about(session: Session, asked: Asked) -> _About | str:
    handover_id, person_id = prompts.handover.parse_value(asked.value) if asked.value else (0, 0)
    if not (handover_id or person_id):
        return _About(_houses(session, asked))
    service = refusing.service_of(session, handover_id, person_id)
    # both ids came over the network; and an old question may be about somebody who has moved
    if not db.plans.supported(session, person_id, service.id):
        ids = {"handover_id": handover_id or None, "person_id": person_id}
        return refusing.refuse(session, asked.who.slack, service, NOT_HERE_NOW, asked.now, **ids)
    return _About([service], handover_id or None, db.people.person(session, person_id))


def _houses(session: Session, asked: Asked) -> list[Service]:
    """The house of the channel; elsewhere all that whoever asks works in: one, of an account that several use."""
    channel = asked.body.get("channel") or {}
    here = db.people.service_of_channel(session, channel.get("id") or asked.body.get("channel_id") or "")
    if here:
        return [here]
    own = [one for one in db.people.services(session) if one.id in asked.who.services | asked.who.covering]
    return own[:1] if asked.who.shared else own


def _cannot_choose(session: Session, asked: Asked, about: _About) -> str | None:
    people, on_call = _people(session, about.houses), _on_call(session, about, asked)
    if not about.houses:
        return refusing.refuse(session, asked.who.slack, None, Reason.OTHER_SERVICE, asked.now)
    if not people:
        return prompts.noted.nobody_to_choose(on_call, targets.emergency(session))
    if len(people) > prompts.notes.MOST:
        return prompts.noted.too_many(on_call, targets.emergency(session))
    return None


def _people(session: Session, houses: Sequence[Service]) -> list[Person]:
    """Everybody supported there, asked about at this shift or not."""
    return [person for house in houses for person in db.people.people_of(session, house.id)]


def _on_call(session: Session, about: _About, asked: Asked) -> tuple[Contact, ...]:
    found = [targets.on_call(session, house, asked.now, about.person) for house in about.houses]
    return tuple(dict.fromkeys(one for contacts in found for one in contacts))


def _drawn(session: Session, asked: Asked, about: _About, draw: Draw) -> View:
    meta = {
        "service": about.service.id if about.service else None,
        "handover": about.handover_id,
        "person": about.person.id if about.person else None,
        "nonce": uuid.uuid4().hex,
    }
    staff: Sequence[Staff] = answering(session, asked.who, about.service.id) if about.service else ()
    several = None if about.service else {house.id: house for house in about.houses}
    return draw(
        Asking(
            json.dumps(meta), about.service, about.person, tuple(_people(session, about.houses)),
            _on_call(session, about, asked), targets.emergency(session), tuple(staff), several,
        )
    )  # fmt: skip


def keep_else(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep *Something else…*; it becomes who is told, or what the next shift sees."""
    return _keep(
        session, sent, prompts.notes.read_else(sent.state, _known(session, sent), sent.meta["person"])
    )


def keep_good(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep *Something good…*."""
    return _keep(
        session, sent, prompts.notes.read_good(sent.state, _known(session, sent), sent.meta["person"])
    )


def keep_worry(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep a worry, and tell somebody whatever the thresholds say; it becomes who is told."""
    service = db.people.service(session, sent.meta["service"])
    return _keep(session, sent, prompts.notes.read_worry(sent.state, _known(session, sent), service))


def _known(session: Session, sent: Sent) -> list[int]:
    """Who can be chosen in the form that was sent."""
    only = sent.meta["service"]
    own = sent.who.services | sent.who.covering
    houses = [one for one in db.people.services(session) if (one.id == only if only else one.id in own)]
    return [person.id for person in _people(session, houses)]


def _keep(session: Session, sent: Sent, read: Read | Errors) -> View | Errors:
    if isinstance(read, dict):
        return read
    person = db.people.person(session, read.person_id) if read.person_id else None
    service = _service(session, sent, person)
    if person and not _of(session, service, person):
        ids = {"handover_id": sent.meta["handover"]}
        said = refusing.refuse(session, sent.who.slack, service, NOT_HERE_NOW, sent.now, **ids)
        return prompts.access.refusal_view(said)
    kept = flow.keep(
        session, service, person, sent.meta["handover"], read.said, sent.author, sent.who.slack, sent.nonce, sent.now,
        read.affects,
    )  # fmt: skip
    other = db.people.person(session, read.affects[0]) if read.affects else None
    return prompts.noted.saved(_noted(session, service, person, kept, sent.now, other))


def _of(session: Session, service: Service, person: Person) -> bool:
    """Whether somebody lives there, or once did: what was seen of one who moved meanwhile counts."""
    return db.plans.supported(session, person.id, service.id) or db.handover.stood(
        session, service.id, person.id
    )


def _service(session: Session, sent: Sent, person: Person | None) -> Service:
    """The form's own; of a form for several houses, the chosen person's."""
    own: int | None = sent.meta["service"]
    if own is None:
        assert person is not None
        own = person.service_id
    return db.people.service(session, own)


def _noted(
    session: Session,
    service: Service,
    person: Person | None,
    kept: flow.Kept,
    now: datetime,
    other: Person | None,
) -> Noted:
    note = db.notes.get(session, kept.note_id)
    rings = gather.briefing(session, kept.escalation_id, now) if kept.escalation_id else None
    on_call = targets.on_call(session, service, now, person)
    return Noted(
        note.received_at, service, person, note.said, on_call, targets.emergency(session), rings, other
    )


def call(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*I'd like a call*: the ladder is asked to phone whoever tapped, or whoever they say they are."""
    service = db.people.service(session, int(tapped.value))
    kept = flow.call(session, service, tapped.author, tapped.who.slack, tapped.nonce, tapped.now)
    noted = _noted(session, service, None, kept, tapped.now, None)
    return Done(prompts.noted.call_asked(noted), view=prompts.noted.called(noted))


# by callback id
KEEPS: dict[str, Keep] = {
    prompts.notes.ELSE: keep_else,
    prompts.notes.GOOD: keep_good,
    prompts.notes.WORRY: keep_worry,
}
# by action id
OPENS: dict[str, Make] = {prompts.notes.Action.WORRY: make_worry}
# by choice in a person's menu
MENU: dict[str, Make] = {prompts.handover.More.ELSE: make_else, prompts.handover.More.GOOD: make_good}
# by a message shortcut's callback id
SHORTCUTS: dict[str, Make] = {prompts.notes.RECORD: make_record}
# by action id
TAPS: dict[str, Act] = {prompts.notes.Action.CALL: call}
