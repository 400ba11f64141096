"""A week of the huddle: what rang on Thursday is sense-checked on Friday, looked at on Tuesday, and decided about.

Sixteen concerns are behind it: one more than the digest's head holds.
"""

from datetime import timedelta

import sqlalchemy as sa

import db.people
from db import tables
from db.session import Database
from handlers.flow import pause
from tests.handlers import checking, decisions, huddles
from tests.house import Clock, Rowan, Written
from tests.stories.night import HUDDLE, Night, Scenes
from tests.stories.whole import nobody

MEL, ASH = "U0LEAD", "U0ASH"
CONCERNS = 16
LATER = timedelta(days=13)


def written() -> Written:
    """Rowan House, whose huddle meets on Tuesdays at ten."""
    said = checking.written()
    said["organisation"] |= {"huddle": huddles.huddle(), "sense_checks": {"days": ["fri"]}}
    return said


class Meeting(Night):
    """Thursday evening is over when it begins, and nobody is asked in the days that follow."""

    def begins(self) -> None:
        database = Database(self.url_of_database)
        house = Rowan(database, Clock(self.at)).load(self.house)
        house.ask()
        checking.answered(house)
        house.all_sent()
        told, due = decisions.day("2026-11-18"), decisions.day("2026-11-19")
        self.decision = decisions.decision(house, tells_on=told, due=due)
        with database.write() as session:
            first = session.execute(sa.select(tables.Escalation).limit(1)).scalars().one()
            again = first.model_dump(exclude={"id"})
            session.add_all(tables.Escalation(**again) for _ in range(CONCERNS - 2))
            ash = db.people.staff_by_slack(session, ASH)
            assert ash
            pause.pause(session, house.service(), ash, self.at + LATER, "Away", "away", self.at)
        database.close()


def reviewed(night: Night) -> None:
    night.taps(ASH, "Reviewed", HUDDLE)
    night.fills_in(ASH, {"because": decisions.text("The plan held")})


def decided(night: Night) -> None:
    assert isinstance(night, Meeting)
    night.taps(ASH, "Decide…", HUDDLE)
    night.fills_in(ASH, night.decision)


def judged(night: Night) -> None:
    night.taps(MEL, "Look at the notes…")
    night.fills_in(MEL, checking.fields(**checking.JUDGED))
    night.fills_in(MEL, checking.fields(**checking.FOUND))


# minutes of the hour after the hours since Thursday's midnight
WEEK: Scenes = [
    ("planned", 3450, nobody),
    ("cases are sent", 3500, nobody),
    ("judged, then looked through", 3501, judged),
    ("reminded of the other case", 8300, nobody),
    ("the digest", 12900, nobody),
    ("reviewed", 12901, reviewed),
    ("decided", 12902, decided),
    ("reminded on the day, and asked whether Sam knows", 17700, nobody),
]
