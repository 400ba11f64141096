"""Staff: they look at what they have been sent, and tap, fill in, send, and try again; all of it is written down.

Each is a thread with dice of their own. Whoever is shown an error does it again, as people do, or lets it be.
"""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

import prompts.guidance
import prompts.reply_form
from handlers import doors
from prompts.escalation import Action as Deed
from prompts.handover import Action as Asked
from prompts.notes import Action as Note
from prompts.staffing import Action as Staffing
from prompts.steps import Action as Steps
from tests.torture import hands, house
from tests.torture.place import Page, Place

Json = dict[str, Any]
LOOKS_BACK = 8  # of a conversation's newest messages
TRIES = 6
# how gladly a button is tapped; what is not here nobody taps
WORK: dict[str, float] = {
    Asked.CLEAR: 10, Asked.SIGNS: 6, Asked.READ: 2, Asked.BOTH: 6, Note.WORRY: 0.6, Deed.SOMEONE: 1.5, Deed.TAKE: 1,
    Staffing.PLANNED: 1, Steps.YES: 1, Steps.NOT_NEEDED: 0.5,
}  # fmt: skip
DUTY: dict[str, float] = {
    Deed.TAKE: 8, Deed.SEEN: 9, Deed.DONE: 5, Deed.MORE: 3, Deed.TAKE_OVER: 8, Deed.PROMISE: 2, Deed.PASS: 1.5,
    Deed.DID: 3, Deed.CLOSE: 5, Deed.STAND_DOWN: 0.5, Deed.OPEN: 0.5,
}  # fmt: skip
# what is tapped again and again only by mistake
SELDOM_TWICE = 0.05
GONE = ("no_such_element", "message_not_found", "view_not_found", "cannot_submit")


@dataclass
class Try:
    """One tap or sending; what its user was shown, which was `until` then: `error` is Slack's, `errors` are fields'."""

    at: float
    until: float
    acked: bool
    error: str | None = None
    errors: list[str] = field(default_factory=list)


@dataclass
class Act:
    """What somebody did. `what` is the button, or the form that was sent; times are real, in seconds.

    `nonce` is the form's own; `values` are signs that were said to be seen. `end`: "kept" where they were shown that
    it was saved, "acked" of a tap, "refused" where they were told why not, "error" where they were shown an error,
    "gone" where the button was not there any more.
    """

    who: str
    what: str
    value: str
    ts: str | None = None
    nonce: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    tries: list[Try] = field(default_factory=list)
    end: str = "error"


class Cast:
    """All of them. `acts` is what they did, in the order in which they began."""

    def __init__(self, place: Place, seed: int, haste: float) -> None:
        self.acts: list[Act] = []
        self.over = threading.Event()
        self.wrong: list[str] = []
        self._threads = [
            threading.Thread(target=self._live, args=(place, one, seed, haste), name=one, daemon=True)
            for one in everybody()
        ]

    def begin(self) -> None:
        for one in self._threads:
            one.start()

    def end(self) -> None:
        """Whatever they have begun they bring to its end."""
        self.over.set()
        for one in self._threads:
            one.join()

    def told(self) -> list[Json]:
        return [asdict(one) for one in self.acts]

    def _live(self, place: Place, user: str, seed: int, haste: float) -> None:
        try:
            Somebody(place.page, user, Random(f"{seed}/{user}"), haste, self).live()
        except Exception as failure:
            # the harness's own mistake, and no torture without them
            self.wrong.append(f"{user}: {failure!r}")
            raise


def everybody() -> list[str]:
    """Who acts, by their Slack users."""
    workers = [one for ones in house.WORKERS.values() for one in ones]
    return [*workers, *house.LEADERS.values(), house.DEE, house.ASH, house.IDA]


