"""The forms of whoever has an escalation, on the same evening. Everybody is invented."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.briefing import Acted, Briefing, Deeds, Passed
from bot.passing import Colleagues
from bot.people import Staff
from prompts import acting, acting_saved
from prompts.acting import Acting
from tests.prompts import cast
from tests.prompts.cast import DEE, at, briefing

ASH = Staff(6, "U0ASH", "Ash", "manager")
MEL = Staff(7, "U0LEAD", "Mel", "team_leader")
IDA = Staff(8, "U0IDA", "Ida", "manager")
PROMISED = briefing(of=cast.TAKEN, escalation={"promised": "come", "promise_by": at(22, 15)})
PASSED = briefing(
    of=cast.TAKEN,
    escalation={"pass_by": at(21, 35), "passed_to": (6,)},
    deeds=Deeds(passed=Passed(("Ash",), "busy", at(21, 35))),
)
PASSED_TO_TWO = briefing(
    of=PASSED, deeds=Deeds(passed=Passed(("Ash", "Ida"), "other", at(21, 35), words=True))
)
ACTED = briefing(
    of=cast.TAKEN,
    escalation={"state": "acted_on", "promised": "come", "acted_at": at(22, 31)},
    deeds=Deeds(acted=Acted("Dee", at(22, 31), ("came", "partner"))),
)
SENT: Any = {
    acting.WHAT: {"value": {"selected_option": {"value": "send"}}},
    acting.BY: {"value": {"selected_time": "23:40"}},
    acting.TO: {"value": {"selected_option": {"value": "7"}}},
    acting.BECAUSE: {"value": {"selected_option": {"value": "too_far"}}},
    acting.DONE: {"value": {"selected_options": [{"value": "sent"}]}},
}


def of(b: Briefing, hour: int = 21, minute: int = 25, **more: Any) -> Acting:
    return Acting(b, "{}", (DEE,), at(hour, minute), **more)


WROTE = SENT | {acting.WORDS: {"value": {"value": "The road is shut"}}}
NEXT_AND_OTHERS = Colleagues((ASH,), (ASH, IDA, MEL))
FORMS: dict[str, partial[Any]] = {
    "acting_promise": partial(acting.promise, of(cast.TAKEN)),
    "acting_promise_again": partial(acting.promise, of(PROMISED)),
    "acting_promise_once_more": partial(acting.promise, of(cast.TAKEN, sent=SENT)),
    "acting_pass": partial(acting.pass_on, of(cast.TAKEN), NEXT_AND_OTHERS),
    "acting_pass_open": partial(acting.pass_on, of(cast.BRIEFING), Colleagues((ASH, IDA), (ASH, IDA, MEL))),
    "acting_pass_again": partial(acting.pass_on, of(PASSED), Colleagues((), (IDA, MEL))),
    "acting_pass_once_more": partial(acting.pass_on, of(cast.BRIEFING, sent=SENT), NEXT_AND_OTHERS),
    "acting_pass_in_hours": partial(
        acting.pass_on, replace(of(cast.IN_HOURS_TOLD), now=at(9, 5, 13)), Colleagues((), (MEL,))
    ),
    "acting_did": partial(acting.did, of(cast.TAKEN, 22, 31)),
    "acting_did_once_more": partial(acting.did, of(cast.TAKEN, 22, 31, sent=SENT)),
    "acting_promised": partial(acting_saved.promised, of(PROMISED)),
    "acting_passed": partial(acting_saved.passed_on, of(PASSED)),
    "acting_passed_to_two": partial(acting_saved.passed_on, of(PASSED_TO_TWO)),
    "acting_acted": partial(acting_saved.acted, of(ACTED, 22, 31)),
    "acting_saved_before": partial(acting_saved.passed_on, of(ACTED, 22, 40)),
    "acting_not_saved": partial(acting_saved.not_saved, of(PASSED, sent=WROTE), "not_yours"),
    "acting_not_saved_over": partial(acting_saved.not_saved, of(ACTED, 22, 40), "over"),
}
SAID: dict[str, partial[Any]] = {
    "pass_to_nobody": partial(acting_saved.nobody, cast.TAKEN),
    "pass_to_nobody_open": partial(acting_saved.nobody, cast.BRIEFING),
}
