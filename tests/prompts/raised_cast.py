"""What rings besides thresholds, as the wording sees it: worries, other notes, calls, and answers that are late."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.briefing import Late, Spoken
from bot.notes import Said
from bot.replies import Answer
from prompts import details, escalation, guidance, held, house_line, noted, refused
from tests.prompts import cast
from tests.prompts.cast import ASH, DEE, NOW, at, briefing

BARE = briefing(reasons=(), sightings=())
WORRY = Said(
    "worry", "now", text="Sat in the dark & would not say why", knows="yes", wants="To be left alone"
)
WORRIED = Spoken(WORRY, at(21, 17), "Jo", "support_worker", True, True)
SPOKEN = briefing(of=BARE, spoken=(WORRIED,))
SPOKEN_TAKEN = briefing(of=cast.TAKEN, reasons=(), sightings=(), spoken=(WORRIED,))
SPOKEN_OVER = briefing(of=cast.STOOD_DOWN, reasons=(), sightings=(), spoken=(WORRIED,))
SPOKEN_UNANSWERED = briefing(of=cast.UNANSWERED, reasons=(), sightings=(), spoken=(WORRIED,))
ABOUT_HOUSE = briefing(of=cast.ABOUT_SERVICE, spoken=(replace(WORRIED, said=Said("worry", "now")),))
TOPIC = Said("else", "team_leader", topic="sleep", text="The bed is broken", knows="no")
ELSE = briefing(
    of=cast.IN_HOURS_TOLD, reasons=(), sightings=(), spoken=(replace(WORRIED, said=TOPIC, others=1),)
)
NOW_TOPIC = replace(WORRIED, said=replace(TOPIC, tell="now", topic="incidents", text=None), others=2)
TOPIC_NOW = briefing(of=BARE, spoken=(NOW_TOPIC,))
MIXED = briefing(
    of=cast.JOINED,
    spoken=(replace(WORRIED, at=at(21, 26)), *[replace(WORRIED, said=TOPIC, at=at(21, 20), others=2)] * 4),
)

NOT_ANSWERED = briefing(of=cast.ABOUT_SERVICE, late=(Late(cast.LATE, ("Sam", "Ray")),))
SAM_SINCE = ("Sam", "Jo", at(22, 14))
PARTLY = briefing(of=cast.ABOUT_SERVICE, late=(Late(cast.LATE, ("Ray",), (SAM_SINCE,)),))
ANSWERED = briefing(
    of=cast.ABOUT_SERVICE, late=(Late(cast.LATE, (), (SAM_SINCE, ("Ray", "Mel", at(22, 20)))),)
)
LATE_UNANSWERED = briefing(
    of=cast.UNANSWERED, escalation={"person_id": None}, person=None, reasons=(), sightings=(), late=NOT_ANSWERED.late
)  # fmt: skip
LATE_AND_WORRIED = briefing(of=LATE_UNANSWERED, spoken=ABOUT_HOUSE.spoken)

CALL = replace(WORRIED, said=Said("call", "this_shift"))
CALLED = briefing(
    of=cast.THIS_SHIFT, escalation={"person_id": None}, person=None, reasons=(), sightings=(), spoken=(CALL,)
)
CALLED_LAST = briefing(of=CALLED, next_up=())
CALLED_AGAIN = briefing(of=CALLED, escalation={"unanswered_at": at(22, 2)}, next_up=())

STEPS = Answer(
    "steps", steps={0: "too_few", 1: "could_not_reach"}, followed="no", knows="no", wants="A quiet evening",
    not_happened="we_decided",
)  # fmt: skip
STEPS_SAID = briefing(sightings=(replace(cast.SIGHTING, answer=STEPS, others=1),))

Draws = dict[str, "partial[Any]"]
CHANNEL: Draws = {
    "unanswered_worry": partial(house_line.unanswered, SPOKEN_UNANSWERED, (ASH, DEE), at(22, 32)),
    "unanswered_late": partial(house_line.unanswered, LATE_UNANSWERED, (ASH, DEE), at(22, 32)),
    "unanswered_late_and_worry": partial(house_line.unanswered, LATE_AND_WORRIED, (ASH, DEE), at(22, 32)),
    "house_worry": partial(house_line.line, SPOKEN, at(21, 19)),
    "house_worry_house": partial(house_line.line, ABOUT_HOUSE, at(21, 19)),
    "house_else": partial(house_line.line, ELSE, at(9, 2, 13)),
    "house_late": partial(house_line.line, NOT_ANSWERED, at(21, 19)),
    "house_late_answers": partial(house_line.line, PARTLY, at(22, 15)),
    "house_late_answered": partial(house_line.line, ANSWERED, at(22, 21)),
    "house_nothing_known": partial(house_line.line, BARE, at(21, 19)),
}
DIRECT: Draws = {
    "ping_worry": partial(escalation.ping, SPOKEN, "Dee", 1, NOW),
    "ping_worry_lighter": partial(escalation.ping, briefing(of=SPOKEN, lighter=True), "Dee", 1, NOW),
    "ping_worry_house": partial(escalation.ping, ABOUT_HOUSE, "Dee", 1, NOW),
    "ping_worry_taken": partial(escalation.ping_settled, SPOKEN_TAKEN, at(21, 18)),
    "ping_worry_over": partial(escalation.ping_settled, SPOKEN_OVER, at(22, 18)),
    "ping_else": partial(escalation.ping, ELSE, "Mel", 1, at(9, 0, 13)),
    "ping_else_now": partial(escalation.ping, TOPIC_NOW, "Dee", 1, NOW),
    "ping_late": partial(escalation.ping, NOT_ANSWERED, "Dee", 1, NOW),
    "ping_late_answers": partial(escalation.ping, PARTLY, "Dee", 1, at(22, 15)),
    "ping_late_answered": partial(escalation.ping, ANSWERED, "Dee", 1, at(22, 21)),
    "ping_call": partial(escalation.ping, CALLED, "Dee", 1, NOW),
    "ping_call_last": partial(escalation.ping, CALLED_LAST, "Dee", 1, NOW),
    "ping_call_again": partial(escalation.ping, CALLED_AGAIN, "Dee", 2, at(22, 2)),
    "call_open": partial(noted.call_open, CALLED_AGAIN, (cast.ASH, cast.DEE)),
    "call_open_taken": partial(noted.call_taken, briefing(of=SPOKEN_TAKEN, spoken=(CALL,)), at(21, 18)),
    "ping_steps": partial(escalation.ping, STEPS_SAID, "Dee", 1, NOW),
    "ping_nothing_known": partial(escalation.ping, BARE, "Dee", 1, NOW),
    "joined_worry": partial(held.joined, MIXED, 2, at(21, 26)),
}
FORMS: Draws = {
    "details_worry": partial(details.details, SPOKEN, at(21, 19)),
    "details_mixed": partial(details.details, MIXED, at(21, 26)),
    "details_steps": partial(details.details, STEPS_SAID, at(21, 26)),
    "details_late": partial(details.details, PARTLY, at(22, 15)),
    "details_call": partial(details.details, CALLED, at(21, 19)),
    "details_nothing_known": partial(details.details, BARE, at(21, 19)),
    "guidance_worry_too": partial(guidance.guidance, cast.guided(MIXED)),
}
SAID: Draws = {
    "call_taken": partial(refused.done, briefing(of=SPOKEN_TAKEN, spoken=(CALL,)), 5, at(21, 18)),
    "call_otherwise": partial(guidance.otherwise, CALLED_LAST, at(21, 18)),
}
