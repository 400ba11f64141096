"""The rules of a threshold, as a plan writes them: plan data, checked when loaded, never code."""

import re
from datetime import timedelta
from math import isfinite
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, PlainSerializer, Tag

from bot import durations
from bot.written import SOME_LENGTH, Key, Model, Wait, Whole, as_text

MOST_HANDOVERS = 400
LONGEST = timedelta(days=366)
HANDOVERS = re.compile(r"(\d{1,4})\s*handovers?", re.ASCII | re.IGNORECASE)


def _number(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and isfinite(value)


def _bounds(value: object) -> object:
    """One bound, or one a sign. Kept out of the union, whose errors name its branches."""
    if value is None or _number(value) or (isinstance(value, dict) and all(map(_number, value.values()))):
        return value
    raise ValueError("is not a number, nor numbers by sign; write for example 2, or {sleep: 2, pacing: 1}")


class Handovers(Model):
    """The n latest periods in which the person was asked about, or somebody answered all the same."""

    count: int


def _window(value: object) -> Handovers | timedelta:
    if isinstance(value, Handovers):
        return value
    if isinstance(value, str) and (found := HANDOVERS.fullmatch(value.strip())):
        if not 1 <= int(found[1]) <= MOST_HANDOVERS:
            raise ValueError(
                f"is not between 1 and {MOST_HANDOVERS} handovers; write for example 5 handovers"
            )
        return Handovers(count=int(found[1]))
    try:
        length = durations.parse(value)
    except ValueError:
        example = "5 handovers, 7 d or 24 h"
        raise ValueError(
            f"is not a number of handovers nor a length of time; write for example {example}"
        ) from None
    if not timedelta() < length <= LONGEST:
        raise ValueError("is no time at all, or longer than a year; write for example 7 d")
    return length


def written_window(window: Handovers | timedelta) -> str:
    """As a plan writes it: "5 handovers", "7 d"."""
    if isinstance(window, timedelta):
        return durations.written(window)
    return f"{window.count} handover{'' if window.count == 1 else 's'}"


Bound = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Times = Annotated[Whole, Field(ge=1, le=400)]
Count = Annotated[Whole, Field(ge=2, le=25)]
Window = Annotated[
    Handovers | timedelta,
    BeforeValidator(_window),
    PlainSerializer(written_window, return_type=str),
    as_text(
        "Window",
        rf"^\s*(?:0?(?:[1-9][0-9]?|[1-3][0-9]{{2}}|400)\s*[Hh][Aa][Nn][Dd][Oo][Vv][Ee][Rr][Ss]?|{SOME_LENGTH})\s*$",
        "Write for example 5 handovers, 24 h or 7 d.",
        *("5 handovers", "24 h", "7 d"),
    ),
]


class SignRule(Model):
    """`{sign, at_least}` or `{sign, at_most}`: that sign this bad in one period."""

    sign: Key
    """The key of the sign."""
    at_least: Bound | None = None
    """This much or more."""
    at_most: Bound | None = None
    """This much or less."""


class Together(Model):
    """K different signs in one period, or `within` a stated time. `at_least`: one bound, or one a sign."""

    count: Count
    """How many different signs."""
    among: list[Key] | None = None
    """The keys of the signs that count; all unless said."""
    at_least: Annotated[
        float | dict[str, float] | None,
        BeforeValidator(_bounds, json_schema_input_type=Bound | dict[Key, Bound]),
    ] = None
    """How bad each must be: one number, or one a sign."""
    within: Wait | None = None
    """Within what time they are seen; in one period unless said."""


def _together(value: Any) -> Any:
    return {"count": value} if isinstance(value, int) and not isinstance(value, bool) else value


class TogetherRule(Model):
    """Several different signs together."""

    signs_together: Annotated[Together, BeforeValidator(_together, json_schema_input_type=Count | Together)]
    """So many different signs together: a number, or keys that say more."""


class Repeats(Model):
    """One sign (any without `sign`) this bad in `times` of the last handovers, or so many times in a length."""

    sign: Key | None = None
    """The key of the sign; any sign unless said."""
    at_least: Bound | None = None
    """This much or more."""
    at_most: Bound | None = None
    """This much or less."""
    times: Times
    """How many times."""
    in_last: Window
    """In how many handovers, or in what length of time."""


class RepeatsRule(Model):
    """A sign that comes again."""

    repeats: Repeats
    """A sign that comes again."""


class AddsUp(Model):
    """The sum of each period's combined values: seen is 1, a level or a count itself, times its weight."""

    signs: Annotated[list[Key], Field(min_length=1, max_length=25)]
    """The keys of the signs that are added up."""
    weights: dict[Key, Annotated[Bound, Field(gt=0)]] = Field(default_factory=dict)
    """What one of a sign counts, by its key; 1 unless said."""
    at_least: Annotated[Bound, Field(gt=0)]
    """The sum that reaches it."""
    in_last: Window
    """In how many handovers, or in what length of time."""


class AddsUpRule(Model):
    """Several signs added up."""

    adds_up: AddsUp
    """Several signs added up over a time."""


class Rising(Model):
    """`over` periods in a row in which the sign has a value, each worse than the one before."""

    sign: Key
    """The key of the sign."""
    over: Annotated[Whole, Field(ge=2, le=20)]
    """How many periods in a row, each worse than the one before."""


class RisingRule(Model):
    """A sign that gets worse."""

    rising: Rising
    """A sign that gets worse from one period to the next."""


class Often(Model):
    """So many times in the last handovers, or in a length of time."""

    times: Times
    """How many times."""
    in_last: Window
    """In how many handovers, or in what length of time."""


class StepsNotFollowedRule(Model):
    """The plan's steps followed partly or not; a step offered and declined counts as offered."""

    steps_not_followed: Often
    """The plan's steps followed partly or not, so often."""


class MissedContactsRule(Model):
    """Contact that was planned and did not happen, by us or another agency."""

    missed_contacts: Often
    """Planned contact that did not happen, so often."""


class UnansweredRule(Model):
    """K periods in a row without an answer; judged by the clock, when a period is missed."""

    unanswered: Annotated[Whole, Field(ge=1, le=60)]
    """So many periods in a row without an answer."""


class AnyOfRule(Model):
    """One of several rules."""

    any_of: Annotated[list["Rule"], Field(min_length=2, max_length=25)]
    """Rules of which one is enough."""


class AllOfRule(Model):
    """Several rules, all of them."""

    all_of: Annotated[list["Rule"], Field(min_length=2, max_length=25)]
    """Rules that must all be met."""


RULES: dict[str, type[Model]] = {
    "sign": SignRule,
    "signs_together": TogetherRule,
    "repeats": RepeatsRule,
    "adds_up": AddsUpRule,
    "rising": RisingRule,
    "steps_not_followed": StepsNotFollowedRule,
    "missed_contacts": MissedContactsRule,
    "unanswered": UnansweredRule,
    "any_of": AnyOfRule,
    "all_of": AllOfRule,
}


def _one_rule(value: Any) -> Any:
    if isinstance(value, Model):
        return value
    if not isinstance(value, dict):
        raise ValueError("is not a rule; write for example {signs_together: 2}")
    named = [name for name in RULES if name in value]
    if len(named) != 1:
        raise ValueError(
            f"has {'two rules' if named else 'no rule'}; write one of {', '.join(RULES)}, "
            "for example signs_together: 2, and put several under any_of or all_of"
        )
    return value


def kind(value: Any) -> str:
    """Which rule it is, by the word that a plan writes it with; of a rule, or of keys that have exactly one."""
    keys = value if isinstance(value, dict) else type(value).model_fields
    return next((name for name in RULES if name in keys), "sign")


def _tag(value: Any) -> str:
    # in words that are no key of the file: an error's place must not take them for one
    return f"rule {kind(value)}"


Rule = Annotated[
    Annotated[SignRule, Tag("rule sign")]
    | Annotated[TogetherRule, Tag("rule signs_together")]
    | Annotated[RepeatsRule, Tag("rule repeats")]
    | Annotated[AddsUpRule, Tag("rule adds_up")]
    | Annotated[RisingRule, Tag("rule rising")]
    | Annotated[StepsNotFollowedRule, Tag("rule steps_not_followed")]
    | Annotated[MissedContactsRule, Tag("rule missed_contacts")]
    | Annotated[UnansweredRule, Tag("rule unanswered")]
    | Annotated[AnyOfRule, Tag("rule any_of")]
    | Annotated[AllOfRule, Tag("rule all_of")],
    Discriminator(_tag),
    BeforeValidator(_one_rule),
]
AnyOfRule.model_rebuild()
AllOfRule.model_rebuild()
