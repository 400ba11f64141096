"""Sentences: what a verdict says, for a tired stranger. Plain text, not escaped; no total is ever in one."""

from collections.abc import Sequence
from datetime import timedelta

from bot import plans, rules, signs
from bot.replies import Observation

NAMED_AT_MOST = 4
ENOUGH = ", and agreed to be enough on its own to tell somebody"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def one_sign(plan: plans.Plan, known_as: str, evidence: Sequence[Observation]) -> str:
    """One sign that is enough on its own."""
    return f"{_listed(plan, evidence)}: one of {known_as}'s agreed signs{ENOUGH}."


def signs_together(
    plan: plans.Plan, known_as: str, evidence: Sequence[Observation], count: int, within: timedelta | None
) -> str:
    """Several different signs, `count` of them, in one period or `within` a time."""
    when = f"within {length(within)}" if within else "together"
    return f"{_listed(plan, evidence)}: {number(count)} of {known_as}'s agreed signs {when}."


def repeats(
    plan: plans.Plan,
    known_as: str,
    wanted: rules.Repeats,
    evidence: Sequence[Observation],
    have: int,
    missed: int,
) -> str:
    """A sign, or any, again and again: `have` times, with `missed` handovers that nobody answered."""
    what = _listed(plan, evidence) if wanted.sign is None else _repeated(plan, wanted, evidence)
    several = len({one.sign for one in evidence}) > 1
    agreed = "one or more of these agreed signs " if several else ""
    # a number of handovers says whose; a length of time does not
    whose = (
        f", one of {known_as}'s agreed signs" if isinstance(wanted.in_last, timedelta) and not several else ""
    )
    return f"{what}: {agreed}{_often(known_as, wanted, have, missed)}{whose}."


def _repeated(plan: plans.Plan, wanted: rules.Repeats, evidence: Sequence[Observation]) -> str:
    """The sign as bad as it was on each occasion at least; on some it may have been worse."""
    sign = plan.sign(wanted.sign or "")
    values = [one.value for one in evidence if one.value is not None]
    least, worst = (max(values), min(values)) if signs.lower_is_worse(sign) else (min(values), max(values))
    if sign.rating not in ("count", "number"):
        return _capital(signs.in_words(sign, least) + ("" if worst == least else ", or worse"))
    if sign.rating == "count" and least == 1 and not signs.lower_is_worse(sign):
        return f"“{signs.tidy(sign.says)}”"
    bound = "" if worst == least else ("at most " if signs.lower_is_worse(sign) else "at least ")
    return f"“{signs.tidy(sign.says)}” ({bound}{signs.amount(sign, least)})"


def adds_up(
    plan: plans.Plan,
    known_as: str,
    in_last: rules.Handovers | timedelta,
    evidence: Sequence[Observation],
    missed: int,
) -> str:
    """Ratings that together reach what the plan says, with `missed` handovers that nobody answered."""
    what = f"together as much as {known_as}'s plan says to tell somebody about"
    return f"{_listed(plan, evidence)}: {_span(known_as, in_last)}, {what}{_unknown(missed, 'handover ')}."


def rising(sign: plans.Sign, values: Sequence[float]) -> str:
    """A sign that was worse each time, by its `values`, the earliest first."""
    say = signs.amount if sign.rating in ("count", "number") else signs.in_words
    first, *between, last = (say(sign, one) for one in values)
    said = f"first {first}, {''.join(f'then {one}, ' for one in between)}now {last}"
    return f"“{signs.tidy(sign.says)}”: worse each time it was told, {said}."


def steps_not_followed(known_as: str, wanted: rules.Often, have: int, missed: int) -> str:
    """Steps that could not all be followed, `have` times."""
    when = _capital(_often(known_as, wanted, have, missed))
    return f"{when}, {known_as}'s agreed steps could not all be followed."


def missed_contacts(known_as: str, wanted: rules.Often, have: int, missed: int) -> str:
    """Planned contacts that did not happen, `have` times."""
    when = _capital(_often(known_as, wanted, have, missed))
    return f"{when}, contact planned with {known_as} did not happen. It was ours or another agency's to make."


def unanswered(known_as: str, have: int) -> str:
    """Handovers at which nobody answered, the last `have` of them."""
    # it may be more by now: no more than the rule asks for is counted
    last = f"at the last {number(have)} handovers" if have > 1 else "at the last handover"
    return (
        f"Nobody has answered about {known_as} {last}. We don't know how {known_as} is. Nobody is in trouble."
    )


def any_of(parts: Sequence[str]) -> str:
    """What is said of several rules, each of which is enough; of one of them, as if it stood alone."""
    if len(set(parts)) == 1:
        return parts[0]
    return f"{_and(parts)} Each is agreed to be enough to tell somebody."


def all_of(known_as: str, parts: Sequence[str]) -> str:
    """What is said of several rules that are reached together."""
    return f"{_and(parts)} {known_as}'s plan says to tell somebody when these come together."


def _and(parts: Sequence[str]) -> str:
    return " And: ".join(dict.fromkeys(part.replace(ENOUGH, "") for part in parts))


def _often(known_as: str, wanted: rules.Repeats | rules.Often, have: int, missed: int) -> str:
    """ "at three of Sam's last five handovers, one of them unanswered"; "three times in seven days"."""
    if isinstance(wanted.in_last, timedelta):
        return f"{times(have)} in {length(wanted.in_last)}{_unknown(missed, 'handover ')}"
    if wanted.in_last.count == 1:
        return "at this handover"
    return (
        f"at {number(have)} of {known_as}'s last {number(wanted.in_last.count)} handovers{_unknown(missed)}"
    )


def _span(known_as: str, in_last: rules.Handovers | timedelta) -> str:
    if isinstance(in_last, timedelta):
        return f"within {length(in_last)}"
    return (
        "at this handover"
        if in_last.count == 1
        else f"over {known_as}'s last {number(in_last.count)} handovers"
    )


def _unknown(missed: int, what: str = "") -> str:
    """ " (one unanswered)"; `what` says of what, where the sentence has not."""
    return (
        f" ({number(missed)} {what if missed == 1 else what.replace(' ', 's ')}unanswered)" if missed else ""
    )


def _listed(plan: plans.Plan, evidence: Sequence[Observation]) -> str:
    """The signs of the evidence, each at its worst, as the beginning of a sentence."""
    values = signs.combined(plan.signs, evidence)
    said = [signs.in_words(plan.sign(key), value) for key, value in values.items() if value is not None]
    if len(said) > NAMED_AT_MOST:
        said = [*said[: NAMED_AT_MOST - 1], f"{number(len(said) - NAMED_AT_MOST + 1)} more"]
    return _capital(", and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def number(count: int) -> str:
    """A small number as a word."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def times(count: int) -> str:
    """How often: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def length(window: timedelta) -> str:
    """A window in words: "two hours", "24 hours", "three days"; parts of a minute are left out."""
    minutes = max(1, int(window.total_seconds()) // 60)
    # one day is said as 24 hours: "within one day" sounds like today
    sizes = {"week": 10080, "day": 1440, "hour": 60, "minute": 1}
    if minutes == 1440:
        sizes = {"hour": 60}
    if minutes == 10080:
        sizes = {"day": 1440}
    unit, size = next((unit, size) for unit, size in sizes.items() if minutes % size == 0)
    return f"{number(minutes // size)} {unit}{'' if minutes == size else 's'}"
