"""The sender: claims what may be sent, first things first, and hands it to a few threads."""

import math
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta

import structlog
from slack_sdk import WebClient

import bot.sending
import db.outbox
import db.pace
import db.queue
from bot.pace import First
from db.outbox import Letter
from db.session import UNREACHABLE
from handlers import delivery, metrics, settling
from handlers.relay import Relay

log = structlog.get_logger()
AT_ONCE = 5  # one slow answer of Slack's holds up no other message; the last of them is kept for a ping
SPARE = 0.02  # seconds at least between two looks of one who waits for somebody else's claim
ALONE = 0.1  # seconds that what ends a rest, mostly a ping, is drawn and sent before anything else is begun
VAIN, BREATH = 2, 0.03  # after so many wakes for nothing, seconds until the next look
LOOK = 0.25  # seconds at most until a retry or an ended lease is noticed
FORGETS_EVERY = 60.0  # seconds
AHEAD = bot.sending.LONGEST_RETRY_AFTER + timedelta(minutes=1)  # nothing waits longer for Slack
CLAIM_LOST = "claim_lost"
PATIENCE = 5.0  # seconds that the command line waits for its turn


def run(relay: Relay, client: WebClient) -> None:
    """Send until `relay.stop`. Blocks; whatever goes wrong, it goes on: a database out of reach is asked again."""
    while not relay.stop.is_set():
        try:
            _run(relay, client)
        except Exception:
            # were this thread to end, nobody would send what this process was to send
            log.exception("sender.error")
            relay.stop.wait(1)


