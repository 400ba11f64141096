"""Who may do what, every cell of the table, through Slack's protocol: done, or refused kindly with a number."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.covers
import db.outbox
import prompts.covering
import prompts.escalation
import prompts.handover
import prompts.notes
import prompts.pause
import prompts.plans
import prompts.who
from bot.access import MAY, NEVER_SHARED, STRANGERS, Action, Relation
from bot.house import Role
from db import tables
from tests import house as houses
from tests.handlers import wired
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, Rowan, rows
from tests.otherslack.slack import Ack, Body

NUMBER = "07700 900002"
RELATIONS, ROLES, ACTIONS = get_args(Relation), get_args(Role), get_args(Action)
STRANGER, ONCE, FOREIGN, ASKS = "U0STRANGER", "U0ONCE", "U0FOREIGN", "U0ASKS"
ASKED = col(tables.Cover.until_at) == houses.DUE + timedelta(hours=8)
POST: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
WHERE: dict[Relation, list[str]] = {"here": ["rowan-house"], "elsewhere": ["oak-house"]}


def who(relation: Relation, role: Role, shared: bool = False) -> str:
    """The Slack id of whoever stands so to Rowan House."""
    return f"U0{relation[:4]}{role[:4]}{'TAB' if shared else ''}".replace("_", "").upper()


@dataclass
class Tried:
    """Rowan House with somebody of each role in each relation to it, and the Slack they are in."""

    house: Rowan
    slack: Wired
    ids: dict[str, int] = field(default_factory=dict)

    def do(self, action: Action, user: str) -> Ack | None:
        self.slack.whispers.clear()
        self.slack.views.clear()
        return TRY[action](self, user)

    def change(self, statement: Any) -> None:
        with self.house.database.write() as session:
            session.execute(statement)

    def count(self, table: Any, *where: Any) -> int:
        return len(rows(self.house.database, table, *where))

    def id_of(self, user: str) -> int:
        """Their row's id; -1 for somebody who has none."""
        found = rows(self.house.database, tables.Staff, col(tables.Staff.slack) == user)
        return int(found[0].id) if found else -1

    def said(self, user: str, ack: Ack | None) -> str:
        """All that came back: in the acknowledgement, beside the message or in a form."""
        return f"{ack.payload if ack else ''}{self.slack.whispers}{self.slack.views.get(user) or ''}"


def everybody() -> houses.Written:
    """Two houses; those who are on call take turns on the third rung."""
    said = houses.rowan()
    said["services"] += houses.oak()["services"]
    said["staff"] += [
        houses.staff(
            who(relation, role, shared), f"{relation} {role}", role, WHERE.get(relation, []), shared=shared
        )
        for relation in RELATIONS
        for role in ROLES
        for shared in (False, True)
    ]
    said["staff"].append(houses.staff(FOREIGN, "Foreign", "manager"))
    turns = [who("on_call", role, shared) for role in ROLES for shared in (False, True)]
    said["rotas"].append({**said["rotas"][0], "key": "third-line", "members": turns})
    said["ladders"][0]["rungs"].append({"tell": "rota:third-line", "within": "10 min"})
    return said


