"""What a backtest says: plain text for a terminal, 80 columns. It names signs, for those who may read plans."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import coverage, days, plans, rings, signs
from bot.coverage import Counts, Gaps
from bot.rings import Bell, Ring, Row

WIDTH = 80
LATER = timedelta(hours=2)
NIGHT = f"{rings.NIGHT[0]:%H:%M} to {rings.NIGHT[1]:%H:%M}"


@dataclass(frozen=True)
class Told:
    """All that a backtest found. `plan_words` says which plan it was; `first` and `last` are local dates, inclusive.

    `opened` is how many escalations were really opened then. `earlier` is the date from which the plan holds, where
    something rang before.
    """

    known_as: str
    plan: plans.Plan
    plan_words: str
    zone: str
    first: date
    last: date
    counts: Counts
    gaps: Gaps
    then: Sequence[Ring]
    now: Sequence[Ring]
    opened: int
    earlier: date | None = None


def report(told: Told) -> str:
    """The whole text: whom and what, each ring, and the totals side by side."""
    rows = rings.beside(told.then, told.now)
    parts = [_header(told), _table(told, rows), _totals(told), _by_threshold(told), _how(told, rows)]
    return "\n\n".join("\n".join(part) for part in parts if part)


# the header


def _header(told: Told) -> list[str]:
    head = [
        f"{told.known_as}, {_day(told.first)} to {_day(told.last)}",
        *_wrapped(f"Played again with {told.plan_words}. Nobody is told of anything."),
        "",
        *_wrapped(_asked(told.counts)),
    ]
    if told.earlier:
        words = (
            f"This version holds since {_day(told.earlier)}; what rang before then, rang by an earlier one."
        )
        head += _wrapped(words)
    return head + _gaps(told)


def _asked(counts: Counts) -> str:
    waiting = f", {counts.waiting} still open" if counts.waiting else ""
    corrections = f", {_count(counts.corrections, 'of them a correction', 'of them corrections')}"
    handovers = _count(counts.handovers, "handover", "handovers")
    return (
        f"{handovers}: {counts.answered} answered, {counts.unanswered} not{waiting}. "
        f"{_count(counts.replies, 'reply', 'replies')}{corrections if counts.corrections else ''}."
    )


def _gaps(told: Told) -> list[str]:
    lines = []
    if unrated := told.gaps.unrated:
        lines.append("Never rated in this history, so no answer can be told:")
        lines += [_sign(sign) for sign in unrated]
    if misfit := told.gaps.misfit:
        lines.append("Rated in another way then, so what it would do now is a guess:")
        lines += [_sign(sign) for sign in misfit]
    if dropped := told.gaps.dropped:
        lines.append("Rated in this history, and not in this plan:")
        lines += [f"  {key} (seen {_count(times, 'time', 'times')})" for key, times in dropped]
    return ["", *lines] if lines else []


def _sign(sign: plans.Sign) -> str:
    return "  " + textwrap.shorten(f"{sign.key}: “{signs.tidy(sign.says)}”", WIDTH - 2, placeholder="…")


# each ring


def _table(told: Told, rows: Sequence[Row]) -> list[str]:
    if not rows:
        return ["Nothing rang then, and nothing would ring now."]
    wide = max(len("Threshold"), *(len(row.ring.threshold) for row in rows))
    head = f"{'When':<28}{'Threshold':<{wide}} Then  Now"
    return [head, "-" * len(head), *(line for row in rows for line in _row(told.zone, row, wide))]


def _row(zone: str, row: Row, wide: int) -> list[str]:
    ring = row.ring
    when = f"{_moment(ring.told_at, zone)} {'night' if ring.night else ''}"
    then, now = "rang" if row.then else "-", "rings" if row.now else "-"
    line = f"{when:<28}{ring.threshold:<{wide}} {then:<4}  {now}"
    said = " ".join(part for part in (ring.sentence, _seen(ring, zone)) if part)
    return [line, *textwrap.wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ")]


def _seen(ring: Ring, zone: str) -> str:
    """Where it was not heard of at once: when it was seen, when it was reached."""
    if ring.told_at > ring.at:
        return f"Reached {_moment(ring.at, zone)}, told when the office opens."
    if ring.reply is not None and ring.at - ring.seen_at > LATER:
        return f"Seen {_moment(ring.seen_at, zone)}, answered later."
    return ""


# totals


def _totals(told: Told) -> list[str]:
    then, now = rings.bells(told.then), rings.bells(told.now)
    lines = [f"Rang: {_heard(then)}; would ring: {_heard(now)} ({NIGHT})."]
    most = [("then", rings.busiest(then, told.zone)), ("now", rings.busiest(now, told.zone))]
    said = [f"{when}, {_day(found[0])} with {found[1]}" for when, found in most if found]
    if said:
        lines.append(f"Most on one day: {'; '.join(said)}.")
    return [line for one in [*lines, *_changes(told)] for line in _wrapped(one)]


def _changes(told: Told) -> list[str]:
    then, now = {ring.cause for ring in told.then}, {ring.cause for ring in told.now}
    lines = []
    if then - now:
        lines.append(f"Reached then and not now: {len(then - now)}, marked “rang  -” above.")
    if now - then:
        lines.append(f"Reached now and not then: {len(now - then)}, marked “-     rings” above.")
    return lines or (["Nothing would be different."] if then else [])


def _heard(heard: Sequence[Bell]) -> str:
    return f"{len(heard)}, {sum(bell.night for bell in heard)} in the night"


def _by_threshold(told: Told) -> list[str]:
    own = [threshold.key for threshold in told.plan.thresholds]
    gone = sorted({ring.threshold for ring in told.then} - set(own))
    if not own + gone:
        return []
    wide = max(len("Times reached"), *(len(key) for key in own + gone))
    head = f"{'Times reached':<{wide}}  Then   Now  Night"
    untold = coverage.cannot_tell(told.plan, told.gaps)
    why = {key: "cannot tell" if key in untold else "never reached" for key in own}
    lines = (_reached(told, key, why.get(key, "not in this plan"), wide) for key in own + gone)
    return [head, "-" * len(head), *lines]


def _reached(told: Told, key: str, why_not: str, wide: int) -> str:
    then = sum(ring.threshold == key for ring in told.then)
    now = [ring for ring in told.now if ring.threshold == key]
    note = "" if now else f"  {why_not}"
    return f"{key:<{wide}}  {then:>4}  {len(now):>4}  {sum(ring.night for ring in now):>5}{note}"


def _how(told: Told, rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    return _wrapped(
        "How rings are counted, then and now alike: those told the same way again within a threshold's act_within "
        "are not rung twice. Nobody can know when a ring would have been taken, so no more is supposed. Night "
        f"counts those of now told from {NIGHT}. Times are those on the wall in {told.zone}.{_opened(told)}"
    )


def _opened(told: Told) -> str:
    if not told.then:
        return ""
    what = _count(told.opened, "escalation", "escalations")
    return f" What was reached then opened {what}, or joined one that was not closed yet."


# words


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _moment(at: datetime, zone: str) -> str:
    return f"{days.local(at, zone):%a %d %b %Y %H:%M}"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)
