"""A whole evening by ear: of a message its `text` and the names of its buttons, of a form what stands in it.

Nobody here looks at the blocks of a message: Slack's screen readers read its `text` in their place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.stories.evening import Evening, Message, wait_for

HOUSE, JO, REMI, BO, DEE = "C0LARCH", "U0WORKER", "U0AGENCY", "U0NIGHT", "U0DEE"
MARKS = re.compile(r"[*_~`\u2066-\u2069]")
# the minutes pass as the story is told: on a busy machine some more of them, so no text is expected past the tens
# other stories are played on both databases
pytestmark = [
    pytest.mark.house("larch.yaml"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def aloud(view: Any) -> str:
    """What a screen reader says of an open form, from top to bottom."""
    return "\n".join(MARKS.sub("", part) for part in [view["title"]["text"], *_parts(view["blocks"])])


def _parts(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        field = block.get("element") or {}
        for said in (block.get("text"), block.get("label"), block.get("hint"), field.get("placeholder")):
            if said:
                yield said["text"]
        yield from (option["text"]["text"] for option in field.get("options", []))
        for one in block.get("elements", []):
            yield name(one) if one["type"] == "button" else one["text"]


def name(button: Any) -> str:
    """What a screen reader calls a button."""
    return str(button.get("accessibility_label") or button["text"]["text"])


@dataclass
class Listener:
    """Somebody who hears, and taps what they heard of."""

    evening: Evening
    user: str

    def hears(self, to: str, *words: str) -> Message:
        """A new message, in a channel or to oneself, whose text says all these words."""
        found = self.evening.expect(to, *words[:1])
        self.comes_to_hear(found, *words)
        return found

    def comes_to_hear(self, message: Message, *words: str) -> None:
        """Soon the text of a message says all these words."""
        try:
            wait_for(lambda: all(word in message.now()["text"] for word in words), " … ".join(words), 20)
        except AssertionError:
            raise AssertionError(f"never heard {words}, but: {message.now()['text']}") from None

    def taps(self, message: Message, label: str) -> None:
        """Tap the one button of this name."""
        named = [(block, one) for block, one in message._buttons() if name(one) == label]
        heard = [name(one) for _, one in message._buttons()]
        assert len(named) == 1, (label, heard)
        block, one = named[0]
        done = self.evening.post(
            "click", user=self.user, conversation=message.conversation, ts=message.ts, block_id=block,
            action_id=one["action_id"], value=one.get("value"),
        )  # fmt: skip
        assert done["ok"], done

    def chooses(self, message: Message, text: str, after: str) -> None:
        """Choose from the menu that comes after the button of this name."""
        (block,) = [block for block, one in message._buttons() if name(one) == after]
        (place,) = [n for n, (menu, _) in enumerate(message.menus()) if menu == block]
        assert message.chooses(self.user, text, place)["ok"]

    def opened(self, title: str, *words: str) -> str:
        """The form with this title, once it is on top, read aloud; it says all these words."""
        form = wait_for(lambda: self._on_top(title), title)
        said = aloud(form)
        assert [word for word in words if word not in said] == [], said
        return said

    def _on_top(self, title: str) -> Any:
        views = self.evening.get("view", user=self.user)["views"]
        return views[-1] if views and views[-1]["title"]["text"] == title else None

    def fills(self, answers: dict[str, str]) -> None:
        """Fill in fields by their label, with an answer as it is read out or as it is written; then send it."""
        fields = {
            block["label"]["text"]: block
            for block in self.evening.form(self.user)["blocks"]
            if "element" in block
        }
        values = {
            fields[label]["block_id"]: self._value(fields[label]["element"], answer)
            for label, answer in answers.items()
        }
        assert self.evening.submit(self.user, **values)["ok"]

    def _value(self, element: Any, answer: str) -> str | list[str]:
        options = {one["text"]["text"]: one["value"] for one in element.get("options", [])}
        value = options[answer] if options else answer
        return [value] if element["type"] == "checkboxes" else value

    def closes(self) -> None:
        view = self.evening.form(self.user)
        assert self.evening.post("view/close", user=self.user, view_id=view["id"])["ok"]


def test_a_whole_evening_is_done_by_ear(evening: Evening) -> None:
    jo, bo, dee = (Listener(evening, user) for user in (JO, BO, DEE))
    prompt = asked(evening, jo)
    one_is_away(jo, prompt)
    signs(jo, prompt)
    pings = {"Sam": taken(dee, jo, prompt), "Bel": a_worry(jo, dee, prompt)}
    the_rest(jo, prompt)
    done(dee, jo, prompt, pings)
    read(evening, bo, prompt)
    next_morning(evening, bo)


def asked(evening: Evening, jo: Listener) -> Message:
    evening.until("2026-11-12T21:15:01")
    return jo.hears(
        HOUSE, "Larch House handover, late to night: any early warning signs today?",
        "6 people to answer: Sam, Ray, Tom, Ida, Bel, Kai.", "Late shift staffing: planned 3.",
        "On-call: Dee, 07700 900002.", "Emergency: 999.",
    )  # fmt: skip


def one_is_away(jo: Listener, prompt: Message) -> None:
    jo.chooses(prompt, "Away until…", after="Tom: signs seen, open the form")
    jo.opened("Away until…", "Tom · Larch House", "Call 999 now", "Dee, 07700 900002", "back or not")
    jo.fills({"Until which day?": "2026-11-13", "Until what time?": "12:00", "Why is that?": "In hospital"})
    jo.opened("Saved", "Tom is not asked about until Fri 13 Nov 12:00.")
    jo.closes()
    jo.comes_to_hear(
        prompt, "5 people to answer: Sam, Ray, Ida, Bel, Kai.", "Tom is away until tomorrow 12:00."
    )
    assert "hospital" not in prompt.now()["text"]


def signs(jo: Listener, prompt: Message) -> None:
    jo.taps(prompt, "Sam: signs seen, open the form")
    jo.opened(
        "Signs seen", "Sam · Larch House", "Immediate danger? Call 999 now. On-call: Dee, 07700 900002.",
        "I'm up most of the night: choose what you saw", "I walk up and down and can't sit: choose what you saw",
        "What became of it? Offer a walk somewhere quiet", "Have we followed the plan's escalation steps?",
    )  # fmt: skip
    jo.fills(
        {"I'm up most of the night": "up most of the night", "I walk up and down and can't sit": "Seen",
         "Offer a walk somewhere quiet": "Offered, Sam said no"}
    )  # fmt: skip
    jo.opened(
        "Saved", "Call 999 now", "Relay does not call anyone for you.", "Dee (on-call) is being told.",
        "If Dee hasn't answered by 21:2", "Ash is told.", "Don't wait if you're worried: Dee, 07700 900002.",
        "two of Sam's agreed signs together", "Offer a walk somewhere quiet",
        "I'd like a call: ask on-call to phone me",
    )  # fmt: skip
    jo.closes()
    jo.comes_to_hear(
        prompt, "4 people to answer: Ray, Ida, Bel, Kai.", "Sam: signs seen, Jo 21:1",
        "Open: Sam. Waiting for Dee, until 21:2", "Have we followed the plan's escalation steps?",
    )  # fmt: skip


def taken(dee: Listener, jo: Listener, prompt: Message) -> Message:
    ping = dee.hears(
        DEE, "Larch House needs you now about Sam.", "Phone 01632 960222 or open Slack.",
        "Please answer by 21:2",
    )  # fmt: skip
    assert "night" not in ping.now()["text"]
    line = jo.hears(HOUSE, "Sam: on-call is being told.", "Dee", "999", "07700 900002", "Ash is told")
    dee.taps(ping, "Open what was seen: Sam")
    dee.opened(
        "What was seen", "House: 01632 960222", "Larch House · Sam", "Up most of the night", "by Jo",
        "Phone the house and decide whether someone comes",
    )  # fmt: skip
    dee.closes()
    dee.taps(ping, "I've got this: Sam")
    dee.hears(DEE, "You have it.", "Please act by 21:4", "Larch House: 01632 960222.")
    dee.comes_to_hear(ping, "You have it. Please act by 21:4", "House: 01632 960222")
    jo.comes_to_hear(line, "Sam: Dee has it, and acts by 21:4")
    jo.comes_to_hear(prompt, "Open: Sam. Dee has it, by 21:4")
    jo.taps(prompt, "Sam, steps followed: yes")
    jo.comes_to_hear(prompt, "Have we followed the plan's escalation steps? Yes, Jo 21:1")
    return ping


def a_worry(jo: Listener, dee: Listener, prompt: Message) -> Message:
    jo.taps(prompt, "I'm worried about someone: open the form")
    jo.opened("I'm worried", "Choose who it is about", "Bel", "When must somebody know?", "999")
    jo.fills({"Who is it about?": "Bel", "What worries you?": "She gave her coat away"})
    jo.opened("Saved", "Dee (on-call) is being told.", "07700 900002")
    jo.closes()
    ping = dee.hears(DEE, "Larch House needs you now about Bel.", "01632 960222", "Please answer by 21:2")
    assert "coat" not in ping.now()["text"]
    line = jo.hears(HOUSE, "Bel", "Dee", "999")
    dee.taps(ping, "I've got this: Bel")
    dee.hears(DEE, "You have it.", "Please act by 21:4", "01632 960222")
    jo.comes_to_hear(line, "Bel", "Dee has it, and acts by 21:4")
    jo.comes_to_hear(prompt, "Open: Bel. Dee has it, by 21:4", "Bel: also noted: a worry.")
    return ping


def done(dee: Listener, jo: Listener, prompt: Message, pings: dict[str, Message]) -> None:
    """Dee says what she did about each: then nothing is open."""
    for who, ping in pings.items():
        ping.comes_to_say("What I did…")
        dee.taps(ping, f"What I did: {who}")
        dee.opened(
            "What I did", "Call 999 now", f"Larch House · {who}", "What did you do?", "I phoned the house"
        )
        dee.fills({"What did you do?": "I phoned the house"})
        dee.opened("Saved", "Thank you.", "01632 960222", f"Close: {who}")
        dee.closes()
        dee.comes_to_hear(ping, "You phoned the house", "Please close it")
    wait_for(lambda: "Open:" not in prompt.now()["text"], "nothing to be open")
    jo.comes_to_hear(prompt, "5 of 5 answered. Thank you.")


def the_rest(jo: Listener, prompt: Message) -> None:
    for who in ("Ray", "Ida", "Bel", "Kai"):
        jo.taps(prompt, f"{who}: seen, no signs")
    jo.comes_to_hear(prompt, "5 of 5 answered. Thank you.", "Ray: seen, no signs, Jo 21:1")
    jo.taps(prompt, "Staffing: different, open the form")
    jo.opened(
        "How many worked?", "Larch House · Late", "Planned: 3.", "How many of them came from an agency?"
    )
    jo.fills(
        {
            "How many worked?": "2",
            "How many of them came from an agency?": "1",
            "Did somebody work alone?": "No",
        }
    )
    jo.opened("Saved", "2 of 3 worked, 1 from an agency")
    jo.closes()
    jo.comes_to_hear(
        prompt, "2 of 3 worked, 1 from an agency", "Night shift: please read what was noted, and confirm."
    )


def read(evening: Evening, bo: Listener, prompt: Message) -> None:
    bo.taps(prompt, "What was noted: open to read")
    bo.opened(
        "What was noted", "Larch House", "Call 999 now", ": up most of the night", "Signs seen, Jo 21:1",
        "Offer a walk somewhere quiet: offered, Sam said no", "Escalation steps followed: Yes.",
        "She gave her coat away", "A worry, Jo 21:1", "I've read this handover",
    )  # fmt: skip
    bo.closes()
    bo.taps(prompt, "I've read this handover")
    bo.hears(BO, "Thank you. It shows that you have read this handover.")
    bo.comes_to_hear(prompt, "Night shift: read by Bo 21:1")
    evening.nothing_else()


def next_morning(evening: Evening, bo: Listener) -> None:
    evening.until("2026-11-13T07:15:01")
    morning = bo.hears(
        HOUSE, "Larch House handover, night to early: any early warning signs today?",
        "5 people to answer: Sam, Ray, Ida, Bel, Kai.", "Tom is away until 12:00.",
        "Sam: signs at the last late shift, open to see.",
        "On-call: Dee, 07700 900002.",
    )  # fmt: skip
    assert "Open:" not in morning.now()["text"]
    bo.taps(morning, "Kai: seen, no signs")
    bo.comes_to_hear(morning, "4 people to answer: Sam, Ray, Ida, Bel.", "Kai: seen, no signs, Bo 07:1")
    evening.nothing_else()
