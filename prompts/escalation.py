"""Pings, and the answers to a tap: what is said to those whom an escalation tells."""

from datetime import datetime
from enum import StrEnum

from bot.briefing import Briefing
from bot.escalation import Escalation, State
from prompts import briefing, deeds, ids, reasons, spoken, words
from prompts.blocks import Blocks, Button, Message, actions, button, context, message, section
from prompts.briefing import clock, danger, place, title, whom

SEEN_LIMIT, WHY_LIMIT, ASK_LIMIT, SAID_MOST = 700, 500, 400, 3
NEEDS = {
    "now": "needs you now",
    "this_shift": "needs you this shift",
    "in_hours": "needs you in office hours",
}
HEADED = {"now": "", "this_shift": " · this shift", "in_hours": " · in office hours"}


class Action(StrEnum):
    """The buttons of an escalation; their value is its database id and the turn they were drawn in, "7:2"."""

    TAKE = "escalation.take"
    OPEN = "escalation.open"
    SEEN = "escalation.seen"
    DONE = "escalation.done"
    MORE = "escalation.more"
    TAKE_OVER = "escalation.take_over"
    PROMISE = "escalation.promise"
    PASS = "escalation.pass"
    DID = "escalation.did"
    CLOSE = "escalation.close"
    STAND_DOWN = "escalation.stand_down"
    SOMEONE = "escalation.someone"
    OVERRIDE = "escalation.override"


TEXTS: dict[Action, str] = {
    Action.TAKE: "I've got this",
    Action.OPEN: "Open",
    Action.SEEN: "Seen",
    Action.DONE: "Done",
    Action.MORE: "15 minutes more",
    Action.TAKE_OVER: "I'll take it",
    Action.PROMISE: "What and by when…",
    Action.PASS: "Pass on…",
    Action.DID: "What I did…",
    Action.CLOSE: "Close…",
    Action.STAND_DOWN: "Stand down…",
    Action.SOMEONE: "Someone has this…",
    Action.OVERRIDE: "Tell somebody anyway…",
}
# what only those who may take it can do to it
ACTING = (
    Action.DONE, Action.MORE, Action.TAKE_OVER, Action.PROMISE, Action.PASS, Action.DID, Action.CLOSE,
    Action.STAND_DOWN,
)  # fmt: skip
FIRST = frozenset({Action.TAKE, Action.TAKE_OVER, Action.DONE})


def value(e: Escalation) -> str:
    """A button's value."""
    return f"{e.id}:{e.turn}"


def parse_value(value: str) -> tuple[int, int | None]:
    """The escalation's id of a button and its turn, None in older ones. Raises ValueError for anything else."""
    found = ids.parse(value, 2 if ":" in value else 1)
    return found[0], found[1] if len(found) > 1 else None


def parse_id(value: str) -> int:
    """The escalation's id of a button. Raises ValueError for anything else."""
    return parse_value(value)[0]


def button_of(b: Briefing, action: Action) -> Button:
    """A button of an escalation; a screen reader says about whom."""
    opens = {
        Action.OPEN: f"Open {reasons.behind(b)}: {_plain(b)}",
        Action.SEEN: f"Seen, the new message: {_plain(b)}",
    }
    label = opens.get(action, f"{TEXTS[action].removesuffix('…')}: {_plain(b)}")
    return button(TEXTS[action], action, value(b.escalation), label, primary=action in FIRST)


def _plain(b: Briefing) -> str:
    return words.called(b.person.known_as) if b.person else words.plain(b.service.spec.name, 40)


