"""What was sent against what everybody received: each message once, and as things now stand."""

import itertools
from dataclasses import dataclass

from tests.torture.case import AFTER_PAUSE, Case, Finding, Findings, grouped, real
from tests.torture.record import Json

# rather sent twice than not looked up
PINGS = ("ping", "joined", "passed", "promise", "unanswered", "private", "private_open")
# without the conversation nothing can be looked for in it
LOOK_UP = ("conversations.history", "conversations.replies", "conversations.open")
# of these nobody has two that say the same
ONCE = ("ping", "joined", "passed", "promise", "held", "no_longer", "close")
# what shows how things stand for as long as it stands there; the others tell of their moment
STANDING = (
    "prompt", "house_line", "unanswered", "call_open", "ping", "joined", "passed", "held", "promise", "no_longer",
    "close", "on_call",
)  # fmt: skip
# programs that only listen send nothing, so that no double is theirs
LISTENS = "web"
# faults that answer all the same, only late
ANSWERED = ("delay", "accept_and_delay")
OLDER = "A newer message below "


@dataclass(frozen=True)
class Double:
    """One message that its reader has twice; `because` is what explains it, None where nothing does."""

    message: int
    kind: str
    because: str | None


def doubles(case: Case) -> list[Double]:
    """Every message that was posted more than once."""
    found = []
    for token, posts in case.posts.items():
        row = case.by_token.get(token)
        if token is not None and len(posts) > 1 and row is not None:
            found.append(Double(row["id"], row["kind"], _because(case, row, posts)))
    return found


def _because(case: Case, row: Json, posts: list[Json]) -> str | None:
    if row["kind"] not in PINGS:
        return None
    times = [real(one) for one in posts]
    there = {posts[0]["conversation"], row["to_user"]} - {None}
    whys = [_between(case, there, *pair) for pair in itertools.pairwise(times)]
    return whys[0] if all(whys) else None


def _between(case: Case, there: set[str], first: float, last: float) -> str | None:
    """What explains that something was posted at `last` that had been at `first`: to this conversation or user."""
    if any(_broken(one, there) and first <= real(one) <= last for one in case.log):
        return "look-up broken"
    for one in case.record.wrecks:
        # whoever posted first was in the middle of it, or was stopped and went on with it afterwards
        soon = one["began"] - case.lease <= first and one["began"] <= last <= one["ended"] + AFTER_PAUSE
        if soon and _stopped(one, case.lease):
            return "paused past its lease"
    return None


def _broken(entry: Json, there: set[str]) -> bool:
    """Whether this is a look-up there that failed."""
    if entry["kind"] != "fault" or entry["method"] not in LOOK_UP or entry["error"] in ANSWERED:
        return False
    return entry["conversation"] in there or entry["user"] in there


def _stopped(wreck: Json, lease: float) -> bool:
    """Whether a program that sends was paused for longer than it may hold a message."""
    paused = wreck["do"] == "pause" and wreck["said"] is None and not wreck["whom"].startswith(LISTENS)
    return paused and wreck["ended"] - wreck["began"] > lease


def unexplained(case: Case) -> Findings:
    for one in doubles(case):
        if one.because is None:
            yield Finding("a message twice", f"message {one.message}, a {one.kind}")


def by_meaning(case: Case) -> Findings:
    """Nobody has two messages that mean the same: one telling, one number, one person."""
    direct = [one for one in case.messages if one["kind"] in ONCE and one["state"] == "sent"]
    meaning = grouped(direct, lambda one: (one["kind"], one["escalation_id"], one["number"], one["staff_id"]))
    lines = [one for one in case.messages if one["kind"] == "house_line"]
    for key, rows in {**meaning, **grouped(lines, lambda one: ("house_line", one["escalation_id"]))}.items():
        if len(rows) > 1:
            yield Finding("two messages mean the same", f"{key}: {[one['id'] for one in rows]}")


def left(case: Case) -> Findings:
    """Nothing that is due waits, and nothing was given up."""
    for one in case.rows("outbox"):
        name = f"message {one['id']}, a {one['kind']}: {one['why']}"
        if one["state"] in ("waiting", "sending") and case.due(one["due_at"]):
            yield Finding("a message waits for ever", name, loss=True)
        if one["state"] == "given_up":
            yield Finding("a message was given up", name, loss=True)


def as_sent(case: Case) -> Findings:
    """What is in Slack is what the outbox says was sent, where it says so."""
    shown = grouped(case.shown, lambda one: one["token"])
    for token, posts in shown.items():
        row = case.by_token.get(token)
        if row is None:
            yield Finding("a message that nobody decided", f"{posts[0]['conversation']} {posts[0]['ts']}")
        elif row["state"] != "sent":
            yield Finding(
                "Slack has what was not sent", f"message {row['id']}, a {row['kind']}, {row['state']}"
            )
    for row in case.messages:
        places = {(one["conversation"], one["ts"]) for one in shown.get(row["token"], [])}
        if row["state"] == "sent" and (row["channel"], row["ts"]) not in places:
            yield Finding(
                "a sent message is not in Slack", f"message {row['id']}, a {row['kind']}", loss=True
            )


def as_it_stands(case: Case) -> Findings:
    """Each message says how things stand now, as it would be drawn from the database."""
    newest = {one["service_id"]: one["id"] for one in case.messages if one["kind"] == "prompt"}
    shown = {(one["conversation"], one["ts"]): one["words"] for one in case.shown}
    for row in (one for one in case.messages if one["kind"] in STANDING):
        # an older question stands as it was answered
        old = row["kind"] == "prompt" and newest[row["service_id"]] != row["id"]
        said, drawn = shown.get((row["channel"], row["ts"])), case.record.drawn.get(str(row["id"]))
        if said is None or drawn is None or old or said in drawn:
            continue
        if not (OLDER in said and _newer(case, row)):
            yield Finding("a message says what is no longer so", f"message {row['id']}, a {row['kind']}")


def _newer(case: Case, row: Json) -> bool:
    """Whether its reader has a later one: then it says so, and is not drawn again whatever becomes of the rest."""
    same = [one for one in case.messages if one["escalation_id"] == row["escalation_id"]]
    return any(
        one["staff_id"] == row["staff_id"] and one["number"] > row["number"] and one["state"] == "sent"
        for one in same
    )


def ended(case: Case) -> Findings:
    """No program ends by itself, and the harness did what it was told."""
    for one in case.record.wrecks:
        if one["do"] == "ended":
            yield Finding("a program ended", f"{one['whom']} {one['said']}")
    for wrong in case.record.wrong:
        yield Finding("the harness itself", wrong)


CHECKS = (unexplained, by_meaning, left, as_sent, as_it_stands, ended)
