"""Signs: how a value is spoken, which of two is worse, and what one period shows."""

from collections.abc import Iterable, Sequence

from bot import plans
from bot.replies import COULD_NOT_TELL, Observation


def in_words(sign: plans.Sign, value: float | None) -> str:
    """`value` in the words of the plan, not escaped, beginning as written there.

    A level has its own words; a sign that was seen is said as the person says it, in quotes: others read
    it beside the name of whoever told it. A count or a number follows: "“I ring my sister” (3 times)".
    """
    if value is COULD_NOT_TELL:
        return "could not tell"
    if sign.rating in ("count", "number"):
        return f"“{tidy(sign.says)}” ({amount(sign, value)})"
    if value < 1:
        return "not seen"
    return level_words(sign, value) or f"“{tidy(sign.says)}”"


def level_words(sign: plans.Sign, value: float) -> str | None:
    """The plan's words for this level; None where it has none."""
    words = {float(level): words for level, words in (sign.levels or {}).items()}.get(value)
    return tidy(words) if words else None


def amount(sign: plans.Sign, value: float) -> str:
    """A count or a number with its unit: "3 times", "once", "2.5 hours"."""
    # enough digits for anything a person types, few enough to hide that 0.1 + 0.2 is not 0.3
    figure = f"{value:,.12g}"
    if sign.unit:
        return f"{figure} {sign.unit}"
    if sign.rating == "number":
        return figure
    return {"0": "not at all", "1": "once", "2": "twice"}.get(figure, f"{figure} times")


def is_shown(sign: plans.Sign, value: float | None) -> bool:
    """Whether somebody did see something to say: not *could not tell*, and not *not seen*.

    Every number is, and every count of something that worries when there is little of it.
    """
    if value is COULD_NOT_TELL:
        return False
    return sign.rating == "number" or lower_is_worse(sign) or value >= 1


def lower_is_worse(sign: plans.Sign) -> bool:
    """Whether less of it is worse, which only counts and numbers can say."""
    return sign.rating in ("count", "number") and sign.worse == "lower"


def worse(sign: plans.Sign, one: float | None, other: float | None) -> float | None:
    """The worse of two values of this sign; any value beats *could not tell*."""
    if one is COULD_NOT_TELL or other is COULD_NOT_TELL:
        return other if one is COULD_NOT_TELL else one
    return min(one, other) if lower_is_worse(sign) else max(one, other)


def combined(signs: Iterable[plans.Sign], observations: Sequence[Observation]) -> dict[str, float | None]:
    """What the observations of one period say together: the worse value of each sign that has one.

    In the order of `signs`; observations of other signs are left out.
    """
    together: dict[str, float | None] = {}
    for sign in signs:
        for seen in observations:
            if seen.sign == sign.key:
                together[sign.key] = worse(sign, together.get(sign.key), seen.value)
    return together


def tidy(text: str) -> str:
    """One line, without the full stop, to stand inside a sentence."""
    return " ".join(text.split()).removesuffix(".")
