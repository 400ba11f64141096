"""Builders: somebody of each role in each relation to Rowan House, what each may try, and how that shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, get_args

import sqlalchemy as sa
from sqlmodel import col

import db.actions
import db.checks
import db.covers
import db.outbox
import db.private
import prompts.acting
import prompts.actions
import prompts.check_forms
import prompts.checks
import prompts.covering
import prompts.deciding
import prompts.digest
import prompts.escalation
import prompts.handover
import prompts.notes
import prompts.overrides
import prompts.pause
import prompts.plans
import prompts.private
import prompts.someone
import prompts.who
from bot import actions, weeks
from bot.access import Action, Relation
from bot.actions import Decision
from bot.checks import Case
from bot.house import Role
from bot.people import Author
from bot.private import Said
from db import tables
from tests import house as houses
from tests.handlers.wired import Wired
from tests.house import Rowan, rows
from tests.otherslack.slack import Ack, Body

NUMBER = "07700 900002"
RELATIONS, ROLES, ACTIONS = get_args(Relation), get_args(Role), get_args(Action)
STRANGER, ONCE, FOREIGN, ASKS = "U0STRANGER", "U0ONCE", "U0FOREIGN", "U0ASKS"
ASKED = col(tables.Cover.until_at) == houses.DUE + timedelta(hours=8)
POST: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
DECIDED = Decision(
    actions.Said("Up at night", "A walk", "After tea", "Fewer nights"), 1, 2, date(2026, 11, 20)
)
WHERE: dict[Relation, list[str]] = {"here": ["rowan-house"], "elsewhere": ["oak-house"]}


def who(relation: Relation, role: Role, shared: bool = False) -> str:
    """The Slack id of whoever stands so to Rowan House."""
    return f"U0{relation[:4]}{role[:4]}{'TAB' if shared else ''}".replace("_", "").upper()


TOLD = {who("told", role, shared) for role in ROLES for shared in (False, True)}


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


def relate(tried: Tried) -> None:
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
        db.actions.add(
            session,
            here,
            escalation.id,
            escalation.person_id,
            DECIDED,
            weeks.of(now.date()),
            now,
            1,
            "decided",
        )
        said = Said("A secret")
        concern, _ = db.private.add(session, here, None, said, Author(tried.ids["U0WORKER"]), now, "private")
        for role in ROLES:
            for shared in (False, True):
                to_id = tried.ids[who("told", role, shared)]
                db.private.happened(session, concern.id, now, "told", to_id=to_id, role="lead", number=1)


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


def _opens(action: prompts.escalation.Action) -> Callable[[Tried, str], Ack | None]:
    """The form behind this button, of what nobody has."""

    def tap(tried: Tried, user: str) -> Ack | None:
        tried.change(sa.update(tables.Escalation).values(state="open", holder_id=None, acknowledged_at=None))
        return tried.slack.tap_on(user, POST, action, "1:0")

    return tap


def _tell_safeguarding(tried: Tried, user: str) -> Ack | None:
    value = str(tried.house.service().id)
    return tried.slack.tap_on(user, POST, prompts.private.Action.TELL, value)


def _safeguard(tried: Tried, user: str) -> Ack | None:
    return tried.slack.tap_on(user, POST, prompts.private.Action.OPEN, "1")


def _check(tried: Tried, user: str) -> Ack | None:
    """A case is sent to whoever tries, if they were told; else to somebody else."""
    told = user in {who("told", role, shared) for role in ROLES for shared in (False, True)}
    to = tried.id_of(user if told else "U0WORKER")
    tried.change(sa.delete(tables.SenseCheck))
    tried.change(sa.delete(tables.CheckRound))
    here, now = tried.house.service().id, tried.house.clock.at
    case = Case(sam(tried).id, tried.house.newest(), now)
    with tried.house.database.write() as session:
        db.checks.plan(session, here, now.date(), now)
        (round_id,) = db.checks.due(session, now)
        db.checks.send(session, round_id, to, "seed", [case], [("random", case)], now)
        (one,) = db.checks.of_round(session, round_id)
    return tried.slack.tap_on(user, POST, prompts.checks.Action.LOOK, str(one.id))


def _pause(tried: Tried, user: str) -> Ack | None:
    value = prompts.pause.value(tried.house.service().id)
    return tried.slack.tap_on(user, POST, prompts.pause.Action.PAUSE, value)


def _huddle(action: prompts.actions.Action) -> Callable[[Tried, str], Ack | None]:
    """The form behind this button, of what is about Sam."""
    return lambda tried, user: tried.slack.tap_on(user, POST, action, "1")


def _digest(tried: Tried, user: str) -> Ack | None:
    value = f"0:{tried.house.service().id}:20261109"
    return tried.slack.tap_on(user, POST, prompts.digest.Action.FIGURES, value)


def _own(tried: Tried, user: str) -> Ack | None:
    """What the huddle decided, which whoever is told of things owns; else Jo does."""
    owner = tried.ids[user if user in TOLD else "U0WORKER"]
    tried.change(sa.update(tables.Action).values(owner_id=owner))
    return tried.slack.tap_on(user, POST, prompts.actions.Action.OPEN, "1")


def _approve(tried: Tried, user: str) -> Ack | None:
    tried.change(sa.update(tables.Cover).where(ASKED).values(approved_by=None, approved_at=None))
    (asked,) = rows(tried.house.database, tables.Cover, ASKED)
    return tried.slack.tap_on(user, POST, prompts.covering.APPROVE, prompts.covering.value(asked.id))


def _cover(tried: Tried, user: str) -> Ack | None:
    return tried.slack.tap_on(user, POST, prompts.covering.COVER, str(tried.house.service().id))


TRY: dict[Action, Callable[[Tried, str], Ack | None]] = {
    "answer": _answer, "worry": _worry, "read": _read, "confirm_read": _confirm_read, "confirm_plan": _confirm_plan,
    "tell_safeguarding": _tell_safeguarding, "safeguard": _safeguard,
    "act": _opens(prompts.escalation.Action.PASS), "someone": _opens(prompts.escalation.Action.SOMEONE),
    "override": _opens(prompts.escalation.Action.OVERRIDE),
    "huddle": _digest,
    "review": _huddle(prompts.actions.Action.REVIEWED), "decide": _huddle(prompts.actions.Action.DECIDE), "own": _own,
    "look": _look, "acknowledge": _acknowledge, "pause": _pause, "check": _check, "approve": _approve, "cover": _cover,
}  # fmt: skip


def opened(callback: str) -> Callable[[Tried, str, Ack], bool]:
    """Whether a form with this callback id opened."""
    return lambda tried, user, _ack: tried.slack.views.get(user, {}).get("callback_id") == callback


def _kept(table: Any, by: Any, *where: Any) -> Callable[[Tried, str, Ack], bool]:
    """Whether there is a row of whoever tapped."""
    return lambda tried, user, _ack: tried.count(table, by == tried.id_of(user), *where) == 1


# that it was done, and nothing else would look the same
DONE: dict[Action, Callable[[Tried, str, Ack], bool]] = {
    "answer": _kept(tables.Reply, col(tables.Reply.author_id), col(tables.Reply.kind) == "clear"),
    "worry": opened(prompts.notes.WORRY),
    "tell_safeguarding": opened(prompts.private.FORM),
    "act": opened(prompts.acting.PASS),
    "someone": opened(prompts.someone.CALLBACK),
    "override": opened(prompts.overrides.CALLBACK),
    "safeguard": opened("private.details"),
    "huddle": opened("digest.figures"),
    "review": opened(prompts.deciding.REVIEW),
    "decide": opened(prompts.deciding.DECIDE),
    "own": opened("actions.details"),
    "read": opened("escalation.details"),
    "confirm_read": _kept(tables.HandoverRead, col(tables.HandoverRead.author_id)),
    "confirm_plan": _kept(tables.PlanRead, col(tables.PlanRead.staff_id)),
    "look": lambda _tried, _user, ack: "On call now for Rowan House: Dee" in ack.payload["text"],
    "acknowledge": _kept(tables.Escalation, col(tables.Escalation.holder_id)),
    "pause": opened(prompts.pause.CALLBACK),
    "check": opened(prompts.check_forms.JUDGE),
    "approve": _kept(tables.Cover, col(tables.Cover.approved_by), ASKED),
    "cover": _kept(tables.Cover, col(tables.Cover.staff_id), col(tables.Cover.approved_at).is_(None)),
}
# what an account that several use is asked first
