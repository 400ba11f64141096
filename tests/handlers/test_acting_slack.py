"""What and by when, Pass on, What I did: the whole way through Slack's protocol, as a phone shows it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import db.outbox
import prompts.escalation
from handlers import delivery
from prompts.escalation import Action
from tests.handlers import wired
from tests.handlers.acts import ASH, DEE, FIELDS, IDA, JO, MEL, Acts, choices, field, state
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, rowan
from tests.otherslack.slack import Body, buttons

TABLET = "U0TABLET"


class Evening(Acts):
    """Sam's escalation in a Slack, a minute after Dee was told."""

    slack: Wired

    def send(self) -> None:
        """Everything that waits goes out."""
        database, now, lease = self.house.database, self.house.clock.at, timedelta(seconds=30)
        while True:
            with database.write() as session:
                letter = db.outbox.claim(session, "me", now, self.house.clock.slack, lease)
            if letter is None:
                return
            delivery.send(self.house.relay, self.slack.app.client, letter)

    def newest(self, user: str, button: str) -> Body:
        """Their newest message with this button."""
        self.send()
        posts = self.slack.room(user)
        return [one for one in posts if button in [each["text"]["text"] for each in buttons(one)]][-1]

    def tap(self, user: str, button: str) -> None:
        """Tap a button where it stands in their messages."""
        assert self.slack.tap(user, self.newest(user, button), button) is not None

    def tries(self, user: str, action: Action) -> str:
        """Tap a button as it would have been drawn for them; all that came back."""
        self.slack.whispers.clear()
        post = self.slack.room("C0ROWAN")[0]
        assert self.slack.tap_on(user, post, action, prompts.escalation.value(self.e())) is not None
        return f"{self.slack.whispers}{self.slack.views.get(user) or ''}"

    def submit(self, user: str, action: Action, **fields: Any) -> Body:
        """Fill in the form that is open, and send it: what it becomes, or the errors beside its fields."""
        ack = self.slack.submit(user, state(**{**FIELDS[action], **fields}))
        assert ack is not None
        shown: Body = ack.payload.get("view") or ack.payload["errors"]
        return shown


@pytest.fixture
def evening(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Evening]:
    shutil.copy(migrated_sqlite, tmp_path / "relay.db")
    wired.at_once(monkeypatch)
    house = wired.house(tmp_path / "relay.db").load()
    house.ask()
    made = Evening(house, Acts.sams(house).id)
    users = {one["slack"]: one["name"] for one in rowan()["staff"]}
    made.slack = Wired(house.relay, users, list(users))
    made.send()
    try:
        yield made
    finally:
        made.slack.close()
        house.database.close()


def said(view: Body) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


def test_a_promise_is_made_from_the_message_of_whoever_has_it(evening: Evening) -> None:
    evening.tap(DEE, "I've got this")
    evening.tap(DEE, "What and by when…")
    assert evening.slack.views[DEE]["title"]["text"] == "What and by when"
    assert evening.slack.views[DEE]["blocks"][0]["text"]["text"].startswith("Immediate danger? Call 999 now.")
    assert set(evening.submit(DEE, Action.PROMISE, by="21:10")) == {"by"}
    saved = evening.submit(DEE, Action.PROMISE)
    assert "You said: come to the house, by 22:15." in said(saved)
    assert (evening.e().promised, evening.e().state) == ("come", "acknowledged")


def test_it_is_passed_on_straight_from_the_ping_and_taken_by_whoever_is_next(evening: Evening) -> None:
    evening.tap(DEE, "Pass on…")
    assert list(choices(evening.slack.views[DEE]).values()) == [
        "Whoever is told next (Ash)", "Mel, team leader",
    ]  # fmt: skip
    assert "Ash is asked to take it over, by 21:26." in said(evening.submit(DEE, Action.PASS))
    evening.tap(ASH, "I'll take it")
    assert evening.e().holder_id == evening.who(ASH).id
    evening.send()
    assert "You no longer have it" in evening.slack.room(DEE)[-1]["text"]


def test_somebody_in_no_service_opens_what_is_passed_to_them_and_takes_it(evening: Evening) -> None:
    evening.passes(10)
    evening.tap(ASH, "I've got this")
    evening.tap(ASH, "Pass on…")
    assert evening.who(DEE).services == frozenset()
    saved = evening.submit(ASH, Action.PASS, pass_to=str(evening.who(DEE).id), words="She knows Sam")
    assert "Dee is asked to take it over" in said(saved)
    evening.slack.views.clear()
    message = evening.newest(DEE, "I'll take it")
    assert evening.slack.tap(DEE, message, "Open") is not None
    assert "up most of the night" in str(evening.slack.views[DEE]).lower()
    assert evening.slack.tap(DEE, message, "I'll take it") is not None
    assert evening.e().holder_id == evening.who(DEE).id


