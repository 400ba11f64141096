"""The watchdog: what is wrong with what should happen by itself, as values. Pure; words for an administrator.

What depends on the time has to hold at two looks, one minute apart, before anything is done about it: a clock that
leaps, or a tick in the middle of its work, makes things past due for a moment. What is wrong at any time is mended
at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot import escalation
from bot.escalation import Escalation
from bot.live import Finding

OVERDUE = timedelta(minutes=1)
URGENT_WITHIN = timedelta(minutes=2)
TICK_WITHIN = timedelta(minutes=1)
POSTED_WITHIN = timedelta(minutes=10)

Kind = Literal[
    "no_next_move", "no_promise", "wrong_next", "stuck", "not_asked", "not_planned", "not_sent", "not_finished",
    "not_done", "no_ticks", "cut_off", "not_posted",
]  # fmt: skip
Of = Literal["escalation", "handover", "service", "relay", "huddle"]
Repair = Literal["write", "climb", "ask", "plan"]
Key = tuple[Kind, int]


@dataclass(frozen=True)
class Known:
    """A kind of fault: of what, what mends it (None: a human), whether it depends on the time, and its words.

    `what` is what happened; `please` is what the administrator is asked to do. `silences` the outside heart: its
    alarm says that nobody may be told of anything.
    """

    of: Of
    repair: Repair | None
    timed: bool
    what: str
    please: str
    silences: bool = True


ASK_THEM = "Please phone on-call for this house, and ask whether they know."
BY_HAND = "Until then, hand over by word of mouth, and phone on-call from your own list."
KINDS: Mapping[Kind, Known] = {
    "no_next_move": Known(
        "escalation", "write", False,
        "Something was open here, and nobody was to be told next. Relay tells the next person now.", ASK_THEM,
    ),
    "no_promise": Known(
        "escalation", "write", False,
        "Somebody had taken something on here, and no time was kept by which they act. Relay asks them now.",
        "Please phone them, and ask what they have done.",
    ),
    "wrong_next": Known(
        "escalation", "write", False,
        "Relay had a wrong time for its next step about something here. It has put the time right.", ASK_THEM,
    ),
    "stuck": Known(
        "escalation", "climb", True,
        "Somebody should have been told or asked about something here, and Relay was more than a minute late.",
        "Please phone the house now, and ask what is open. Then phone on-call for it from your own list. "
        "Have somebody look into Relay's log.",
    ),
    "not_asked": Known(
        "handover", "ask", True,
        "The handover question was due here, and was not asked in time.",
        "Please look whether it is in the house's channel now. If not, hand over by word of mouth and by phone.",
    ),
    "not_planned": Known(
        "service", "plan", True,
        "The next handover question was not on Relay's list here.",
        "Please look at the next change of shift whether the question comes. If not, hand over by word of mouth.",
    ),
    "not_sent": Known(
        "relay", None, True,
        "An urgent message had waited for more than two minutes: Slack did not take it.",
        f"Please phone the houses, and ask what is open. {BY_HAND} "
        "Then have somebody type relay check --live in a terminal.",
    ),
    "not_finished": Known(
        "relay", None, True,
        "A message was begun and never finished: the part of Relay that sends may have stopped.",
        f"Please start Relay again. {BY_HAND}",
    ),
    "not_done": Known(
        "relay", None, True,
        "Relay was more than a minute late with something that was due.",
        f"Please have somebody look into Relay's log, and start it again. {BY_HAND}",
    ),
    "no_ticks": Known(
        "relay", None, True,
        "For more than a minute Relay had not looked at what is due.",
        f"Please start Relay again. {BY_HAND}",
    ),
    "cut_off": Known(
        "relay", None, True,
        "For more than a minute Slack could tell Relay nothing: taps, forms and commands may not have reached it.",
        "Relay goes on trying to connect. Please have somebody type relay check --live in a terminal: it says what is "
        "wrong. Until taps work again, answer pings by phone, and hand over by word of mouth.",
    ),
    "not_posted": Known(
        "huddle", None, True,
        "The digest of a weekly huddle was more than ten minutes late. Relay tries again every minute, for a day.",
        "Please tell whoever leads the huddle: /huddle may show the figures. "
        "Then have somebody look into Relay's log.", silences=False,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `id` is of what `known.of` says, 0 where it is of the program as a whole."""

    kind: Kind
    id: int
    service_id: int | None = None

    @property
    def known(self) -> Known:
        """What is known of faults of its kind."""
        return KINDS[self.kind]

    @property
    def key(self) -> Key:
        """What it is told apart by."""
        return self.kind, self.id

    @property
    def sentence(self) -> str:
        """What happened, and what an administrator is asked to do."""
        return f"{self.known.what} {self.known.please}"


