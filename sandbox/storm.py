"""Weather on a seeded plan: what goes wrong on the way to Slack and on the way from it.

    POST page/storm {
        "seed": 7,                              a number or a text
        "rates": {"429": 0.05, "drop": 0.02},   chance of each kind, per Web API call; together at most 1
        "deliveries": {"twice": 0.05},          chance of each kind, per envelope or request to the bot
        "methods": ["chat.postMessage"],        which calls; without it all that the bot calls
        "look_up": false,                       spare conversations.history and .replies (default: not spared)
        "spans": {"429": [1, 3]},               seconds from and to, for the kinds that have a length
        "seconds": 60,                          how long, in real seconds; without it until the next storm
        "until": "2026-11-12T22:00:00+00:00"    how long, on the sandbox's clock (either, both or neither)
    } -> {"ok", "storm", "running", "counts", "by_method", "calls"}
    POST page/storm {"rates": {}}               calm from now on
    GET page/storm                              the same answer

A new storm replaces the one before. `methods` may also name "response_url" and "apps.connections.open", which
are spared otherwise; response_urls are met before they count as used. `counts` are {"api": {kind: n},
"delivery": {kind: n}}, `by_method` {method or what was delivered: {kind: n}}: since the sandbox began, faults
planned by page/fault among them. `calls` are the calls and deliveries that this storm decided about.

Kinds of `rates` (page/fault takes the same), not done unless it says so:
    429                 with Retry-After: the fault's seconds, span 1 to 3
    500, 503            with HTML
    garbage             200 with HTML
    shape               200 with JSON of another shape (an object without "ok", a list, a text), never "ok": true
    drop                the connection is cut
    silence             held open with no answer until the caller leaves; cut after span 12 to 12
    delay               done after a while, answered: span 0.05 to 2
    accept_and_drop     done, the answer lost
    accept_and_500      done, answered 500
    accept_and_garbage  done, answered with 200 and HTML
    accept_and_silence  done, then as silence
    accept_and_delay    done at once, answered after a while: span 0.05 to 2

Kinds of `deliveries` (page/fault takes them with "method": "delivery", or the name of what is delivered:
block_actions, view_submission, view_closed, shortcut, message_action, a command such as /oncall, an event's type):
    lost      the bot never gets it: the user sees an error at once; an event is retried
    ack_lost  the bot gets it and answers; the answer is lost: the user sees an error, an event is retried
    twice     delivered twice, in the same envelope (or the same signed request); the first answer counts
    again     events alone: acknowledged, and delivered once more in a new envelope with retry fields;
              after span 0.2 to 1.5
    late      delivered after span 0.05 to 2; Slack's three seconds count from then
    refresh   sockets alone: one is told {"type": "disconnect", "reason": "refresh_requested"} and closed as soon
              as another is there, at most ten seconds later; the envelope goes through another that is there or
              comes within a second, or else still through this one
    warning   as refresh, told "warning" and left open for the ten seconds (slack_sdk's own client then answers
              nothing for up to three seconds)
    cut       sockets alone: one is cut abruptly with what is under way on it; the envelope goes through another,
              or nowhere (the user sees an error; slack_sdk's own client comes back after five pings unanswered)
    too_many  sockets alone: all are told "too_many_websockets" as with refresh, and the next two that connect
              are told so instead of hello and are closed
Over HTTP the kinds for sockets meet nothing. Outside of any storm: POST page/sockets {"do": "refresh" | "warning" |
"cut" | "too_many", "every": true} at once, to one socket or every one.

A decision depends on the seed, the method (or what is delivered) and how many of it came in this storm before: a
seed repeats as far as the order of each method's calls does.

The log (GET page/log) has a "fault" entry for each: `side` "api" or "delivery", `method`, `error` (the kind),
`done` (whether Slack did it, or the bot got it), `seconds`, `nth`, `storm` (the seed; null where page/fault planned
it), `token` (the message's metadata payload id; of a delivery the id of the message touched), `conversation`,
`user`, `ts`, `thread_ts`, and for deliveries `did`. A broken look-up is a fault entry of conversations.history or
.replies: it tells no token, but the conversation and when (`at`, `real`). The `user` of conversations.open is whom
it names.
"""

import time
from collections import Counter
from datetime import datetime
from random import Random
from typing import Any

from sandbox.faults import API, DELIVERY, EVENTS_ALONE, SOCKETS_ALONE, Fault
from sandbox.plain import Json

