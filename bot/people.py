"""Who is who: services, people supported and staff, as the rules and the wording see them."""

from dataclasses import dataclass, field

from bot import house, plans


@dataclass(frozen=True)
class Service:
    """A home or team. `spec` is its part of the house file; `id` is the database's."""

    id: int
    spec: house.Service


@dataclass(frozen=True)
class Person:
    """Somebody supported, with the version of their plan that holds."""

    id: int
    key: str
    known_as: str
    service_id: int
    plan: plans.Plan | None = None
    plan_id: int | None = None
    plan_version: int = 0


@dataclass(frozen=True)
class Staff:
    """A Slack user with a role. `services` are database ids; empty means reached by rota only."""

    id: int
    slack: str
    name: str
    role: house.Role
    services: frozenset[int] = field(default_factory=frozenset)
    phone: str | None = None
    agency: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Contact:
    """Somebody who can be phoned: what a message needs of them."""

    name: str
    phone: str | None = None
