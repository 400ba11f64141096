"""Agreed steps that were done, and what the next shift saw. No cause is claimed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from sqlmodel import Session

from bot.people import Service
from bot.weeks import Week
from db import figures_besides, figures_people, figures_shifts
from db.figures_besides import Found

# the last shift of a week is followed by one of the next
LOOKED_AHEAD = timedelta(days=1)


def helped(session: Session, services: Sequence[Service], week: Week) -> list[Found]:
    """The week's person-shifts with signs in which an agreed step was done, where the next was answered; by handover.

    `what` is "calm" where that next one saw no signs, else "signs".
    """
    done = {
        (one.person_id, one.handover_id)
        for one in figures_besides.taken(session, services, week)
        if (one.kind, one.what) == ("step", "done")
    }
    if not done:
        return []
    dates = (week.monday, week.sunday + LOOKED_AHEAD)
    handed = {one.shift.id: one for one in figures_shifts.handed(session, services, *dates)}
    course = defaultdict(list)
    for handover_id, person_id, level in figures_people.standing(session, services, *dates):
        if level is not None and handover_id in handed:
            course[person_id].append((handed[handover_id].due, handover_id, level))
    found = []
    for person_id, theirs in course.items():
        inorder = sorted(theirs)
        for (due, own, level), (_, _, after) in pairwise(inorder):
            if level and (person_id, own) in done:
                service_id = handed[own].shift.service_id
                what = "signs" if after else "calm"
                found.append(Found("person-shift", own, service_id, person_id, own, due, what))
    return sorted(found, key=lambda one: (one.id, one.person_id or 0))
