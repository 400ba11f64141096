"""Recorded history: what was asked, answered and rung about one person, and when each was known. No names, no words.

The shape of a saved history file too: a key that nobody knows is an error.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from bot import plans, replies
from bot.written import Duration, Key, Model, Whole


class Period(Model):
    """What one handover covers. `asked_at` is None where the person was not asked about; `over_at` is when it was
    known that no answer could come in time any more, None while one still could.
    """

    id: Whole
    due: AwareDatetime
    asked_at: AwareDatetime | None = None
    over_at: AwareDatetime | None = None


class Reply(Model):
    """What somebody answered, without their own words. `superseded_by` is the reply that corrected it."""

    id: Whole
    period: Whole
    seen_at: AwareDatetime
    received_at: AwareDatetime
    timed: bool = False
    kind: replies.Kind
    values: dict[Key, Annotated[float, Field(allow_inf_nan=False)] | None] = Field(default_factory=dict)
    steps: dict[int, replies.Taken] = Field(default_factory=dict)
    followed: replies.Followed | None = None
    contact_missed: replies.MissedBy | None = None
    superseded_by: Whole | None = None


class Rung(Model):
    """A threshold that was reached, by a reply or by a period that nobody answered: exactly one of the two.

    `opened` when it opened an escalation; else it joined one. The sentence names the person, so no file has it.
    """

    at: AwareDatetime
    threshold: Key
    reply: Whole | None = None
    period: Whole | None = None
    tell: str
    urgency: plans.Urgency
    act_within: Annotated[Duration, Field(gt=timedelta())]
    opened: bool
    sentence: Annotated[str, Field(exclude=True)] = ""

    @model_validator(mode="after")
    def _by_one(self) -> "Rung":
        if (self.reply is None) == (self.period is None):
            raise ValueError("has to name either a reply or a period")
        return self


class Recorded(Model):
    """One person's whole history, as it was known at `taken_at`. What names another entry finds it."""

    relay_history: Literal[1] = 1
    person: Key
    taken_at: AwareDatetime
    periods: tuple[Period, ...]
    replies: tuple[Reply, ...]
    rang: tuple[Rung, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Recorded":
        periods = _ids("periods", (one.id for one in self.periods))
        said = _ids("replies", (one.id for one in self.replies))
        for i, reply in enumerate(self.replies):
            _there(f"replies > {i} > period", reply.period, periods)
            _there(f"replies > {i} > superseded_by", reply.superseded_by, said - {reply.id})
        for i, rung in enumerate(self.rang):
            _there(f"rang > {i} > reply", rung.reply, said)
            _there(f"rang > {i} > period", rung.period, periods)
        return self


def _ids(what: str, ids: Iterable[int]) -> set[int]:
    known: set[int] = set()
    for i, one in enumerate(ids):
        if one in known:
            raise ValueError(f"{what} > {i} > id: {one} is there twice")
        known.add(one)
    return known


def _there(place: str, one: int | None, known: set[int]) -> None:
    if one is not None and one not in known:
        raise ValueError(f"{place}: {one} is not in this history")
