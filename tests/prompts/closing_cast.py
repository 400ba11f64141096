"""The end of an evening: closing and standing down, as the wording sees them."""

from datetime import date
from functools import partial
from typing import Any

from bot.briefing import Acted, Deeds
from bot.closing import Closing, Restriction
from prompts import closing, escalation, standing_down
from prompts.closing import Asking
from tests.prompts import cast, raised_cast
from tests.prompts.cast import DEE, at, briefing

ACTED = briefing(
    of=cast.TAKEN,
    escalation={"state": "acted_on", "acted_at": at(22, 31), "turn": 2},
    deeds=Deeds(acted=Acted("Dee", at(22, 31), ("came",))),
)
CALLED = briefing(of=raised_cast.CALLED, escalation={"state": "acknowledged"})
ABOUT_HOUSE = briefing(of=cast.ABOUT_SERVICE, escalation={"state": "acknowledged", "rings_as": "this_shift"})
FILLED = {
    "outcome": {"value": {"selected_option": {"value": "help_came"}}},
    "informed": {"value": {"selected_options": [{"value": "person"}, {"value": "manager"}]}},
    "review_by": {"value": {"selected_date": "2026-11-20"}},
    "restricted": {"value": {"selected_option": {"value": "yes"}}},
    "because": {"value": {"selected_option": {"value": "corrected"}}},
}
SAID = Closing(
    "help_came", "met", None, ("person",), Restriction("Why", "Instead", date(2026, 11, 20), "Asked"),
    "Another step", "offered", "done", "yes",
)  # fmt: skip


def asking(of: Any, **more: Any) -> Asking:
    return Asking(of, "{}", (DEE,), **more)


MOOT = briefing(of=cast.CORRECTED, may_stand_down=True)
DIRECT: dict[str, "partial[Any]"] = {
    "ping_moot": partial(escalation.ping, MOOT, "Ash", 1, at(21, 52)),
}
FORMS: dict[str, "partial[Any]"] = {
    "closing": partial(closing.form, asking(ACTED), at(22, 40)),
    "closing_acknowledged": partial(closing.form, asking(cast.TAKEN), at(22, 40)),
    "closing_house": partial(closing.form, asking(ABOUT_HOUSE), at(22, 40)),
    "closing_call": partial(closing.form, asking(CALLED), at(22, 40)),
    "closing_once_more": partial(closing.form, asking(ACTED, sent=FILLED), at(22, 40)),
    "closing_closed": partial(closing.closed, ACTED, SAID, (DEE,)),
    "stand_down": partial(standing_down.form, asking(cast.CORRECTED)),
    "stand_down_acted_on": partial(standing_down.form, asking(ACTED)),
    "stand_down_once_more": partial(standing_down.form, asking(cast.CORRECTED, sent=FILLED)),
    "stand_down_stood_down": partial(standing_down.stood_down, cast.STOOD_DOWN, (DEE,)),
}
