"""The weekly huddle: its digest planned, counted and posted when due; drawn anew when something is decided.

The caller commits. Counting reads much and writes nothing, so it is done before the transaction that posts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

import bot.access
import bot.huddle
import db.actions
import db.agreed
import db.huddles
import db.journal
import db.outbox
import db.people
from bot import days, weeks
from bot.agreed import AskedAgreed
from bot.digest import Digest
from bot.house import Huddle
from bot.huddle import Posting, Shown, Wanted
from bot.people import Service, Staff
from bot.weeks import Week
from db.session import Session
from handlers.flow import digest, targets
from prompts import digest_concerns

log = structlog.get_logger()
NAME = Huddle.model_fields["name"].default


def huddles(session: Session) -> list[Huddle]:
    """Every weekly meeting that the house file names."""
    organisation = db.people.organisation(session)
    return organisation.huddles if organisation else []


# when it comes


def lacks_plan(session: Session, now: datetime) -> bool:
    """Whether what is planned is not what the house file says. Cheap: it is asked at each tick."""
    planned = db.huddles.planned(session)
    coming = {(one.channel, one.week, one.due) for one in planned if one.due > now}
    waiting = {one.channel for one in planned if one.due <= now}
    wanted = set()
    for one in huddles(session):
        if one.channel not in waiting:
            next = bot.huddle.upcoming(one, now, _over(session, one.channel, now))
            wanted.add((one.channel, next.week, next.due))
    return coming != wanted


def plan_ahead(session: Session, now: datetime) -> None:
    """Have each huddle's next digest on the list, and nothing that the house file no longer says."""
    planned = db.huddles.planned(session)
    waiting = {one.channel for one in planned if one.due <= now}
    for one in planned:
        if one.due > now:
            db.huddles.drop(session, one.id)
    for huddle in huddles(session):
        if huddle.channel not in waiting:
            _plan(session, huddle, now)


def _plan(session: Session, huddle: Huddle, after: datetime) -> None:
    over = _over(session, huddle.channel, after)
    db.huddles.plan(session, huddle.channel, bot.huddle.upcoming(huddle, after, over))


def _over(session: Session, channel: str, now: datetime) -> set[Week]:
    # a meeting that was moved may fall into a week whose digest is over
    return db.huddles.over(session, channel, weeks.at(now, "UTC").plus(-2))


@dataclass(frozen=True)
class Counted:
    """A digest that is due, counted; `digest` None: it is too late for it, or the house file names it no more."""

    posting: Posting
    digest: Digest | None


def counted(session: Session, posting_id: int, now: datetime) -> Counted:
    """What a planned digest says, as of `now`. Only reads."""
    posting = db.huddles.get(session, posting_id)
    huddle = bot.huddle.of_channel(huddles(session), posting.channel)
    if huddle is None or bot.huddle.too_late(posting.due, now):
        return Counted(posting, None)
    services = bot.huddle.looked_at(huddle, db.people.services(session))
    since = db.huddles.first(session, posting.channel)
    return Counted(
        posting,
        digest.of(session, services, posting.week, huddle.timezone, now, since, bot.huddle.aims(huddle)),
    )


def come(session: Session, counted: Counted, now: datetime) -> None:
    """Post a digest that is due, with its concerns on in the thread; or say that it was missed. And plan the next."""
    posting = db.huddles.get(session, counted.posting.id, lock=True)
    huddle = bot.huddle.of_channel(huddles(session), posting.channel)
    if posting.state != "planned":
        return
    if huddle is None:
        db.huddles.drop(session, posting.id)
        return
    if counted.digest is None:
        db.huddles.miss(session, posting.id)
        _journal(session, "huddle.missed", posting, now)
    else:
        made = bot.huddle.kept(counted.digest)
        db.huddles.post(session, posting.id, made, now)
        _journal(session, "huddle.posted", posting, now)
        _put(session, posting, made, now)
    _plan(session, huddle, posting.due)


