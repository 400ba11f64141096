"""What somebody can do to an escalation just now: what is drawn for them to tap. Pure."""

from bot.escalation import Escalation
from bot.transitions import (
    EVENTS,
    MAY,
    MORE_AT_MOST,
    TABLE,
    By,
    Event,
    More,
    PassOn,
    Seen,
    Take,
    TakeOver,
)


def offered(e: Escalation, by: By) -> frozenset[type[Event]]:
    """What is in the table for this state, is theirs, and is waited for; what is open can be passed on as well."""
    found = {kind for kind in EVENTS if e.state in TABLE[kind] and MAY[kind](e, by) and _waited(e, kind)}
    return frozenset(found | ({PassOn} if Take in found else set()))


def _waited(e: Escalation, kind: type[Event]) -> bool:
    waits: dict[type[Event], bool] = {
        Seen: e.confirm_by is not None,
        More: e.answer_by is not None and e.pass_by is None and e.extended < MORE_AT_MOST,
        TakeOver: e.pass_by is not None,
    }
    return waits.get(kind, True)