def ping(b: Briefing, you: str, number: int, now: datetime) -> Message:
    """The direct message to `you`, staff's name: whom, what, why, by when. `number` counts tellings from 1.

    Its `text` is for lock screens: no sign, no reason.
    """
    course = [deeds.lapsed(b, now), _again(b, you, number, now), deeds.house(b, now), deeds.follows(b, now)]
    said = "".join(f" {one}" for one in course if one).replace("*", "")
    return message(
        f"{needs(b)} {spoken.headed(b, now)}{_phone(b)} or open Slack. {_answer_by(b, now)}{said}",
        section("danger", danger(b)),
        section("ping", _head(b, now), *course),
        evidence(b, now),
        section("asked", asked(b, now)),
        context("told", _told(b, you, now)),
        actions(
            "buttons", *(button_of(b, one) for one in (Action.TAKE, Action.PASS, *_moot(b), Action.OPEN))
        ),
    )


def _moot(b: Briefing) -> list[Action]:
    """Standing down, offered to those who may once what was seen is no longer so."""
    return [Action.STAND_DOWN] if b.may_stand_down and reasons.moot(b) else []


def _head(b: Briefing, now: datetime) -> str:
    return f"*{title(b)}{HEADED[b.escalation.rings_as]} · {words.lower(_answer_by(b, now))[:-1]}*"


def needs(b: Briefing) -> str:
    """ "Rowan House needs you now about Sam."."""
    about = f" about {whom(b)}" if b.person else ""
    return f"{place(b)} {NEEDS[b.escalation.rings_as]}{about}."


def _phone(b: Briefing) -> str:
    how = " now and ask how everybody is," if spoken.unknown(b) else ""
    return f"Phone {house_phone(b)}{how}"


def _answer_by(b: Briefing, now: datetime) -> str:
    if b.escalation.unanswered_at:
        return "Please answer now."
    by = clock(b, b.answer_by, now) if b.answer_by else None
    return f"Please answer by {by}." if by else "Please answer as soon as you can."


def _again(b: Briefing, you: str, number: int, now: datetime) -> str:
    """That nobody has answered meanwhile; `number` is that of the message."""
    told = [one for one in deeds.told_since(b) if one.number < number]
    if not told:
        return f"This is message {number}." if number > 1 else ""
    you_are = "told again" if any(one.name == you for one in told) else "told next"
    return f"Nobody has answered since {clock(b, told[0].at, now)}: you are {you_are} (message {number})."


def house_phone(b: Briefing) -> str:
    """The house's number."""
    return words.name(b.service.spec.phone)


def evidence(b: Briefing, now: datetime, because: str = "Why you") -> Blocks:
    """What was seen, why it rings and what was tried: for direct messages to those entitled."""
    newest = b.sightings[0] if b.sightings else None
    seen = briefing.seen(b, newest, now, SEEN_LIMIT) if newest else None
    more = len(b.sightings) - 1
    before = f"And {words.plural(more, 'earlier sighting')}: tap Open." if more > 0 else None
    why = words.cut_escaped(" ".join(reasons.why(b, beside_seen=True)), WHY_LIMIT)
    tried = f"*Tried:* {briefing.tried(b, newest)}" if newest else None
    since = reasons.corrected(b, now) or reasons.answered(b, now)
    late = [part for one in b.late for part in spoken.late(b, one, now)]
    said = spoken.lines(b, now, SAID_MOST)
    return section(
        "evidence", since, *late, *said, seen, before, spoken.others(_others(b)),
        f"*{because}:* {why}" if why else None, tried, _written(b), spoken.knows(b),
    )  # fmt: skip


def _others(b: Briefing) -> int:
    """How many others the newest of it affects: two may affect the same person, so they are not added up."""
    counted = [*(one.others for one in b.spoken), *(one.others for one in b.sightings)]
    return next((count for count in counted if count), 0)


def _written(b: Briefing) -> str | None:
    """That the person's own words are to be read in the form."""
    answer = b.sightings[0].answer if b.sightings else None
    if answer is None or not (answer.says or answer.wants):
        return None
    return f"*{whom(b)} {'says' if answer.says else 'wants'}:* written down; tap Open to read it."


def asked(b: Briefing, now: datetime) -> str:
    """What whoever takes it is asked to do, by when, and the house's number."""
    return f"*You're asked to:* {_ask(b)} {_act_by(b, now)} House: *{house_phone(b)}*"


