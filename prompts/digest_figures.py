"""All the figures of a digest, as pages of text in a form: rates with how sure they are, times, patterns, concerns."""

import math
from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot import rates
from bot.breakdown import Part
from bot.contrasts import Contrast
from bot.digest import ServiceWeek
from bot.figures import BEFORE, CONTRASTED
from bot.huddle import Shown
from bot.patterns import Pattern
from bot.rates import Rate
from bot.replies import Taken
from bot.series import Series, speaks
from bot.timeliness import Leg, Timed
from prompts import digest, digest_concerns, digest_words, forms, words
from prompts.blocks import Blocks, View, modal, section
from prompts.digest_words import GROUPS, WEEKDAYS, number

FEW = "too few to say"
LEGS: dict[Leg, str] = {
    "reply": "From seen to answered",
    "told": "From answered to told",
    "acknowledged": "From told to taken",
    "acted": "From taken to acted on",
    "closed": "From acted on to closed",
}
TAKEN: dict[Taken, str] = {
    "done": "done",
    "declined": "offered, and the person said no",
    "too_few": "not done: too few of us",
    "did_not_fit": "not done: it did not fit",
    "did_not_know": "not done: we did not know it",
    "could_not_reach": "not done: we could not reach anyone",
    "not_done": "not done",
}


FOLLOWED = {"yes": "yes", "partly": "partly", "no": "no", "not_needed": "not needed"}


def form(shown: Shown) -> View:
    """Everything: what changed with whose pattern it is, then each service in its turn, then every concern."""
    made = shown.digest
    parts = [*made.services, made.whole] if len(made.services) > 1 else list(made.services)
    return modal(
        "All the figures",
        forms.danger(shown.on_call, shown.emergency),
        section(
            "title", f"*{words.name(shown.name)} · {digest_words.span(made.week)}*", digest_words.PERSON_SHIFT
        ),
        section("changed", "*What changed*", *(f"• {one}" for one in _changed(shown))),
        [block for one in parts for block in _service(shown, one)],
        section("listed", "*Concerns*", *_listed(shown)),
        callback_id="digest.figures",
    )


def _changed(shown: Shown) -> Iterator[str]:
    made = shown.digest
    for one in made.signals:
        if one.pattern and one.pattern.key == "weekday" and one.pattern.person_id in shown.names:
            yield digest_words.pattern(one.pattern, shown.services, whose(one.pattern, shown))
        else:
            yield digest_words.signal(one, shown.services)
    if not made.signals:
        yield digest_words.nothing_else(made)


def whose(one: Pattern, shown: Shown) -> str:
    """Of a pattern that is one person's: who, on which day, and how often beside the other days."""
    who, exposed, other = (
        words.short(shown.names[one.person_id or 0]),
        one.contrast.exposed,
        one.contrast.other,
    )
    on = WEEKDAYS[one.weekday or 0]
    return f"That is {who}, on a {on}: {rate(exposed)}. On the other days {rate(other)}."


def _service(shown: Shown, part: ServiceWeek) -> Blocks:
    house = shown.services.get(part.house.id) if part.house else None
    key = part.house.id if part.house else 0
    named = [house] if house else shown.services.values()
    shifts = {shift.key: shift.name for one in named for shift in one.spec.shifts}
    heading = words.name(house.spec.name) if house else "All of them together"
    return [
        *section(f"of:{key}", f"*{heading}*", *counted(part)),
        *(block for n, one in enumerate(_parts(part, shifts)) for block in section(f"part:{key}:{n}", *one)),
        *section(f"around:{key}", *_around(part)),
        *section(f"times:{key}", *_times(part)),
        *section(f"charts:{key}", *map(_chart, part.series), *spells(part)),
        *section(f"looked:{key}", *_looked(part)),
    ]


def counted(part: ServiceWeek) -> Iterator[str]:
    """Repeats, and what became of the plan's steps."""
    if repeats := part.counted.get("repeats", 0):
        yield f"*The same person again within 28 days:* {words.times(repeats)}."
    steps = [(key, part.counted.get(f"steps.{key}", 0)) for key in TAKEN]
    if said := [f"{count:,} {TAKEN[key]}" for key, count in steps if count]:
        yield f"*The plan's steps:* {'; '.join(said)}."
    followed = [(text, part.counted.get(f"followed.{key}", 0)) for key, text in FOLLOWED.items()]
    if said := [f"{count:,} {text}" for text, count in followed if count]:
        yield f"*Have we followed the plan's steps?* {', '.join(said)}."
    missed = [(key, part.counted.get(f"missed_contacts.{key}", 0)) for key in ("us", "them", "agency")]
    whose = {"us": "by us", "them": "by the person", "agency": "by another agency"}
    if said := [f"{count:,} {whose[key]}" for key, count in missed if count]:
        yield f"*Contacts that were planned and missed:* {', '.join(said)}."


def _parts(part: ServiceWeek, shifts: dict[str, str]) -> Iterator[list[str]]:
    for heading, found in digest_words.by_kind(part.parts):
        lines = [_part(one, shifts) for one in found]
        yield [f"*{heading}: person-shifts with signs, and the {BEFORE} weeks before*", *lines]


