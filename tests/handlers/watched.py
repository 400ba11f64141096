"""A house with whoever watches it: things are broken on purpose, and what became of it is seen."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from db import tables
from handlers.watchdog import Watchdog
from tests.house import Rowan, journal


def raising(*_args: Any, **_more: Any) -> None:
    raise RuntimeError("a mistake in the climb")


@dataclass
class Dog:
    """A house, whoever watches it, and how often the heart has beaten."""

    house: Rowan
    beats: list[None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watchdog = Watchdog(self.house.relay, lambda: self.beats.append(None))

    def look(self) -> bool:
        """A look, as `relay run` has one; whether the heart beat, which it does whenever all is well."""
        before = len(self.beats)
        well = self.watchdog.look()
        beaten = len(self.beats) > before
        assert beaten or not well
        return beaten

    def minute(self) -> bool:
        """A minute later; Slack takes what it is given, and ticks go on."""
        self.house.clock.passes(1)
        self.house.tick()
        self.house.all_sent()
        self.watchdog.ticked()
        return self.look()

    def change(self, table: Any, **values: Any) -> None:
        """Something wrote to the database that was not the program."""
        with self.house.database.write() as session:
            session.execute(sa.update(table).values(**values))

    def quiet(self) -> None:
        """Everything that was is over; only what is planned is to come."""
        self.change(tables.Escalation, state="closed", next_at=None, due_at=None)
        self.change(tables.Handover, look_at=None, settled=True)

    def notices(self) -> list[tuple[str, str]]:
        return [(row.to_user, row.about) for row in self.house.sent("notice")]

    def wrote(self, what: str) -> list[str]:
        return [row.why for row in journal(self.house.database, f"watchdog.{what}")]

    def escalation(self) -> Any:
        (one,) = self.house.escalations()
        return one