def _journal(session: Session, what: str, posting: Posting, now: datetime) -> None:
    db.journal.write(session, now, what, why=f"{posting.channel} {posting.week}")


def _put(session: Session, posting: Posting, made: Digest, now: datetime) -> None:
    head: int | None = None
    # whose managers hear that it does not go, where there is no administrator
    where = next((one.house.id for one in made.services if one.house), None)
    for number in range(digest_concerns.messages(made)):
        message = db.outbox.put(
            session, "huddle_more" if number else "huddle", now, to_channel=posting.channel, number=number,
            about=str(posting.id), service_id=where, thread_of=head, dedupe=db.huddles.dedupe(posting.id, number),
        )  # fmt: skip
        head = head or message


def refresh(session: Session, service_id: int, now: datetime, escalation_id: int | None = None) -> None:
    """Have the newest digest that looks at this service drawn anew: its head, and the message that holds a concern."""
    services = db.people.services(session)
    channels = [
        one.channel
        for one in huddles(session)
        if service_id in {each.id for each in bot.huddle.looked_at(one, services)}
    ]
    for posting in db.huddles.newest(session, channels):
        for number in sorted({0, _holds(session, posting, escalation_id)}):
            found = db.outbox.by_dedupe(session, db.huddles.dedupe(posting.id, number))
            if found is not None and found.id is not None:
                db.outbox.refresh(session, found.id, now)


def _holds(session: Session, posting: Posting, escalation_id: int | None) -> int:
    if escalation_id is None:
        return 0
    try:
        listed = [one.concern.id for one in db.huddles.digest(session, posting.id).concerns]
    except ValueError:
        # an older program kept it: what is decided is kept all the same
        log.warning("huddle.unreadable", id=posting.id)
        return 0
    return listed.index(escalation_id) // digest_concerns.EACH if escalation_id in listed else 0


# what is shown


def posted(session: Session, posting_id: int, now: datetime) -> Shown:
    """A digest as it was posted, with what became of it since. Raises NoResultFound, ValueError for one not posted."""
    posting = db.huddles.get(session, posting_id)
    huddle = bot.huddle.of_channel(huddles(session), posting.channel)
    made = digest.kept(session, posting, huddle)
    before = db.huddles.before(session, posting.channel, posting.week)
    return _shown(
        session, made, now, name=huddle.name if huddle else NAME, posting=posting_id,
        since=before.plus(1) if before else made.week,
        missed=db.huddles.missed_before(session, posting.channel, posting.week),
    )  # fmt: skip


def asked(
    session: Session, services: Sequence[Service], week: Week, huddle: Huddle | None, now: datetime
) -> Shown:
    """The digest of any week, counted now; `huddle` is whose name and wall clock it has."""
    zone = zone_of(huddle, services)
    since = db.huddles.first(session, huddle.channel) if huddle else None
    made = digest.of(session, services, week, zone, now, since, bot.huddle.aims(huddle))
    return _shown(session, made, now, name=huddle.name if huddle else NAME, since=week)


def zone_of(huddle: Huddle | None, services: Sequence[Service]) -> str:
    """By whose wall clock a week is meant."""
    return huddle.timezone if huddle else services[0].spec.timezone


def _shown(
    session: Session, made: Digest, now: datetime, *, name: str, since: Week, posting: int = 0,
    missed: Sequence[Week] = (),
) -> Shown:  # fmt: skip
    ids = [one.house.id for one in made.services if one.house]
    services = {one.id: one for one in db.people.services(session) if one.id in ids}
    reviewed = db.actions.reviewed(session, [one.concern.id for one in made.concerns])
    today = days.local(now, made.zone).date()
    then = days.local(made.made_at, made.zone).date()
    became = db.actions.since(session, ids, since, then)
    first = next(iter(services.values()), None)
    return Shown(
        name, bot.huddle.with_reviews(made, reviewed), services, today, posting,
        [one for one in became if bot.huddle.was_before(one, made, posting)],
        db.agreed.restrictions(session, ids, bot.huddle.as_of(made, posting, today)), missed,
        _agreed(session, made), _names(session, made),
        targets.on_call(session, first, now) if first else (), targets.emergency(session),
    )  # fmt: skip


