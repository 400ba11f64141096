"""What waits for those who are told: in their App Home, and after /oncall."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.duty import Duty, Part, Task
from bot.handover import OpenLine
from bot.home import Home
from prompts import duty, home
from tests.prompts import cast, course_cast, home_cast
from tests.prompts.cast import NOW, SERVICE, at

RINGS = OpenLine("Sam", ("Dee",), at(21, 27), None, None, unanswered=False, id=1, person_id=1)
HELD = OpenLine("Ray", (), None, "Dee", at(21, 47), unanswered=False, id=2, person_id=2)


def task(part: Part, line: OpenLine, number: int = 1, **changed: Any) -> Task:
    e = replace(course_cast.ASKED.escalation, id=number, **changed)
    return Task(part, e, SERVICE, replace(line, id=number))


DUTY = Duty(
    (
        task("rings", replace(RINGS, unanswered=True), 1, state="open"),
        task("rings", RINGS, 2, state="open"),
        task("rings", replace(RINGS, known_as=None), 3, state="open"),
        task("passed", HELD, 4),
        task("asked", HELD, 5),
        task("asked", HELD, 6, extended=2),
        task("held", HELD, 7),
        task("close", replace(HELD, acted_at=at(21, 40)), 8, state="acted_on"),
    ),
    0,
    (cast.ON_CALL,),
)
CROWDED = Duty(
    tuple(task("rings", RINGS, number, state="open") for number in range(1, 9)), 21, (cast.ON_CALL,) * 8
)
ON_CALL = Home("no_house", "999", duty=DUTY)
MANAGER = replace(home_cast.WORKER, duty=DUTY)

HOMES = {
    "home_on_call": partial(home.view, ON_CALL, NOW),
    "home_on_call_quiet": partial(home.view, replace(ON_CALL, duty=Duty((), 0, (cast.ON_CALL,))), NOW),
    "home_manager_told": partial(home.view, MANAGER, NOW),
    "home_crowded_told": partial(home.view, replace(home_cast.CROWDED, duty=CROWDED), NOW),
}
WHISPERS = {
    "oncall_rings": partial(duty.answer, DUTY, (cast.ON_CALL,), NOW),
    "oncall_quiet": partial(duty.answer, Duty(), (cast.ON_CALL, cast.BOTH_ON_CALL), NOW),
    "oncall_crowded": partial(duty.answer, CROWDED, (cast.ON_CALL,), NOW),
}  # of whoever asks alone
