"""What a house file may say already, and Relay keeps, before it acts on it: nobody should believe that it rings."""

from collections.abc import Iterator

from bot.loaded import House

FALLBACK = "staff > {who} > fallback: only Slack is used yet, nothing else rings"
CHASE = "people > {key} > partners > {partner} > chase_after: nobody is reminded of it yet"


def kept_for_later(house: House) -> list[str]:
    """What `house` says that nothing comes of yet, one sentence each, by its place in the file."""
    return [*_staff(house), *_partners(house)]


def _staff(house: House) -> Iterator[str]:
    for one in house.staff:
        if one.fallback:
            yield FALLBACK.format(who=one.slack)


def _partners(house: House) -> Iterator[str]:
    for person in house.people:
        for partner in person.plan.partners if person.plan else []:
            if partner.chase_after:
                yield CHASE.format(key=person.key, partner=partner.key)
