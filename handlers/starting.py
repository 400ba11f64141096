"""What every process begins with: signals that stop it, and a Slack that answers."""

import signal
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

import structlog
from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers import slack
from handlers.relay import Relay
from handlers.settings import Unset

log = structlog.get_logger()
T = TypeVar("T")
AGAIN = 2.0  # seconds


def stop_on_signals(parts: Relay) -> None:
    """SIGTERM and SIGINT set `stop`."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        parts.stop.set()
        parts.wake.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def reached(parts: Relay, act: Callable[[], T], setting: str) -> T | None:
    """What `act` gives once Slack answers; None when stopped before. Raises Unset when Slack refuses the token."""
    while not parts.stop.is_set():
        try:
            return act()
        except SlackApiError as error:
            if word := slack.never(error):
                raise Unset(slack.not_accepted(setting, word)) from None
            log.warning("slack.unreachable", why=(slack.failure(error) or (None,))[0])
        except (OSError, SlackClientError, BoltError) as error:
            log.warning("slack.unreachable", why=type(error).__name__)
        parts.stop.wait(AGAIN)
    return None
