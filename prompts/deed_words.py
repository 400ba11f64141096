"""What people do to an escalation, each choice in the words of a message. Nothing here is written by anybody."""

from bot.escalation import Lapse, Promised
from bot.transitions import Did, PassedBecause, StoodDownBecause

# after a name
PROMISES: dict[Promised, str] = {
    "phone": "phones the house",
    "come": "comes to the house",
    "send": "sends somebody",
    "partner": "phones another agency",
    "other": "acts",
}
# after "to"
INTEND: dict[Promised, str] = {
    "phone": "phone the house",
    "come": "come to the house",
    "send": "send somebody",
    "partner": "phone another agency",
    "other": "act",
}
# after a name, or after "you"
DID: dict[Did, str] = {
    "as_promised": "did what was promised",
    "phoned": "phoned the house",
    "came": "came to the house",
    "sent": "sent somebody",
    "partner": "told another agency",
    "emergency": "called the emergency services",
    "nothing_needed": "found that nothing more was needed",
    "other": "acted on it",
}
# what a promise is once it is kept
KEPT: dict[Promised, Did] = {"phone": "phoned", "come": "came", "send": "sent", "partner": "partner"}
BECAUSE: dict[PassedBecause, str] = {
    "too_far": "too far away",
    "busy": "busy with something as urgent",
    "shift_ends": "going off call",
    "better_placed": "somebody else knows more",
    "other": "the reason is written down",
}
STOOD_DOWN: dict[StoodDownBecause, str] = {
    "by_mistake": "it was tapped by mistake",
    "corrected": "what was written was corrected",
    "answered_since": "the answers came since",
    "told_elsewhere": "it is dealt with elsewhere",
    "other": "the reason is written down",
}
LAPSED: dict[Lapse, str] = {
    "evidence": "did not see what was new in time",
    "passed": "passed it on, and nobody took it in time",
    "promise": "has not said what became of it",
    "left": "is on no list any more",
    "unwanted": "it is somebody else's to take now",
}
