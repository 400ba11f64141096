"""What the huddle decided about Sam, and what came of it, as the wording sees it."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from bot.actions import Action, Became, Decision, Event, Minutes, Reviewed, Said, Shown, Telling
from bot.people import Staff
from prompts import action_forms, actions, deciding, minutes
from tests.prompts.cast import DEE, NOW, SERVICE, at

TODAY, DUE = date(2026, 11, 12), date(2026, 11, 20)
SAID = Said(
    "Sam is up at night when few of us are there", "Two of us until midnight", "The rota says who stays",
    "Fewer nights awake by Christmas",
)  # fmt: skip
TELLS = Telling("staff", "On a walk & in person", 4, date(2026, 11, 16))
ONE = Action(7, 1, 3, 5, "2026-W46", NOW, 5, Decision(SAID, 1, 5, DUE, TELLS))
JO, ASH, MEL = (
    Staff(1, "U0JO", "Jo", "support_worker"),
    Staff(5, "U0ASH", "Ash", "manager"),
    Staff(4, "U0LEAD", "Mel", "team_leader"),
)
EVENTS = (
    Event("made", NOW, "Ash"),
    Event("told", NOW, None, "Jo"),
    Event("moved", at(9, 0, 13), "Jo", None, date(2026, 11, 16), "The rota is late & we wait"),
    Event("owner", at(9, 0, 14), None, "Jo"),
    Event("senior", at(9, 0, 14), None, "Ash"),
    Event("knows", at(9, 0, 15), "Mel"),
)
OPEN = Shown(ONE, SERVICE, "Sam", "Ash", "Jo", "Ash", "Mel", None, EVENTS, (DEE,))
KNOWN = replace(OPEN, action=replace(ONE, knows_at=NOW))
DONE = replace(
    KNOWN, closed_by="Jo", events=(*EVENTS, Event("closed", at(12, 0, 20), "Jo")),
    action=replace(KNOWN.action, state="done", result="partly", shown="Two nights in ten", closed_at=at(12, 0, 20)),
)  # fmt: skip
DONE_UNTOLD = replace(DONE, action=replace(DONE.action, knows_at=None))
HOUSE = replace(
    OPEN, known_as=None, teller=None, events=EVENTS[:1],
    action=replace(ONE, escalation_id=None, person_id=None, decision=replace(ONE.decision, telling=None)),
)  # fmt: skip
NOBODY = replace(
    OPEN, teller=None,
    action=replace(ONE, decision=replace(ONE.decision, telling=Telling("nobody", "Sam asked us not to"))),
)  # fmt: skip
ASKING = deciding.Asking(
    "{}", SERVICE, "Sam", deciding.problem("Sam", TODAY), (ASH, JO, MEL), (ASH,), (DEE,)
)  # fmt: skip
ABOUT_HOUSE = replace(ASKING, known_as=None, problem="")
BECAME = (
    Became(ONE, SERVICE, "Sam", "Jo", "late"),
    Became(replace(ONE, person_id=None), SERVICE, None, "Jo", "open"),
    Became(DONE.action, SERVICE, "Sam", "Jo", "closed"),
)
MINUTES = Minutes(
    (Reviewed(3, SERVICE, "Sam", NOW, "Ash", None), Reviewed(4, SERVICE, "Ray", NOW, "Mel", "It was the fireworks")),
    (OPEN, DONE, HOUSE),
)  # fmt: skip


def told(shown: Shown, kind: Any, today: date, *, owner: bool = True) -> "partial[Any]":
    return partial(actions.told, shown, kind, owner=owner, today=today)


Draws = dict[str, "partial[Any]"]
DIRECT: Draws = {
    "action": told(OPEN, "action", TODAY),
    "action_house": told(HOUSE, "action", TODAY),
    "action_due": told(KNOWN, "action_due", date(2026, 11, 18)),
    "action_today": told(KNOWN, "action_due", DUE),
    "action_late": told(KNOWN, "action_late", date(2026, 11, 23)),
    "action_late_senior": told(KNOWN, "action_late", date(2026, 11, 23), owner=False),
    "action_senior_moved_since": told(KNOWN, "action_late", DUE, owner=False),
    "action_tell": told(OPEN, "action_tell", date(2026, 11, 17)),
    "action_tell_known": told(KNOWN, "action_tell", date(2026, 11, 17)),
    "action_moved": told(KNOWN, "action_moved", TODAY, owner=False),
    "action_moved_owner": told(KNOWN, "action_moved", TODAY),
    "action_closed": partial(actions.closed, DONE),
    "action_closed_untold": partial(actions.closed, DONE_UNTOLD),
    "action_passed": partial(actions.passed, OPEN),
}
FORMS: Draws = {
    "review": partial(deciding.review_form, ASKING),
    "reviewed": partial(deciding.reviewed, ASKING),
    "decide": partial(deciding.decide_form, ASKING),
    "decide_house": partial(deciding.decide_form, ABOUT_HOUSE),
    "decided": partial(deciding.decided, ASKING, OPEN, TODAY),
    "decided_house": partial(deciding.decided, ABOUT_HOUSE, HOUSE, TODAY),
    "decided_nobody": partial(deciding.decided, ASKING, NOBODY, TODAY),
    "action_open": partial(action_forms.details, OPEN, TODAY, at(9, 0, 16)),
    "action_open_done": partial(action_forms.details, DONE, date(2026, 11, 23), at(9, 0, 23)),
    "action_open_house": partial(action_forms.details, HOUSE, TODAY, NOW),
    "action_close": partial(action_forms.close_form, OPEN, "{}"),
    "action_close_saved": partial(action_forms.closed, DONE),
    "action_close_untold": partial(action_forms.closed, DONE_UNTOLD),
    "action_later": partial(action_forms.later_form, OPEN, "{}", TODAY),
    "action_later_saved": partial(action_forms.later, OPEN, TODAY),
    "minutes": partial(minutes.form, MINUTES, "2026-W46", TODAY, (DEE,)),
    "minutes_none": partial(minutes.form, Minutes((), ()), "2026-W46", TODAY, (DEE,)),
}
SAID_: Draws = {
    "decide_nobody": partial(deciding.nobody, ASKING),
    "decide_nobody_house": partial(deciding.nobody, ABOUT_HOUSE),
    "action_lines": partial(actions.lines, BECAME, date(2026, 11, 23)),
    "action_over": partial(action_forms.over, DONE),
    "action_knows": partial(actions.knows, KNOWN, first=True),
    "action_knows_already": partial(actions.knows, KNOWN, first=False),
    "action_nobody_to_tell": partial(actions.nobody_to_tell, HOUSE),
}
