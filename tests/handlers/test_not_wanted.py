"""Contacts not wanted: no history of events makes one a target, offers one in a picker, or names one in a message."""

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col

import db.escalation
import db.overrides
import db.people
import handlers.app
from bot.loaded import House
from bot.people import Author, Staff
from db.session import Database, Session
from db.tables import Outbox
from handlers import doors, gate
from handlers.flow import board, render, showing, targets
from handlers.flow import house as flow
from handlers.forms import Asked, Sent
from handlers.taps import Tapped
from prompts.escalation import Action
from prompts.overrides import REASON, TOLD, WHOM
from tests.handlers import raising
from tests.handlers.unwanted import NAMES, PEOPLE, PERSON, fields_of, offered_in, written
from tests.house import CLEAR, NO_TEA, SLEEPLESS, Clock, Rowan, rows

TAPS = (Action.TAKE, Action.SEEN, Action.DONE, Action.MORE, Action.TAKE_OVER)
FORMS = (
    Action.PROMISE,
    Action.PASS,
    Action.DID,
    Action.SOMEONE,
    Action.CLOSE,
    Action.STAND_DOWN,
    Action.OPEN,
)
TELLS = ["ladder:house", "role:manager", "role:team_leader", "rota:first-line", "rota:second-line"]
somebody = st.sampled_from(PEOPLE)
unwanted = st.lists(somebody, unique=True, max_size=5)
STEPS = ["tap", "time", "form", "send", "reload", "override", "worry", "answer"]
# every reply is read anew for every message: more of them show nothing more, and take long
MOST_SAID = 3


