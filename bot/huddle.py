"""The weekly huddle: when its digest is posted and about which week, what is shown, and what is asked for. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

from bot import breakdown, days, digest, weeks
from bot.actions import Became
from bot.agreed import AskedAgreed, InForce
from bot.digest import Digest, Listed, ServiceWeek
from bot.house import Huddle
from bot.people import Contact, Service
from bot.series import Key, Series
from bot.timeliness import Promises
from bot.weeks import Week

# posted after downtime while it is less late than this; later it is said to be missed
LATE = timedelta(days=1)
# weeks to choose from, beside this one
CHOICE = 21

# planned: to come; posted; missed: not posted in time; dropped: the house file no longer names it
State = Literal["planned", "posted", "missed", "dropped"]


@dataclass(frozen=True)
class Meeting:
    """One meeting: when it begins and when its digest is due, in UTC; and the last week that is over by then."""

    at: datetime
    due: datetime
    week: Week


@dataclass(frozen=True)
class Posting:
    """A huddle's digest, as kept: of which week, in which channel, due when."""

    id: int
    channel: str
    week: Week
    due: datetime
    state: State
    posted_at: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """A digest as it is drawn: `services` are those it looks at, by id; what was decided before; what holds now.

    `posting` is the kept one's id, 0 for one that is counted now. `missed` are weeks whose digest was not posted.
    `agreed` is what was agreed since about somebody's asking. `names` are of whose pattern there is one, for forms
    alone. `today` is a local date.
    """

    name: str
    digest: Digest
    services: Mapping[int, Service]
    today: date
    posting: int = 0
    became: Sequence[Became] = ()
    restrictions: Sequence[InForce] = ()
    missed: Sequence[Week] = ()
    agreed: Mapping[int, AskedAgreed] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    on_call: Sequence[Contact] = ()
    emergency: str = "999"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a week, and one service or (None) all that may be seen."""

    week: Week
    service_id: int | None = None


def upcoming(huddle: Huddle, now: datetime, over: Collection[Week] = ()) -> Meeting:
    """The next meeting whose digest is due after `now`, about a week that is not `over`: posted or missed already."""
    day = days.local(now, huddle.timezone).date()
    # the digest may be due on a day before the meeting's
    day += timedelta(days=(days.FULL.index(huddle.day) - day.weekday()) % 7)
    while True:
        at = days.instant(day, huddle.at, huddle.timezone)
        meeting = Meeting(at, at - huddle.digest_before, weeks.at(at - huddle.digest_before, huddle.timezone))
        meeting = replace(meeting, week=meeting.week.plus(-1))
        if meeting.due > now and meeting.week not in over:
            return meeting
        day += weeks.WEEK


def too_late(due: datetime, now: datetime) -> bool:
    """Whether a digest that was due then is not posted any more."""
    return now - due >= LATE


def of_channel(huddles: Sequence[Huddle], channel: str) -> Huddle | None:
    """The huddle whose channel this is."""
    return next((one for one in huddles if one.channel == channel), None)


def looked_at(huddle: Huddle, services: Sequence[Service]) -> list[Service]:
    """The services that it looks at, in the file's order; all of them where it names none."""
    by_key = {one.spec.key: one for one in services}
    return [by_key[key] for key in huddle.services if key in by_key] if huddle.services else list(services)


def aims(huddle: Huddle | None) -> Mapping[Key, float]:
    """What a huddle's services mean to reach, in 100, by chart."""
    named = huddle.targets if huddle else None
    kinds: tuple[Key, ...] = ("answered", "acknowledged", "checked", "score")
    return {one: at for one in kinds if (at := getattr(named, one, None)) is not None}


def kept(made: Digest) -> Digest:
    """`made` as it is worth keeping: of what was found alone, with what was compared stratum by stratum."""
    return replace(made, services=tuple(_slim(one) for one in made.services), whole=_slim(made.whole))


