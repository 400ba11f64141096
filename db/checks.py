"""Keeping sense-checks: rounds planned before they are due and sent once, cases judged once, weeks counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import checks
from bot.checks import Case, Check, CheckWeek, Found, How, Judged, Question, Verdict
from bot.weeks import Week, of
from db.session import LOCK, insert
from db.tables import Checking, CheckRound, Person, SenseCheck, Service, StaffService
from db.types import clean


def unplanned(session: Session) -> list[int]:
    """Services whose next sense-checks are not on the list, by id."""
    planned = sa.exists().where(
        col(CheckRound.service_id) == col(Service.id), col(CheckRound.state) == Checking.PLANNED
    )
    rows = session.execute(sa.select(col(Service.id)).where(~planned).order_by(col(Service.id))).scalars()
    return [one for one in rows if one is not None]


def plan(session: Session, service_id: int, on: date, due: datetime) -> bool:
    """Put one date's sense-checks on the list. False when there were some of that date already."""
    row = {"service_id": service_id, "on_date": on, "due_at": due, "state": Checking.PLANNED.value}
    made = session.execute(
        insert(session, CheckRound).values(**row).on_conflict_do_nothing().returning(col(CheckRound.id))
    )
    return made.scalar_one_or_none() is not None


def drop_planned(session: Session, after: datetime) -> None:
    """Take what is planned for later than `after` off the list: the house file may say another time now."""
    session.execute(
        sa.delete(CheckRound).where(col(CheckRound.state) == Checking.PLANNED, col(CheckRound.due_at) > after)
    )


def drop(session: Session, round_id: int) -> None:
    """Take one planned round off the list."""
    session.execute(
        sa.delete(CheckRound).where(col(CheckRound.id) == round_id, col(CheckRound.state) == Checking.PLANNED)
    )


def due(session: Session, now: datetime) -> list[int]:
    """Planned rounds whose time has come, earliest first."""
    return _ids(
        session,
        sa.select(col(CheckRound.id))
        .where(col(CheckRound.state) == Checking.PLANNED, col(CheckRound.due_at) <= now)
        .order_by(col(CheckRound.due_at), col(CheckRound.id)),
    )


def to_remind(session: Session, now: datetime) -> list[int]:
    """Rounds that were sent and are now to be reminded of, earliest first."""
    return _ids(
        session,
        sa.select(col(CheckRound.id))
        .where(col(CheckRound.remind_at) <= now)
        .order_by(col(CheckRound.remind_at), col(CheckRound.id)),
    )


def _ids(session: Session, wanted: sa.Select[Any]) -> list[int]:
    return [one for one in session.execute(wanted).scalars() if one is not None]


def next_due(session: Session) -> datetime | None:
    """When the next round is sent or reminded of."""
    sends = sa.select(sa.func.min(col(CheckRound.due_at))).where(col(CheckRound.state) == Checking.PLANNED)
    reminds = sa.select(sa.func.min(col(CheckRound.remind_at)))
    found = [session.execute(one).scalar_one() for one in (sends, reminds)]
    return min((one for one in found if isinstance(one, datetime)), default=None)


def round_of(session: Session, round_id: int, lock: bool = False) -> CheckRound:
    """One round; with `lock`, others who would change it wait. Raises NoResultFound."""
    return session.get_one(
        CheckRound, round_id, with_for_update=LOCK if lock else None, populate_existing=True
    )


def planned(session: Session, round_id: int) -> CheckRound | None:
    """A round that is still planned, held; None where somebody else has sent it or taken it off the list."""
    row = session.get(CheckRound, round_id, with_for_update=LOCK, populate_existing=True)
    return row if row is not None and row.state == Checking.PLANNED else None


def send(
    session: Session, round_id: int, staff_id: int, seed: str, frame: Iterable[Case],
    chosen: Sequence[tuple[How, Case]], now: datetime,
) -> None:  # fmt: skip
    """Keep what a planned round sends to whom, and from which cases it was chosen. The caller holds the round."""
    row = round_of(session, round_id)
    row.state, row.staff_id, row.sent_at, row.seed = Checking.SENT, staff_id, now, seed
    row.frame = [(one.person_id, one.period_id) for one in frame]
    row.remind_at = now + checks.REMIND_AFTER
    for how, one in chosen:
        session.add(
            SenseCheck(
                round_id=round_id, person_id=one.person_id, period_id=one.period_id, how=how,
                why=sorted(one.unusual),
            )
        )  # fmt: skip
    session.flush()


def nothing(session: Session, round_id: int) -> None:
    """Keep that a planned round had nothing to send. The caller holds the round."""
    round_of(session, round_id).state = Checking.NOTHING
    session.flush()


def reminded(session: Session, round_id: int) -> None:
    """Nobody is reminded of this round any more."""
    round_of(session, round_id).remind_at = None
    session.flush()


