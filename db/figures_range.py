"""Ranges of local dates as SQL: each service by its own wall, found along an index."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date as Date
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from bot import days
from bot.people import Service

DAY = timedelta(days=1)
# what one statement may name: fewer than any database refuses
AT_ONCE = 5000


def span(zone: str, first: Date, last: Date) -> tuple[datetime, datetime]:
    """The instants at which `first` begins and at which `last` is over, by the wall in `zone`."""
    return days.instant(first, time(), zone), days.instant(last + DAY, time(), zone)


def ends(services: Sequence[Service], first: Date, last: Date) -> dict[int, tuple[datetime, datetime]]:
    """The same of each service, by id."""
    zones = {one.spec.timezone for one in services}
    spans = {zone: span(zone, first, last) for zone in zones}
    return {one.id: spans[one.spec.timezone] for one in services}


def within(
    services: Sequence[Service], service_id: Any, at: Any, first: Date, last: Date
) -> sa.ColumnElement[bool]:
    """Of a row with these two columns: one of these services, on a local date from `first` to `last`."""
    zones: dict[str, list[int]] = defaultdict(list)
    for one in services:
        zones[one.spec.timezone].append(one.id)
    found = [
        sa.and_(service_id.in_(ids), at >= start, at < end)
        for zone, ids in zones.items()
        for start, end in [span(zone, first, last)]
    ]
    return sa.or_(sa.false(), *found)


def chunks(ids: Iterable[int]) -> Iterable[tuple[int, ...]]:
    """As many as one statement may name, in order."""
    ordered = sorted(set(ids))
    return (tuple(ordered[n : n + AT_ONCE]) for n in range(0, len(ordered), AT_ONCE))