@pytest.fixture(scope="module")
def tried(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    path = tmp_path_factory.mktemp("gate") / "relay.db"
    shutil.copy(migrated_sqlite, path)
    house = wired.house(path).load(everybody())
    house.ask()
    house.says("sam", SLEEPLESS)
    users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
    users |= {STRANGER: "Nia", ONCE: "Lou", ASKS: "Bea"}
    with pytest.MonkeyPatch.context() as patch:
        wired.at_once(patch)
        slack = Wired(house.relay, users, list(users))
    slack.posts.append(POST)
    slack.foreign.add(FOREIGN)
    made = Tried(house, slack)
    made.ids = {one.slack: one.id for one in rows(house.database, tables.Staff)}
    _relate(made)
    try:
        yield made
    finally:
        slack.close()
        house.database.close()


def _relate(tried: Tried) -> None:
    """Who covers a shift, who covered once, who asks to, and whom the escalation told."""
    house, (escalation,) = tried.house, tried.house.escalations()
    now, here = house.clock.at, house.service().id
    before, night = now - timedelta(hours=1), now + timedelta(hours=9)
    covers = [(who("covering", role, shared), night) for role in ROLES for shared in (False, True)]
    with house.database.write() as session:
        for slack, until in [*covers, (ONCE, now), (ASKS, now + timedelta(hours=8))]:
            cover_id, _ = db.covers.ask(session, here, slack, "Lou", before, until)
            if slack != ASKS:
                db.covers.approve(session, cover_id, tried.ids["U0WORKER"], before)
        for slack in [who("told", role, shared) for role in ROLES for shared in (False, True)]:
            db.outbox.put(
                session, "ping", now, to_user=slack, staff_id=tried.ids[slack], escalation_id=escalation.id,
                service_id=here, number=1,
            )  # fmt: skip


def sam(tried: Tried) -> Any:
    return tried.house.person("sam")


def _answer(tried: Tried, user: str) -> Ack | None:
    value = prompts.handover.button_value(tried.house.newest(), sam(tried).id)
    return tried.slack.tap_on(user, POST, prompts.handover.Action.CLEAR, value)


def _worry(tried: Tried, user: str) -> Ack | None:
    value = prompts.notes.worry_value(tried.house.service().id, tried.house.newest())
    return tried.slack.tap_on(user, POST, prompts.notes.Action.WORRY, value)


def _read(tried: Tried, user: str) -> Ack | None:
    return tried.slack.tap_on(user, POST, prompts.escalation.Action.OPEN, "1")


def _confirm_read(tried: Tried, user: str) -> Ack | None:
    tried.change(sa.delete(tables.HandoverRead))
    return tried.slack.tap_on(user, POST, prompts.handover.Action.BOTH, str(tried.house.newest()))


def _confirm_plan(tried: Tried, user: str) -> Ack | None:
    value = prompts.plans.button_value(sam(tried).id, sam(tried).plan_id)
    return tried.slack.tap_in_form(user, prompts.plans.Action.CONFIRM, value)


def _look(tried: Tried, user: str) -> Ack | None:
    return tried.slack.command(user, "C0ROWAN", "/oncall")


def _acknowledge(tried: Tried, user: str) -> Ack | None:
    tried.change(sa.update(tables.Escalation).values(state="open", holder_id=None, acknowledged_at=None))
    return tried.slack.tap_on(user, POST, prompts.escalation.Action.TAKE, "1")


def _pause(tried: Tried, user: str) -> Ack | None:
    value = prompts.pause.value(tried.house.service().id)
    return tried.slack.tap_on(user, POST, prompts.pause.Action.PAUSE, value)


def _approve(tried: Tried, user: str) -> Ack | None:
    tried.change(sa.update(tables.Cover).where(ASKED).values(approved_by=None, approved_at=None))
    (asked,) = rows(tried.house.database, tables.Cover, ASKED)
    return tried.slack.tap_on(user, POST, prompts.covering.APPROVE, prompts.covering.value(asked.id))


def _cover(tried: Tried, user: str) -> Ack | None:
    return tried.slack.tap_on(user, POST, prompts.covering.COVER, str(tried.house.service().id))


TRY: dict[Action, Callable[[Tried, str], Ack | None]] = {
    "answer": _answer, "worry": _worry, "read": _read, "confirm_read": _confirm_read, "confirm_plan": _confirm_plan,
    "look": _look, "acknowledge": _acknowledge, "pause": _pause, "approve": _approve, "cover": _cover,
}  # fmt: skip


def _opened(callback: str) -> Callable[[Tried, str, Ack], bool]:
    return lambda tried, user, _ack: tried.slack.views.get(user, {}).get("callback_id") == callback


def _kept(table: Any, by: Any, *where: Any) -> Callable[[Tried, str, Ack], bool]:
    """Whether there is a row of whoever tapped."""
    return lambda tried, user, _ack: tried.count(table, by == tried.id_of(user), *where) == 1


# that it was done, and nothing else would look the same
DONE: dict[Action, Callable[[Tried, str, Ack], bool]] = {
    "answer": _kept(tables.Reply, col(tables.Reply.author_id), col(tables.Reply.kind) == "clear"),
    "worry": _opened(prompts.notes.WORRY),
    "read": _opened("escalation.details"),
    "confirm_read": _kept(tables.HandoverRead, col(tables.HandoverRead.author_id)),
    "confirm_plan": _kept(tables.PlanRead, col(tables.PlanRead.staff_id)),
    "look": lambda _tried, _user, ack: "*On call now for Rowan House:* Dee" in ack.payload["text"],
    "acknowledge": _kept(tables.Escalation, col(tables.Escalation.holder_id)),
    "pause": _opened(prompts.pause.CALLBACK),
    "approve": _kept(tables.Cover, col(tables.Cover.approved_by), ASKED),
    "cover": _kept(tables.Cover, col(tables.Cover.staff_id), col(tables.Cover.approved_at).is_(None)),
}
# what an account that several use is asked first
ASKED_WHO: frozenset[Action] = frozenset({"answer", "confirm_read"})
UNNAMED: frozenset[Action] = frozenset({"confirm_plan"})


def why(action: Action, relation: Relation, shared: bool) -> str:
    """What a refusal of listed staff is journalled as."""
    if shared and action in NEVER_SHARED:
        return "shared_account"
    if relation not in ("here", "covering"):
        return "other_service"
    return {"cover": "already_here", "approve": "listed_only", "acknowledge": "not_told"}.get(
        action, "not_this_role"
    )


def refused(tried: Tried, action: Action, user: str, reason: str) -> None:
    before = tried.count(tables.Journal, col(tables.Journal.what) == "refused")
    ack = tried.do(action, user)
    said = tried.said(user, ack)
    assert ack is not None
    assert "Thank you for helping." in said
    # a form about somebody who may have moved names no house: the numbers are of a house of their own, if they have one
    assert ("phone" if action in UNNAMED else NUMBER) in said
    assert not (action != "look" and DONE[action](tried, user, ack))
    written = rows(tried.house.database, tables.Journal, col(tables.Journal.what) == "refused")[before:]
    service_id = None if action in UNNAMED else tried.house.service().id
    assert [(row.actor, row.why, row.service_id) for row in written] == [(user, reason, service_id)]


@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_cell_of_the_table(
    tried: Tried, action: Action, relation: Relation, role: Role, shared: bool
) -> None:
    user = who(relation, role, shared)
    if role not in MAY[action][relation] or (shared and action in NEVER_SHARED):
        refused(tried, action, user, why(action, relation, shared))
        return
    before = tried.count(tables.Journal, col(tables.Journal.what) == "refused")
    ack = tried.do(action, user)
    assert ack is not None
    done = _opened(prompts.who.CALLBACK) if shared and action in ASKED_WHO else DONE[action]
    assert done(tried, user, ack), tried.said(user, ack)
    assert tried.count(tables.Journal, col(tables.Journal.what) == "refused") == before


@pytest.mark.parametrize("user", [STRANGER, ONCE], ids=["never heard of", "covered once"])
@pytest.mark.parametrize("action", ACTIONS)
def test_whoever_no_file_names_may_ask_to_cover_and_nothing_else(
    tried: Tried, action: Action, user: str
) -> None:
    if action not in STRANGERS:
        refused(tried, action, user, "not_listed")
        return
    ack = tried.do(action, user)
    assert ack is not None
    assert DONE[action](tried, user, ack), tried.said(user, ack)


@pytest.mark.parametrize("action", ACTIONS)
def test_another_workspaces_user_is_refused_whatever_a_file_says(tried: Tried, action: Action) -> None:
    refused(tried, action, FOREIGN, "other_workspace")


def test_a_refusal_in_the_houses_channel_offers_to_cover(tried: Tried) -> None:
    tried.do("answer", who("elsewhere", "manager"))
    (whisper,) = tried.slack.whispers
    offered = [one for block in whisper["blocks"] for one in block.get("elements", [])]
    assert [(one["action_id"], one["value"]) for one in offered] == [
        (prompts.covering.COVER, str(tried.house.service().id))
    ]


@pytest.mark.parametrize("user", [who("here", "support_worker"), FOREIGN])
def test_a_refusal_of_another_kind_offers_nothing(tried: Tried, user: str) -> None:
    tried.do("acknowledge", user)
    (whisper,) = tried.slack.whispers
    assert "elements" not in str(whisper["blocks"])


def test_what_has_no_door_is_not_let_through(tried: Tried) -> None:
    assert tried.slack.tap_on(who("here", "manager"), POST, "no.such.button", "1") is None
