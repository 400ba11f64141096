"""What is said after the acknowledgement."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError

log = structlog.get_logger()


class After:
    """What is said after the acknowledgement, to whoever tapped: never in its way, never in its error."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="after")

    def __call__(self, say: Callable[..., Any], **what: Any) -> None:
        """Say it through `response_url`, soon. The outbox draws every message anew anyway."""
        self._threads.submit(self._try, say, what)

    def finish(self) -> None:
        """Say all that is still to be said, and take nothing new. Waits for it."""
        self._threads.shutdown(wait=True)

    @staticmethod
    def _try(say: Callable[..., Any], what: dict[str, Any]) -> None:
        try:
            say(**what)
        except (OSError, SlackClientError, ValueError) as failure:
            log.warning("answer.failed", error=type(failure).__name__)
        except Exception:
            log.exception("answer.failed")
