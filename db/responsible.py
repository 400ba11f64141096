"""Who looks after what Relay cannot mend itself."""

from sqlmodel import Session

import db.people
from bot.people import Staff


def chain(session: Session, service_id: int | None) -> list[list[Staff]]:
    """Those to be told first before those to be told in their place, where nobody of the first can be.

    Administrators, the service's managers, any manager, any team leader.
    """
    everybody = [one for one in db.people.listed(session) if not one.shared]
    here = [] if service_id is None else db.people.holders(session, "manager", service_id)

    def held(role: str) -> list[Staff]:
        return [one for one in everybody if one.role == role]

    return [held("administrator"), here, held("manager"), held("team_leader")]
