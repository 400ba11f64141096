"""Sentences: what a verdict says, for a tired stranger. Plain text, not escaped; no total is ever in one."""

from collections.abc import Sequence
from datetime import timedelta

from bot import plans, rules, signs
from bot.replies import Observation

NAMED_AT_MOST = 4
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def one_sign(plan: plans.Plan, known_as: str, evidence: Sequence[Observation]) -> str:
    agreed = f"one of {known_as}'s agreed signs, and agreed to be enough on its own to tell somebody"
    return f"{_listed(plan, evidence)}: {agreed}."


def signs_together(
    plan: plans.Plan, known_as: str, evidence: Sequence[Observation], count: int, within: timedelta | None
) -> str:
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
    what = _listed(plan, evidence) if wanted.sign is None else _repeated(plan, wanted, evidence)
    several = len({one.sign for one in evidence}) > 1
    return f"{what}: {'one or more of these ' if several else ''}{_often(known_as, wanted, have, missed)}."


def _repeated(plan: plans.Plan, wanted: rules.Repeats, evidence: Sequence[Observation]) -> str:
    """The sign as bad as it has to be, for on some occasions it was worse."""
    sign = plan.sign(wanted.sign or "")
    values = [one.value for one in evidence if one.value is not None]
    worst, least = max(values), min(values)
    if signs.lower_is_worse(sign):
        worst, least = least, worst
    more = "" if worst == least else (" or less" if signs.lower_is_worse(sign) else " or worse")
    if more and sign.rating in ("count", "number"):
        return _capital(
            f"“{signs.tidy(sign.says)}” ({signs.amount(sign, least)}{more.replace('worse', 'more')})"
        )
    return _capital(signs.in_words(sign, least) + more)


def adds_up(
    plan: plans.Plan,
    known_as: str,
    in_last: rules.Handovers | timedelta,
    evidence: Sequence[Observation],
    missed: int,
) -> str:
    where = _span(known_as, in_last)
    return f"{_listed(plan, evidence)}: {known_as}'s agreed signs add up, {where}{_unknown(missed)}."


def rising(known_as: str, sign: plans.Sign, values: Sequence[float]) -> str:
    steps = [
        signs.amount(sign, one) if sign.rating in ("count", "number") else signs.in_words(sign, one) for one in values
    ]
    said = f"first {steps[0]}, {''.join(f'then {step}, ' for step in steps[1:-1])}now {steps[-1]}"
    what = f"“{signs.tidy(sign.says)}”"
    return f"{what}: worse at each of the last {number(len(values))} answers about {known_as}, {said}."


def steps_not_followed(known_as: str, wanted: rules.Often, have: int, missed: int) -> str:
    return f"{known_as}'s agreed steps could not all be followed {_often(known_as, wanted, have, missed)}."


def missed_contacts(known_as: str, wanted: rules.Often, have: int, missed: int) -> str:
    what = f"Contact that was planned with {known_as} did not happen"
    return f"{what} {_often(known_as, wanted, have, missed)}. It was ours or another agency's to make."


def unanswered(known_as: str, have: int) -> str:
    row = f"for {number(have)} handovers in a row" if have > 1 else "at the last handover"
    return f"Nobody has answered about {known_as} {row}. We don't know how {known_as} is."


def together(parts: Sequence[str]) -> str:
    """The sentences of several rules as one text, each said once."""
    return " And: ".join(dict.fromkeys(parts))


def _often(known_as: str, wanted: rules.Repeats | rules.Often, have: int, missed: int) -> str:
    """ "at three of Sam's last five handovers, one of them unanswered"; "three times in seven days"."""
    if isinstance(wanted.in_last, timedelta):
        return f"{_times(have)} in {length(wanted.in_last)}{_unknown(missed)}"
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


def _unknown(missed: int) -> str:
    return f" ({number(missed)} unanswered)" if missed else ""


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


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


def length(window: timedelta) -> str:
    """A window in words: "two hours", "24 hours", "three days"; parts of a minute are left out."""
    minutes = int(window.total_seconds()) // 60
    # one day is said as 24 hours: "within one day" sounds like today
    sizes = {"week": 10080, "day": 1440, "hour": 60, "minute": 1}
    if minutes == 1440:
        sizes = {"hour": 60}
    if minutes == 10080:
        sizes = {"day": 1440}
    unit, size = next((unit, size) for unit, size in sizes.items() if minutes % size == 0)
    return f"{number(minutes // size)} {unit}{'' if minutes == size else 's'}"