def _agreed(session: Session, made: Digest) -> dict[int, AskedAgreed]:
    """What was agreed since about whoever was asked about past their date."""
    past = [one.person_id for one in made.due if one.what == "asked_until"]
    people = db.people.persons(session, past) if past else []
    return {one.id: one.agreed for one in people if one.agreed and one.agreed.at >= made.made_at}


def _names(session: Session, made: Digest) -> dict[int, str]:
    whose = {one.pattern.person_id for one in made.signals if one.pattern and one.pattern.person_id}
    return {one.id: one.known_as for one in db.people.persons(session, whose)} if whose else {}


def of_these(shown: Shown, service_ids: Collection[int]) -> Shown:
    """What of it is about these services alone."""
    return replace(
        shown,
        digest=bot.huddle.seen_by(shown.digest, service_ids),
        services={key: one for key, one in shown.services.items() if key in service_ids},
    )


# who sees what


def visible(session: Session, who: Staff | None) -> list[Service]:
    """The services whose digest somebody may look at, by key."""
    services = db.people.services(session)
    return [one for one in services if bot.access.may(who, "huddle", one.id).allowed]


def scope(session: Session, who: Staff | None, channel: str) -> tuple[list[Service], Huddle | None]:
    """What *all* means to somebody in a channel: there a huddle's services, elsewhere all; of those they may see.

    And whose digest that is: of the huddle of the channel, or of the one that looks at the first of them.
    """
    found = visible(session, who)
    there = huddles(session)
    here = bot.huddle.of_channel(there, channel)
    if here is not None and (own := bot.huddle.looked_at(here, found)):
        return own, here
    return found, _huddle_of(there, found)


def _huddle_of(there: Sequence[Huddle], services: Sequence[Service]) -> Huddle | None:
    of = (one for one in there if services and bot.huddle.looked_at(one, services[:1]))
    return next(of, None)


def door(who: Staff | None, candidates: Collection[int]) -> int | None:
    """Where somebody is let through: in one of these services that they may look at, else in one of their own."""
    may = [one for one in candidates if bot.access.may(who, "huddle", one).allowed]
    own = [one for one in candidates if who and one in who.services]
    return next(iter([*may, *own, *candidates]), None)


def meant(
    session: Session, who: Staff, channel: str, typed: str, now: datetime
) -> tuple[Wanted, list[Service], Huddle | None]:  # fmt: skip
    """What is typed, of what somebody may see: in a house's own channel that house. Raises ValueError as `wanted`."""
    services, huddle = scope(session, who, channel)
    wanted = bot.huddle.wanted(typed, services, now, zone_of(huddle, services))
    here = db.people.service_of_channel(session, channel)
    if wanted.service_id is None and here in services and not (huddle and huddle.channel == channel):
        wanted = Wanted(wanted.week, here.id if here else None)
    return wanted, services, huddle


def minutes_of(week: Week, so_far: bool) -> Week:
    """In which week what was looked at is decided: the one after, or this one while it is not over."""
    return week if so_far else week.plus(1)


def services_of(session: Session, posting_id: int) -> list[int]:
    """The ids of the services that a posted digest looks at. Raises NoResultFound, ValueError for one not posted."""
    posting = db.huddles.get(session, posting_id)
    try:
        return [one.house.id for one in db.huddles.digest(session, posting_id).services if one.house]
    except ValueError:
        huddle = bot.huddle.of_channel(huddles(session), posting.channel)
        if huddle is None or posting.posted_at is None:
            raise
        return [one.id for one in bot.huddle.looked_at(huddle, db.people.services(session))]
