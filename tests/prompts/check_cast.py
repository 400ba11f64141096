"""Two cases to sense-check on a Friday, as the wording sees them."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from bot.check_notes import Before, Course, Entry, Notes, Ran, Row, Sent
from bot.checks import QUESTIONS, Check, Rang
from bot.closing import Closing
from bot.handover import Staffed
from bot.replies import Answer
from prompts import check_forms, checks
from tests.prompts import cast
from tests.prompts.cast import DEE, LATE, SERVICE, at

FRIDAY = at(11, 0, 20)
CHECK = Check(4, 2, 1, 7, 12, 3, "random", FRIDAY)
HALF = replace(CHECK, judged="at_once", verdict="sooner", reason="Two nights without sleep are enough")
DONE = replace(
    HALF, found=dict.fromkeys(QUESTIONS, "yes") | {"wants": "no", "changed": "not_applicable"},
    feedback="The steps are told very clearly", done=True,
)  # fmt: skip
ROWS = (
    Row(CHECK, "Sam", LATE),
    Row(replace(CHECK, id=5), "Ray", replace(LATE, covers="night", next="early")),
)
SENT = Sent(SERVICE, ROWS, FRIDAY)
SIGNS = Entry(
    at(20, 50),
    at(21, 17),
    True,
    "support_worker",
    True,
    True,
    answer=replace(cast.WHOLE, knows="yes"),
    plan=cast.plan(),
)
CLEAR = Entry(
    at(21, 16), at(21, 16), False, "team_leader", False, False, answer=Answer("clear"), plan=cast.plan()
)
ASLEEP = replace(CLEAR, answer=Answer("not_seen", not_seen="asleep"), covering=True)
NOTE = Entry(
    at(19, 5),
    at(19, 5),
    False,
    "administrator",
    False,
    False,
    text="Sam was quiet all day",
    wants="A quiet hour",
)
NOTES = Notes(
    CHECK, SERVICE, cast.SAM, LATE, (NOTE, SIGNS, CLEAR, ASLEEP), Staffed(3, 2, 1, False, "", at(21, 20)),
    (Before("night", date(2026, 11, 11), ("up once or twice",)), Before("early", date(2026, 11, 12), None)),
    (DEE,), "999",
)  # fmt: skip
NOTHING = replace(NOTES, entries=(), staffed=None, before=())
RANG = Rang(
    "now", at(21, 17), at(20, 50), timedelta(minutes=10), timedelta(minutes=30), at(21, 28), at(21, 43), True
)
RAN = Ran(
    RANG, (cast.WHY,), at(22, 13), at(22, 31), at(9, 0, 13), unanswered=True,
    closing=Closing("help_came", "partly", "I slept", ("manager",), None, "Offer the walk sooner", "offered", "done",
                    note="Sleeping by three"),
)  # fmt: skip
ASKED = Ran(
    replace(RANG, urgency="in_hours", told_at=at(9, 0, 13), taken_at=None),
    ended_at=at(9, 30, 13),
    stood_down=True,
)
NOBODY = Ran(replace(RANG, told_at=None, taken_at=None))


def course(check: Check, *ran: Ran, of: Notes = NOTES) -> Course:
    return Course(replace(of, check=check), ran)


Draws = dict[str, "partial[Any]"]
DIRECT: Draws = {
    "check": partial(checks.cases, SENT),
    "check_one": partial(checks.cases, replace(SENT, rows=ROWS[:1])),
    "check_half": partial(checks.cases, replace(SENT, rows=(replace(ROWS[0], check=HALF), ROWS[1]))),
    "check_done": partial(
        checks.cases, replace(SENT, rows=(replace(ROWS[0], check=DONE), replace(ROWS[1], here=False)))
    ),
    "check_again": partial(checks.again, replace(SENT, rows=(replace(ROWS[0], check=DONE), ROWS[1]))),
}
FORMS: Draws = {
    "check_judge": partial(check_forms.judge, NOTES, "{}", FRIDAY),
    "check_judge_nothing": partial(check_forms.judge, NOTHING, "{}", FRIDAY),
    "check_record": partial(check_forms.record, course(HALF, RAN), "{}", FRIDAY),
    "check_record_stays": partial(check_forms.record, course(HALF, ASKED, NOBODY), "{}", FRIDAY, stays=True),
    "check_record_nobody": partial(
        check_forms.record, course(replace(HALF, judged="nobody", verdict="same")), "{}", FRIDAY
    ),
    "check_saved": partial(check_forms.done, course(DONE, RAN), FRIDAY),
}
SAID: Draws = {"check_gone": partial(checks.gone)}
