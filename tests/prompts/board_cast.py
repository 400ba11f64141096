"""Prompts with all that can stand in them, the forms around them, and what was noted."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.away import Absence
from bot.carried import Carried
from bot.handover import Answered, Away, Board, OpenLine, ReadBy, Staffed, Steps
from bot.notes import Note
from bot.notes import Said as NoteSaid
from bot.people import Author, Staff
from bot.replies import Answer, Reply
from prompts import handed_over, handover, open_lines, staffing, steps, who
from prompts.handed_over import Entry, HandedOver
from tests.prompts import cast
from tests.prompts.cast import DEE, NOW, SERVICE, at, board

JO = Staff(1, "U0WORKER", "Jo", "support_worker")
STAFFED = Staffed(3, 2, 1, False, "Jo", at(21, 20))
READ = ReadBy("Mel", at(21, 40))
SECOND = Steps("partly", "Jo", at(21, 19))


def running(times: int, steps_to_do: int = 0) -> Carried:
    """Signs so many nights in a row."""
    return Carried(times, "night", steps_to_do, (("sleep", 2.0),), tuple(range(steps_to_do)))


def whole(count: int, open_: int, away: int) -> Board:
    """As much as can be in one prompt."""
    persons = cast.people(count + away)
    lines: list[tuple[Any, Answered | None]] = [(one, None) for one in persons[:count]]
    asked_about = [
        OpenLine(
            one.known_as, ("Dee",), at(21, 27), None, None, False, 50 + n, one.id, SECOND if n % 2 else None
        )
        for n, one in enumerate(persons[:open_])
    ]
    return replace(
        board(lines, open_=tuple(asked_about)),
        away=tuple(Away(one, at(18, 0, 15)) for one in persons[count:]),
        due_back={one.id: at(18, 0) for one in persons[:count:3]},
        carried={one.id: running(3, 2) for one in persons[:count]},
        noted={one.id: ("good", "mood", "affected") for one in persons[:count:2]},
        staffed=STAFFED, read_by=replace(READ, reopened=True), unread="Early", planned_staff=3,
    )  # fmt: skip


def _around(**changes: Any) -> Board:
    lines = [(cast.SAM, cast.SIGNS), (cast.RAY, None)]
    return replace(board(lines, open_=cast.OPEN_LINES[:0]), planned_staff=3, **changes)


OPEN_SAM = OpenLine("Sam", ("Dee",), at(21, 27), "Dee", at(22, 15), False, 3, cast.SAM.id)
CHANNEL = {
    "prompt_around": partial(
        handover.question,
        replace(
            board([(cast.SAM, None), (cast.RAY, None)], open_=(OPEN_SAM,)),
            away=(Away(cast.KAI, at(18, 0, 15)),), planned_staff=3, carried={cast.SAM.id: running(3)},
        ),
        NOW,
    ),
    "prompt_steps_said": partial(handover.question, _around(open=(replace(OPEN_SAM, steps=SECOND),)), at(21, 21)),
    "prompt_staffed_read": partial(handover.question, _around(staffed=STAFFED, read_by=READ), at(21, 42)),
    "prompt_as_planned": partial(
        handover.question, _around(staffed=replace(STAFFED, actual=3, agency=0)), at(21, 42)
    ),
    "prompt_reopened": partial(handover.question, _around(read_by=replace(READ, reopened=True)), at(22, 10)),
    "prompt_unread": partial(handover.question, _around(unread="Early"), NOW),
    "prompt_noted": partial(handover.question, _around(noted={cast.SAM.id: ("mood", "good", "mood")}), NOW),
    "prompt_due_back": partial(handover.question, _around(due_back={cast.RAY.id: at(18, 0)}), NOW),
    "prompt_not_all_answered": partial(
        handover.question,
        replace(_around(), handover=replace(cast.HANDOVER, late_at=at(22, 0))),
        at(22, 5),
    ),
    "prompt_12_whole": partial(handover.question, whole(12, 10, 3), at(21, 50)),
    "prompt_25_whole": partial(handover.question, whole(25, 10, 0), at(21, 50)),
    "prompt_away_25": partial(handover.question, whole(0, 0, 25), at(21, 50)),
}  # fmt: skip


def reply(person_id: int, answer: Answer, **changes: Any) -> Reply:
    return Reply(1, person_id, 12, at(21, 15), at(21, 18), 1, 3, answer, **changes)


ELSE = Note(
    4, 1, cast.RAY.id, 12, NoteSaid("else", "next_shift", "mood", "Quiet all evening", wants="To be left alone"),
    Author(1), at(21, 15), at(21, 19),
)  # fmt: skip
GOOD = replace(
    ELSE, id=5, said=NoteSaid("good", "next_shift", text="Made his own tea"), received_at=at(21, 20)
)
HANDED = HandedOver(
    cast.HANDOVER, SERVICE, (DEE,), "999",
    (
        Entry(
            cast.SAM,
            (
                (reply(cast.SAM.id, cast.ANSWER, timed=True), "Jo", cast.SAM.plan),
                (reply(cast.SAM.id, Answer("steps", steps={0: "too_few"}, followed="partly")), "Mel", cast.SAM.plan),
            ),
            (),
            running(3, 1),
        ),
        Entry(
            cast.RAY,
            ((reply(cast.RAY.id, Answer("not_seen", not_seen="asleep")), "Jo", cast.RAY.plan),),
            ((ELSE, "Jo"), (GOOD, "Remi")),
            None,
            Absence(1, cast.RAY.id, at(18, 0, 15), "At his sister's"),
        ),
    ),
    ((replace(ELSE, id=6, person_id=None, said=NoteSaid("worry", "now", text="The back door")), "Jo"),),
)  # fmt: skip
FORMS = {
    "staffing": partial(staffing.form, SERVICE, "Late", 3, "{}", (DEE,)),
    "staffing_shared": partial(staffing.form, SERVICE, "Late", 3, "{}", (DEE,), who=(JO,), before=STAFFED),
    "staffing_saved": partial(staffing.saved, "Late", staffing.Count(2, 1, False), 3),
    "steps": partial(steps.form, cast.SAM, SERVICE, "partly", "{}", (DEE,)),
    "steps_saved": partial(steps.saved, "Sam"),
    "who": partial(who.form, "{}", (JO,), (DEE,)),
    "who_saved": partial(who.saved),
    "handed_over": partial(handed_over.form, HANDED, at(21, 45)),
    "handed_over_nothing": partial(handed_over.form, replace(HANDED, entries=(), house=()), at(21, 45)),
    "all_open": partial(open_lines.everything, whole(12, 10, 0), at(21, 50)),
}
SAID = {
    "read_done": partial(handover.READ_SAID.__getitem__, "done"),
    "read_already": partial(handover.READ_SAID.__getitem__, "already"),
    "no_signs_kept": partial(handover.no_signs_kept, "Sam"),
}
WHISPERS = {"both_shifts": partial(handover.both_shifts, 12)}
