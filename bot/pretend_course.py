"""The courses of pretended escalations: what raised each, and how people took it. Climbed by the real rules. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from random import Random

from bot import backtest, notes, recorded, silence
from bot.people import Person
from bot.plans import Urgency
from bot.pretend_opened import Opened, Stage
from bot.pretend_records import Cast, Crossed, Handover, Note, Reply
from bot.pretend_shifts import Lived
from bot.thresholds import Crossing

WORRY_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Cause:
    """Something that rings at `at`, and where it goes: crossings together, a worry, or a handover that is late."""

    at: datetime
    tell: str
    urgency: Urgency
    act_within: timedelta
    person: Person | None
    crossed: tuple[Crossed, ...] = ()
    note_id: int | None = None
    handover_id: int | None = None


def all_of(cast: Cast, lived: Lived, until: datetime, seed: int) -> list[Opened]:
    """Every escalation of one house, each as it stands at `until`."""
    key, first = lived.house.service.spec.key, lived.handovers[0].change.date if lived.handovers else None
    stage = Stage(cast, lived.house, tuple(one.change.due for one in lived.handovers))
    found: list[Opened] = []
    routes: dict[tuple[int | None, str, str], list[Opened]] = {}
    rng = Random(f"{seed} {key} {first} taken")
    for cause in sorted(_causes(lived, until), key=attrgetter("at")):
        about = cause.person.id if cause.person else None
        before = routes.setdefault((about, cause.tell, cause.urgency), [])
        for one in before:
            one.advance(cause.at)
        live = next((one for one in before if one.e.state in ("open", "acknowledged")), None)
        if live is None:
            follows = next((one for one in reversed(before) if one.e.state == "acted_on"), None)
            live = Opened(
                stage, cause.person, cause.tell, cause.urgency, cause.act_within, cause.at, follows, rng
            )
            before.append(live)
            found.append(live)
        else:
            live.join(cause.act_within, cause.at)
        live.keep(cause.crossed, cause.note_id, cause.handover_id, cause.at)
        live.advance(cause.at)
    for one in found:
        one.advance(until)
    return found


def _causes(lived: Lived, until: datetime) -> Iterator[Cause]:
    for person in lived.house.people:
        yield from _crossed(lived, person, until)
    yield from (_worry(lived, one) for one in lived.notes if one.said.kind == "worry")
    service = lived.house.service
    for one in lived.handovers:
        if one.late_at and silence.how_late(service, one.change, one.late_at) == "escalate":
            tell = f"ladder:{service.spec.ladder}"
            yield Cause(one.late_at, tell, "now", silence.LATE_WITHIN, None, handover_id=one.id)


def _worry(lived: Lived, note: Note) -> Cause:
    person = next(one for one in lived.house.people if one.id == note.person_id)
    tell, urgency = notes.route(note.said, lived.house.service) or ("", "now")
    return Cause(note.received_at, tell, urgency, WORRY_WITHIN, person, note_id=note.id)


def _crossed(lived: Lived, person: Person, until: datetime) -> Iterator[Cause]:
    """What this person's answers and silences reach, together where one moment sends them one way."""
    if person.plan is None or person.plan_id is None:
        return
    whole = history(lived, person, until)
    routes: dict[tuple[backtest.Moment, str, Urgency], list[Crossing]] = {}
    known = backtest.moments(whole, until)
    start = known[0].at if known else until
    for moment, one in backtest.crossings(whole, person.plan, person.known_as, start, known):
        routes.setdefault((moment, one.threshold.tell, one.threshold.urgency), []).append(one)
    for (moment, tell, urgency), together in routes.items():
        within = min(one.threshold.act_within for one in together)
        kept = tuple(_kept(one, moment, person.plan_id) for one in together)
        yield Cause(moment.at, tell, urgency, within, person, kept)


def _kept(one: Crossing, moment: backtest.Moment, plan_id: int) -> Crossed:
    evidence = tuple(sorted({seen.reply for seen in one.verdict.evidence if seen.reply is not None}))
    by_reply = moment.what == "reply"
    return Crossed(
        moment.at, plan_id, one.threshold.key, one.verdict.sentence, evidence,
        moment.id if by_reply else None, None if by_reply else moment.id,
    )  # fmt: skip


def history(lived: Lived, person: Person, until: datetime) -> recorded.Recorded:
    """What was recorded about one person, as the rules look back on it."""
    after = dict(pairwise(one.change.due for one in lived.handovers))
    asked = [one for one in lived.handovers if person.id in one.asked]
    return recorded.Recorded.model_construct(
        person=person.key, taken_at=until, rang=(),
        periods=tuple(_period(one, after.get(one.change.due)) for one in asked),
        replies=tuple(_reply(one) for one in lived.replies if one.person_id == person.id),
    )  # fmt: skip


def _period(one: Handover, next_due: datetime | None) -> recorded.Period:
    return recorded.Period.model_construct(
        id=one.id, due=one.change.due, asked_at=one.asked_at, over_at=next_due if one.settled else None
    )


def _reply(one: Reply) -> recorded.Reply:
    said = one.answer
    return recorded.Reply.model_construct(
        id=one.id, period=one.handover_id, seen_at=one.seen_at, received_at=one.received_at, timed=one.timed,
        kind=said.kind, values=said.values, steps=said.steps, followed=said.followed,
        contact_missed=said.contact_missed, superseded_by=None,
    )  # fmt: skip
