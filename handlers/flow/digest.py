"""The digest of one week, gathered and summarised; read only."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import structlog

import bot.digest
import bot.huddle
import db.agreed
import db.checks
import db.figures
import db.huddles
import db.people
from bot import series, worked
from bot.checks import CheckWeek
from bot.digest import Asked, Digest, House
from bot.figures import CHARTED
from bot.house import Huddle
from bot.huddle import Posting
from bot.people import Service
from bot.series import Count
from bot.weeks import Week
from db.session import Session

log = structlog.get_logger()


def of(
    session: Session,
    services: Sequence[Service],
    week: Week,
    zone: str,
    now: datetime,
    since: Week | None = None,
    targets: Mapping[series.Key, float] | None = None,
) -> Digest:
    """The digest of `week` for these services; `zone` is the huddle's. What was unreviewed `since` is carried over."""
    ids = [one.id for one in services]
    first, last = week.plus(1 - CHARTED).monday, week.sunday
    marks: dict[int, list[Week]] = {}
    for change in db.agreed.changes(session, ids, first, last):
        marks.setdefault(change.service_id, []).append(change.week)
    checks = _checked(db.checks.weeks(session, ids, first, last))
    houses = [house_of(one) for one in services]
    with _without_collecting():
        facts = db.figures.facts(session, services, week, since)
        return bot.digest.summarise(
            facts, Asked(week, houses, zone, now, marks, since, checks, targets or {})
        )


def kept(session: Session, posting: Posting, huddle: Huddle | None) -> Digest:
    """A digest as it was posted; one that an older program kept in a way of its own is counted anew.

    `huddle` None: no file names its channel. Raises ValueError for one not posted, or that nobody can count any more.
    """
    try:
        return db.huddles.digest(session, posting.id)
    except ValueError:
        if huddle is None or posting.posted_at is None:
            raise
        log.warning("huddle.unreadable", id=posting.id)
    services = bot.huddle.looked_at(huddle, db.people.services(session))
    since = db.huddles.first(session, posting.channel)
    return of(session, services, posting.week, huddle.timezone, posting.posted_at, since)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of values that all live to the end: Python's collector would look through them in vain."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def house_of(service: Service) -> House:
    """A service as the digest knows it."""
    return House(service.id, service.spec.key, service.spec.name, worked.nights(service.spec.shifts))


def _checked(
    found: Sequence[CheckWeek],
) -> Mapping[int | None, Mapping[series.Key, Mapping[Week, Count]]]:
    """What sense-checks said, by service and for all together: how many were done, agreed, and what records scored."""
    counts: dict[int | None, dict[series.Key, dict[Week, Count]]] = {}
    for one in found:
        said: dict[series.Key, Count] = {
            "checked": Count(one.done, one.sent),
            "agreed": Count(one.same, one.same + one.sooner + one.later + one.not_at_all),
            "score": Count(one.yes, one.yes + one.no),
        }
        for key in (one.service_id, None):
            for name, count in said.items():
                weeks = counts.setdefault(key, {}).setdefault(name, {})
                before = weeks.get(one.week, Count(0, 0))
                weeks[one.week] = Count(before.part + count.part, before.whole + count.whole)
    return counts
