"""Closing an escalation: what is asked at its end. Pure values; wording and reading are in prompts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Outcome = Literal["settled", "help_came", "elsewhere", "goes_on", "not_needed", "other"]
Wanted = Literal["met", "partly", "not_met", "not_asked"]
Informed = Literal["person", "their_choice", "manager", "partner", "clinician", "safeguarding", "nobody"]
Debrief = Literal["done", "offered", "declined", "to_come"]
Fair = Literal["yes", "partly", "no"]


@dataclass(frozen=True)
class Restriction:
    """Something that was restricted: why, what instead, until it is looked at again, and the person's part in it."""

    rationale: str
    alternative: str
    review_by: date
    involvement: str


@dataclass(frozen=True)
class Closing:
    """What was said at closing. `wanted` and `debrief_person` are None where it was about nobody in particular.

    `fair` and `other_help` are asked of urgent ones only. `plan_change` is None where the plan stays as it is.
    """

    outcome: Outcome
    wanted: Wanted | None
    says: str | None
    informed: tuple[Informed, ...]
    restriction: Restriction | None
    plan_change: str | None
    debrief_person: Debrief | None
    debrief_staff: Debrief
    fair: Fair | None = None
    other_help: str | None = None
    note: str | None = None
