"""Notes: what staff say besides signs. Something else, something good, a worry, what also affects somebody, a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.people import Author, Service
from bot.plans import Urgency
from bot.replies import Knows

Kind = Literal["else", "good", "worry", "affected", "call"]
# what a handover carries besides signs
Topic = Literal[
    "mood", "sleep", "eating", "medication", "health", "refusals", "public_interactions", "incidents",
    "family_contact", "tenancy", "exploitation", "watched_or_pressured",
]  # fmt: skip
# who is to know, or for a worry by when somebody must
Tell = Literal["next_shift", "team_leader", "now", "this_shift", "in_hours"]


@dataclass(frozen=True)
class Said:
    """A note before it is kept. `text` and `wants` are free text; a `call` is about nobody."""

    kind: Kind
    tell: Tell
    topic: Topic | None = None
    text: str | None = None
    knows: Knows | None = None
    wants: str | None = None


@dataclass(frozen=True)
class Note:
    """A note as kept. `person_id` is None of one about the house, or a call."""

    id: int
    service_id: int
    person_id: int | None
    handover_id: int | None
    said: Said
    author: Author
    seen_at: datetime
    received_at: datetime


def route(said: Said, service: Service) -> tuple[str, Urgency] | None:
    """Who is told and how urgently; None where the next shift reads it and nobody is rung.

    What waits for office hours is told this shift where a service has none.
    """
    ladder = f"ladder:{service.spec.ladder}"
    waits: Urgency = "in_hours" if service.spec.office_hours else "this_shift"
    routes: dict[Tell, tuple[str, Urgency] | None] = {
        "next_shift": None,
        "team_leader": ("role:team_leader", waits),
        "now": (ladder, "now"),
        "this_shift": (ladder, "this_shift"),
        "in_hours": (ladder, waits),
    }
    return routes[said.tell]
