"""Passing an escalation on: whom to. Pure."""

from dataclasses import dataclass

from bot.people import Staff


@dataclass(frozen=True)
class Colleagues:
    """Whom it can be passed on to: all of `next_up` at once, who are told next, or one of `others`, by name.

    The passer is never among them, nor is anybody whom the person does not want contacted.
    """

    next_up: tuple[Staff, ...]
    others: tuple[Staff, ...]

    def __bool__(self) -> bool:
        return bool(self.next_up or self.others)

    @property
    def listed(self) -> tuple[Staff, ...]:
        """Those to be listed by name: not who alone is told next, and is listed as that."""
        alone = self.next_up if len(self.next_up) == 1 else ()
        return tuple(one for one in self.others if one not in alone)