def _part(one: Part, shifts: dict[str, str]) -> str:
    timed = (
        f" {one.timed:,} of them with the time said." if one.key.startswith("shift:") and one.timed else ""
    )
    return (
        f"• {digest_words.part(one.key, shifts)}: {rate(one.signs)}; before {rate(one.signs_before)}."
        f"{timed} Escalations: {rate(one.raised)}; before {rate(one.raised_before)}."
    )


def rate(one: Rate) -> str:
    """ "12 of 180 (6.7 in 100; likely 3.5 to 11.4)", or that there are too few to say."""
    if not one.per:
        return "none"
    interval = one.interval
    if interval is None or one.value is None or one.per < rates.FEWEST_PER:
        return f"{digest_words.of(one)}, {FEW}"
    # the interval is that of a count, which knows no end; of a hundred there are no more than a hundred
    low, high = (number(min(100.0, 100 * end)) for end in interval)
    return f"{digest_words.of(one)} ({number(100 * one.value)} in 100; likely {low} to {high})"


def _around(part: ServiceWeek) -> Iterator[str]:
    if part.around:
        yield f"*Signs after something, over {CONTRASTED} weeks*"
    for one in part.around:
        name = digest_words.AROUND[one.around]
        yield (
            f"• {words.sentence(name)[:-1]}: {rate(one.after)}; otherwise {rate(one.other)}. "
            f"Escalations: {rate(one.after_raised)}; otherwise {rate(one.other_raised)}."
        )


def _times(part: ServiceWeek) -> Iterator[str]:
    found = [_leg(one) for one in part.timeliness if one.count or one.open]
    if found:
        yield "*How long it took: the middle one, nine of ten, and how many within their limit*"
    yield from found
    if part.waiting_for_hours:
        yield f"• {part.waiting_for_hours:,} more waited for office hours."
    if part.promises.made:
        yield f"• Promises kept in time: {part.promises.met:,} of {part.promises.made:,}."


def _leg(one: Timed) -> str:
    took = f"{length(one.median)}, {length(one.ninety)}" if one.median is not None else "none yet"
    within = f"; {one.within:,} of {one.limited:,} in time" if one.limited else ""
    still = f", {one.open:,} past it and still open" if one.open else ""
    return f"• {LEGS[one.leg]}: {took} ({one.count:,}){within}{still}."


def length(of: timedelta | None) -> str:
    """ "4 min", "2 h 10 min", "3 days": as short as it can be said."""
    minutes = round((of or timedelta()).total_seconds() / 60)
    if minutes >= 48 * 60:
        return words.plural(round(minutes / 1440), "day")
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(filter(None, said))


def _chart(one: Series) -> str | None:
    """A chart in a sentence; one of fewer than two weeks says nothing."""
    if len(one.weeks) < 2:
        return None
    special = " More than chance." if speaks(one, one.weeks[-1]) else ""
    return f"• {digest.latest(one, digest_words.CHARTS[one.key][0])}{special}{digest_words.assured(one)}"


def spells(part: ServiceWeek) -> Iterator[str]:
    """What is rare, each in a line: the newest spell, and what is usual."""
    for one in part.spells:
        last, limit = one.chart.points[-1], number(one.chart.points[-1].upper)
        verdict = " More than chance." if last.why else ""
        if one.kind == "days":
            what = f"Days between escalations about {words.short(one.known_as or '')}"
        else:
            what = "Escalations taken in time between two that were not"
        yield (
            f"• {what}: {number(last.value)} before the last one; the mean is {number(last.mean)}, "
            f"upper limit {limit}.{verdict}"
        )


def _looked(part: ServiceWeek) -> Iterator[str]:
    """Every comparison of the family: what was found, what was not, and what is too little to say."""
    if part.patterns:
        yield (
            f"*Looked at over {CONTRASTED} weeks, like with like: each person held against themselves in the same "
            "fortnight. What has nothing to be held against is left out.*"
        )
    for one in part.patterns:
        if not one.too_few:
            yield f"• {_compared(one)}"
    if few := [GROUPS[one.key][0] for one in part.patterns if one.too_few]:
        yield f"• {words.sentence(FEW)[:-1]}: {' · '.join(few)}."


def _compared(one: Pattern) -> str:
    when, against = GROUPS[one.key]
    verdict = "more than chance" if one.found else "no more than chance"
    if one.key == "weekday":
        return f"One person's signs, day by day: {verdict}."
    exposed, other = digest_words.of(one.contrast.exposed), digest_words.of(one.contrast.other)
    ratio = f", {often(one.contrast)}" if one.found else ""
    return f"{words.sentence(when)[:-1]}: {exposed}, against {other} {against}: {verdict}{ratio}."


def often(contrast: Contrast) -> str:
    """ "3.2 times as often (likely 1.8 to 5.6)": like with like, and how sure that is."""
    ends = contrast.interval()
    if contrast.ratio is None or ends is None:
        return "with nothing to say how often"
    low, high = (number(end) if math.isfinite(end) else "any number" for end in ends)
    times = f"{number(contrast.ratio)} times as often" if math.isfinite(contrast.ratio) else "never otherwise"
    return f"{times} (likely {low} to {high})"


def _listed(shown: Shown) -> Iterable[str]:
    made = shown.digest
    if not made.concerns:
        return ["None."]
    return [
        f"{n}. {digest_concerns.line(one, made.zone, shown.services)}{' · reviewed' if one.reviewed else ''}"
        for n, one in enumerate(made.concerns, 1)
    ]
