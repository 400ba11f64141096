"""Lengths of time as people write them: `45 min`, `10 s`, `24 h`, `7 d`, `1 week`, or ISO 8601."""

import re
from datetime import timedelta

UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), timedelta(seconds=1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}
PLAIN = re.compile(r"(\d{1,9})\s*([a-z]+)", re.ASCII)
NUMBER = r"(\d{1,9})"
ISO = re.compile(rf"P(?:{NUMBER}W)?(?:{NUMBER}D)?(?:T(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?", re.ASCII)


def parse(text: object) -> timedelta:
    """`text` as a timedelta. Raises ValueError, saying how to write one, for anything else."""
    if isinstance(text, timedelta):
        return text
    if isinstance(text, str):
        words = text.strip()
        if (plain := PLAIN.fullmatch(words.lower())) and plain[2] in UNITS:
            return _bounded(int(plain[1]) * UNITS[plain[2]].total_seconds())
        if (iso := ISO.fullmatch(words)) and any(iso.groups()):
            weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
            return _bounded((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds)
    raise ValueError("is not a length of time; write for example 45 min, 24 h, 7 d or PT45M")


def _bounded(seconds: float) -> timedelta:
    if seconds > 10 * 366 * 86400:
        raise ValueError("is longer than ten years; write a shorter time")
    return timedelta(seconds=seconds)


def written(length: timedelta) -> str:
    """`length` in the largest whole unit, in the form `parse` reads: `timedelta(hours=24)` is "1 d"."""
    seconds = int(length.total_seconds())
    for unit, size in (("week", 604800), ("d", 86400), ("h", 3600), ("min", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