def _slim(part: ServiceWeek) -> ServiceWeek:
    patterns = tuple(
        one if one.found else replace(one, contrast=replace(one.contrast, strata=())) for one in part.patterns
    )
    return replace(part, patterns=patterns)


def with_reviews(made: Digest, reviewed: Mapping[int, datetime]) -> Digest:
    """`made` with what was reviewed since: by the id of a concern, when last."""

    def now(one: Listed) -> Listed:
        at = reviewed.get(one.concern.id)
        if at is None or at < made.made_at:
            return one
        return Listed(replace(one.concern, reviewed_at=at), one.because, reviewed=True)

    return replace(made, concerns=tuple(map(now, made.concerns)))


def seen_by(made: Digest, service_ids: Collection[int]) -> Digest:
    """What of `made` is about these services alone; unchanged where they are all that it looks at."""
    shown = tuple(one for one in made.services if one.house and one.house.id in service_ids)
    if len(shown) == len(made.services):
        return made
    return replace(
        made,
        services=shown,
        whole=shown[0] if len(shown) == 1 else _together(made.whole, shown),
        looked_at=digest.looked_at(shown),
        too_few=digest.too_few(shown),
        signals=tuple(one for one in made.signals if one.service_id in service_ids),
        concerns=tuple(one for one in made.concerns if one.concern.service_id in service_ids),
        due=tuple(one for one in made.due if one.service_id in service_ids),
    )


def _together(whole: ServiceWeek, parts: Sequence[ServiceWeek]) -> ServiceWeek:
    """What can be added up; how long things took, and charts, cannot."""
    return replace(
        whole,
        counted=_summed([one.counted for one in parts]),
        usual=_summed([one.usual for one in parts]),
        parts=breakdown.parts_together([part for one in parts for part in one.parts]),
        around=breakdown.around_together([part for one in parts for part in one.around]),
        timeliness=(),
        waiting_for_hours=sum(one.waiting_for_hours for one in parts),
        promises=Promises(sum(one.promises.made for one in parts), sum(one.promises.met for one in parts)),
        series=(),
    )


N = TypeVar("N", int, float)


def _summed(counts: Sequence[Mapping[str, N]]) -> dict[str, N]:
    keys = dict.fromkeys(key for one in counts for key in one)
    return {key: sum(one[key] for one in counts if key in one) for key in keys}


def was_before(one: Became, made: Digest, posting: int) -> bool:
    """Whether it was decided before this huddle: what it decides itself is none of the last decisions."""
    if posting:
        return one.action.made_at < made.made_at
    return weeks.parse(one.action.week) <= made.week


def as_of(made: Digest, posting: int, today: date) -> date:
    """The date of the restrictions in force: today, but for a digest of a week long over its Sunday."""
    long_over = not posting and made.week < weeks.of(today).plus(-1)
    return made.week.sunday if long_over else today


def choices(now: datetime, zone: str) -> list[Week]:
    """The weeks there are to choose from, this one first."""
    this = weeks.at(now, zone)
    return [this.plus(-n) for n in range(CHOICE)]


def wanted(text: str, services: Sequence[Service], now: datetime, zone: str) -> Wanted:
    """What was typed behind `/huddle`: a week (this, last, 2026-W46, a date in it), a service's key; in any order.

    The last whole week, and all services, unless said. Raises ValueError, saying what can be typed, for other words.
    """
    week, service_id = digest.last_whole(now, zone), None
    keys = {one.spec.key.casefold(): one.id for one in services}
    for word in text.casefold().split():
        if word in keys:
            service_id = keys[word]
        else:
            week = _week(word, now, zone)
    return Wanted(week, service_id)


def _week(word: str, now: datetime, zone: str) -> Week:
    this = weeks.at(now, zone)
    if word in ("this", "last"):
        return this if word == "this" else this.plus(-1)
    found = weeks.parse(word)
    if found > this:
        raise ValueError(f"{found} is still to come")
    return found


def charted(made: Digest) -> list[Series]:
    """The charts that are shown, those with two weeks or more: a single point is no line."""
    return [one for one in made.charts if len(one.weeks) > 1]
