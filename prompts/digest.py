"""The weekly digest as a message: the head with what changed, and the concerns, on in its thread. Content-light.

Counts, domains and short names; whose pattern it is, what was decided and what was written stand in forms alone.
"""

from collections.abc import Sequence
from enum import StrEnum

from bot import huddle
from bot.agreed import InForce
from bot.figures import Due
from bot.huddle import Shown
from bot.series import Series
from bot.weeks import Week
from prompts import actions as deciding
from prompts import agreed, charts, digest_concerns, digest_words, words
from prompts.blocks import Blocks, Button, Message, actions, button, context, message, row, section
from prompts.charts import Series as Lines
from prompts.digest_words import PERSON_SHIFT, number

# with buttons of their own; the others are named in one line
ROWS = 3
DECIDED = 3
# of what one week holds at the most of something: a line that no phone scrolls through
NAMED = 25


class Action(StrEnum):
    """Buttons of the whole digest. Their value says which: see `value`."""

    FIGURES = "digest.figures"
    MINUTES = "digest.minutes"


def value(shown: Shown) -> str:
    """Which digest a button is about: the kept one, or a week and one service (0: all that may be seen)."""
    only = next(iter(shown.services)) if len(shown.services) == 1 else 0
    return f"{shown.posting}:{only}:{shown.digest.week.monday:%Y%m%d}"


def head(shown: Shown, *choosers: Button) -> Message:
    """The digest with its first concerns; `choosers` stand below the title where there are any."""
    made = shown.digest
    sentences = digest_words.sentences(made, shown.services)
    drawn = huddle.charted(made)
    return message(
        _text(shown, sentences),
        section("title", *_title(shown)),
        actions("choose", *choosers) if choosers else [],
        section("became", *_became(shown)),
        section("said", *(f"• {one}" for one in sentences)),
        [block for n, one in enumerate(drawn) for block in _chart(n, shown, one)],
        section(
            "numbers", *(latest(one, _called(one, shown)) for one in drawn), PERSON_SHIFT if drawn else None
        ),
        section("counts", *digest_words.counts(made), *besides(shown)),
        _due(shown),
        _restrictions(shown),
        actions("more", *_buttons(shown)),
        section("concerns", _elsewhere(shown), _concerns(shown)),
        digest_concerns.blocks(made, shown.services, 0),
        _goes_on(shown, thread=not choosers),
    )


def more(shown: Shown, number: int) -> Message:
    """The concerns that go on in the thread: the message with this number, from 1."""
    made = shown.digest
    first = number * digest_concerns.EACH + 1
    last = min(len(made.concerns), first + digest_concerns.EACH - 1)
    said = f"Concerns {first} to {last} of {len(made.concerns)}"
    return message(
        f"{words.name(shown.name)}, {digest_words.span(made.week)}: {words.lower(said)}.",
        section("title", f"*{said}*"),
        digest_concerns.blocks(made, shown.services, number),
    )


def _title(shown: Shown) -> list[str]:
    made = shown.digest
    so_far = " so far" if made.so_far else ""
    names = digest_words.names(shown.services)
    said = [f"*{words.name(shown.name)} · {digest_words.span(made.week)}{so_far} · {names}*"]
    return [*said, *map(_missed, shown.missed)]


def _missed(week: Week) -> str:
    when = digest_words.span(week)
    return f"The digest of {when} was not posted in time. `/huddle {week}` shows it."


def _became(shown: Shown) -> list[str]:
    if not shown.became:
        return []
    lines = deciding.lines(shown.became[:DECIDED], shown.today)
    rest = len(shown.became) - DECIDED
    more = [f"• And {rest} more: see *Minutes*."] if rest > 0 else []
    return ["*What became of the last decisions*", *(f"• {one}" for one in lines), *more]


