"""Reading plans: whose confirmation a changed plan waits for, and which plan somebody means by a name."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import house
from bot.people import Person

# shared accounts are left out wherever these are looked up: nobody knows who is behind one
READERS: tuple[house.Role, ...] = ("support_worker", "team_leader")


@dataclass(frozen=True)
class Readings:
    """How far a version of a plan has been read: by `read` of the `of` people whose reading counts now.

    `since` is when this version was loaded, in UTC.
    """

    version: int
    since: datetime
    read: int
    of: int

    @property
    def waits(self) -> bool:
        """Whether the prompt asks people to read it: a changed plan, until everybody has.

        A first version is not waited for: with it the form of signs itself is new.
        """
        return self.version > 1 and self.read < self.of


def readings(version: int, since: datetime, readers: Collection[int], read_by: Collection[int]) -> Readings:
    """Who reads are ids of staff: those whose reading counts now, and everybody who ever confirmed this version."""
    return Readings(version, since, len(set(readers) & set(read_by)), len(set(readers)))


def named(name: str, people: Sequence[Person]) -> list[Person]:
    """Whom somebody means who types `name`, in the order of `people`; case and extra spaces do not matter.

    Everybody who is called exactly so, else everybody whose short name begins so. Nobody for an empty name.
    """
    wanted = _same(name)
    if not wanted:
        return []
    exact = [one for one in people if _same(one.known_as) == wanted]
    return exact or [one for one in people if _same(one.known_as).startswith(wanted)]


def _same(name: str) -> str:
    # a phone's keyboard may write letters in another width; a name copied from Slack brings unseen marks along
    seen = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).split()).casefold()
