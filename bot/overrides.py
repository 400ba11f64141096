"""Contacts not wanted whom a manager may have told all the same, of one escalation. Pure."""

from collections.abc import Sequence, Set

from bot import plans
from bot.briefing import Briefing

# what is over needs nobody told any more
WHILE = frozenset({"open", "acknowledged"})


def staff(b: Briefing) -> list[str]:
    """The Slack users whom the plan names as not wanted, without those who were told all the same; each once."""
    agreed = _plan(b)
    if agreed is None:
        return []
    named = dict.fromkeys(one.staff for one in agreed.contacts.not_wanted if one.staff)
    return [one for one in named if one not in b.overridden]


def partners(b: Briefing) -> list[plans.Partner]:
    """The partners whom the plan names as not wanted; and where the person objects to sharing, those it involves."""
    agreed = _plan(b)
    if agreed is None:
        return []
    kept_out = {one.partner for one in agreed.contacts.not_wanted}
    if agreed.agreed.sharing == "objects":
        kept_out |= {key for threshold, _ in b.reasons for key in threshold.involve}
    return [one for one in agreed.partners if one.key in kept_out and one.key not in b.overridden]


def involved(
    agreed: plans.Plan | None, thresholds: Sequence[plans.Threshold], overridden: Set[str] = frozenset()
) -> list[plans.Partner]:  # fmt: skip
    """The partners these thresholds involve. Nobody where the person objects, and nobody not wanted.

    A manager may have had some told all the same: keys of partners in `overridden`, among others.
    """
    if agreed is None:
        return []
    keys = {key for threshold in thresholds for key in threshold.involve}
    keys -= {one.partner for one in agreed.contacts.not_wanted if one.partner}
    if agreed.agreed.sharing == "objects":
        keys = set()
    return [one for one in agreed.partners if one.key in keys | overridden]


def _plan(b: Briefing) -> plans.Plan | None:
    return b.person.plan if b.person and b.escalation.state in WHILE else None