def _lines(one: Series) -> tuple[list[str], Lines]:
    """A chart's labels and its lines. A limit that nothing can be outside of is left out."""
    points = one.chart.points
    lines = [("Counted", [point.value for point in points]), ("Mean", [point.mean for point in points])]
    if any(point.lower > 0 for point in points):
        lines.append(("Lower limit", [max(0.0, point.lower) for point in points]))
    if any(point.upper < 100 for point in points):
        lines.append(("Upper limit", [min(100.0, point.upper) for point in points]))
    return [digest_words.day(week.monday) for week in one.weeks], lines


def _called(one: Series, shown: Shown) -> str:
    house = shown.services.get(one.service_id) if one.service_id is not None else None
    title = digest_words.CHARTS[one.key][0]
    return f"{title}, {house.spec.name}" if house else title


def _chart(n: int, shown: Shown, one: Series) -> Blocks:
    return charts.line(
        f"chart:{n}", _called(one, shown), *_lines(one), f"In 100 {digest_words.CHARTS[one.key][1]}"
    )


def latest(one: Series, title: str) -> str:
    """A chart in a sentence: its newest point, the mean and the limits that it is held against. mrkdwn."""
    point, limits = one.chart.points[-1], []
    if point.lower > 0:
        limits.append(f"lower limit {number(point.lower)}")
    if point.upper < 100:
        limits.append(f"upper limit {number(point.upper)}")
    trial = " The limits are for trial: there are fewer than 12 weeks." if one.chart.trial else ""
    said = ", ".join([f"the mean is {number(point.mean)}", *limits])
    return (
        f"{words.name(title)}: {number(point.value)} in 100 {digest_words.CHARTS[one.key][1]} "
        f"in the week of {digest_words.day(one.weeks[-1].monday)}; {said}.{trial}"
    )


def besides(shown: Shown) -> list[str]:
    """What else there is to say, each in one line; nothing where there is nothing."""
    made, health = shown.digest, shown.digest.health
    said = [digest_words.question(one, shown.services) for part in made.services for one in part.questions]
    if overdue := [one for one in made.due if one.what == "review_by"]:
        said.append(f"*Plans to look at again:* {_names(overdue)}.")
    if checks := digest_words.checks(made):
        said.append(checks)
    if made.gaps:
        said.append(f"*On-call:* {words.times(made.gaps)} nobody was on the rota.")
    if health.given_up or health.faults:
        parts = [
            f"{words.plural(health.given_up, 'message')} not delivered" if health.given_up else "",
            f"{words.plural(health.faults, 'fault')} found" if health.faults else "",
            f"{health.mended:,} mended" if health.mended else "",
        ]
        said.append(f"*Relay itself:* {', '.join(filter(None, parts))}.")
    return said


def _names(due: Sequence[Due]) -> str:
    named = [words.short(one.known_as) for one in due[:NAMED]]
    rest = len(due) - NAMED
    return ", ".join([*named, f"and {rest} more"] if rest > 0 else named)


def _due(shown: Shown) -> Blocks:
    """Whoever is asked about past the date that they agreed, until the huddle has said how it goes on."""
    past = [one for one in shown.digest.due if one.what == "asked_until"]
    waiting = [one for one in past if one.person_id not in shown.agreed]
    made = [block for one in waiting[:ROWS] for block in _asking(one, shown)]
    if rest := waiting[ROWS:]:
        made += section("due", f"Past their date too: {_names(rest)}. *Read plan* has *Asking…*.")
    settled = [_settled(one, shown) for one in past if one.person_id in shown.agreed]
    return [*made, *section("agreed", *settled)]


def _asking(one: Due, shown: Shown) -> Blocks:
    until = digest_words.day(one.by, shown.today)
    said = f"*{words.short(one.known_as)}* agreed to be asked about until {until}. What now?"
    return row(f"due:{one.person_id}", said, agreed.asking(one.person_id, one.known_as))


def _settled(one: Due, shown: Shown) -> str:
    until = shown.agreed[one.person_id].until
    who = words.short(one.known_as)
    return (
        f"*{who}* is asked about again until {digest_words.day(until, shown.today)}."
        if until
        else f"*{who}* is not asked about now."
    )


