"""What becomes of an escalation, as the wording sees it: promised, passed on, lapsed, acted on, ended."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from bot.briefing import Acted, Deeds, Ended, Lapsed, Passed, Told
from bot.closing import Closing, Restriction
from bot.handover import OpenLine
from bot.timeline import Event, Story
from prompts import deeds, details, escalation, held, house_line, open_lines, refused
from prompts.escalation import Action
from tests.prompts import cast
from tests.prompts.cast import ASH, DEE, NOW, SERVICE, at, briefing

PROMISED = briefing(of=cast.TAKEN, escalation={"promised": "come", "promise_by": at(22, 15)})
ASKED = briefing(of=PROMISED, escalation={"answer_by": at(22, 20)})
ASKED_AGAIN = briefing(of=ASKED, escalation={"extended": 1})
ASKED_LAST = briefing(of=ASKED, escalation={"extended": 2})
PASSED = briefing(
    of=PROMISED, escalation={"passed_to": (6,), "pass_by": at(22, 0)},
    deeds=Deeds(passed=Passed(("Ash",), "too_far", at(22, 0), words=True)),
)  # fmt: skip
LAPSED = briefing(
    told=(*cast.BRIEFING.told, Told("Dee", DEE.phone, at(22, 20), 3)), answer_by=at(22, 30), next_at=at(22, 30),
    deeds=Deeds(lapsed=Lapsed("promise", "Dee", "come", at(22, 15), at(22, 20))),
)  # fmt: skip
HOUSE_SAYS = briefing(
    escalation={"house_id": 1, "house_by": at(21, 50)}, deeds=Deeds(house=("Jo", at(21, 50)))
)
ACTED = Acted("Dee", at(22, 31), ("came", "partner"))
ACTED_ON = briefing(of=PROMISED, escalation={"state": "acted_on"}, deeds=Deeds(acted=ACTED))
AS_PROMISED = briefing(of=ACTED_ON, deeds=Deeds(acted=replace(ACTED, did=("as_promised",))))
AGAIN = briefing(deeds=Deeds(follows=Acted("Dee", at(19, 2), ("phoned",))))
CLOSED = briefing(of=ACTED_ON, escalation={"state": "closed"}, deeds=Deeds(ended=Ended("Dee", at(22, 40))))
STOOD_DOWN = briefing(of=cast.STOOD_DOWN, deeds=Deeds(ended=Ended("Ash", at(22, 10), "by_mistake")))

# nobody for three hours: Dee and Ash in turn, then Ash every ten minutes
HOURS = tuple(
    Told(one.name, one.phone, at(21, 17) + timedelta(minutes=10 * n), n + 1)
    for n, one in enumerate([*(DEE, ASH) * 3, *[ASH] * 13])
)
THREE_HOURS = briefing(
    escalation={"unanswered_at": at(22, 17)},
    told=HOURS,
    answer_by=at(0, 27, 13),
    next_up=(),
    next_at=at(0, 27, 13),
)

EVENTS = (
    Event("opened", at(21, 17)),
    Event("told", at(21, 17), to="Dee", number=1),
    Event("taken", at(21, 18), who="Dee", by=at(21, 47)),
    Event("joined", at(21, 25)),
    Event("seen", at(21, 27), who="Dee"),
    Event(
        "promised", at(21, 28), who="Dee", by=at(22, 15), about="come", text="I have to find a sitter & a car"
    ),
    Event("asked", at(22, 15), to="Dee", by=at(22, 20), number=2),
    Event("more", at(22, 16), who="Dee", by=at(22, 30)),
    Event("passed", at(22, 20), who="Dee", to="Ash", about="too_far", text="The road is shut"),
    Event("passed", at(22, 20), who="Dee", to="Mel", about="too_far"),
    Event("taken_over", at(22, 22), who="Ash", by=at(22, 52)),
    Event("acted", at(22, 31), who="Ash", about="came partner", text="Sat with Sam until it was calm"),
    Event("asked_to_close", at(22, 31, 13), to="Ash"),
    Event("closed", at(22, 40, 13), who="Ash"),
)
CLOSING = Closing(
    "help_came", "partly", "I wanted to walk alone", ("person", "manager", "partner"),
    Restriction("The front door was locked", "Walk with Sam", date(2026, 11, 20), "Sam was told why"),
    "Ask about a walk first", "done", "offered", "partly", "Somebody Sam knows", "Thank you all",
)  # fmt: skip
LATE_SEEN = replace(cast.SIGHTING, seen_at=at(20, 10), received_at=at(22, 25), timed=True)
WHOLE = briefing(
    of=CLOSED,
    sightings=(LATE_SEEN, replace(cast.SIGHTING, received_at=at(21, 25), seen_at=at(21, 25)), cast.SIGHTING),
)
UNUSUAL = (
    Event("opened", at(21, 17)),
    Event("nobody_there", at(21, 17), about="rota:first-line"),
    *(Event("told", one.at, to=one.name, number=one.number) for one in HOURS[:6]),
    Event("unanswered", at(22, 17)),
    *(Event("told", one.at, to=one.name, number=one.number) for one in HOURS[6:]),
    Event("house_has", at(0, 18, 13), who="Mel", to="Jo", by=at(0, 50, 13)),
    Event("overridden", at(0, 19, 13), who="Mel", to="Lou", text="Nobody else can come"),
    Event("overridden", at(0, 19, 13), who="Mel", about="cmht", text="They have a key"),
    Event("handed", at(0, 20, 13), to="Lou"),
    Event("taken", at(0, 21, 13), who="Lou", by=at(0, 51, 13)),
    Event("reopened", at(0, 56, 13), who="Lou", by=at(0, 51, 13), about="promise phone"),
    Event("rings_now", at(1, 0, 13)),
    Event("corrected", at(1, 1, 13)),
    Event("stood_down", at(1, 5, 13), who="Ash", about="told_elsewhere", text="The crisis team came"),
)

Draws = dict[str, "partial[Any]"]
CHANNEL: Draws = {
    "unanswered_three_hours": partial(house_line.unanswered, THREE_HOURS, (ASH, DEE), at(0, 18, 13)),
    "unanswered_house": partial(
        house_line.unanswered, briefing(of=THREE_HOURS, deeds=HOUSE_SAYS.deeds), (ASH,), at(0, 18, 13)
    ),
    "unanswered_lapsed": partial(
        house_line.unanswered, briefing(of=THREE_HOURS, deeds=LAPSED.deeds), (ASH, DEE), at(0, 18, 13)
    ),
    "house_promised": partial(house_line.line, PROMISED, at(21, 28)),
    "house_passed": partial(house_line.line, PASSED, at(21, 51)),
    "house_asked": partial(house_line.line, ASKED, at(22, 16)),
    "house_lapsed": partial(house_line.line, LAPSED, at(22, 21)),
    "house_says": partial(house_line.line, HOUSE_SAYS, at(21, 20)),
    "house_acted": partial(house_line.line, ACTED_ON, at(22, 32)),
    "house_again": partial(house_line.line, AGAIN, at(21, 18)),
    "house_closed": partial(house_line.line, CLOSED, at(22, 41)),
    "house_stood_down": partial(house_line.line, STOOD_DOWN, at(22, 11)),
}
DIRECT: Draws = {
    "ping_lapsed": partial(escalation.ping, LAPSED, "Dee", 3, at(22, 20)),
    "ping_house_says": partial(escalation.ping, HOUSE_SAYS, "Dee", 1, at(21, 20)),
    "ping_after": partial(escalation.ping, AGAIN, "Dee", 1, NOW),
    "ping_three_hours": partial(escalation.ping, THREE_HOURS, "Ash", 19, at(0, 17, 13)),
    "ping_yours": partial(escalation.ping_settled, cast.TAKEN, at(21, 18), 5),
    "ping_yours_promised": partial(escalation.ping_settled, PROMISED, at(21, 28), 5),
    "ping_yours_past": partial(escalation.ping_settled, ASKED, at(22, 16), 5),
    "ping_yours_passed": partial(escalation.ping_settled, PASSED, at(21, 51), 5),
    "ping_yours_acted": partial(escalation.ping_settled, ACTED_ON, at(22, 32), 5),
    "ping_theirs": partial(escalation.ping_settled, PROMISED, at(21, 28), 6),
    "ping_open_again": partial(escalation.ping_settled, LAPSED, at(22, 21), 6),
    "ping_closed": partial(escalation.ping_settled, CLOSED, at(22, 41), 6),
    "ping_withdrawn": partial(escalation.ping_withdrawn, cast.BRIEFING),
    "passed": partial(held.passed, PASSED, at(21, 51)),
    "promise": partial(held.promise, ASKED, at(22, 15)),
    "promise_again": partial(held.promise, ASKED_AGAIN, at(22, 15)),
    "promise_last": partial(held.promise, ASKED_LAST, at(22, 15)),
    "close": partial(held.close, ACTED_ON, at(22, 31, 13)),
    "settled": partial(held.settled, AS_PROMISED, at(22, 32), 6),
    "no_longer": partial(held.no_longer, briefing(of=cast.TAKEN, holder=ASH), at(21, 30)),
}
EVERYTHING = (
    Action.TAKE, Action.TAKE_OVER, Action.SEEN, Action.DID, Action.MORE, Action.PROMISE, Action.PASS, Action.CLOSE,
    Action.STAND_DOWN, Action.OVERRIDE,
)  # fmt: skip
FORMS: Draws = {
    "details_story": partial(details.details, WHOLE, at(22, 50, 13), Story(EVENTS, CLOSING), (Action.OPEN,)),
    "details_unusual": partial(details.details, THREE_HOURS, at(1, 6, 13), Story(UNUSUAL), EVERYTHING),
    "details_lapsed": partial(
        details.details, LAPSED, at(22, 21), Story(EVENTS[:3]), (Action.TAKE, Action.PASS)
    ),
}
LINES = OpenLine("Sam", (), None, "Dee", at(22, 15), False, promised="come")
SAID: Draws = {
    "taken": partial(refused.done, cast.TAKEN, 5, at(21, 18)),
    "passed_on": partial(refused.done, PASSED, 5, at(21, 51)),
    "more_time": partial(refused.done, PROMISED, 5, at(21, 51)),
    "acted_on": partial(refused.done, ACTED_ON, 5, at(22, 32)),
    **{
        f"because_{why}": partial(refused.because, PROMISED, why, at(21, 51))
        for why in [*refused.WHY, "already"]
    },
    "over": partial(refused.because, STOOD_DOWN, "over", at(22, 18)),
    "line_promised": partial(open_lines.in_house, SERVICE, LINES, at(21, 51)),
    "line_past": partial(open_lines.in_house, SERVICE, replace(LINES, asked=True), at(22, 16)),
    "line_passed": partial(open_lines.in_house, SERVICE, replace(LINES, passed_to=("Ash",)), at(21, 51)),
    "line_acted": partial(open_lines.in_house, SERVICE, replace(LINES, acted_at=at(22, 31)), at(22, 32)),
    "line_house": partial(
        open_lines.in_house, SERVICE, replace(cast.OPEN_LINES[0], house=("Jo", at(21, 50))), at(21, 20)
    ),
    "lapsed_unseen": partial(
        deeds.had, LAPSED, Lapsed("evidence", "Dee", None, at(22, 15), at(22, 20)), at(22, 21)
    ),
    "lapsed_unwanted": partial(deeds.had, LAPSED, Lapsed("unwanted", None, None, at(22, 15)), at(22, 21)),
}