@dataclass(frozen=True)
class Kept:
    """An escalation that goes on, and when it has to be looked at next as the database has it."""

    escalation: Escalation
    next_at: datetime | None


@dataclass(frozen=True)
class Planned:
    """A handover that is planned and was due at `due_at`."""

    id: int
    service_id: int
    due_at: datetime


@dataclass(frozen=True)
class Unposted:
    """A huddle's digest that is planned and was due at `due_at`; `service_id` is the first house it looks at."""

    id: int
    service_id: int | None
    due_at: datetime


@dataclass(frozen=True)
class Unsent:
    """A message on its way: `due_at` by Relay's clock. `service_id` is None where its house must not hear of it."""

    service_id: int | None
    due_at: datetime


@dataclass(frozen=True)
class Gathered:
    """What the database says at `now`.

    `planned` are the handovers due a while ago; `unplanned` the services without a next one; `urgent` what waits that
    rings somebody; `begun` when, by the real clock, each unfinished claim of a message ended; `undone` how much else
    was due a while ago: what was told privately, changes of on-call, silence; `ticked` how long ago the last tick came
    to its end, None where nobody counts. `connected`: Slack can tell Relay what staff do, as far as this process knows.
    `unposted` are the digests due a while ago.
    """

    now: datetime
    real: datetime
    kept: Sequence[Kept] = ()
    planned: Sequence[Planned] = ()
    unplanned: Sequence[int] = ()
    urgent: Sequence[Unsent] = ()
    begun: Sequence[datetime] = ()
    undone: int = 0
    ticked: timedelta | None = None
    unposted: Sequence[Unposted] = ()
    connected: bool = True


def lacks(one: Kept) -> Kind | None:
    """What an escalation lacks at any time; None where it has its next move, and the database knows when."""
    e = one.escalation
    if e.state == "open" and e.due_at is None:
        return "no_next_move"
    if e.state == "acknowledged" and e.promise_by is None:
        return "no_promise"
    return "wrong_next" if one.next_at != escalation.next_at(e) else None


def mended(kind: Kind, e: Escalation, now: datetime) -> Escalation:
    """The escalation with what it lacked: told next now, or its holder asked now. Else only to be written again."""
    if kind == "no_next_move":
        return replace(e, due_at=now)
    return replace(e, promise_by=now) if kind == "no_promise" else e


def faults(seen: Gathered) -> list[Fault]:
    """All that is wrong, each once: of messages one a service, for Slack or the sender is the matter, not they."""
    wrong = [fault for one in seen.kept if (fault := _of_escalation(one, seen.now))]
    wrong += [
        Fault("not_asked", one.id, one.service_id) for one in seen.planned if seen.now - one.due_at > OVERDUE
    ]
    wrong += [Fault("not_planned", one, one) for one in seen.unplanned]
    waiting = [one.service_id for one in seen.urgent if seen.now - one.due_at > URGENT_WITHIN]
    wrong += [Fault("not_sent", 0, one) for one in dict.fromkeys(waiting)]
    if any(seen.real - one > OVERDUE for one in seen.begun):
        wrong.append(Fault("not_finished", 0))
    if seen.undone:
        wrong.append(Fault("not_done", 0))
    if seen.ticked is not None and seen.ticked > TICK_WITHIN:
        wrong.append(Fault("no_ticks", 0))
    if not seen.connected:
        wrong.append(Fault("cut_off", 0))
    late = [one for one in seen.unposted if seen.now - one.due_at > POSTED_WITHIN]
    return wrong + [Fault("not_posted", one.id, one.service_id) for one in late]


def _of_escalation(one: Kept, now: datetime) -> Fault | None:
    late = one.next_at is not None and now - one.next_at > OVERDUE
    kind = lacks(one) or ("stuck" if late else None)
    return Fault(kind, one.escalation.id, one.escalation.service_id) if kind else None


def certain(found: Sequence[Fault], before: Collection[Key]) -> list[Fault]:
    """Those to do something about: what holds at any time, and what was found at the look `before` as well."""
    return [one for one in found if not one.known.timed or one.key in before]


def no_heart() -> Finding:
    """The advice where nothing outside would notice that the bot is down."""
    what = "nothing outside would notice that Relay is down"
    fix = "docs/watchdog.md says how to set up an outside heart, which takes a few minutes."
    return Finding("said", "RELAY_HEARTBEAT_URL", what, fix, "RELAY_HEARTBEAT_URL", "not_set")