class Somebody:
    """One of them."""

    def __init__(self, page: Page, user: str, dice: Random, haste: float, cast: Cast) -> None:
        self.page, self.user, self.dice, self.cast = page, user, dice, cast
        self.works = next((key for key, ones in house.WORKERS.items() if user in ones), None)
        self.likes = WORK if self.works else DUTY
        self.haste = haste if self.works else haste * 1.6
        self.done: set[tuple[str, str, str]] = set()
        self.direct: str | None = None

    def live(self) -> None:
        """Until it is over."""
        while not self.cast.over.wait(self.dice.expovariate(1 / self.haste)):
            if self.dice.random() < 0.03:
                # their App Home: an event, which Slack may deliver twice
                self.page.post("home", user=self.user)
            if self.works and self.dice.random() < 0.04:
                self._types()
                continue
            found = self._choose()
            # what they do not much like they mostly let be, though nothing else is there
            if found and self.dice.random() < self._gladly(found[0], found[2]):
                self._tap(*found)

    def _choose(self) -> tuple[Json, str, Json] | None:
        """A button that they can see, with its message and block."""
        seen = [
            (message, block, one)
            for message in self._messages()[-LOOKS_BACK:]
            for block, one in buttons(message)
            if doors.base(one["action_id"]) in self.likes
        ]
        if not seen:
            return None
        return self.dice.choices(seen, [self._gladly(message, one) for message, _, one in seen])[0]

    def _gladly(self, message: Json, element: Json) -> float:
        again = self._known(message["ts"], element) in self.done
        return self.likes[doors.base(element["action_id"])] * (SELDOM_TWICE if again else 1)

    @staticmethod
    def _known(ts: str, element: Json) -> tuple[str, str, str]:
        return ts, doors.base(element["action_id"]), str(element.get("value"))

    def _messages(self) -> list[Json]:
        where = house.CHANNELS[self.works] if self.works else self._dm()
        if where is None:
            return []
        shown = self.page.get("messages", user=self.user, conversation=where)["messages"]
        return [{**one, "conversation": where} for one in shown]

    def _dm(self) -> str | None:
        if self.direct is None:
            there = self.page.get("state", user=self.user)["conversations"]
            self.direct = next((one["id"] for one in there if one["kind"] == "im"), None)
        return self.direct

    # doing it, and doing it again

    def _tap(self, message: Json, block: str, element: Json) -> None:
        act = Act(
            self.user, doors.base(element["action_id"]), str(element.get("value", "")), ts=message["ts"]
        )
        self.cast.acts.append(act)
        self.done.add(self._known(message["ts"], element))
        told = {
            "user": self.user, "conversation": message["conversation"], "ts": message["ts"], "block_id": block,
            "action_id": element["action_id"], "value": element.get("value"),
        }  # fmt: skip
        self._again_and_again(act, "click", told)
        self._fill()

    def _types(self) -> None:
        assert self.works
        name = self.dice.choice(house.PEOPLE[self.works]).lower()
        act = Act(self.user, "/handover", name)
        self.cast.acts.append(act)
        told = {
            "conversation": house.CHANNELS[self.works],
            "command": "/handover",
            "text": name,
            "user": self.user,
        }
        self._again_and_again(act, "command", told)
        self._fill()

    def _again_and_again(self, act: Act, path: str, told: Json) -> None:
        while len(act.tries) < TRIES:
            said = self._once(act, path, told)
            if said.get("acked"):
                act.end = "acked"
                return
            if said.get("error") in GONE:
                act.end = "gone"
                return
            if not self._tries_again():
                return

    def _once(self, act: Act, path: str, told: Json) -> Json:
        began = time.time()
        said: Json = self.page.post(path, **told)
        errors = [str(one) for one in (said.get("errors") or {}).values()]
        act.tries.append(Try(began, time.time(), bool(said.get("acked")), said.get("error"), errors))
        return said

    def _tries_again(self) -> bool:
        time.sleep(self.dice.uniform(0.2, 1.2) * self.haste)
        return self.dice.random() < 0.85

    # forms

    def _fill(self) -> None:
        """Whatever form has opened is filled in and sent, until it is saved or let be; then it is put away."""
        for _ in range(3):
            view = self._top()
            if view is None or not view["submit"] or not self._send(view):
                break
        while view := self._top():
            self.page.post("view/close", user=self.user, view_id=view["id"])

    def _top(self) -> Json | None:
        views = self.page.get("view", user=self.user)["views"]
        return views[-1] if views else None

    def _send(self, view: Json) -> bool:
        """Send it as often as it takes. Whether there is more to fill in."""
        meta = json.loads(view["private_metadata"] or "{}")
        values = hands.filled(view, self.dice)
        act = Act(self.user, view["callback_id"], about(meta), nonce=meta.get("nonce"))
        if view["callback_id"] == prompts.reply_form.CALLBACK:
            act.values = hands.signs(values)
        self.cast.acts.append(act)
        told: Json = {"user": self.user, "view_id": view["id"], "state": values}
        while len(act.tries) < TRIES:
            said = self._once(act, "view/submit", told)
            if said.get("error") in GONE:
                act.end = "gone"
                return False
            if said.get("acked") and not said.get("errors"):
                return self._became(act, view)
            if said.get("errors") and not hands.not_saved(said["errors"]):
                # something to mend: another form, as it were, though its number is the same
                return self.dice.random() < 0.7
            if not self._tries_again():
                return False
        return False

    def _became(self, act: Act, view: Json) -> bool:
        now = self._top()
        callback = now["callback_id"] if now else ""
        act.end = "kept" if saved(callback) else "refused"
        return now is not None and callback == view["callback_id"]


def saved(callback: str) -> bool:
    """Whether this is what a form becomes that was saved."""
    return callback == prompts.guidance.CALLBACK or (
        callback.endswith(("saved", "called")) and ("not_saved" not in callback)
    )


def about(meta: Json) -> str:
    """What a form is about, from what it carries."""
    return " ".join(f"{name} {meta[name]}" for name in ("escalation", "handover", "person") if meta.get(name))


def buttons(message: Json) -> Iterator[tuple[str, Json]]:
    """Each button of a message, with its block's id."""
    for block in message["blocks"]:
        for one in [*block.get("elements", []), block.get("accessory") or {}]:
            if one.get("type") == "button":
                yield block["block_id"], one
