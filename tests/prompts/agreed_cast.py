"""What the huddle agrees, as the wording sees it: Sam's asking, a change in the house, something restricted."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from bot.agreed import AskedAgreed, Looked, Mark, Restricted, as_agreed
from bot.closing import Restriction
from prompts import agreed, changes, plans, restrictions
from tests.prompts import cast, plan_cast
from tests.prompts.cast import DEE, NOW, SAM, SERVICE, at

TODAY = date(2026, 11, 12)
AGREED = AskedAgreed(1, SAM.id, at(10, 0, 10), date(2026, 11, 10), date(2027, 3, 1), True)
ENDED = replace(AGREED, until=None, with_person=False)
NOT_ASKED = replace(SAM, plan=cast.plan(asked={"shifts": ["late", "night"], "until": date(2026, 11, 1)}))
assert SAM.plan
ENDED_SAM = replace(SAM, plan=as_agreed(SAM.plan, ENDED), agreed=ENDED)
AGREED_SAM = replace(SAM, plan=as_agreed(SAM.plan, AGREED), agreed=AGREED)
MARKS = (
    Mark(3, 1, date(2026, 9, 7), "Tea is at five, and nobody is asked anything before it", "Ash"),
    Mark(4, 1, date(2026, 11, 2), "Two of us are there when the night begins", "Mel"),
)
NOTED = Restricted(
    12, 1, SAM.id, date(2026, 10, 8),
    Restriction("The kitchen was locked after a burn", "Somebody cooks with Sam", date(2026, 11, 1), "Sam was asked"),
)  # fmt: skip
LOOKS = (
    Looked("continue", "No new hob yet", "I want my kitchen", date(2026, 11, 8), date(2026, 11, 1), "Ash"),
    Looked("reduce", "Locked from midnight on", "Better", date(2026, 11, 20), date(2026, 11, 8), "Mel"),
)  # fmt: skip
LOOKED = replace(NOTED, looks=LOOKS)
OVER = replace(NOTED, looks=(Looked("end", "A hob that turns itself off", "Good", None, TODAY, "Ash"),))


def shown(of: Any) -> Any:
    return plan_cast.shown(person=of, plan=of.plan, may_agree=True)


FORMS: dict[str, "partial[Any]"] = {
    "asking": partial(agreed.form, NOT_ASKED, SERVICE, "{}", TODAY, (DEE,)),
    "asking_agreed": partial(agreed.form, AGREED_SAM, SERVICE, "{}", TODAY, (DEE,)),
    "asking_saved": partial(agreed.saved, SAM, AGREED, (DEE,)),
    "asking_ended": partial(agreed.saved, SAM, ENDED, (DEE,)),
    "plan_asking_agreed": partial(plans.form, shown(AGREED_SAM), NOW),
    "plan_asking_ended": partial(plans.form, shown(ENDED_SAM), NOW),
    "change": partial(changes.form, SERVICE, (), "{}", TODAY, (DEE,)),
    "change_again": partial(changes.form, SERVICE, MARKS, "{}", TODAY, (DEE,)),
    "change_saved": partial(changes.saved, SERVICE, TODAY, (DEE,)),
    "change_back": partial(changes.back_form, SERVICE, MARKS, "{}", (DEE,)),
    "change_taken_back": partial(changes.taken_back, SERVICE, (DEE,)),
    "restriction": partial(restrictions.form, NOTED, SAM, SERVICE, "{}", TODAY, (DEE,)),
    "restriction_looked": partial(restrictions.form, LOOKED, SAM, SERVICE, "{}", TODAY, (DEE,)),
    "restriction_house": partial(restrictions.form, NOTED, None, SERVICE, "{}", TODAY, (DEE,)),
    "restriction_goes_on": partial(restrictions.saved, LOOKED, SAM, SERVICE, (DEE,)),
    "restriction_over": partial(restrictions.saved, OVER, SAM, SERVICE, (DEE,)),
}
SAID: dict[str, "partial[Any]"] = {
    "asking_no_plan": partial(agreed.no_plan, (DEE,)),
    "change_none": partial(changes.nothing_marked, SERVICE),
    "restriction_none": partial(restrictions.over, SAM, SERVICE, (DEE,)),
}
