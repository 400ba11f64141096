"""Who is who: services, people supported and staff, as the rules and the wording see them."""

from dataclasses import dataclass, field

from bot import house, plans
from bot.agreed import AskedAgreed


@dataclass(frozen=True)
class Service:
    """A home or team. `spec` is its part of the house file; `id` is the database's."""

    id: int
    spec: house.Service

    def shift_name(self, key: str) -> str:
        """The name of the shift with this key; the key where there is none any more."""
        return next((one.name for one in self.spec.shifts if one.key == key), key)

    def planned_staff(self, key: str) -> int:
        """How many are planned to work the shift with this key; 0 where there is none any more."""
        return next((one.planned_staff for one in self.spec.shifts if one.key == key), 0)


@dataclass(frozen=True)
class Person:
    """Somebody supported, with the version of their plan that holds.

    `agreed` is what the huddle has agreed about asking since that version; the plan's own `asked` says it already.
    """

    id: int
    key: str
    known_as: str
    service_id: int
    plan: plans.Plan | None = None
    plan_id: int | None = None
    plan_version: int = 0
    agreed: AskedAgreed | None = None


@dataclass(frozen=True)
class Staff:
    """A Slack user with a role. `services` are database ids; empty means reached by rota only.

    `covering` are services where they work this shift, approved there; `listed` is false for one in no house file.
    """

    id: int
    slack: str
    name: str
    role: house.Role
    services: frozenset[int] = field(default_factory=frozenset)
    phone: str | None = None
    agency: bool = False
    shared: bool = False
    covering: frozenset[int] = field(default_factory=frozenset)
    listed: bool = True


@dataclass(frozen=True)
class Author:
    """Who says something. `via_id` is the shared account they used; `name` is of somebody who is in no list."""

    staff_id: int
    via_id: int | None = None
    name: str | None = None


@dataclass(frozen=True)
class Contact:
    """Somebody who can be phoned: what a message needs of them."""

    name: str
    phone: str | None = None