def test_somebody_in_no_service_who_was_never_told_opens_and_takes_what_is_passed_to_them(
    evening: Evening,
) -> None:
    written = rowan()
    written["staff"].append({"slack": "U0NEW", "name": "Noor", "role": "manager", "services": []})
    written["rotas"][0]["members"] = [DEE, "U0NEW"]
    evening.house.load(written)
    noor = evening.who("U0NEW")
    evening.slack.users["U0NEW"] = "Noor"
    # it is Dee's or Noor's week: the other one of them was told nothing
    evening.tap(DEE, "Pass on…")
    assert "Noor, manager" in choices(evening.slack.views[DEE]).values()
    assert "Noor is asked" in said(evening.submit(DEE, Action.PASS, pass_to=str(noor.id)))
    evening.tap("U0NEW", "Open")
    assert "up most of the night" in str(evening.slack.views["U0NEW"]).lower()
    evening.tap("U0NEW", "I'll take it")
    assert evening.e().holder_id == noor.id


def test_what_was_done_is_said_and_closing_is_offered_right_there(evening: Evening) -> None:
    evening.tap(DEE, "I've got this")
    evening.tap(DEE, "What I did…")
    assert set(evening.submit(DEE, Action.DID, did=[])) == {"did"}
    saved = evening.submit(DEE, Action.DID, did=["phoned", "sent"])
    (close,) = buttons(saved)
    assert close["text"]["text"] == "Close…"
    assert evening.slack.tap_in_form(DEE, close["action_id"], close["value"]) is not None
    assert evening.slack.views[DEE]["title"]["text"] == "Close"


def test_a_form_sent_twice_by_a_phone_is_kept_once(evening: Evening) -> None:
    evening.tap(DEE, "Pass on…")
    view = evening.slack.views[DEE]
    first = evening.submit(DEE, Action.PASS)
    evening.slack.views[DEE] = view
    assert said(evening.submit(DEE, Action.PASS)) == said(first)
    evening.send()
    assert len([one for one in evening.slack.room(ASH) if "asks you to take" in one["text"]]) == 1


def test_what_joined_while_the_form_was_open_is_said_and_what_was_written_stays(evening: Evening) -> None:
    evening.tap(DEE, "I've got this")
    evening.tap(DEE, "What I did…")
    evening.house.says("sam", SLEEPLESS, slack="U0AGENCY")
    once_more = evening.submit(DEE, Action.DID, words="All is well")
    assert "something changed since you opened this" in said(once_more)
    assert "All is well" in str(once_more)
    assert "Thank you." in said(evening.submit(DEE, Action.DID, words="All is well"))


def test_a_promise_that_lapsed_while_the_form_was_open_is_taken_again_by_sending_once_more(
    evening: Evening,
) -> None:
    evening.tap(DEE, "I've got this")
    evening.passes(30)
    evening.tap(DEE, "Pass on…")
    evening.passes(5)
    assert "When you send this, you take it" in said(evening.submit(DEE, Action.PASS))
    assert evening.e().state == "open"
    assert "Ash is asked" in said(evening.submit(DEE, Action.PASS))
    assert evening.e().holder_id == evening.who(DEE).id


def test_somebody_else_who_took_it_while_the_form_was_open_has_it(evening: Evening) -> None:
    evening.tap(DEE, "Pass on…")
    evening.takes(ASH)
    late = evening.submit(DEE, Action.PASS, words="Far away")
    assert late["title"]["text"] == "Not saved"
    assert "Ash has it" in said(late)
    assert "Far away" in said(late)


@pytest.mark.parametrize("action", [Action.PROMISE, Action.PASS, Action.DID])
@pytest.mark.parametrize("user", [JO, TABLET, MEL])
def test_whoever_was_not_told_is_given_a_number_instead_of_a_form(
    evening: Evening, action: Action, user: str
) -> None:
    assert "07700 900002" in evening.tries(user, action)
    assert user not in evening.slack.views


def test_whom_the_person_does_not_want_contacted_is_given_no_form(evening: Evening) -> None:
    assert "Nothing is asked of you." in evening.tries(IDA, Action.PASS)
    assert IDA not in evening.slack.views


def test_a_form_that_is_somebody_elses_keeps_nothing(evening: Evening) -> None:
    evening.tap(DEE, "Pass on…")
    evening.slack.views[JO] = evening.slack.views[DEE]
    assert evening.submit(JO, Action.PASS)["title"]["text"] == "Not opened"
    assert (evening.e().state, evening.happened()) == ("open", [])


def test_a_time_picker_left_alone_is_a_choice_still_to_make(evening: Evening) -> None:
    evening.tap(DEE, "I've got this")
    evening.tap(DEE, "What and by when…")
    ack = evening.slack.submit(DEE, {"promised": field("promised", "come"), "by": field("by", None)})
    assert ack is not None
    assert set(ack.payload["errors"]) == {"by"}
