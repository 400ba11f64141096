"""Slack's three seconds: nobody's tap or form ends without a word, however long the database or Slack itself takes.

What comes is done in a thread of its own. Where that has not answered in time it is answered in its stead, and what
it answers later is dropped. It may still be saved then, and the words say so.
"""

import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

import bot.metrics
import prompts.access
import prompts.deadline
import prompts.forms
import prompts.plans
from handlers import doors, metrics
from handlers.after import After

log = structlog.get_logger()
T = TypeVar("T")
Body = dict[str, Any]
WITHIN = 2.3  # seconds: Slack waits three, and the way there and back is part of them
MOST = 8  # so many that are late already: another one would wait in vain as well


def begin(act: Callable[[], T]) -> "Future[T]":
    """Begin something that may hang for ever: in a thread that holds up no end of the process."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(act())
        except BaseException as failure:
            done.set_exception(failure)

    threading.Thread(target=run, name="within", daemon=True).start()
    return done


class Deadline:
    """Gives Bolt's answer, or in time one in its stead. `saves` are the buttons that keep something, by action id."""

    def __init__(self, app: App, saves: Collection[str], within: float = WITHIN) -> None:
        self._app, self._saves, self._within = app, frozenset(saves), within
        # not the listeners' own: theirs may be waiting for the same database
        self._after = After()
        self._busy = self._late = 0
        self._changed = threading.Condition()

    def __call__(self, request: BoltRequest) -> BoltResponse | None:
        """What Slack is answered; None: nothing, for what Slack brings again by itself."""
        with self._changed:
            stuck = self._late >= MOST
            self._busy += not stuck
        if stuck:
            return self._instead(request, begun=False)
        work = begin(lambda: self._app.dispatch(request))
        work.add_done_callback(self._ended)
        try:
            return work.result(self._within)
        except Late:
            self._overdue(work)
            return self._instead(request, begun=True)

    def finish(self, within: float) -> bool:
        """Wait so many seconds at most until nothing is being done; whether that is so. Then all is said, as soon."""
        with self._changed:
            done = self._changed.wait_for(lambda: not self._busy, within)
        with suppress(Late):
            begin(self._after.finish).result(within)
        return done

    def _ended(self, _work: "Future[BoltResponse]") -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def _overdue(self, work: "Future[BoltResponse]") -> None:
        with self._changed:
            self._late += 1
        work.add_done_callback(self._caught_up)

    def _caught_up(self, _work: "Future[BoltResponse]") -> None:
        with self._changed:
            self._late -= 1

    def _instead(self, request: BoltRequest, begun: bool) -> BoltResponse | None:
        body = request.body
        log.warning("answer.late", kind=bot.metrics.came_as(body), begun=begun)
        metrics.late(bot.metrics.came_as(body))
        if "event" in body:
            return None
        if body.get("type") == "view_submission":
            errors = (prompts.deadline.form if begun else prompts.forms.not_saved)(body["view"])
            return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
        if body.get("command"):
            said = prompts.deadline.command() if begun else prompts.access.not_saved()
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said})
        self._after(_tell, client=self._app.client, body=body, words=self._words(body, begun))
        return BoltResponse(status=200, body="")

    def _words(self, body: Body, begun: bool) -> str:
        if not begun:
            return prompts.access.not_saved()
        actions = body.get("actions") or [{}]
        saves = doors.base(str(actions[0].get("action_id", ""))) in self._saves
        return prompts.deadline.tap() if saves else prompts.deadline.opening()


def _tell(client: WebClient, body: Body, words: str) -> None:
    """Say it where they tapped: beside the message, in the form, or over their App Home."""
    view = body.get("view") or {}
    if body.get("response_url"):
        hook = WebhookClient(body["response_url"], timeout=client.timeout, proxy=client.proxy, ssl=client.ssl)
        hook.send(text=words, response_type="ephemeral", replace_original=False)
    elif view.get("type") == "modal":
        client.views_update(view_id=view["id"], view=prompts.plans.not_saved(view, words))
    elif body.get("trigger_id"):
        client.views_open(trigger_id=body["trigger_id"], view=prompts.access.refusal_view(words))
