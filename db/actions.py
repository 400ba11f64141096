"""Keeping what the huddle does with concerns: reviews, and actions with all that became of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date as Date
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import actions, days
from bot.actions import Became, Decision, Event, Minutes, Reviewed, Said, Shown, Telling
from bot.weeks import Week
from db import people
from db.session import LOCK, insert
from db.tables import Action, ActionEvent, ActionState, Escalation, Person, Review
from db.types import clean


def review(
    session: Session, escalation_id: int, week: Week, at: datetime, by_id: int, nonce: str, *,
    because: str | None = None, action_id: int | None = None,
) -> bool:  # fmt: skip
    """Keep that a concern was looked at: nothing changes `because`…, or what was decided. False: this form was kept."""
    row = {
        "escalation_id": escalation_id, "week": str(week), "at": at, "by_id": by_id, "because": clean(because),
        "action_id": action_id, "nonce": nonce,
    }  # fmt: skip
    made = session.execute(
        insert(session, Review).values(**row).on_conflict_do_nothing().returning(col(Review.id))
    )
    return made.scalar_one_or_none() is not None


def reviewed(session: Session, escalation_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these was looked at last, by *Reviewed* or a decision; those that never were are not in it."""
    newest = (
        sa.select(col(Review.escalation_id), sa.func.max(col(Review.at)))
        .where(col(Review.escalation_id).in_(list(escalation_ids)))
        .group_by(col(Review.escalation_id))
    )
    return {row[0]: row[1] for row in session.execute(newest)}


def add(
    session: Session, service_id: int, escalation_id: int | None, person_id: int | None, decision: Decision,
    week: Week, at: datetime, by_id: int, nonce: str,
) -> tuple[actions.Action, bool]:  # fmt: skip
    """Keep a decision, and whether it is new. The same form is the one kept before, whatever it says."""
    telling = decision.telling
    row = {
        "escalation_id": escalation_id, "service_id": service_id, "person_id": person_id, "week": str(week),
        "made_at": at, "by_id": by_id, "state": ActionState.OPEN.value, "nonce": nonce,
        **{name: clean(getattr(decision.said, name)) for name in Said.__dataclass_fields__},
        "owner_id": decision.owner_id, "senior_id": decision.senior_id, "due": decision.due,
        "tells": telling.tells if telling else None, "tells_id": telling.by_id if telling else None,
        "tells_how": clean(telling.how) if telling else None, "tells_on": telling.on if telling else None,
        "knows_at": at if telling and telling.tells == "there" else None,
    }  # fmt: skip
    made = session.execute(
        insert(session, Action).values(**row).on_conflict_do_nothing().returning(col(Action.id))
    ).scalar_one_or_none()
    kept = made or session.execute(sa.select(col(Action.id)).where(col(Action.nonce) == nonce)).scalar_one()
    return get(session, kept), made is not None


def get(session: Session, action_id: int, lock: bool = False) -> actions.Action:
    """The action with this id; with `lock`, others who would change it wait. Raises NoResultFound."""
    wait = LOCK if lock else None
    return _value(session.get_one(Action, action_id, with_for_update=wait, populate_existing=True))


def _value(row: Action) -> actions.Action:
    assert row.id is not None
    tells = cast("actions.Tells | None", row.tells)
    telling = Telling(tells, row.tells_how, row.tells_id, row.tells_on) if tells else None
    said = Said(row.problem, row.decided, row.apply, row.measure)
    return actions.Action(
        row.id, row.service_id, row.escalation_id, row.person_id, row.week, row.made_at, row.by_id,
        Decision(said, row.owner_id, row.senior_id, row.due, telling), row.knows_at, row.state.value,
        cast("actions.Result | None", row.result), row.shown, row.closed_at, row.closed_by, row.next_at,
    )  # fmt: skip


def save(session: Session, action: actions.Action) -> None:
    """Write how an action stands. What was decided stays as it was, but for whose it is and by when."""
    row = session.get_one(Action, action.id)
    row.owner_id, row.senior_id = action.own
    row.due, row.knows_at, row.next_at = action.decision.due, action.knows_at, action.next_at
    row.state, row.result, row.shown = ActionState(action.state), action.result, action.shown
    row.closed_at, row.closed_by = action.closed_at, action.closed_by
    session.flush()