def _run(relay: Relay, client: WebClient) -> None:
    slots = threading.Semaphore(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send") as threads:
        resting, opens, forgot, vain = False, 0.0, -math.inf, 0
        while not relay.stop.is_set():
            if time.monotonic() - forgot > FORGETS_EVERY:
                forgot = time.monotonic()
                _forget(relay)
            # before the slots are counted: whoever frees one wakes
            relay.wake.clear()
            free = _free(slots)
            rested = resting
            # commits wake several times a second: when a bucket opens is not asked again before it has
            letters, rest = _next(relay, rested, free, max(0.0, opens - time.monotonic()))
            resting = not letters
            for _ in range(free - len(letters)):
                slots.release()
            sent = [threads.submit(_send, relay, client, letter, slots) for letter in letters]
            if resting:
                opens = time.monotonic() + min(rest, LOOK)
                vain = _rested(relay, min(rest, LOOK), vain)
                continue
            vain = 0
            if rested:
                wait(sent, ALONE)


def _rested(relay: Relay, seconds: float, vain: int) -> int:
    """Wait for a wake. How many there have been, one upon the other, for which nothing could be sent: `vain` before."""
    began = time.monotonic()
    if not relay.wake.wait(seconds) or time.monotonic() - began > BREATH:
        return 0
    if vain >= VAIN:
        # answers come one upon the other: to look after each would cost them more than it tells
        relay.stop.wait(BREATH)
    return vain + 1


def _free(slots: threading.Semaphore) -> int:
    """Wait for a slot, and take all that are free: to claim several at once writes to the database but once."""
    slots.acquire()
    taken = 1
    while slots.acquire(blocking=False):
        taken += 1
    return taken


def _next(relay: Relay, resting: bool, free: int, opens: float) -> tuple[list[Letter], float]:
    """What is claimed to be sent; or the seconds until it is worth looking again. Never raises.

    `opens` are the seconds that are left of those that it said last.
    """
    try:
        # on SQLite a claim that finds nothing holds up everybody who writes: who may well find nothing looks first
        looks = relay.db.sqlite and (resting or free == 1)
        may = not looks or _ready(relay, pings=free == 1)
        # what ends a rest goes at once, without the company that the next ones have
        letters = _claim(relay, 1 if resting else free, free) if may else []
        return letters, 0.0 if letters else opens or _opens(relay)
    except Exception:
        # whatever it was, nobody else sends what this process was to send
        log.exception("sender.error")
        relay.stop.wait(1)
        return [], LOOK


def drain(relay: Relay, client: WebClient) -> None:
    """Send all that may be sent by now, one after the other: the command line waits a little for its turn."""
    patience = time.monotonic() + PATIENCE
    while True:
        if letters := _claim(relay, 1, AT_ONCE):
            _send(relay, client, letters[0], threading.Semaphore())
        elif (rest := _rest(relay)) < math.inf and time.monotonic() < patience:
            relay.stop.wait(min(max(rest, SPARE), LOOK))
        else:
            return


def _claim(relay: Relay, most: int, free: int) -> list[Letter]:
    """So many at most, first things first, each fenced by an owner of its own. The last that is `free` is a ping's.

    Pings go in no other company: what is drawn beside them takes its time from theirs. One where others claim at the
    same time: of several, each would hold a bucket that the other needs.
    """
    most = most if relay.db.sqlite else 1
    claimed: list[Letter] = []
    now, real = relay.clock.now(), relay.clock.real()
    try:
        with relay.db.write() as session:
            while len(claimed) < most:
                owner = uuid.uuid4().hex
                pings = len(claimed) + 1 == free or any(one.priority == First.PING for one in claimed)
                letter = db.outbox.claim(
                    session, owner, now, real, bot.sending.LEASE, relay.pace, pings=pings
                )
                if letter is None:
                    break
                claimed.append(letter)
    except UNREACHABLE as failure:
        _unreachable(relay, failure)
        _give_back(relay, claimed)
        return []
    return claimed


def _give_back(relay: Relay, claimed: list[Letter]) -> None:
    """What a commit claimed whose answer was lost: nobody sends it, and a ping would wait for the end of its lease."""
    with suppress(*UNREACHABLE):
        for letter in claimed:
            settling.waits(relay, letter, relay.clock.real(), CLAIM_LOST)


def _ready(relay: Relay, *, pings: bool = False) -> bool:
    """Whether something (with `pings`, a ping) may be sent now."""
    try:
        with relay.db.read() as session:
            return db.queue.any_ready(session, relay.clock.now(), relay.clock.real(), relay.pace, pings=pings)
    except UNREACHABLE as failure:
        _unreachable(relay, failure)
        return False


def _rest(relay: Relay) -> float:
    """Seconds until it is worth claiming: 0 when something may be sent now, for it is in another's hands."""
    return 0.0 if _ready(relay) else _opens(relay)


def _opens(relay: Relay) -> float:
    """Seconds until a bucket opens for what waits for one, else for ever."""
    if relay.pace is None:
        return math.inf
    now, real = relay.clock.now(), relay.clock.real()
    try:
        with relay.db.read() as session:
            opens = db.queue.opens(session, now, real, relay.pace)
    except UNREACHABLE as failure:
        _unreachable(relay, failure)
        return math.inf
    return math.inf if opens is None else (opens - real).total_seconds()


def _forget(relay: Relay) -> None:
    """Buckets that nobody needs any more need no row; and what a wrong clock left waiting does not wait for it."""
    try:
        real = relay.clock.real()
        with relay.db.write() as session:
            if relay.pace:
                db.pace.forget(session, relay.pace, real)
            db.queue.unstick(session, real, AHEAD)
    except UNREACHABLE as failure:
        _unreachable(relay, failure)


def _unreachable(relay: Relay, failure: BaseException) -> None:
    log.warning("database.unreachable")
    metrics.unreachable(failure)
    relay.stop.wait(LOOK)


def _send(relay: Relay, client: WebClient, letter: Letter, slots: threading.Semaphore) -> None:
    try:
        delivery.send(relay, client, letter)
    except Exception:
        # the claim ends with its lease, and is then looked for in Slack: one bad row never stops the others
        log.exception("message.error", message=letter.id, kind=letter.kind)
    finally:
        slots.release()
        relay.wake.set()
