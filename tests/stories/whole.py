"""A whole escalation: from the first signs to its end, with everything on the way that people and time do to it."""

from dataclasses import dataclass

import prompts.handover
from tests.handlers import acts, endings
from tests.otherslack.slack import Body, buttons
from tests.stories.night import DEE, HOUSE, PAT, Night, Scenes

JO, REMI, ASH, KIT = "U0WORKER", "U0AGENCY", "U0ASH", "U0SAFE"


@dataclass(frozen=True)
class Signs:
    """Somebody says what they saw of Sam."""

    who: str
    values: Body

    def __call__(self, night: Night) -> None:
        post = next(one for one in night.room(HOUSE) if "early warning signs" in one["text"])
        button = next(
            one for one in buttons(post) if one["action_id"].startswith(prompts.handover.Action.SIGNS)
        )
        night.insists(lambda: night.tap(self.who, post, button))
        night.fills_in(self.who, self.values)


@dataclass(frozen=True)
class Taps:
    who: str
    text: str
    where: str | None = None

    def __call__(self, night: Night) -> None:
        night.taps(self.who, self.text, self.where)


@dataclass(frozen=True)
class Form(Taps):
    """Somebody opens a form and sends it."""

    values: Body | None = None

    def __call__(self, night: Night) -> None:
        super().__call__(night)
        night.fills_in(self.who, self.values or {})


def nobody(_night: Night) -> None:
    """Time passes."""


SLEEPLESS = {"sign:sleep": "2", "sign:pacing": "1"}
WORSE = {"sign:sleep": "3", "sign:pacing": "1"}
MEL = "4"
SOMEONE = {"has": {"value": {"selected_option": {"value": MEL}}}, "by": {"value": {"selected_time": "22:30"}}}
PRIVATELY = {"person": "0", "text": "It is about somebody's money", "tell": "now"}
PASSED = acts.state(pass_to="next", because="busy")
CLOSED = endings.state(**endings.ANSWERS, informed=endings.ticked("person", "manager"))
CLIMB: Scenes = [
    ("planned", 2100, nobody),
    ("asked", 2115, nobody),
    ("signs: the first rung", 2116, Signs(JO, SLEEPLESS)),
    ("the second rung", 2126, nobody),
    ("repeated", 2141, nobody),
    ("the last rung", 2151, nobody),
    ("unanswered", 2206, nobody),
    ("the house's word", 2207, Form(JO, "Someone has this…", HOUSE, SOMEONE)),
    ("taken", 2208, Taps(DEE, "I've got this")),
    ("evidence joins", 2210, Signs(REMI, WORSE)),
    ("seen", 2211, Taps(DEE, "Seen")),
    ("on-call changes", 2230, nobody),
    ("a tap of whoever comes on", 2231, Taps(PAT, "I'm on call")),
    ("what became of the promise?", 2238, nobody),
    ("a quarter of an hour more", 2239, Taps(DEE, "15 minutes more")),
    ("asked again", 2253, nobody),
    ("no answer: open again", 2258, nobody),
    ("taken anew", 2259, Taps(PAT, "I've got this")),
    ("passed on", 2300, Form(PAT, "Pass on…", None, PASSED)),
    ("taken over", 2301, Taps(ASH, "I'll take it")),
    ("what was done", 2302, Form(ASH, "What I did…", None, acts.state(did=["phoned"]))),
    ("told in private", 2303, Form(JO, "Tell safeguarding privately", HOUSE, PRIVATELY)),
    ("taken in private", 2304, Taps(KIT, "I've got this")),
    ("asked to close", 4702, nobody),
    ("the managers are asked to close", 7102, nobody),
    ("closed", 7103, Form(ASH, "Close…", None, CLOSED)),
]