def due(session: Session, now: datetime) -> list[int]:
    """Actions of which something is to be said now, earliest first."""
    rows = session.execute(
        sa.select(col(Action.id))
        .where(col(Action.next_at) <= now)
        .order_by(col(Action.next_at), col(Action.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_due(session: Session) -> datetime | None:
    """When something is to be said next."""
    found = session.execute(sa.select(sa.func.min(col(Action.next_at)))).scalar_one()
    return found if isinstance(found, datetime) else None


def going_on(session: Session) -> list[int]:
    """Actions of which something is still to be said at some time, by id."""
    rows = session.execute(
        sa.select(col(Action.id)).where(col(Action.next_at).is_not(None)).order_by(col(Action.id))
    ).scalars()
    return [row for row in rows if row is not None]


def happened(session: Session, action_id: int, at: datetime, what: actions.What, **about: Any) -> None:
    """Add a line to an action's own timeline. `about` holds ids, a date, a `nonce`; only `text` may be written."""
    session.add(ActionEvent(action_id=action_id, at=at, what=what, **about))
    session.flush()


def was_done(session: Session, nonce: str) -> bool:
    """Whether what this tap or form asks for was done before."""
    wanted = sa.select(col(ActionEvent.id)).where(col(ActionEvent.nonce) == nonce)
    return session.execute(wanted).first() is not None


def messages(session: Session, action_id: int) -> list[int]:
    """The ids of the messages that told somebody of it, oldest first."""
    rows = session.execute(
        sa.select(col(ActionEvent.message_id))
        .where(col(ActionEvent.action_id) == action_id, col(ActionEvent.message_id).is_not(None))
        .order_by(col(ActionEvent.message_id))
    ).scalars()
    return [row for row in rows if row is not None]


def shown(session: Session, action_id: int) -> Shown:
    """An action with names and all that became of it; without whom to phone."""
    made = _shown(session, get(session, action_id))
    rows = session.execute(
        sa.select(ActionEvent).where(col(ActionEvent.action_id) == action_id).order_by(col(ActionEvent.id))
    ).scalars()
    return replace(made, events=tuple(_event(session, row) for row in rows))


def _shown(session: Session, action: actions.Action) -> Shown:
    owner, senior = (people.name_of(session, one) for one in action.own)
    telling = action.decision.telling
    return Shown(
        action, people.service(session, action.service_id), _known_as(session, action.person_id),
        people.name_of(session, action.by_id), owner, senior,
        teller=_name(session, telling.by_id if telling else None), closed_by=_name(session, action.closed_by),
    )  # fmt: skip


def _event(session: Session, row: ActionEvent) -> Event:
    return Event(
        cast(actions.What, row.what), row.at, _name(session, row.actor_id), _name(session, row.to_id), row.due, row.text
    )  # fmt: skip


def _name(session: Session, staff_id: int | None) -> str | None:
    return people.name_of(session, staff_id) if staff_id is not None else None


def _known_as(session: Session, person_id: int | None) -> str | None:
    return session.get_one(Person, person_id).known_as if person_id is not None else None


def since(session: Session, service_ids: Collection[int], week: Week, until: Date) -> list[Became]:
    """What became of the actions of these services by the end of the local date `until`, in the order of their dates.

    Those open then, late before the others, and those closed from the Monday of `week` on. Read again later it says
    the same, but for dates that were moved since.
    """
    rows = session.execute(
        sa.select(Action).where(
            col(Action.service_id).in_(list(service_ids)),
            sa.or_(
                col(Action.closed_at).is_(None),
                # a day more, for the zones of the world; it is looked at more closely below
                col(Action.closed_at) >= days.instant(week.monday - days.DAY, days.parse_time("00:00"), "UTC"),
            ),
        )
    ).scalars()  # fmt: skip
    found = [_became(session, _value(row), week, until) for row in rows]
    order = {"late": 0, "open": 1, "closed": 2}
    return sorted(
        (one for one in found if one),
        key=lambda one: (order[one.how], one.action.decision.due, one.action.id),
    )


def _became(session: Session, action: actions.Action, week: Week, until: Date) -> Became | None:
    service = people.service(session, action.service_id)
    made, closed = (_day(at, service.spec.timezone) for at in (action.made_at, action.closed_at))
    assert made is not None
    if made > until or (closed is not None and closed < week.monday):
        return None
    over = closed is not None and closed <= until
    late = not over and action.decision.due < until
    owner, about = people.name_of(session, action.decision.owner_id), _known_as(session, action.person_id)
    return Became(action, service, about, owner, "closed" if over else "late" if late else "open")


def _day(at: datetime | None, zone: str) -> Date | None:
    return days.local(at, zone).date() if at else None


def minutes(session: Session, service_ids: Collection[int], week: Week) -> Minutes:
    """What the huddle did about these services in a week, in full and in order: never for a channel."""
    here = list(service_ids)
    looked = session.execute(
        sa.select(Review, col(Escalation.service_id), col(Escalation.person_id))
        .join(Escalation, col(Escalation.id) == col(Review.escalation_id))
        .where(col(Review.week) == str(week), col(Escalation.service_id).in_(here))
        .order_by(col(Review.id))
    )
    decided = session.execute(
        sa.select(Action)
        .where(col(Action.week) == str(week), col(Action.service_id).in_(here))
        .order_by(col(Action.id))
    ).scalars()
    return Minutes(
        tuple(_reviewed(session, row, service_id, about) for row, service_id, about in looked.all()),
        tuple(_shown(session, _value(row)) for row in decided),
    )


def _reviewed(session: Session, row: Review, service_id: int, person_id: int | None) -> Reviewed:
    return Reviewed(
        row.escalation_id, people.service(session, service_id), _known_as(session, person_id), row.at,
        people.name_of(session, row.by_id), row.because,
    )  # fmt: skip
