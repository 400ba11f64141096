"""*I'm on call*: the test tap of whoever comes on."""

import db.handoff
import prompts.handoff
from db.session import Session
from handlers import refusing
from handlers.flow import handoff as flow
from handlers.flow import render_handoff
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped


def here(session: Session, relay: Relay, tapped: Tapped) -> Done:
    """What whoever tapped is told. It is theirs alone to tap."""
    del relay
    handoff_id, now = prompts.handoff.parse_value(tapped.value), tapped.now
    how = flow.take(session, handoff_id, tapped.who, now)
    one = db.handoff.get(session, handoff_id)
    if how == "other":
        where = flow.houses(session, one.rota)
        near = where[0] if where else None
        return Done(refusing.refuse(session, tapped.who.slack, near, "not_their_turn", now))
    said = render_handoff.handed(session, one, now)
    if how == "over":
        return Done(prompts.handoff.too_late(said))
    return Done((prompts.handoff.thanks if how == "done" else prompts.handoff.already)(said, now))


ACTS: dict[str, Act] = {prompts.handoff.Action.HERE: here}
