"""What staff do, as Slack would send it: taps on a prompt, and forms of signs filled in. Whole bodies, as large."""

import json
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

import db.handover
import db.people
import prompts.escalation
import prompts.handover
import prompts.reply_form
import prompts.reply_read
from benchmarks import world
from benchmarks.load import Ask
from benchmarks.slack import TEAM
from db.session import Database, Session
from handlers.flow import board, targets
from prompts.handover import Action
from prompts.reply_form import Asking

Json = dict[str, Any]
# signs of one person: up most of the night is one sign of two, and with walking up and down it rings
QUIET = {"sign:sleep": "1", "sign:pacing": "0", "sign:rings": "0"}
RINGS = {"sign:sleep": "2", "sign:pacing": "1", "sign:rings": "2"}


@dataclass(frozen=True)
class Line:
    """One person at one handover: their name and plan, the house's number, its message in Slack, an empty form."""

    handover: int
    person: int
    plan: int
    known_as: str
    house: int
    place: int
    message: Json
    form: Json


def lines(database: Database, among: Collection[int] | None = None, *, alike: bool = False) -> list[Line]:
    """Everybody who is asked about at a handover, or at one `among` these, the first of each house first.

    `alike`: all carry the first one's prompt and form, for drawing those of a thousand houses takes a while.
    """
    found = sa.text(
        "SELECT h.id, p.id, v.id, s.id FROM handoverperson a JOIN handover h ON h.id = a.handover_id "
        "JOIN person p ON p.id = a.person_id JOIN plan v ON v.person_id = p.id JOIN service s ON s.id = h.service_id "
        f"WHERE a.asked {'' if among is None else 'AND h.id IN :among'} ORDER BY h.id, p.id"
    )
    if among is not None:
        found = found.bindparams(sa.bindparam("among", list(among), expanding=True))
    with database.read() as session:
        rows = session.execute(found).all()
        made: dict[int, list[Line]] = {}
        drawn: dict[int, tuple[Json, Json]] = {}
        for handover_id, person_id, plan_id, service_id in rows:
            here = made.setdefault(handover_id, [])
            number, place = _number(session, service_id), len(here)
            key = 0 if alike else handover_id
            if key not in drawn:
                drawn[key] = _drawn(session, handover_id, person_id)
            name = world.known_as(number, place + 1)
            here.append(Line(handover_id, person_id, plan_id, name, number, place, *drawn[key]))
    return sorted((one for here in made.values() for one in here), key=lambda one: (one.place, one.handover))


def _number(session: Session, service_id: int) -> int:
    return int(db.people.service(session, service_id).spec.key.removeprefix("house-"))


def _drawn(session: Session, handover_id: int, person_id: int) -> tuple[Json, Json]:
    """The prompt and the form of its first person. Nothing is written, for Relay may be at work meanwhile."""
    now = datetime.now(UTC)
    shown = prompts.handover.question(board.board(session, handover_id, now), now)
    person, service = db.people.person(session, person_id), db.handover.get(session, handover_id).service_id
    house = db.people.service(session, service)
    meta = {"handover": handover_id, "person": person_id, "corrects": None, "correcting": False}
    others = prompts.reply_read.others(db.people.people_of(session, service), person_id)
    on_call = targets.on_call(session, house, now, person)
    form = prompts.reply_form.form(
        Asking(person, house, json.dumps(meta), now, on_call, targets.emergency(session), others=others)
    )
    return dict(shown), dict(form)


def clear(line: Line, slack_url: str, place: int = 0) -> bytes:
    """*Seen, no signs*, by one of the house's workers."""
    action = {"type": "button", "action_id": Action.CLEAR, "block_id": f"answer:{line.person}",
              "value": prompts.handover.button_value(line.handover, line.person), "action_ts": _ts(),
              "text": {"type": "plain_text", "text": "Seen, no signs", "emoji": True}}  # fmt: skip
    channel = world.channel(line.house)
    body = _body(line, place) | {
        "type": "block_actions", "channel": {"id": channel, "name": "privategroup"},
        "container": {"type": "message", "message_ts": "1700000000.001", "channel_id": channel, "is_ephemeral": False},
        "message": {"type": "message", "user": "U0RELAY", "ts": "1700000000.001", "bot_id": "B0RELAY", **line.message},
        "response_url": f"{slack_url}/actions/{uuid.uuid4().hex}", "actions": [action],
        "state": {"values": {}},
    }  # fmt: skip
    return _encoded(body)


