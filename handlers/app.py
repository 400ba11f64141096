"""The edge with Slack: Bolt's app, its listeners, and the background answers to whoever tapped."""

import time
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse, Respond
from slack_sdk import WebClient

import bot.metrics
import prompts.access
import prompts.handover
import prompts.plans
from handlers import (
    acting,
    actions,
    agreed,
    away,
    checks,
    closing,
    commands,
    covering,
    escalation,
    forms,
    gate,
    handoff,
    handover,
    home,
    huddle,
    menu,
    metrics,
    not_seen,
    notes,
    overrides,
    pause,
    plans,
    private,
    someone,
    staffing,
    steps,
)  # fmt: skip
from handlers.after import After
from handlers.forms import Keep, Make
from handlers.relay import Relay
from handlers.taps import Act, Taps

log = structlog.get_logger()
ACTS: dict[str, Act] = {
    **handover.ACTS, **staffing.ACTS, **steps.ACTS, **escalation.ACTS, **plans.ACTS, **away.ACTS, **notes.TAPS,
    **pause.ACTS, **covering.ACTS, **handoff.ACTS,
    **private.ACTS, **actions.ACTS,
}  # fmt: skip
MAKES: dict[str, Make] = {
    **handover.MAKES, **staffing.MAKES, **steps.MAKES, **escalation.MAKES, **plans.MAKES, **notes.OPENS, **pause.MAKES,
    **home.MAKES,
    **private.MAKES, **acting.MAKES, **closing.MAKES, **someone.MAKES, **overrides.MAKES, **checks.MAKES,
    **actions.MAKES, **agreed.MAKES, **huddle.MAKES,
}  # fmt: skip
MENU: dict[str, Make] = {**not_seen.MENU, **away.MENU, **notes.MENU, **plans.MENU}
KEEPS: dict[str, Keep] = {
    **handover.KEEPS, **not_seen.KEEPS, **staffing.KEEPS, **steps.KEEPS, **away.KEEPS, **notes.KEEPS, **pause.KEEPS,
    **private.KEEPS, **acting.KEEPS, **closing.KEEPS, **someone.KEEPS, **overrides.KEEPS, **checks.KEEPS,
    **actions.KEEPS, **agreed.KEEPS,
}  # fmt: skip


class Timed(App):
    """Bolt's app, which counts how long whoever did something waited for its answer."""

    def __init__(self, **more: Any) -> None:
        self._waiting: set[BoltRequest] = set()
        super().__init__(**more)

    def calm(self) -> bool:
        """Whether one at most waits for an answer just now."""
        return len(self._waiting) <= 1

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        began = time.perf_counter()
        self._waiting.add(req)
        try:
            return super().dispatch(req)
        finally:
            self._waiting.discard(req)
            metrics.acknowledged(bot.metrics.came_as(req.body), time.perf_counter() - began)


def build(relay: Relay, client: WebClient, signing_secret: str = "") -> App:
    """Bolt's app. A listener commits, then acknowledges; an exception before that is an error to the user.

    `signing_secret` is for what comes over HTTP. Raises slack_sdk's errors when Slack does not know the token.
    """
    app = Timed(
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        token_verification_enabled=True,
        logger=None,
    )
    relay.after = after = After()
    after.calm = app.calm
    gate.register(app, relay, after)
    taps = Taps(app, relay, after, home.publish, ACTS)
    forms.open_from(app, relay, after, MAKES)
    forms.listen(app, relay, after, home.publish, KEEPS | taps.keeps())
    menu.listen(app, relay, after, prompts.handover.Action.MORE, MENU)
    commands.register(app, relay, after)
    plans.register(app, relay)
    huddle.register(app, relay, after)
    forms.open_by_shortcut(app, relay, after, notes.SHORTCUTS)
    home.register(app, relay, after)
    covering.register(app, relay, after)

    @app.error
    def failed(error: Exception, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        """Not acknowledged, so Slack shows its error; and whoever tapped is told that nothing was kept."""
        # the kind and ids only: a body holds what was written about a person
        log.error("listener.failed", kind=body.get("type") or body.get("command"), exc_info=error)
        if body.get("response_url"):
            after(respond, text=prompts.access.not_saved(), response_type="ephemeral", replace_original=False)
        view = body.get("view") or {}
        if body.get("type") == "block_actions" and view.get("type") == "modal":
            after(client.views_update, view_id=view["id"], view=prompts.plans.not_saved(view))

    return app
