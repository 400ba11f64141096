"""The edge with Slack: Bolt's app, its listeners, and the background answers to whoever tapped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from slack_bolt import App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

import prompts.access
from handlers import commands, escalation, handover, not_seen, plans
from handlers.relay import Relay

log = structlog.get_logger()


def build(relay: Relay, client: WebClient) -> App:
    """Bolt's app. A listener commits, then acknowledges; an exception before that is an error to the user.

    Raises slack_sdk's errors when Slack does not know the token.
    """
    app = App(
        client=client,
        process_before_response=True,
        token_verification_enabled=True,
        logger=None,
    )
    after = After()
    handover.register(app, relay, after)
    escalation.register(app, relay, after)
    plans.register(app, relay, after)
    commands.register(app, relay)
    not_seen.register(app, relay, after)

    @app.error
    def failed(error: Exception, body: dict[str, Any], respond: Respond) -> None:
        """Not acknowledged, so Slack shows its error; and whoever tapped is told that nothing was kept."""
        # the kind and ids only: a body holds what was written about a person
        log.error("listener.failed", kind=body.get("type") or body.get("command"), exc_info=error)
        if body.get("response_url"):
            after(respond, text=prompts.access.not_saved(), response_type="ephemeral", replace_original=False)

    return app


class After:
    """What is said after the acknowledgement, to whoever tapped: never in its way, never in its error."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="after")

    def __call__(self, say: Callable[..., Any], **what: Any) -> None:
        """Say it through `response_url`, soon. The outbox draws every message anew anyway."""
        self._threads.submit(self._try, say, what)

    @staticmethod
    def _try(say: Callable[..., Any], what: dict[str, Any]) -> None:
        try:
            say(**what)
        except (OSError, SlackClientError, ValueError) as failure:
            log.warning("answer.failed", error=type(failure).__name__)
        except Exception:
            log.exception("answer.failed")