def _restrictions(shown: Shown) -> Blocks:
    found = sorted(shown.restrictions, key=lambda one: one.review_by)
    made = [block for one in found[:ROWS] for block in _restriction(one, shown)]
    if rest := len(found) - ROWS:
        late = sum(one.overdue for one in found[ROWS:])
        more = (
            f"And {rest} more in force, {late} of them to be looked at now."
            if late
            else f"And {rest} more in force."
        )
        made += section("restricted", more) if rest > 0 else []
    return made


def _restriction(one: InForce, shown: Shown) -> Blocks:
    house = shown.services.get(one.service_id)
    about = one.known_as or (house.spec.name if house else "the house")
    past = "was due" if one.overdue else "is due"
    less = ", less since" if one.reduced else ""
    said = (
        f"*{words.name(about)}*: a restriction since {digest_words.day(one.since, shown.today)}{less}. "
        f"Its review {past} {digest_words.day(one.review_by, shown.today)}."
    )
    called = f"{words.cut(about, 18)}, since {digest_words.day(one.since, shown.today)}"
    return row(f"restriction:{one.escalation_id}", said, agreed.restriction(one.escalation_id, called))


def _buttons(shown: Shown) -> list[Button]:
    which, span = value(shown), digest_words.span(shown.digest.week)
    made: list[Button] = [
        button("All the figures", Action.FIGURES, which, f"All the figures of {span}"),
        button("Minutes", Action.MINUTES, which, f"Minutes of {span}"),
    ]
    if len(shown.services) == 1:
        made += [button for one in shown.services.values() for button in _own(one.id, one.spec.name)]
    return made


def _elsewhere(shown: Shown) -> str | None:
    """Where to decide what is about no concern, and to mark a change: buttons for each of several are a phone full."""
    if len(shown.services) < 2:
        return None
    key = next(iter(shown.services.values())).spec.key
    return f"To decide something else, or mark a change: `/huddle {key}`, and so for each house."


def _own(service_id: int, name: str) -> list[Button]:
    return [
        button(
            "Decide something else…", f"{deciding.Action.DECIDE}.0", f"0:{service_id}",
            f"{name}: decide something else",
        ),
        button(
            "Mark a change…", f"{agreed.Action.CHANGE}.0", str(service_id),
            f"{name}: mark a change in what we do",
        ),
    ]  # fmt: skip


def _concerns(shown: Shown) -> str:
    count = len(shown.digest.concerns)
    if not count:
        return "*Concerns:* none. Nothing is open, and nothing was raised."
    done = digest_concerns.reviewed(shown.digest.concerns)
    stood = "" if shown.digest.so_far else " Each is as it was when the week ended."
    return f"*Concerns:* {count}, {done} reviewed.{stood}"


def _goes_on(shown: Shown, *, thread: bool) -> Blocks:
    rest = len(shown.digest.concerns) - digest_concerns.EACH
    if rest <= 0:
        return []
    they = "It is" if rest == 1 else "They are"
    where = f"{they} in the thread." if thread else "*All the figures* lists them all."
    return context("goes-on", f"And {words.plural(rest, 'more concern')}. {where}")


def _text(shown: Shown, sentences: Sequence[str]) -> str:
    """All of it that a screen reader or a lock screen needs: what changed, the counts, how many concerns."""
    made = shown.digest
    so_far = " so far" if made.so_far else ""
    names = digest_words.names(shown.services)
    numbers = [charts.numbers(_called(one, shown), *_lines(one)) for one in huddle.charted(made)]
    said = [
        f"{words.name(shown.name)}, {digest_words.span(made.week)}{so_far}, {names}.",
        f"{words.plural(len(shown.became), 'decision')} from before to look at." if shown.became else "",
        *sentences,
        *digest_words.counts(made),
        f"{words.plural(len(made.concerns), 'concern')}." if made.concerns else "No concerns.",
        *numbers,
    ]
    return " ".join(filter(None, said)).replace("*", "")
