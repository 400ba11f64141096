"""Whoever is to be told is there, and somebody would hear: ladders, roles and rotas of a house."""

from collections.abc import Iterable

from bot import house, plans
from bot.faults import Fault, Path, listed, nearest
from bot.loaded import House
from bot.rota import everybody


def faults(whole: House) -> list[Fault]:
    """Everything about who is told that cannot be meant."""
    return [*_tells(whole), *_nobody_hears(whole), *_not_wanted(whole)]


# what is told is there


def _tells(whole: House) -> Iterable[Fault]:
    for i, ladder in enumerate(whole.ladders):
        for j, rung in enumerate(ladder.rungs):
            yield from _target(("ladders", i, "rungs", j), rung.tell, whole)
    for path, _, threshold in _thresholds(whole):
        yield from _target(path, threshold.tell, whole)


def _target(at: Path, tell: str, whole: House) -> Iterable[Fault]:
    kind, _, name = tell.partition(":")
    known = _known(kind, whole)
    if name in known:
        return
    near = nearest(name, known)
    what = f"tells {tell}, which is not there"
    if kind == "role":
        remedy = f"Write role:{near}." if near else f"Write one of {listed(known)}."
        yield Fault(at, what, remedy, "tell")
        return
    remedy = f"Write {kind}:{near}, or add it under {kind}s." if near else f"Add {name} under {kind}s."
    yield Fault(at, what, remedy, "tell", names=frozenset({name}))


def _known(kind: str, whole: House) -> list[str]:
    if kind == "role":
        return list(house.ROLES)
    return [one.key for one in (whole.ladders if kind == "ladder" else whole.rotas)]


def _thresholds(whole: House) -> Iterable[tuple[Path, plans.Person, plans.Threshold]]:
    for i, person in enumerate(whole.people):
        for j, threshold in enumerate(person.plan.thresholds if person.plan else ()):
            yield ("people", i, "plan", "thresholds", j), person, threshold


# somebody would hear


def hear(tell: str, service: str, whole: House) -> set[str]:
    """The Slack ids that `tell` may reach for a service, at one time or another."""
    kind, _, name = tell.partition(":")
    if kind == "role":
        holders = (one for one in whole.staff if one.role == name and service in one.services)
        # a shared account never acknowledges
        return {one.slack for one in holders if not one.shared}
    if kind == "rota":
        return {who for rota in whole.rotas if rota.key == name for who in everybody(rota)}
    rungs = (rung for ladder in whole.ladders if ladder.key == name for rung in ladder.rungs)
    return {user for rung in rungs for user in hear(rung.tell, service, whole)}


def _nobody_hears(whole: House) -> Iterable[Fault]:
    remedy = "Add somebody with that role to the service, or tell another."
    there = {service.key for service in whole.services}
    for path, person, threshold in _thresholds(whole):
        asked_of = _is_role(threshold.tell) and person.service in there
        if asked_of and not hear(threshold.tell, person.service, whole):
            what = f"tells {threshold.tell}, and nobody of {person.service} is {_a(threshold.tell[5:])}"
            yield Fault(path, what, remedy, "tell", counts=True)
    for i, ladder in enumerate(whole.ladders):
        users = _climbers(ladder.key, whole)
        for j, rung in enumerate(ladder.rungs):
            # a ladder may serve several houses, and not every house has every role
            if users and _is_role(rung.tell) and not any(hear(rung.tell, one, whole) for one in users):
                what = f"tells {rung.tell}, and nobody of {listed(sorted(users))} is {_a(rung.tell[5:])}"
                yield Fault(("ladders", i, "rungs", j), what, remedy, "tell", counts=True)
    for i, service in enumerate(whole.services):
        own = f"ladder:{service.ladder}"
        if service.ladder in _known("ladder", whole) and not hear(own, service.key, whole):
            what = f"has the ladder {service.ladder}, on which nobody would hear"
            yield Fault(("services", i), what, "Add somebody whom it tells.", "ladder", counts=True)


def _is_role(tell: str) -> bool:
    return tell.startswith("role:") and tell.removeprefix("role:") in house.ROLES


def _a(role: str) -> str:
    words = role.replace("_", " ")
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _climbers(ladder: str, whole: House) -> set[str]:
    """The services that use a ladder, as their own or in somebody's plan."""
    own = {service.key for service in whole.services if service.ladder == ladder}
    listed_services = {service.key for service in whole.services}
    in_plans = {person.service for _, person, one in _thresholds(whole) if one.tell == f"ladder:{ladder}"}
    return own | (in_plans & listed_services)


def _not_wanted(whole: House) -> Iterable[Fault]:
    """A person's contacts not wanted leave somebody to tell on every way that something about them may go."""
    ladders = {service.key: f"ladder:{service.ladder}" for service in whole.services}
    for i, person in enumerate(whole.people):
        if person.plan is None or person.service not in ladders:
            continue
        unwanted = {one.staff for one in person.plan.contacts.not_wanted if one.staff}
        own = hear(ladders[person.service], person.service, whole)
        tells = [own] + [
            hear(one.tell, person.service, whole) | (set() if one.tell.startswith("ladder:") else own)
            for one in person.plan.thresholds
        ]
        if unwanted and any(hear and hear <= unwanted for hear in tells):
            what = f"leaves nobody to tell about {person.known_as}: the ladder has only people not wanted"
            remedy = "Add somebody to the ladder whom they agree to."
            yield Fault(("people", i, "plan", "contacts"), what, remedy, "not_wanted", counts=True)
