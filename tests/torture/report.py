"""What a torture says of itself: what went wrong on purpose, what was done, and what must not be."""

from collections import Counter
from collections.abc import Iterator

from tests.torture.judge import Verdict
from tests.torture.judge_sending import PINGS
from tests.torture.record import Record

# what says something though it was done
SAYS = ("cut", "ended")


def lines(record: Record, verdict: Verdict) -> Iterator[str]:
    """A table for people to read, the verdict last."""
    plan = record.plan
    yield f"Torture of seed {plan['seed']}, {plan['seconds'] / 60:.1f} minutes, {plan['database']}"
    yield from _table("done to the programs", Counter(done(record)))
    for side, name in (
        ("api", "met by calls of Slack's Web API"),
        ("delivery", "met by what Slack delivers"),
    ):
        faults = [one for one in record.log if one["kind"] == "fault" and (one.get("side") or "api") == side]
        yield from _table(name, Counter(one["error"] for one in faults))
    yield from _table("staff and what came of it", _acted(record))
    explained = Counter(f"doubles, {one.because}" for one in verdict.doubles if one.because)
    yield from _table("doubles that are explained (pings alone)", explained)
    wrong = Counter(one.kind for one in verdict.findings)
    unexplained = sum(one.because is None for one in verdict.doubles)
    lost = sum(one.loss for one in verdict.findings)
    yield from _table(
        "must be 0", Counter({"lost": lost, "doubles, unexplained": unexplained}) + wrong, zeros=True
    )
    for one in verdict.findings:
        yield f"  ! {one.kind}: {one.what}"


def done(record: Record) -> list[str]:
    """What was really done to the programs: one that is dead already is killed by nobody."""
    return [one["do"] for one in record.wrecks if one["said"] is None or one["do"] in SAYS]


def _acted(record: Record) -> Counter[str]:
    rows = record.tables
    sent = Counter(one["kind"] for one in rows["outbox"] if one["updates"] is None and one["state"] == "sent")
    tries = [one for act in record.acts for one in act["tries"]]
    return Counter(
        {
            "taps and forms": len(record.acts),
            "tries": len(tries),
            "tries that were shown an error": sum(bool(one["error"] or one["errors"]) for one in tries),
            "questions": sent["prompt"],
            "replies": len(rows["reply"]),
            "crossings": len(rows["crossing"]),
            "escalations": len(rows["escalation"]),
            "pings": sum(sent[kind] for kind in PINGS),
            "messages": sum(sent.values()),
            "redrawn": sum(one["updates"] is not None and one["state"] == "sent" for one in rows["outbox"]),
        }
    )


def _table(title: str, counts: Counter[str], *, zeros: bool = False) -> Iterator[str]:
    yield f"\n{title}: {sum(counts.values()) if not zeros else ''}".rstrip()
    shown = dict(counts) if not zeros else {"lost": 0, "doubles, unexplained": 0} | dict(counts)
    for name, count in sorted(shown.items(), key=lambda one: -one[1]):
        yield f"  {count:6}  {name}"
