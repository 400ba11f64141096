"""Who was told: that what rang went the agreed way, to those who are on it, into their own messages.

Whom a rung names is taken from the house file, and not from what Relay made of it.
"""

from collections import Counter
from collections.abc import Iterator

from tests.torture import house
from tests.torture.case import Case, Finding, Findings
from tests.torture.judge_rings import had_by_then
from tests.torture.record import Json

# what the timeline says that somebody was asked or told, and the message that does it
MESSAGES = {"asked": "promise", "asked_to_close": "close"}
# what the watchdog finds in a row whatever the time is: nothing but a mistake makes it
NEVER = ("no_next_move", "no_promise", "wrong_next")
AGAIN = ("reopened", "rings_now")  # from its first rung
TOLD = ("told", "nobody_there")


def routed(case: Case) -> Findings:
    """What rang is in an escalation about the same person and house, which goes the way that was agreed."""
    by_id = {one["id"]: one for one in case.rows("escalation")}
    replies = {one["id"]: one for one in case.rows("reply")}
    notes = {one["id"]: one for one in case.rows("note")}
    for one in case.rows("crossing"):
        e, reply = by_id.get(one["escalation_id"]), replies.get(one["reply_id"])
        wanted = reply and (reply["person_id"], house.TELLS[one["threshold"]])
        if e and wanted and (e["person_id"], e["tell"]) != wanted:
            yield Finding("it rang in another's escalation", f"reply {one['reply_id']}, escalation {e['id']}")
    for one in case.rows("raised"):
        e, note = by_id.get(one["escalation_id"]), notes.get(one["note_id"])
        if e and note and (e["person_id"], e["service_id"]) != (note["person_id"], note["service_id"]):
            yield Finding("it rang in another's escalation", f"note {note['id']}, escalation {e['id']}")


def told_to(case: Case) -> Findings:
    """Each step told those whom its rung names, all of them, in the ladder's order."""
    names = {number: slack for slack, number in case.staff.items()}
    for e in case.rows("escalation"):
        for step, people in _steps(case.events.get(e["id"], [])):
            found = {names[one] for one in people}
            if found not in house.on_step(e["tell"], step):
                what = f"escalation {e['id']}, step {step}: {', '.join(sorted(found)) or 'nobody'}"
                yield Finding("a rung told others than it names", what, loss=True)


def _steps(events: list[Json]) -> Iterator[tuple[int, set[int]]]:
    """Each step from the last start on, from 0, and who was told."""
    step, told = 0, dict[int, set[int]]()
    for one in [*events, {"what": AGAIN[0]}]:
        if one["what"] in AGAIN:
            for people in told.values():
                yield step, people
                step += 1
            step, told = 0, {}
        elif one["what"] in TOLD:
            # where nobody was there, no number was used
            number = one["number"] if one["what"] == "told" else -len(told) - 1
            told.setdefault(number, set()).update({one["to_id"]} - {None})


def asked(case: Case) -> Findings:
    """Who was asked, had a message that asks; and the house was told that nobody had answered."""
    for e in case.rows("escalation"):
        events = case.events.get(e["id"], [])
        mine = [one for one in case.messages if one["escalation_id"] == e["id"]]
        for what, kind in MESSAGES.items():
            happened = Counter((one["number"], one["to_id"]) for one in events if one["what"] == what)
            if happened != Counter((one["number"], one["staff_id"]) for one in mine if one["kind"] == kind):
                yield Finding("somebody was not asked once", f"escalation {e['id']}, {kind}", loss=True)
        lines, calls = [one for one in mine if one["kind"] == "house_line"], _only_calls(case, e)
        if len(lines) != (0 if calls else 1):
            yield Finding(
                "the house was not told once", f"escalation {e['id']}: {len(lines)}", loss=not lines
            )
        ends = sum(one["what"] == "unanswered" for one in events)
        if not calls and ends != sum(one["kind"] == "unanswered" for one in mine):
            yield Finding("the house was not told that nobody answered", f"escalation {e['id']}", loss=True)
        yield from (
            Finding("a message to the house was dropped", f"message {one['id']}", loss=True)
            for one in mine
            if one["to_channel"] and one["state"] == "dropped"
            if one["kind"] != "unanswered" or not had_by_then(case, events, one)
        )


def _only_calls(case: Case, e: Json) -> bool:
    """Whether nothing but a call for its own author opened it: that is not the house's."""
    if case.rows("crossing", escalation_id=e["id"]):
        return False
    notes = {one["id"]: one["kind"] for one in case.rows("note")}
    return all(notes.get(one["note_id"]) == "call" for one in case.rows("raised", escalation_id=e["id"]))


def read_by(case: Case) -> Findings:
    """Each message stands where its reader looks: in the house's channel, or in their own direct messages."""
    for one in case.shown:
        row = case.by_token.get(one["token"])
        if row is None:
            continue
        there = (
            one["reader"] == row["to_user"] if row["to_user"] else one["conversation"] == row["to_channel"]
        )
        if not there:
            what = f"message {row['id']}, a {row['kind']}: {one['reader'] or one['conversation']}"
            yield Finding("somebody else had a message", what, loss=True)


def watched(case: Case) -> Findings:
    """The watchdog never had to mend what no time of day makes wrong."""
    for one in case.rows("journal"):
        if one["what"].startswith("watchdog") and one["why"] in NEVER:
            yield Finding(
                "the watchdog had to mend a row", f"escalation {one['escalation_id']}, {one['why']}"
            )


CHECKS = (routed, told_to, asked, read_by, watched)
