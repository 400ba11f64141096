"""The sender: claims what may be sent, first things first, and hands it to a few threads."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import structlog
from slack_sdk import WebClient

import bot.sending
import db.outbox
from db.outbox import Letter
from db.session import UNREACHABLE
from handlers import delivery
from handlers.relay import Relay

log = structlog.get_logger()
AT_ONCE = 4  # one slow answer of Slack's holds up no other message
LOOK = 0.25  # seconds at most until a retry or an ended lease is noticed


def run(relay: Relay, client: WebClient) -> None:
    """Send until `relay.stop`. Blocks; a database out of reach is asked again."""
    slots = threading.Semaphore(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send") as threads:
        while not relay.stop.is_set():
            slots.acquire()
            relay.wake.clear()
            letter = _claim(relay)
            if letter is None:
                slots.release()
                relay.wake.wait(LOOK)
                continue
            threads.submit(_send, relay, client, letter, slots)


def drain(relay: Relay, client: WebClient) -> None:
    """Send all that may be sent now, one after the other: for the command line."""
    while letter := _claim(relay):
        _send(relay, client, letter, threading.Semaphore())


def _claim(relay: Relay) -> Letter | None:
    try:
        with relay.db.write() as session:
            return db.outbox.claim(
                session, uuid.uuid4().hex, relay.clock.now(), relay.clock.real(), bot.sending.LEASE
            )
    except UNREACHABLE:
        log.warning("database.unreachable")
        relay.stop.wait(1)
        return None


def _send(relay: Relay, client: WebClient, letter: Letter, slots: threading.Semaphore) -> None:
    try:
        delivery.send(relay, client, letter)
    except Exception:
        # the claim ends with its lease, and is then looked for in Slack: one bad row never stops the others
        log.exception("message.error", message=letter.id, kind=letter.kind)
    finally:
        slots.release()
        relay.wake.set()