def last_sent(session: Session, staff_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these staff was sent cases last; those who never were are left out."""
    rows = session.execute(
        sa.select(col(CheckRound.staff_id), sa.func.max(col(CheckRound.sent_at)))
        .where(col(CheckRound.staff_id).in_(list(staff_ids)))
        .group_by(col(CheckRound.staff_id))
    )
    return {one: at for one, at in rows if one is not None and at is not None}


def get(session: Session, check_id: int, lock: bool = False) -> Check:
    """One case; with `lock`, others who would change it wait. Raises NoResultFound."""
    row = session.get_one(
        SenseCheck, check_id, with_for_update=LOCK if lock else None, populate_existing=True
    )
    return _value(row, round_of(session, row.round_id))


def of_round(session: Session, round_id: int) -> list[Check]:
    """The cases of one round, in the order in which they were chosen."""
    kept = round_of(session, round_id)
    wanted = sa.select(SenseCheck).where(col(SenseCheck.round_id) == round_id).order_by(col(SenseCheck.id))
    return [_value(row, kept) for row in session.execute(wanted).scalars()]


def _value(row: SenseCheck, kept: CheckRound) -> Check:
    assert row.id is not None
    assert kept.staff_id is not None
    assert kept.sent_at is not None
    return Check(
        row.id, row.round_id, kept.service_id, row.person_id, row.period_id, kept.staff_id, cast(How, row.how),
        kept.sent_at, cast("Judged | None", row.judged), cast("Verdict | None", row.verdict), row.reason,
        row.found or {}, row.feedback, row.found_at is not None,
    )  # fmt: skip


def judge(
    session: Session, check_id: int, judged: Judged, verdict: Verdict, reason: str, now: datetime
) -> bool:
    """Keep a judgement, once. False where there was one: that one stays."""
    done = session.execute(
        sa.update(SenseCheck)
        .where(col(SenseCheck.id) == check_id, col(SenseCheck.judged_at).is_(None))
        .values(judged=judged, verdict=verdict, reason=clean(reason), judged_at=now)
        .returning(col(SenseCheck.id))
    )
    return done.scalar_one_or_none() is not None


def finish(
    session: Session, check_id: int, found: Mapping[Question, Found], feedback: str | None, now: datetime
) -> bool:
    """Keep what was found in the record, once and after the judgement. False otherwise: then nothing changes."""
    done = session.execute(
        sa.update(SenseCheck)
        .where(
            col(SenseCheck.id) == check_id,
            col(SenseCheck.judged_at).is_not(None),
            col(SenseCheck.found_at).is_(None),
        )
        .values(found=dict(found), feedback=clean(feedback), found_at=now)
        .returning(col(SenseCheck.id))
    )
    return done.scalar_one_or_none() is not None


def sent_to(session: Session, check_id: int, staff_id: int) -> bool:
    """Whether this case was sent to somebody, who has not left its service since."""
    left = sa.exists().where(
        col(StaffService.staff_id) == staff_id,
        col(StaffService.service_id) == col(CheckRound.service_id),
        col(StaffService.ended_at).is_not(None),
    )
    wanted = (
        sa.select(col(SenseCheck.id))
        .join(CheckRound, col(CheckRound.id) == col(SenseCheck.round_id))
        .where(col(SenseCheck.id) == check_id, col(CheckRound.staff_id) == staff_id, ~left)
    )
    return session.execute(wanted).first() is not None


def lives_there(session: Session, check: Check) -> bool:
    """Whether the person whom a case is about is still supported by its service."""
    row = session.get_one(Person, check.person_id)
    return row.ended_at is None and row.service_id == check.service_id


def weeks(session: Session, services: Collection[int], first: date, last: date) -> list[CheckWeek]:
    """What was sent in these services on these dates (both included), by service and week; none where none was.

    Left out is what nobody judged of people who are not supported there any more: nobody can look at it.
    """
    found: dict[tuple[int, Week], list[tuple[str | None, Mapping[str, str] | None]]] = {}
    for service_id, on, verdict, answers, *_ in sent(session, services, first, last):
        found.setdefault((service_id, of(on)), []).append((verdict, answers))
    return [_counted(*key, several) for key, several in found.items()]


def sent(session: Session, services: Collection[int], first: date, last: date) -> list[Any]:
    """The cases that `weeks` counts: service, date, verdict, what the record was found to say, id, person, period."""
    there = sa.and_(col(Person.ended_at).is_(None), col(Person.service_id) == col(CheckRound.service_id))
    rows = session.execute(
        sa.select(
            col(CheckRound.service_id), col(CheckRound.on_date), col(SenseCheck.verdict), col(SenseCheck.found),
            col(SenseCheck.id), col(SenseCheck.person_id), col(SenseCheck.period_id),
        )
        .join(SenseCheck, col(SenseCheck.round_id) == col(CheckRound.id))
        .join(Person, col(Person.id) == col(SenseCheck.person_id))
        .where(
            col(CheckRound.service_id).in_(list(services)),
            col(CheckRound.on_date) >= first,
            col(CheckRound.on_date) <= last,
            sa.or_(col(SenseCheck.judged_at).is_not(None), there),
        )
        .order_by(col(CheckRound.service_id), col(CheckRound.on_date))
    )  # fmt: skip
    return list(rows)


def _counted(
    service_id: int, week: Week, sent: Sequence[tuple[str | None, Mapping[str, str] | None]]
) -> CheckWeek:
    verdicts = Counter(verdict for verdict, _ in sent)
    answers = Counter(one for _, found in sent for one in (found or {}).values())
    return CheckWeek(
        service_id, week, len(sent), sum(found is not None for _, found in sent), verdicts["same"],
        verdicts["sooner"], verdicts["later"], verdicts["not_at_all"], answers["yes"], answers["no"],
    )  # fmt: skip
