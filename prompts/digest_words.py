"""The digest in plain sentences: what went well, what changed and what did not. For a channel, content-light.

No sentence names anybody, and none is about a member of staff. mrkdwn.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from bot import breakdown, series
from bot.digest import MOST_SIGNALS, Digest, Signal
from bot.figures import CONTRASTED
from bot.patterns import Key, Pattern
from bot.people import Service
from bot.questions import Question
from bot.rates import Rate
from bot.series import Series
from bot.weeks import Week
from prompts import words

Services = Mapping[int, Service]
# two groups of person-shifts: when signs came so often, and against which others they are held
GROUPS: dict[Key, tuple[str, str]] = {
    "below": ("on shifts with too few of us", "with all of us"),
    "below_at_night": ("on nights with too few of us", "on nights with all of us"),
    "night": ("at night", "by day"),
    "agency": ("on shifts with agency staff", "without"),
    "alone": ("on shifts with one of us alone", "with more of us"),
    "weekend": ("at weekends", "on other days"),
    "after_us": ("within three days of a contact that we missed", "at other times"),
    "after_them": ("within three days of a contact that the person missed", "at other times"),
    "after_agency": ("within three days of a contact that another agency missed", "at other times"),
    "after_family": ("within a day of contact with family", "at other times"),
    "weekday": ("on one weekday", "on the others"),
}
AROUND: dict[str, str] = {
    "us": "within three days of a contact that we missed",
    "them": "within three days of a contact that the person missed",
    "agency": "within three days of a contact that another agency missed",
    "family": "within a day of contact with family",
}  # fmt: skip
# a chart's title, what one of it is, and of how many
CHARTS: dict[series.Key, tuple[str, str]] = {
    "signs": ("Signs seen", "person-shifts"),
    "raised": ("Escalations", "person-shifts"),
    "answered": ("People answered about", "asked about"),
    "acknowledged": ("Escalations taken in time", "escalations"),
    "agreed": ("Checks that agree with what was done", "checks"),
    "score": ("Points found in the record", "points"),
    "checked": ("Checks done", "asked for"),
}
PERSON_SHIFT = "_A person-shift is one person on one shift that somebody answered about._"


def span(week: Week) -> str:
    """ "9–15 Nov 2026", "30 Nov–6 Dec 2026"."""
    first, last = week.monday, week.sunday
    begins = f"{first.day}"
    if first.month != last.month:
        begins += f" {first:%b}" if first.year == last.year else f" {first:%b %Y}"
    return f"{begins}–{last.day} {last:%b %Y}"


def day(on: date, today: date | None = None) -> str:
    """ "9 Nov"; "9 Nov 2025" where that is another year than `today`'s."""
    return f"{on.day} {on:%b}" if today is None or on.year == today.year else f"{on.day} {on:%b %Y}"


def of(rate: Rate) -> str:
    """ "12 of 180"."""
    return f"{rate.events:,} of {rate.per:,.0f}"


def sentences(made: Digest, services: Services) -> list[str]:
    """At most five: what went well, what changed, and that nothing else did."""
    said = [signal(one, services) for one in made.signals[:MOST_SIGNALS]]
    return [*filter(None, [good(made)]), *said, nothing_else(made)]


def good(made: Digest) -> str:
    """What people did; empty where there is nothing to say it of."""
    counted, promises = made.whole.counted, made.whole.promises
    said = []
    if notes := counted.get("good", 0):
        said.append(f"{words.plural(notes, 'good thing')} noted")
    asked, answered = counted.get("handovers.asked", 0), counted.get("handovers.answered", 0)
    if answered:
        said.append(f"{answered:,} of {words.plural(asked, 'handover')} answered")
    if promises.met:
        said.append(f"{promises.met:,} of {words.plural(promises.made, 'promise')} kept in time")
    said = [f"Good: {', '.join(said)}."] if said else []
    if of := counted.get("helped.of", 0):
        said.append(
            f"After {counted.get('helped', 0):,} of {words.plural(of, 'shift')} with signs and agreed steps done, "
            "the next saw no signs."
        )
    return " ".join(said)


def signal(one: Signal, services: Services) -> str:
    """What changed, with its numbers, and that it is more than chance."""
    if one.pattern is not None:
        return pattern(one.pattern, services)
    assert one.series is not None
    return changed(one.series, services)


def pattern(
    one: Pattern, services: Services, where: str = "*All the figures* says whose and when."
) -> str:  # fmt: skip
    """Two rates that differ. Whose weekday it is stands in forms alone, which `where` says."""
    # like with like: both rates together may point the other way
    often = "more" if (one.contrast.ratio or 0) > 1 else "less"
    here = f"{_at(one.service_id, services)}, over {CONTRASTED} weeks,"
    if one.key == "weekday":
        said = f"{here} one person's signs came {often} often on one weekday than chance would make. {where}"
        return said.rstrip()
    when, against = GROUPS[one.key]
    return (
        f"{here} signs came {often} often {when}. That is more than chance would make: "
        f"{of(one.contrast.exposed)} person-shifts, against {of(one.contrast.other)} {against}."
    )


def changed(one: Series, services: Services) -> str:
    """A chart whose newest point is more than chance: how often that was, and what is unusual about it."""
    title, per = CHARTS[one.key]
    point, count = one.chart.points[-1], one.counts[-1]
    return (
        f"{_at(one.service_id, services)}, {words.lower(title)}: {count.part:,} of {count.whole:,} {per} in the week "
        f"of {day(one.weeks[-1].monday)} ({number(point.value)} in 100). {_unusual(one)}, which chance seldom makes."
    )