@dataclass
class Story:
    """A house as it goes through a history, and what is looked at after each step of it."""

    house: Rowan
    file: Callable[[list[str]], Any]
    unwanted: list[str]
    seen: int = 0
    answered: int = 0
    worried: int = 0
    # how all of it stood when its messages were last read: they read the same while it does
    stood: str = ""
    authors: set[str] = field(default_factory=set)
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    # what was said to somebody in this step about the person's own escalations
    said: list[Any] = field(default_factory=list)

    def who(self, slack: str) -> Staff:
        with self.house.database.read() as session:
            found = db.people.staff_by_slack(session, slack, self.house.clock.at)
        assert found is not None
        return found

    def escalations(self) -> list[Any]:
        return [one for one in self.house.escalations() if one.person_id == self.house.person("sam").id]

    # steps

    def answer(self, draw: Any) -> None:
        if self.answered == MOST_SAID:
            return
        self.answered += 1
        slack = draw(st.sampled_from(["U0WORKER", "U0AGENCY"]))
        self.authors.add(slack)
        self.house.says("sam", draw(st.sampled_from([SLEEPLESS, SLEEPLESS, NO_TEA, CLEAR])), slack)

    def worry(self, draw: Any) -> None:
        if self.worried == MOST_SAID:
            return
        self.worried += 1
        person = draw(st.sampled_from([self.house.person("sam"), None]))
        tell = draw(st.sampled_from(TELLS))
        author = self.who(draw(st.sampled_from(["U0WORKER", "U0AGENCY"])))
        self.authors.add(author.slack)
        note = raising.note(self.house, person=person, author_id=author.id)
        raising.rings(self.house, person, tell=tell, note_id=note)

    def time(self, draw: Any) -> None:
        if draw(st.booleans()):
            self.house.all_sent()
        self.house.clock.passes(draw(st.sampled_from([1, 5, 10, 20, 40, 120])))
        self.house.tick()

    def reload(self, draw: Any) -> None:
        holders = {one.holder_id for one in self.escalations()} if draw(st.booleans()) else set()
        self.unwanted = sorted({*draw(unwanted), *(one for one in PEOPLE if self.who(one).id in holders)})
        with self.house.database.write() as session:
            flow.keep(session, House.model_validate(self.file(self.unwanted)), self.house.clock.at)

    def tap(self, draw: Any) -> None:
        told = [row.to_user for row in self.house.sent("ping")][-3:] if draw(st.booleans()) else []
        slack = draw(st.sampled_from(told or PEOPLE))
        action, value = draw(st.sampled_from(TAPS)), self._value(draw)
        if value is None or not self._may(doors.ACTIONS[action], value, slack):
            return
        nonce, now = f"tap {next(self.counter)}", self.house.clock.at
        who = self.who(slack)
        with self.house.database.write() as session:
            tapped = Tapped(who, Author(who.id), value, nonce, now)
            done = handlers.app.ACTS[action](session, self.house.relay, tapped)
        self.said.append(done.said)

    def form(self, draw: Any) -> None:
        self._opened(draw(st.sampled_from(FORMS)), draw(somebody), self._value(draw))

    def send(self, draw: Any) -> None:
        """A form that names somebody, with anybody in it, offered or not."""
        action = draw(st.sampled_from([Action.SOMEONE, Action.PASS]))
        slack, value = draw(somebody), self._value(draw)
        view = self._opened(action, slack, value)
        fields = draw(st.sampled_from(["offered", "anybody"]))
        offered = offered_in(view) if view else []
        named = (
            draw(st.sampled_from(offered))
            if fields == "offered" and offered
            else str(self.who(draw(somebody)).id)
        )
        if view:
            given = {"has": named, "pass_to": named, "by": "23:55", "because": "busy"}
            self._sent(view, slack, {key: given[key] for key in given if key in fields_of(view)})

    def override(self, draw: Any) -> None:
        slack, value, whom = (
            draw(st.sampled_from(["U0ASH", "U0IDA", "U0LEAD"])),
            self._value(draw),
            draw(somebody),
        )
        if value is None or not self._may(doors.ACTIONS[Action.OVERRIDE], value, slack):
            return
        view = self._make(Action.OVERRIDE, slack, value)
        if isinstance(view, dict):
            before = len(self.said)
            self._sent(view, slack, {WHOM: whom, REASON: "They are near", TOLD: "Today"})
            del self.said[before:]  # it says whom it has told

    def _value(self, draw: Any) -> str | None:
        going = self.house.escalations()
        if not going:
            return None
        one = draw(st.sampled_from(going))
        return f"{one.id}:{draw(st.sampled_from([one.turn, one.turn, one.turn, 0]))}"

    def _may(self, door: Any, about: Any, slack: str) -> bool:
        with self.house.database.read() as session:
            who = db.people.staff_by_slack(session, slack, self.house.clock.at)
            return gate.may(who, door(session, about, who)).allowed

    def _make(self, action: str, slack: str, value: str) -> Any:
        asked = Asked(self.who(slack), value, {}, self.house.clock.at)
        with self.house.database.write() as session:
            return handlers.app.MAKES[action](session, self.house.relay, asked)

    def _opened(self, action: str, slack: str, value: str | None) -> Any:
        if value is None or not self._may(doors.ACTIONS[action], value, slack):
            return None
        made = self._make(action, slack, value)
        if self._about_them(value):
            self.said.append(made)
        if not isinstance(made, dict):
            return None
        if self._about_them(value):
            free = {str(self.who(one).id) for one in self._kept_out(int(value.partition(":")[0]))}
            assert not free & set(offered_in(made))
        return made

    def _sent(self, view: Any, slack: str, given: dict[str, str]) -> None:
        meta = json.loads(view["private_metadata"])
        if not self._may(doors.FORMS[view["callback_id"]], meta, slack):
            return
        values = {
            block: {"value": {"selected_option": {"value": one}, "selected_time": one, "value": one}}
            for block, one in given.items()
        }
        who = self.who(slack)
        values["by"] = {"value": {"selected_time": given.get("by")}}
        sent = Sent(who, Author(who.id), meta, {**view, "state": {"values": values}}, self.house.clock.at)
        with self.house.database.write() as session:
            after = handlers.app.KEEPS[view["callback_id"]](session, self.house.relay, sent)
            after = after(session) if callable(after) else after
        if self._about_them(str(meta["escalation"])):
            self.said.append(after)

    def _about_them(self, value: str) -> bool:
        return int(value.partition(":")[0]) in {one.id for one in self.escalations()}

    def _kept_out(self, escalation_id: int) -> set[str]:
        with self.house.database.read() as session:
            told = {one.whom for one in db.overrides.of(session, escalation_id)}
        return set(self.unwanted) - told

    # what holds after each

    def check(self) -> None:
        mine = {one.id: self._kept_out(one.id) for one in self.escalations()}
        new = rows(self.house.database, Outbox, col(Outbox.id) > self.seen)
        for row in new:
            tells = row.updates is None and row.kind in showing.DIRECT
            assert not (tells and row.to_user in mine.get(row.escalation_id, ())), (row.kind, row.to_user)
        self.seen = max((row.id for row in new), default=self.seen)
        staff = {self.who(slack).id: slack for slack in PEOPLE}
        for e in self.escalations():
            if e.state.value == "acknowledged":
                assert staff[e.holder_id] not in mine[e.id]
        everywhere = set.intersection(*mine.values()) if mine else set()
        self._names_nobody(self.said, everywhere)
        self.said.clear()
        stands = repr([self.unwanted, mine, self.house.escalations(), self.seen])
        if stands == self.stood:
            return
        self.stood = stands
        with self.house.database.read() as session:
            for e_id, out in mine.items():
                self._names_nobody(list(self._drawn(session, e_id)), out)
            self._hides_them(session)

    def _drawn(self, session: Session, escalation_id: int) -> Iterator[Any]:
        """Every message of an escalation as it now reads, its form, and its line in lists."""
        now, e = self.house.clock.at, db.escalation.get(session, escalation_id)
        own = db.outbox.of_escalation(session, escalation_id, showing.OWN)
        for row in {row.kind: row for row in own}.values():
            yield render.DRAW[row.kind](session, row, now, first=False)
        yield repr(board._line(session, e, {}))
        person = db.people.person(session, e.person_id) if e.person_id else None
        yield repr(targets.on_call(session, self.house.service(), now, person))

    def _hides_them(self, session: Session) -> None:
        """What is said of a silence, to somebody who is not wanted, does not say who it is about."""
        for row in rows(self.house.database, Outbox, col(Outbox.kind).in_(["late", "missed", "ping"])):
            about_service = row.escalation_id is None or row.escalation_id not in {
                e.id for e in self.escalations()
            }
            if row.updates is None and row.to_user in self.unwanted and about_service:
                drawn = render.DRAW[row.kind](session, row, self.house.clock.at, first=False)
                assert PERSON not in json.dumps(drawn)

    def _names_nobody(self, shown: list[Any], out: set[str]) -> None:
        # whoever wrote what was seen is named as that, and as nothing else
        names = [NAMES[one] for one in out - self.authors]
        text = json.dumps(shown, ensure_ascii=False, default=str)
        assert not [name for name in names if name in text], text


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Fresh places for databases."""
    base = tmp_path_factory.mktemp("unwanted")
    return (base / f"{n}.db" for n in itertools.count())


@settings(max_examples=7, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_no_history_tells_offers_or_names_anybody_who_is_not_wanted(
    data: st.DataObject, migrated_sqlite: Path, paths: Iterator[Path]
) -> None:
    rungs = data.draw(
        st.lists(st.tuples(st.sampled_from(TELLS[1:]), st.integers(5, 20)), min_size=1, max_size=3)
    )
    members = st.lists(somebody, min_size=1, max_size=3, unique=True)
    turns = [data.draw(members), data.draw(members)]
    tells = [data.draw(st.sampled_from(TELLS)) for _ in range(2)]
    first = data.draw(unwanted)
    path = next(paths)
    shutil.copy(migrated_sqlite, path)
    house = Rowan(Database(f"sqlite:///{path}"), Clock())
    try:

        def file(out: list[str]) -> Any:
            return written(out, rungs, turns, tells)

        house.load(file(first))
        house.ask()
        story = Story(house, file, first)
        story.answer(data.draw)
        story.check()
        for _ in range(25):
            step = data.draw(st.sampled_from(STEPS))
            getattr(story, step)(data.draw)
            story.check()
    finally:
        house.database.close()
        path.unlink()
