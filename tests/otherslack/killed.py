"""An evening at whose n-th moment the bot is killed, and then started again.

A moment is just before a request of Relay's is done, or when it is done and not answered yet; or when an
acknowledgement has come. Whoever taps and is shown Slack's error taps again, as people do.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handlers import live
from tests.otherslack.place import FAR, MARA, NOUR, QUICK, SIOBHAN, ZELJKO, Place, other_slack, until
from tests.otherslack.slack import Ack, Body, buttons

# the real lease is 30 s: a killed bot's claims are taken up again after it
LEASE = 4
SHORT = f"import bot.sending, datetime; bot.sending.LEASE = datetime.timedelta(seconds={LEASE})"
PROGRAM = (sys.executable, "-c", f"{SHORT}; import handlers.cli; handlers.cli.main()")


class KilledEvening:
    """`at` are the moments, from 1, or seconds after the start (floats), at which the bot is killed."""

    def __init__(self, folder: Path, *at: float, program: tuple[str, ...] = PROGRAM, **more: str) -> None:
        self.place = Place(folder, other_slack(), program=program, more=more)
        self.slack = self.place.slack
        self.at, self.moments, self.kills = set(at), 0, list[str]()
        self.patience = 60.0
        self._lock, self._starting = threading.Lock(), list[threading.Thread]()

    def run(self) -> "KilledEvening":
        """The whole evening, and what must be true after it."""
        try:
            self.place.load(*QUICK)
            self.slack.between = self._moment
            self.place.run(wait=False)
            for seconds in [one for one in self.at if isinstance(one, float)]:
                threading.Timer(seconds, self._kill, (f"after {seconds:.2f} s",)).start()
            self._go_on()
            self._end()
        finally:
            self.slack.between = lambda *_: None
            for one in self._starting:
                one.join()
            self.place.stop()
        return self

    def _moment(self, method: str, _args: Body, when: str) -> None:
        if live.AGENT in getattr(self.slack.asking, "agent", ""):
            return  # the look at every start comes when it comes, and is no moment of the evening
        with self._lock:
            self.moments += 1
            if self.moments in self.at:
                self._kill(f"{self.moments}: {when} {method}")

    def _kill(self, why: str) -> None:
        self.kills.append(why)
        old = self.place.bots[-1]
        old.kill()
        old.wait()
        self.slack.link = None
        # elsewhere: what the dead bot had asked for is done at once, not when the next one has begun
        again = threading.Thread(target=self.place.run, kwargs={"wait": False})
        again.start()
        self._starting.append(again)

    def _go_on(self) -> None:
        slack = self.slack
        assert self.place.relay("ask", "--service", "teach-na-mara").returncode == 0
        question = self._until(lambda: [one for one in slack.room(MARA) if buttons(one)], "the question")[0]
        own, other = buttons(question)[:2], buttons(question)[2:]
        self._again(lambda: slack.tap(SIOBHAN, question, other[0]))
        self._again(lambda: slack.tap(ZELJKO, question, own[1]) if ZELJKO not in slack.views else Ack({}, 0))
        said = self._again(lambda: slack.submit(ZELJKO, {"sign:sleep": "3", "sign:pacing": "1"}))
        # on a slow machine the whole ladder has passed by then
        passed = self.place.rows("select 1 from escalation where unanswered_at is not null")
        assert "being told" in str(said.payload) or (passed and "Please phone now" in str(said.payload)), said
        self._until(lambda: any(slack.room(who) for who in FAR), "whoever is on call")
        ping = self._until(lambda: slack.room(NOUR), "the second rung")[-1]
        self._again(lambda: slack.tap(NOUR, ping, self._take(ping)))

    def _take(self, ping: Body) -> Body:
        """The button as it was drawn, though the message may have been drawn anew since."""
        (escalation,) = self.place.rows("select id from escalation where person_id = 1")[0]
        return {
            "action_id": "escalation.take",
            "value": str(escalation),
            "block_id": "buttons",
            "text": {"text": ping["ts"]},
        }

    def _again(self, act: Callable[[], Ack | None]) -> Ack:
        found: Ack = self._until(act, "an acknowledgement")
        return found

    def _until(self, look: Callable[[], Any], what: str) -> Any:
        return until(look, f"{what} (killed {self.kills})", self.patience)

    def _end(self) -> None:
        """Quiet; then nothing is lost and nothing doubled."""
        rows = self.place.rows
        waiting = "select kind, state, why from outbox where state in ('waiting', 'sending')"
        self._until(lambda: not rows(waiting), "quiet")
        time.sleep(0.2)
        why = f"killed {self.kills}"
        tokens = Counter(one["metadata"]["event_payload"]["id"] for one in self.slack.posts)
        sent = {
            token for (token,) in rows("select token from outbox where updates is null and state = 'sent'")
        }
        assert max(tokens.values()) == 1, f"one message twice, {why}"
        assert set(tokens) == sent, f"what was sent is not what is in Slack, {why}"
        assert rows("select kind, why from outbox where state = 'given_up'") == [], why
        pings = rows("select staff_id, number from outbox where kind = 'ping' and updates is null")
        assert len(pings) == len(set(pings)), why
        kinds = Counter(kind for (kind,) in rows("select kind from outbox where updates is null"))
        assert (kinds["prompt"], kinds["house_line"]) == (1, 1), why
        assert sorted(rows("select person_id, kind from reply")) == [(1, "signs"), (2, "clear")], why
        assert [state for (state,) in rows("select state from escalation")] == ["acknowledged"], why
        self._as_it_stands(why)

    def _as_it_stands(self, why: str) -> None:
        """Every message says how things are now."""
        question, line = self._house("prompt"), self._house("house_line")
        assert "2 of 2 answered" in question["text"], why
        assert "has it, by" in question["text"], why
        assert "has it, and acts" in line["text"], why
        newest = self.slack.room(NOUR)[-1]
        assert "You have it" in newest["text"], (why, [one["text"] for one in self.slack.room(NOUR)])

    def _house(self, kind: str) -> Body:
        """The message of this kind as it stands in the house: where others came too, order says nothing."""
        ((ts,),) = self.place.rows(f"select ts from outbox where kind = '{kind}' and updates is null")
        (found,) = [one for one in self.slack.room(MARA) if one["ts"] == ts]
        return found
