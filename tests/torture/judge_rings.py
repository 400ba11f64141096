"""What rings: each crossing in one escalation, each rung told, each with a next move, and one story of it all."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.torture import house
from tests.torture.case import Case, Finding, Findings, grouped, instant
from tests.torture.record import Json

OVERDUE = timedelta(minutes=2)
ENDS = {"taken", "taken_over", "acted", "closed", "stood_down"}
LIVE = ("open", "acknowledged")
# what the timeline calls it, and the journal: each of these once for each
SAME = {
    "opened": "escalation.opened", "joined": "escalation.joined", "told": "told", "unanswered": "escalation.unanswered",
    "rings_now": "escalation.rings_now", "reopened": "escalation.reopened", "house_has": "escalation.house_has",
    "taken": "escalation.acknowledged", "seen": "escalation.confirmed", "promised": "escalation.promised",
    "more": "escalation.put_off", "taken_over": "escalation.taken_over", "acted": "escalation.acted_on",
    "closed": "escalation.closed", "stood_down": "escalation.stood_down",
}  # fmt: skip
# what a word of the journal makes of a state, and of which states it may
BECOMES = {
    "escalation.acknowledged": ("acknowledged", {"open"}),
    "escalation.taken_over": ("acknowledged", {"acknowledged"}),
    "escalation.reopened": ("open", {"acknowledged"}),
    "escalation.acted_on": ("acted_on", {"acknowledged"}),
    "escalation.closed": ("closed", {"acknowledged", "acted_on"}),
    "escalation.stood_down": ("stood_down", {"open", "acknowledged", "acted_on"}),
}


def crossed(case: Case) -> Findings:
    """What was said to be seen crosses what was agreed, once; and *no signs* crosses nothing."""
    sent = grouped([one for one in case.acts if one["nonce"]], lambda one: one["nonce"])
    seen = _seen(case)
    for row in case.rows("reply"):
        reached = [one["threshold"] for one in case.rows("crossing", reply_id=row["id"])]
        if row["kind"] == "clear" and reached:
            yield Finding("no signs, and something rang", f"reply {row['id']} {reached}")
        acts = sent.get(row["nonce"], [])
        # of a form that was sent with several values it is not known which are these
        must = _must(acts[0]["values"]) if len({str(one["values"]) for one in acts}) == 1 else set[str]()
        for key in sorted(must):
            if reached.count(key) != 1:
                what = f"reply {row['id']} {key}: {reached.count(key)} times"
                yield Finding("signs that ring did not ring once", what, loss=key not in reached)
        for key in sorted(set(reached) - _must(seen[row["person_id"], row["period_id"]])):
            yield Finding("what rang was not seen", f"reply {row['id']} {key}")


def _seen(case: Case) -> dict[Any, dict[str, str]]:
    """The signs that anybody said were there, by person and period, corrected since or not."""
    found = defaultdict[Any, dict[str, str]](dict)
    replies = {one["id"]: (one["person_id"], one["period_id"]) for one in case.rows("reply")}
    for one in case.rows("observation"):
        if one["value"] and one["reply_id"] in replies:
            found[replies[one["reply_id"]]][one["sign"]] = str(one["value"])
    return found


def _must(values: dict[str, str]) -> set[str]:
    together = {"together"} if set(house.TOGETHER) <= set(values) else set[str]()
    return together | ({"quiet"} if house.ALONE in values else set[str]())


def in_one(case: Case) -> Findings:
    """Each crossing, worry and silence is in one escalation, which the journal opened or joined for it."""
    known = {one["id"] for one in case.rows("escalation")}
    for one in [*case.rows("crossing"), *case.rows("raised")]:
        if one["escalation_id"] not in known:
            yield Finding("it rang in no escalation", str(one), loss=True)
    crossings = grouped(case.rows("crossing"), lambda one: (one["reply_id"], one["escalation_id"]))
    told = Counter(
        (one["reply_id"], one["escalation_id"])
        for one in case.rows("journal")
        if one["what"] in ("escalation.opened", "escalation.joined")
    )
    for key in crossings:
        if key[0] is not None and told[key] != 1:
            yield Finding(
                "the journal did not tell once of what rang", f"reply, escalation {key}: {told[key]}"
            )
    raised = Counter(one["note_id"] for one in case.rows("raised"))
    for note in case.rows("note", kind="worry"):
        if raised[note["id"]] != 1:
            yield Finding("a worry did not ring once", f"note {note['id']}: {raised[note['id']]}", loss=True)


def one_a_route(case: Case) -> Findings:
    """Of one subject, one way and one urgency there is one that goes on."""
    going = [one for one in case.rows("escalation") if one["state"] in LIVE]
    for key, rows in grouped(going, lambda one: (one["subject"], one["tell"], one["urgency"])).items():
        if len(rows) > 1:
            yield Finding("two escalations of one thing", f"{key}: {[one['id'] for one in rows]}")


def told(case: Case) -> Findings:
    """Each telling is one message to one person; it was sent, or somebody had it before it was."""
    pings = [one for one in case.messages if one["kind"] == "ping" and one["about"] != "override"]
    for e in case.rows("escalation"):
        events = case.events.get(e["id"], [])
        tellings = Counter((one["number"], one["to_id"]) for one in events if one["what"] == "told")
        mine = [one for one in pings if one["escalation_id"] == e["id"]]
        if tellings != Counter((one["number"], one["staff_id"]) for one in mine):
            yield Finding("tellings and messages differ", f"escalation {e['id']}", loss=True)
        for one in mine:
            if one["state"] == "dropped" and not had_by_then(case, events, one):
                yield Finding("a rung was not told", f"message {one['id']}, nobody had it", loss=True)
        yield from _climbed(e, events)


def had_by_then(case: Case, events: list[Json], message: Json) -> bool:
    """Whether somebody had it, or it was over, after this message was decided and before it was dropped."""
    made, dropped = instant(message["made_at"]), case.dropped_by(message)
    return any(one["what"] in ENDS and made <= instant(one["at"]) <= dropped for one in events)


def _climbed(e: Json, events: list[Json]) -> Findings:
    """As many steps were told as it has climbed since it was told from the first."""
    starts = [place for place, one in enumerate(events) if one["what"] in ("reopened", "rings_now")]
    since = events[starts[-1] :] if starts else events
    steps = len({one["number"] for one in since if one["what"] == "told"})
    steps += sum(one["what"] == "nobody_there" for one in since)
    if steps < e["step"] or (steps > e["step"] and e["unanswered_at"] is None):
        what = f"escalation {e['id']}: told {steps}, climbed {e['step']}"
        yield Finding("rungs were not told once", what, loss=steps < e["step"])


def goes_on(case: Case) -> Findings:
    """Everything that is not over has a next move, and it is not overdue."""
    for e in case.rows("escalation"):
        if e["state"] in ("closed", "stood_down") or (e["state"] == "acted_on" and e["reminded"] >= 2):
            continue
        if e["next_at"] is None:
            yield Finding("no next move", f"escalation {e['id']}, {e['state']}", loss=True)
        elif datetime.fromisoformat(e["next_at"]) < case.now - OVERDUE:
            yield Finding(
                "its next move is overdue", f"escalation {e['id']}, since {e['next_at']}", loss=True
            )


def one_story(case: Case) -> Findings:
    """The journal, the timeline and the tables tell the same."""
    for e in case.rows("escalation"):
        said = [one["what"] for one in case.journal.get(e["id"], [])]
        counts, events = Counter(said), Counter(one["what"] for one in case.events.get(e["id"], []))
        for what, word in SAME.items():
            if counts[word] != events[what]:
                yield Finding("journal and timeline differ", f"escalation {e['id']}, {what}")
        yield from _in_order(e, said)
    closed = Counter(one["escalation_id"] for one in case.rows("closing"))
    ended = Counter(one["id"] for one in case.rows("escalation", state="closed"))
    if closed != ended:
        yield Finding("closings and what is closed differ", f"{sorted(closed)} {sorted(ended)}")


def _in_order(e: Json, said: list[str]) -> Findings:
    states = [word for word in said if word == "escalation.opened" or word in BECOMES]
    if states[:1] != ["escalation.opened"] or states.count("escalation.opened") != 1:
        yield Finding("it was not opened once, at first", f"escalation {e['id']}: {states[:3]}")
        return
    state = "open"
    for word in said:
        if word == "escalation.joined" and state not in LIVE:
            yield Finding("something joined what was over", f"escalation {e['id']}, {state}", loss=True)
        if word in BECOMES:
            after, of = BECOMES[word]
            if state not in of:
                yield Finding("the journal's order cannot be", f"escalation {e['id']}: {word} of {state}")
            state = after
    if state != e["state"]:
        yield Finding("the journal ends otherwise", f"escalation {e['id']}: {state}, and it is {e['state']}")


def asked(case: Case) -> Findings:
    """Each handover that was asked has one question, and the journal says so once."""
    prompts = Counter(
        one["handover_id"] for one in case.messages if one["kind"] == "prompt" and one["state"] == "sent"
    )
    journal = Counter(one["handover_id"] for one in case.rows("journal", what="handover.asked"))
    for one in case.rows("handover"):
        wanted = 1 if one["state"] == "asked" else 0
        if (prompts[one["id"]], journal[one["id"]]) != (wanted, wanted):
            yield Finding("a handover was not asked once", f"handover {one['id']}, {one['state']}", loss=True)
        if one["state"] == "planned" and datetime.fromisoformat(one["due_at"]) < case.now - OVERDUE:
            yield Finding("a handover was never asked", f"handover {one['id']}", loss=True)
    for service in case.rows("service"):
        asked = {one["due_at"] for one in case.rows("handover", service_id=service["id"], state="asked")}
        for due in _dues(case):
            if due.isoformat() not in asked:
                yield Finding("a handover was never asked", f"house {service['id']}, {due}", loss=True)


def _dues(case: Case) -> Iterator[datetime]:
    """When each house's questions were due, by its file, from when Relay was first there."""
    due = house.FIRST
    while due <= case.now - OVERDUE:
        yield due
        due += house.EVERY


CHECKS = (crossed, in_one, one_a_route, told, goes_on, one_story, asked)
