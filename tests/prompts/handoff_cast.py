"""A change of on-call on a Monday at nine, as the wording sees it."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.handoff import Handed, Watch
from bot.handover import OpenLine
from bot.people import Service
from prompts import access, handoff
from tests.prompts.cast import ASH, DEE, SERVICE, at

MONDAY, NEXT = at(9, 0, 16), at(9, 0, 23)
OAK = Service(
    2, SERVICE.spec.model_copy(update={"key": "oak-house", "name": "Oak House", "phone": "01234 111112"})
)
SAM = OpenLine("Sam", (), None, "Dee", at(9, 30, 16), False, 1, 1)
RAY = OpenLine("Ray", ("Dee",), at(9, 5, 16), None, None, False, 2, 2)
HOUSE = OpenLine(None, ("Dee",), None, None, None, True, 3)
NOTHING = Watch(SERVICE, (), NEXT)
SOME = Watch(SERVICE, (HOUSE, RAY, SAM), NEXT, (), {1: 2, 2: 0, 3: 4})
COMES = Handed(1, MONDAY, "Europe/London", ASH, DEE, MONDAY, None, (NOTHING,))
BUSY = replace(COMES, houses=(SOME, Watch(OAK, (), NEXT)))
TAKEN = replace(BUSY, taken_at=at(9, 3, 16))
LATE = replace(BUSY, told_at=at(13, 0, 16))
MANY = replace(
    COMES,
    houses=(
        Watch(SERVICE, tuple(replace(RAY, id=n, known_as=f"Ray {n}") for n in range(12)), NEXT),
        *(Watch(replace(OAK, id=n), (), at(9, 0, 16 + n)) for n in range(2, 7)),
    ),
)
GOES = replace(COMES, houses=(Watch(SERVICE, (SAM,), NEXT),), taken_at=at(9, 3, 16))
OVERDUE = replace(GOES, houses=(Watch(SERVICE, (SAM, replace(SAM, known_as=None)), NEXT),))
NOBODY = replace(COMES, on=None, houses=(Watch(SERVICE, (), NEXT, (ASH, DEE)), Watch(OAK, (), NEXT)))

Draws = dict[str, "partial[Any]"]
DIRECT: Draws = {
    "on_call": partial(handoff.on_call, COMES, MONDAY),
    "on_call_open": partial(handoff.on_call, BUSY, MONDAY),
    "on_call_again": partial(handoff.on_call, BUSY, at(9, 30, 16), again=True),
    "on_call_late": partial(handoff.on_call, LATE, at(13, 0, 16)),
    "on_call_taken": partial(handoff.on_call, TAKEN, at(9, 3, 16)),
    "on_call_many": partial(handoff.on_call, MANY, MONDAY),
    "on_call_first_ever": partial(handoff.on_call, replace(COMES, off=None), MONDAY),
    "on_call_older": partial(handoff.older, COMES),
    "on_call_over": partial(handoff.over, COMES),
    "off_call": partial(handoff.off_call, replace(COMES, taken_at=at(9, 3, 16)), at(9, 3, 16)),
    "off_call_holding": partial(handoff.off_call, GOES, at(9, 3, 16)),
    "off_call_overdue": partial(handoff.off_call, OVERDUE, at(9, 40, 16)),
    "off_call_no_tap": partial(handoff.no_tap, COMES, at(9, 30, 16)),
    "off_call_no_tap_no_phone": partial(
        handoff.no_tap, replace(COMES, on=replace(ASH, phone=None)), at(9, 30, 16)
    ),
    "off_call_nobody": partial(handoff.nobody_follows, NOBODY, MONDAY),
}
NOTICES: Draws = {"nobody_on": partial(handoff.nobody_on, NOBODY, MONDAY)}
SAID: Draws = {
    "on_call_thanks": partial(handoff.thanks, TAKEN, at(9, 3, 16)),
    "on_call_already": partial(handoff.already, TAKEN, at(9, 4, 16)),
    "on_call_too_late": partial(handoff.too_late, COMES),
    "refusal_not_their_turn": partial(access.refusal, "not_their_turn", "Rowan House", (DEE,)),
}