def _unusual(one: Series) -> str:
    point = one.chart.points[-1]
    above = point.value > point.mean
    limit = (
        f"the upper limit of {number(point.upper)}" if above else f"the lower limit of {number(point.lower)}"
    )
    if point.why == "outside":
        return f"That is {'above' if above else 'below'} {limit}"
    if point.why == "near_limit":
        return f"Two or more of the last three weeks are near {limit}"
    if point.why == "trend":
        more = "more" if point.way == "up" else "fewer"
        return f"For seven weeks or longer, each has had {more} than the one before"
    return f"That is {one.in_a_row} weeks in a row {'above' if above else 'below'} the mean of {number(point.mean)}"


ASSURED = {
    "consistently_meets": "as things are, every week will reach it",
    "inconsistent": "as things are, chance decides which weeks reach it",
    "consistently_fails": "as things are, no week will reach it",
}


def assured(one: Series) -> str:
    """Whether a chart's target can be relied on; empty where there is none, or too few weeks to say."""
    if one.target is None or one.chart.assurance is None or one.chart.trial:
        return ""
    return f" The target is {number(one.target)}: {ASSURED[one.chart.assurance]}."


def nothing_else(made: Digest) -> str:
    """That nothing else is more than chance, and how much was looked at; how much more there is, where there is."""
    more = max(0, len(made.signals) - MOST_SIGNALS) + made.unusual
    if made.too_few == made.looked_at:
        return "There is too little yet to say whether anything differs by more than chance."
    few = f", {made.too_few:,} with too few to say" if made.too_few else ""
    looked = f"{made.looked_at:,} comparisons and charts looked at{few}"
    if more > 0:
        return f"{words.plural(more, 'more change')} behind *All the figures*: {looked}."
    return f"Nothing {'else ' if made.signals else ''}differs by more than chance: {looked}."


def number(value: float) -> str:
    """ "4.1", "12"."""
    return f"{value:.1f}".removesuffix(".0")


def _at(service_id: int | None, services: Services) -> str:
    found = services.get(service_id) if service_id is not None else None
    if found is None:
        return "In all services together"
    return f"At {words.name(found.spec.name)}"


def counts(made: Digest) -> list[str]:
    """Handovers and people of the week, each a short line; what is nought is left out, but for what was asked."""
    counted = made.whole.counted

    def said(*parts: tuple[str, str]) -> str:
        return ", ".join(f"{counted[key]:,} {text}" for key, text in parts if counted.get(key))

    handovers = said(
        ("handovers.asked", "asked"), ("handovers.answered", "answered"), ("handovers.late", "late"),
        ("handovers.missed", "missed"), ("handovers.not_asked", "not asked"),
        ("handovers.not_read", "not confirmed as read"),
    )  # fmt: skip
    lines = [f"*Handovers:* {handovers or 'none'}."]
    if missed := counted.get("people.missed", 0):
        lines.append(
            f"*Not answered about:* {words.plural(missed, 'person', 'people')}. We don't know how they were."
        )
    if pauses := counted.get("pauses", 0):
        lines.append(f"*Asking paused:* {words.times(pauses)}.")
    return lines


def checks(made: Digest) -> str:
    """The week's sense-checks: how many were done, how many judged as it went, what the records hold."""
    found = {one.key: one.counts[-1] for one in made.whole.series if one.weeks and one.weeks[-1] == made.week}
    said = [
        f"{found[key].part:,} of {found[key].whole:,} {text}"
        for key, text in (
            ("checked", "done"),
            ("agreed", "judged as it went"),
            ("score", "points found in the record"),
        )
        if key in found and found[key].whole
    ]
    return f"*Sense-checks:* {', '.join(said)}." if said else ""


def question(one: Question, services: Services) -> str:
    """A question to a team, without a verdict."""
    house = _at(one.service_id, services)
    if one.kind == "quiet":
        return (
            f"*A question to the team:* {words.lower(house)}, no signs were seen in {one.number} weeks "
            f"({one.whole:,} person-shifts). Do the plans still fit?"
        )
    return (
        f"*A question to the team:* {words.lower(house)}, {one.number} of {one.whole} handovers were "
        "answered in seconds. Was there time to look?"
    )


def names(services: Services) -> str:
    """The services of a digest, for its title."""
    all_of_them = [words.name(one.spec.name) for one in services.values()]
    most = 3
    shown = all_of_them[:most]
    rest = len(all_of_them) - most
    return ", ".join([*shown, f"and {rest} more"] if rest > 0 else shown)


def part(key: str, shifts: Mapping[str, str]) -> str:
    """A part of the week in words: "Night", "Monday", "too few of us"."""
    kind, _, name = key.partition(":")
    if kind == "shift":
        return words.name(shifts.get(name, name))
    if kind == "weekday":
        return WEEKDAYS[int(name)]
    return STAFFING.get(name, name)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STAFFING = {
    "below": "Fewer of us than planned", "at": "As many of us as planned", "agency": "With agency staff",
    "alone": "One of us alone", "unsaid": "Nobody said how many of us",
}  # fmt: skip
KINDS: dict[str, str] = {
    "shift": "By time of day",
    "weekday": "By day of the week",
    "staffing": "By staffing",
}


def by_kind(parts: tuple[breakdown.Part, ...]) -> Iterator[tuple[str, list[breakdown.Part]]]:
    """Parts under their headings."""
    for kind, heading in KINDS.items():
        found = [one for one in parts if one.key.partition(":")[0] == kind]
        if found:
            yield heading, found
