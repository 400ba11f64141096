"""What the house says of who has it, and what a manager decides about contacts not wanted, as the wording sees it."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot import plans
from bot.briefing import Deeds
from bot.people import Staff
from prompts import details, escalation, guidance, house_line, overrides, someone
from tests.prompts import cast
from tests.prompts.cast import ASH, DEE, NOW, STAFF, at, briefing

SAYS = Deeds(house=("Jo", at(21, 47)))
NAMED = briefing(escalation={"house_id": 1, "house_by": at(21, 47)}, deeds=SAYS)
NAMED_UNANSWERED = briefing(
    of=cast.UNANSWERED, escalation={"house_id": 1, "house_by": at(22, 47)}, deeds=SAYS
)
KEPT_OUT = plans.Contacts.model_validate(
    {"not_wanted": [{"staff": "U0ASH"}, {"partner": "cmht", "why": "No thanks"}]}
)
ASKED = briefing(person=replace(cast.SAM, plan=cast.plan(contacts=KEPT_OUT)))
ANYWAY = briefing(of=ASKED, overridden=frozenset({"cmht"}))
MANAGER = Staff(5, "U0ASH", "Ash", "manager", phone="01234 000001")
(NURSES, _) = cast.plan().partners
OFFERS = overrides.choices(ASKED, (MANAGER,))

Draws = dict[str, "partial[Any]"]
CHANNEL: Draws = {
    "house_someone": partial(house_line.line, NAMED, at(21, 20)),
    "unanswered_someone": partial(house_line.unanswered, NAMED_UNANSWERED, (ASH, DEE), at(22, 32)),
}
DIRECT: Draws = {"ping_someone": partial(escalation.ping, NAMED, "Dee", 1, at(21, 20))}
FORMS: Draws = {
    "someone": partial(someone.form, cast.BRIEFING, STAFF, 1, "{}", (DEE,), NOW),
    "someone_shared": partial(someone.form, cast.BRIEFING, STAFF, 9, "{}", (DEE,), NOW, STAFF),
    "someone_saved": partial(someone.saved, NAMED, (DEE,), at(21, 20), yours=False),
    "someone_saved_yours": partial(someone.saved, NAMED, (DEE,), at(21, 20), yours=True),
    "someone_not_saved": partial(someone.not_saved, cast.TAKEN, "Dee has it.", (DEE,)),
    "override": partial(overrides.form, ASKED, OFFERS, "{}", (DEE,)),
    "override_saved": partial(overrides.saved, ASKED, MANAGER, "Today by me, in person", (DEE,), at(21, 20)),
    "override_partner": partial(overrides.saved, ANYWAY, NURSES, "On Friday", (DEE,), at(21, 20)),
    "override_not_saved": partial(overrides.not_saved, cast.STOOD_DOWN, "over", (DEE,), at(22, 30)),
    "details_override": partial(details.details, ANYWAY, at(21, 20)),
    "guidance_override": partial(guidance.guidance, cast.guided(ANYWAY, plan=cast.plan(contacts=KEPT_OUT))),
}
SAID: Draws = {
    "someone_nobody": partial(someone.nobody, (DEE,)),
    "someone_not_yours": partial(someone.not_yours, cast.BRIEFING, (DEE,)),
    "override_not_wanted": partial(overrides.refused, ASKED, "not_wanted", (DEE,), NOW),
    "override_not_needed": partial(overrides.refused, cast.BRIEFING, "not_needed", (DEE,), NOW),
}
