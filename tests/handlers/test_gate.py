"""Who may do what, every cell of the table, through Slack's protocol: done, or refused kindly with a number."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col

import prompts.acting
import prompts.covering
import prompts.escalation
import prompts.handover
import prompts.notes
import prompts.overrides
import prompts.pause
import prompts.plans
import prompts.private
import prompts.someone
import prompts.who
from bot.access import MAY, NEVER_SHARED, STRANGERS, Action, Relation
from bot.house import Role
from db import tables
from tests.handlers import wired
from tests.handlers.tried import (
    ACTIONS,
    ASKS,
    DONE,
    FOREIGN,
    NUMBER,
    ONCE,
    POST,
    RELATIONS,
    ROLES,
    STRANGER,
    Tried,
    everybody,
    opened,
    relate,
    who,
)
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, rows


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
    slack.posts.append(dict(POST))
    slack.foreign.add(FOREIGN)
    made = Tried(house, slack)
    made.ids = {one.slack: one.id for one in rows(house.database, tables.Staff)}
    relate(made)
    try:
        yield made
    finally:
        slack.close()
        house.database.close()


ASKED_WHO: frozenset[Action] = frozenset({"answer", "confirm_read"})
UNNAMED: frozenset[Action] = frozenset({"confirm_plan", "safeguard"})


def why(action: Action, relation: Relation, shared: bool) -> str:
    """What a refusal of listed staff is journalled as."""
    if shared and action in NEVER_SHARED:
        return "shared_account"
    if action == "safeguard":
        return "not_told"
    if relation not in ("here", "covering"):
        return "other_service"
    return {
        "cover": "already_here",
        "approve": "listed_only",
        "acknowledge": "not_told",
        "act": "not_told",
        "check": "not_told",
    }.get(action, "not_this_role")


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
    done = opened(prompts.who.CALLBACK) if shared and action in ASKED_WHO else DONE[action]
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