def _ask(b: Briefing) -> str:
    return " ".join(words.sentence(words.escape(ask, ASK_LIMIT)) for ask in reasons.asks(b))


def _act_by(b: Briefing, now: datetime) -> str:
    # a time of its own would be past before long, and this may stand for hours
    if b.answer_by is None or b.escalation.unanswered_at or b.escalation.rings_as == "in_hours":
        return f"Within {words.length(b.escalation.act_within)} of taking it."
    return f"By {clock(b, b.answer_by + b.escalation.act_within, now)} at the latest."


def _told(b: Briefing, you: str, now: datetime) -> str:
    others = [one.name for one in b.told if one.name != you]
    told = f"Told: you{' and ' + words.names(others) if others else ''}."
    return f"{told} {_next(b, you, now)}"


def _next(b: Briefing, you: str, now: datetime) -> str:
    if b.escalation.unanswered_at:
        return _until_taken(b, you)
    if not b.next_up:
        return (
            "After you: you are told again." if spoken.called(b) else "After you: the house is told to phone."
        )
    at = f", {clock(b, b.next_at, now)}" if b.next_at else ""
    return f"Next: {words.names(b.next_up)}{at}."


def _until_taken(b: Briefing, you: str) -> str:
    """Who is told again and again, once nobody else is left to be told."""
    house = "" if spoken.called(b) else "The house has been told whom to phone. "
    last = [one.name for one in briefing.last_told(b)]
    if you in last:
        return f"{house}You are told again until somebody has it."
    again = f"{words.names(last)} {'are' if len(set(last)) > 1 else 'is'}" if last else "Nobody is"
    return f"{house}{again} told again until somebody has it."


def ping_settled(b: Briefing, now: datetime, you_id: int | None = None) -> Message:
    """The newest ping once it was taken: who has it and by when; `you_id` is the reader (staff), who may have it.

    When it is over, without what was seen.
    """
    going = b.escalation.state in ("open", "acknowledged")
    standing, then = deeds.standing(b, now, you_id), _then(b, you_id)
    return message(
        f"{title(b)}: {standing} {f'{then} ' if then else ''}House: {house_phone(b)}.",
        section("ping", f"*{title(b)}*", f"*{standing}*", then),
        [
            *evidence(b, now, "Why"),
            *section("asked", f"*Asked to:* {_ask(b)} House: *{house_phone(b)}*", danger(b)),
        ]
        if going
        else [],
        actions("buttons", *(button_of(b, one) for one in _own(b, you_id))),
    )


def _then(b: Briefing, you_id: int | None) -> str | None:
    """To a reader who has nothing to do with it any more."""
    e = b.escalation
    if e.state == "open" or you_id in (e.holder_id, *e.passed_to):
        return None
    return "Nothing is asked of you now." if e.state in HOLDERS else "Thank you."


def _own(b: Briefing, you_id: int | None) -> list[Action]:
    """What the reader can do now: whoever has it more than others."""
    e = b.escalation
    if e.state == "open":
        return [Action.TAKE, Action.OPEN]
    if e.holder_id != you_id or e.state not in HOLDERS:
        return [Action.OPEN]
    return [*HOLDERS[e.state], Action.OPEN]


HOLDERS: dict[State, tuple[Action, ...]] = {
    "acknowledged": (Action.DID, Action.PROMISE, Action.PASS),
    "acted_on": (Action.CLOSE,),
}


def ping_older(b: Briefing) -> Message:
    """An older copy of a ping: it has no buttons and points to the newer one."""
    newer = "A newer message below has the buttons."
    return message(f"{title(b)}: {newer}", section("ping", f"*{title(b)}*", newer))


def ping_withdrawn(b: Briefing) -> Message:
    """To somebody who was told, and whom the plan now says not to contact: nothing is theirs to do or to read."""
    said = "This is with somebody else now. Nothing is asked of you. Thank you."
    return message(f"{place(b)}: {said}", section("ping", f"*{place(b)}*", said))
