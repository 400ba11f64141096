"""What staff said against what was kept: each acknowledged answer once, and none that nobody gave."""

import prompts.handover
import prompts.refused
import prompts.reply_form
from prompts.escalation import Action as Deed
from tests.torture.case import Case, Finding, Findings, grouped
from tests.torture.hands import NOT_SAVED
from tests.torture.record import Json

# what is done by a tap alone
TAPS = (Deed.TAKE, Deed.SEEN, Deed.TAKE_OVER, Deed.DONE, Deed.MORE)
# where a form's own number is kept
KEPT_IN = {
    "reply.form": "reply",
    "note.": "note",
    "escalation.": "escalationevent",
    "acting.": "escalationevent",
}


def forms(case: Case) -> Findings:
    """A form that was shown to be saved is kept once."""
    sent = grouped([one for one in case.acts if one["nonce"]], lambda one: one["nonce"])
    for nonce, acts in sent.items():
        table = table_of(acts[0]["what"])
        if table is None:
            continue
        rows = case.rows(table, nonce=nonce)
        if any(one["end"] == "kept" for one in acts) and not rows:
            yield Finding(
                "a saved form is not there", f"{acts[0]['who']} {acts[0]['what']} {nonce}", loss=True
            )
        # sent again with other values it is a correction, and has a row of its own
        if len(rows) > len({str(one["values"]) for one in acts}):
            yield Finding("a form was kept twice", f"{acts[0]['who']} {acts[0]['what']} {nonce}")


def table_of(form: str) -> str | None:
    """The table that keeps a form's number; None for a form that is not looked at."""
    return next((table for begins, table in KEPT_IN.items() if form.startswith(begins)), None)


def taps(case: Case) -> Findings:
    """*Seen, no signs*, acknowledged, is an answer of its author's."""
    for act in (one for one in case.acts if one["what"] == prompts.handover.Action.CLEAR):
        handover, person = map(int, act["value"].split(":"))
        found = case.rows(
            "reply", author_id=case.staff[act["who"]], person_id=person, handover_id=handover or None
        )
        if tried(act) and not found and not case.whispered(act, UNKEPT):
            yield Finding("an acknowledged answer is not there", f"{act['who']} {act['value']}", loss=True)


UNKEPT = (*NOT_SAVED, "so nothing was")
_NOT_THEIRS = (*prompts.refused.WHY.values(), "can't take it on", "Thank you for answering")


def tried(act: Json) -> bool:
    """Whether Relay acknowledged it."""
    return any(one["acked"] for one in act["tries"])


def as_said(case: Case) -> Findings:
    """The signs of a form are kept with the values that were said."""
    observed = grouped(case.rows("observation"), lambda one: one["reply_id"])
    for act in (one for one in case.acts if one["end"] == "kept" and one["values"]):
        same = [one for one in case.acts if one["nonce"] == act["nonce"]]
        rows = case.rows("reply", nonce=act["nonce"])
        if len(same) > 1 or not rows:
            continue
        kept = {one["sign"]: one["value"] for one in observed.get(rows[-1]["id"], [])}
        if any(kept.get(sign) != float(value) for sign, value in act["values"].items()):
            yield Finding("an answer says something else", f"reply {rows[-1]['id']}: {kept}", loss=True)


def twice(case: Case) -> Findings:
    """Of one author about one person through one question there is one *no signs* that counts."""
    clear = [
        one for one in case.rows("reply", kind="clear", superseded_by=None) if one["handover_id"] is not None
    ]
    for key, rows in grouped(
        clear, lambda one: (one["author_id"], one["person_id"], one["handover_id"])
    ).items():
        if len(rows) > 1:
            yield Finding("an answer was kept twice", f"author, person, handover {key}")


def from_nowhere(case: Case) -> Findings:
    """Every answer that is kept was given."""
    nonces = {one["nonce"] for one in case.acts}
    taps = tuple(f"tap {one['who']} {one['ts']} {one['value']} " for one in case.acts if one["nonce"] is None)
    for row in case.rows("reply"):
        if row["nonce"] not in nonces and not row["nonce"].startswith(taps or ("\0",)):
            yield Finding("an answer that nobody gave", f"reply {row['id']} {row['nonce']}")


def silently(case: Case) -> Findings:
    """Whoever was not acknowledged was shown an error."""
    for act in case.acts:
        if any(not one["acked"] and not one["error"] and not one["errors"] for one in act["tries"]):
            yield Finding(
                "nothing came of it, and no error was shown", f"{act['who']} {act['what']}", loss=True
            )


def taken(case: Case) -> Findings:
    """*I've got this* and the like, acknowledged, was done; or whoever tapped was told why not."""
    nonces = [one["nonce"] or "" for one in case.rows("escalationevent")]
    for act in (one for one in case.acts if one["what"] in TAPS and tried(one)):
        tap = f"tap {act['who']} {act['ts']} {act['value']} "
        if any(one.startswith(tap) for one in nonces) or case.whispered(act, (*UNKEPT, *_NOT_THEIRS)):
            continue
        yield Finding(
            "somebody took it, and it is not there", f"{act['who']} {act['what']} {act['value']}", loss=True
        )


def journalled(case: Case) -> Findings:
    """The journal tells of each answer once, and of no other."""
    told = [one["reply_id"] for one in case.rows("journal", what="reply")]
    kept = [one["id"] for one in case.rows("reply")]
    if sorted(told) != sorted(kept):
        missing, more = sorted(set(kept) - set(told)), sorted(one for one in told if one not in kept)
        yield Finding("the journal's answers are others", f"not told {missing}, told besides {more}")


CHECKS = (forms, taps, as_said, twice, from_nowhere, silently, taken, journalled)