def signs(line: Line, chosen: dict[str, str], place: int = 0) -> bytes:
    """The form of their signs, sent, by one of the house's workers."""
    meta = json.loads(line.form["private_metadata"]) | {
        "handover": line.handover, "handover_id": line.handover, "person": line.person, "person_id": line.person,
        "plan": line.plan, "nonce": uuid.uuid4().hex, "about": line.known_as,
    }  # fmt: skip
    inputs = [one for one in line.form["blocks"] if one["type"] == "input"]
    values = {one["block_id"]: _field(one["element"], chosen.get(one["block_id"])) for one in inputs}
    view = {
        **line.form, "id": f"V{uuid.uuid4().hex[:10].upper()}", "team_id": TEAM, "hash": "1.x", "app_id": "A0BENCH",
        "private_metadata": json.dumps(meta), "state": {"values": values}, "bot_id": "B0RELAY",
    }  # fmt: skip
    return _encoded(_body(line, place) | {"type": "view_submission", "view": view, "response_urls": []})


def take(escalation: int, turn: int, house: int, slack_url: str) -> bytes:
    """*I've got this*, by the manager of a house, in the message that told them."""
    action = {"type": "button", "action_id": prompts.escalation.Action.TAKE, "block_id": "answer",
              "value": f"{escalation}:{turn}", "action_ts": _ts(),
              "text": {"type": "plain_text", "text": "I've got this", "emoji": True}}  # fmt: skip
    user = world.manager(house)
    body = _by(user) | {
        "type": "block_actions", "channel": {"id": f"D{user[1:]}", "name": "directmessage"},
        "container": {"type": "message", "message_ts": "1700000000.002", "channel_id": f"D{user[1:]}"},
        "message": {"type": "message", "ts": "1700000000.002", "text": "", "blocks": []},
        "response_url": f"{slack_url}/actions/{uuid.uuid4().hex}", "actions": [action], "state": {"values": {}},
    }  # fmt: skip
    return _encoded(body)


def _field(element: Json, chosen: str | None) -> Json:
    """A field's state: what was chosen, else as it was shown."""
    if element["type"] == "plain_text_input":
        held: Json = {"value": chosen if chosen is not None else element.get("initial_value")}
    elif element["type"] == "timepicker":
        held = {"selected_time": element.get("initial_time")}
    else:
        options = {one["value"]: one for one in element["options"]}
        held = {"selected_option": options[chosen] if chosen else element.get("initial_option")}
    return {element["action_id"]: {"type": element["type"], **held}}


def _body(line: Line, place: int) -> Json:
    return _by(world.worker(line.house, place))


def _by(user: str) -> Json:
    return {
        "user": {"id": user, "username": "x", "name": "x", "team_id": TEAM},
        "team": {"id": TEAM, "domain": "bench"}, "api_app_id": "A0BENCH", "token": "x", "enterprise": None,
        "is_enterprise_install": False, "trigger_id": f"{uuid.uuid4().int}.1.{uuid.uuid4().hex}",
    }  # fmt: skip


def _ts() -> str:
    return f"{time.time():.3f}{uuid.uuid4().int % 1000:03}"


def _encoded(body: Json) -> bytes:
    return urlencode({"payload": json.dumps(body)}).encode()


def mixed(chosen: Iterable[Line], slack_url: str, *, place: int = 0, one_in: int = 10) -> Iterator[Ask]:
    """One of each house's workers answers: no signs for most people; a form with one sign for one in so many."""
    for n, line in enumerate(chosen):
        body = signs(line, QUIET, place) if n % one_in == 0 else clear(line, slack_url, place)
        yield Ask(body, line.known_as)