LOOK_UP = ("conversations.history", "conversations.replies")
NAMED_ALONE = ("response_url", "apps.connections.open")
TOLD = {"seed", "rates", "deliveries", "methods", "look_up", "spans", "seconds", "until"}
SPANS: dict[str, tuple[float, float]] = {
    "429": (1.0, 3.0),
    "silence": (12.0, 12.0),
    "accept_and_silence": (12.0, 12.0),
    "delay": (0.05, 2.0),
    "accept_and_delay": (0.05, 2.0),
    "again": (0.2, 1.5),
    "late": (0.05, 2.0),
}


class Storm:
    """One storm's decisions. ValueError says what is wrong with what was told."""

    def __init__(self, told: Json) -> None:
        if unknown := set(told) - TOLD:
            raise ValueError(f"storm: unknown {', '.join(sorted(unknown))}")
        self.told = told
        self.seed = told.get("seed", 0)
        self._rates = _chances("rates", told.get("rates") or {}, API)
        self._deliveries = _chances("deliveries", told.get("deliveries") or {}, DELIVERY)
        self._methods = None if told.get("methods") is None else frozenset(map(str, told["methods"]))
        self._look_up = bool(told.get("look_up", True))
        self._spans = SPANS | _spans(told.get("spans") or {})
        seconds = told.get("seconds")
        self._ends = None if seconds is None else time.monotonic() + float(seconds)
        self._until = _instant(told.get("until"))
        self.calls: Counter[str] = Counter()

    def running(self, now: datetime) -> bool:
        """Say whether anything may still go wrong; `now` is the sandbox's clock."""
        over = (self._ends is not None and time.monotonic() >= self._ends) or (
            self._until is not None and now >= self._until
        )
        return bool(self._rates or self._deliveries) and not over

    def call(self, method: str, now: datetime) -> Fault | None:
        """Return what meets this call of the Web API, if anything does."""
        if not self.running(now) or not self._concerns(method):
            return None
        return self._decide(method, self._rates)

    def delivery(self, what: str, envelope: str, sockets: bool, now: datetime) -> Fault | None:
        """Return what meets this delivery to the bot, if anything does."""
        if not self.running(now):
            return None
        fault = self._decide(what, self._deliveries)
        if fault is None or (fault.do in SOCKETS_ALONE and not sockets):
            return None
        return None if fault.do in EVENTS_ALONE and envelope != "events_api" else fault

    def _concerns(self, method: str) -> bool:
        if method in LOOK_UP and not self._look_up:
            return False
        return method not in NAMED_ALONE if self._methods is None else method in self._methods

    def _decide(self, name: str, chances: dict[str, float]) -> Fault | None:
        self.calls[name] += 1
        nth = self.calls[name]
        dice = Random(f"{self.seed}/{name}/{nth}")
        left, span = dice.random(), dice.random()
        for do, chance in chances.items():
            left -= chance
            if left < 0:
                first, last = self._spans.get(do, (1.0, 1.0))
                return Fault(name, 1, do, round(first + (last - first) * span, 3), self.seed, nth, dice)
        return None


def _chances(name: str, told: Any, kinds: tuple[str, ...]) -> dict[str, float]:
    """Return chances in the order of `kinds`, so that the order they were told in decides nothing."""
    if not isinstance(told, dict) or (unknown := set(told) - set(kinds)):
        wrong = ", ".join(sorted(map(str, unknown))) if isinstance(told, dict) else told
        raise ValueError(f"{name}: unknown {wrong}; known are {', '.join(kinds)}")
    chances = {kind: float(told[kind]) for kind in kinds if kind in told}
    if any(chance < 0 for chance in chances.values()) or sum(chances.values()) > 1 + 1e-9:
        raise ValueError(f"{name}: each is at least 0, and together they are at most 1")
    return {kind: chance for kind, chance in chances.items() if chance}


def _spans(told: Any) -> dict[str, tuple[float, float]]:
    if not isinstance(told, dict) or not set(told) <= set(SPANS):
        raise ValueError(f"spans: for {', '.join(SPANS)}")
    spans = {kind: (float(first), float(last)) for kind, (first, last) in told.items()}
    if any(not 0 <= first <= last for first, last in spans.values()):
        raise ValueError("spans: from and to, in seconds")
    return spans


def _instant(told: Any) -> datetime | None:
    value = None if told is None else datetime.fromisoformat(str(told))
    if value is not None and value.tzinfo is None:
        raise ValueError("until: an offset is needed")
    return value
