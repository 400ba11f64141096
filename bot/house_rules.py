"""What must agree between the parts of a house file, beyond the shape of each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from bot import house as house_file
from bot import plan_rules, plans, rota_rules, telling_rules
from bot.faults import Fault as Fault
from bot.faults import Path, doubled, nearest
from bot.loaded import House as House
from bot.written import NOBODY

# before a meeting; a digest made any earlier would look at a week that is long over
EARLIEST = timedelta(days=3)


def faults(house: House) -> list[Fault]:
    """Everything in `house` that cannot be meant, in no particular order; nothing for a sound one."""
    return [fault for rule in RULES for fault in rule(house)]


def _same_twice(house: House) -> list[Fault]:
    """Names that stand for two things."""
    keyed: dict[str, Sequence[house_file.Service | house_file.Rota | house_file.Ladder | plans.Person]] = {
        "services": house.services,
        "rotas": house.rotas,
        "ladders": house.ladders,
        "people": house.people,
    }
    twice = [
        fault
        for part, items in keyed.items()
        for fault in doubled(
            (part,), "key", ((i, item.key) for i, item in enumerate(items)), "has the key {} too"
        )
    ]
    channels = ((i, one.channel) for i, one in enumerate(house.services))
    ids = ((i, one.slack) for i, one in enumerate(house.staff))
    return [
        *twice,
        *doubled(("services",), "channel", channels, "uses the channel {} too", "Give each service its own."),
        *doubled(
            ("staff",), "slack", ids, "is listed as {} twice", "Keep one of them, with all its services."
        ),
        *_called_the_same(house),
    ]


def _called_the_same(house: House) -> list[Fault]:
    """Messages say only the short name: two people of one service must not share it."""
    remedy = "Ask one of them for another short name, such as Sam B."
    return [
        fault
        for service in {person.service for person in house.people}
        for fault in doubled(
            ("people",),
            "known_as",
            ((i, one.known_as.casefold()) for i, one in enumerate(house.people) if one.service == service),
            f"has the same known_as as somebody else of {service}",
            remedy,
        )
    ]


def _services(house: House) -> list[Fault]:
    ladders = [ladder.key for ladder in house.ladders]
    found = []
    for i, service in enumerate(house.services):
        at: Path = ("services", i)
        found += _unknown((*at,), "ladder", service.ladder, ladders, "ladder", "ladders")
        found += _shifts((*at, "shifts"), service)
        people = [place for place, one in enumerate(house.people) if one.service == service.key]
        if len(people) > plans.PEOPLE_A_SERVICE:
            what = f"has {len(people)} people, and one question holds {plans.PEOPLE_A_SERVICE}"
            found.append(Fault(at, what, "Make two services of it, each with its own channel.", counts=True))
    return found


def _shifts(at: Path, service: house_file.Service) -> list[Fault]:
    keys = ((i, shift.key) for i, shift in enumerate(service.shifts))
    found = doubled(at, "key", keys, "has the key {} too")
    for i, shift in enumerate(service.shifts):
        days = set(range(7) if shift.days is None else shift.days)
        for j, other in enumerate(service.shifts[:i]):
            if shift.starts == other.starts and days & set(range(7) if other.days is None else other.days):
                what = f"starts at {shift.starts:%H:%M} on the same days as {other.key}"
                remedy = "Give each shift of a day its own start."
                found.append(Fault((*at, i), what, remedy, "starts", (*at, j)))
    return found


def _staff(house: House) -> list[Fault]:
    """Whoever is named by a Slack id, or names a service, is named rightly."""
    services = [service.key for service in house.services]
    found = [
        fault
        for i, one in enumerate(house.staff)
        for j, key in enumerate(one.services)
        for fault in _unknown(("staff", i, "services"), j, key, services, "service", "services")
    ]
    for i, person in enumerate(house.people):
        found += _unknown(("people", i), "service", person.service, services, "service", "services")
    ids = [one.slack for one in house.staff]
    for path, user in _users(house):
        found += _unknown(path[:-1], path[-1], user, ids, "somebody", "staff")
    return found


def _users(house: House) -> Iterable[tuple[Path, str]]:
    """Every place that names a staff member by Slack id."""
    if house.organisation and (safe := house.organisation.safeguarding):
        yield ("organisation", "safeguarding", "lead"), safe.lead
        if safe.deputy:
            yield ("organisation", "safeguarding", "deputy"), safe.deputy
    for i, rota in enumerate(house.rotas):
        for j, layer in enumerate(rota.layers):
            for k, member in enumerate(layer.members):
                if member == NOBODY:
                    continue
                yield ("rotas", i, "layers", j, "members", k), member
        for j, override in enumerate(rota.overrides):
            yield ("rotas", i, "overrides", j, "who"), override.who
    for i, person in enumerate(house.people):
        if person.plan:
            yield ("people", i, "plan", "agreed", "drafted_by"), person.plan.agreed.drafted_by
            yield ("people", i, "plan", "agreed", "approved_by"), person.plan.agreed.approved_by
            for j, unwanted in enumerate(person.plan.contacts.not_wanted):
                if unwanted.staff:
                    yield ("people", i, "plan", "contacts", "not_wanted", j, "staff"), unwanted.staff


def _huddle(house: House) -> list[Fault]:
    """Each meeting knows its services, and each service its meeting."""
    written = house.organisation.huddle if house.organisation else None
    several = isinstance(written, list)
    huddles = house.organisation.huddles if house.organisation else []
    places: list[Path] = [("organisation", "huddle", *((i,) if several else ())) for i in range(len(huddles))]
    services = [service.key for service in house.services]
    found: list[Fault] = []
    for at, one in zip(places, huddles, strict=True):
        names = (*at, "services")
        found += doubled(names, "", enumerate(one.services), "names {} twice", "Take one out.")
        for i, key in enumerate(one.services):
            found += _unknown(names, i, key, services, "service", "services")
        if one.digest_before > EARLIEST:
            what = "posts the digest more than 3 d before the meeting"
            found.append(Fault(at, what, "Write 3 d or less.", "digest_before"))
    return [*found, *_between_huddles(places, huddles)] if several else found


def _between_huddles(places: Sequence[Path], huddles: Sequence[house_file.Huddle]) -> list[Fault]:
    """No service is looked at in two meetings, and no channel holds two."""
    found, owned, channels = list[Fault](), dict[str, Path](), dict[str, Path]()
    for at, one in zip(places, huddles, strict=True):
        if not one.services and len(huddles) > 1:
            what = "looks at every service, and there is another huddle"
            found.append(Fault(at, what, "Say under services which ones it looks at."))
        if one.channel in channels:
            what, first = f"uses the channel {one.channel} too", channels[one.channel]
            found.append(Fault(at, what, "Give each huddle its own.", "channel", first))
        for i, key in enumerate(dict.fromkeys(one.services)):
            if key in owned:
                what = f"names {key}, which another huddle looks at"
                found.append(Fault((*at, "services", i), what, "Keep it in one of them.", None, owned[key]))
            owned.setdefault(key, (*at, "services", i))
        channels.setdefault(one.channel, at)
    return found


def _unknown(path: Path, key: str | int, name: str, known: list[str], kind: str, part: str) -> list[Fault]:
    if name in known:
        return []
    near = nearest(name, known)
    write = f"Write {near}, or add" if near else "Add"
    where = path if isinstance(key, str) else (*path, key)
    what = (
        f"names {kind} {name}, who is not there"
        if part == "staff"
        else f"names the {kind} {name}, which is not there"
    )
    return [
        Fault(
            where,
            what,
            f"{write} {name} under {part}.",
            key if isinstance(key, str) else None,
            names=frozenset({name}),
        )
    ]


def _plans(house: House) -> list[Fault]:
    by_key = {service.key: service for service in house.services}
    return [
        fault
        for i, person in enumerate(house.people)
        if person.plan
        for fault in plan_rules.faults(("people", i, "plan"), person.plan, by_key.get(person.service))
    ]


RULES: tuple[Callable[[House], list[Fault]], ...] = (
    _same_twice,
    _services,
    _staff,
    _huddle,
    _plans,
    rota_rules.faults,
    telling_rules.faults,
)
