"""The page's table of an escalation read as literally as can be: its own account, no rule shared with `bot`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.escalation import Move
from bot.transitions import (
    Act,
    By,
    Close,
    Event,
    HouseHas,
    More,
    PassOn,
    Promise,
    Seen,
    StandDown,
    Take,
    TakeOver,
)

# from, event, who may
ROWS: list[tuple[str, type[Event], str]] = [
    ("open", Take, "told manager"),
    ("open", HouseHas, "anybody"),
    ("open", StandDown, "holder manager"),
    ("acknowledged", Seen, "holder"),
    ("acknowledged", Promise, "holder"),
    ("acknowledged", More, "holder"),
    ("acknowledged", PassOn, "holder"),
    ("acknowledged", TakeOver, "taker manager"),
    ("acknowledged", Act, "holder manager"),
    ("acknowledged", Close, "told holder manager"),
    ("acknowledged", StandDown, "holder manager"),
    ("acted on", Close, "told holder manager"),
    ("acted on", StandDown, "holder manager"),
]
ENDS = {Act: "acted on", Close: "closed", StandDown: "stood down"}
# buttons that are good whenever they were drawn
EVER = (Take, HouseHas)
DAY = timedelta(hours=24)


@dataclass
class Account:
    """What has become of one escalation, kept by the table's own words."""

    state: str = "open"
    holder: int | None = None
    takers: tuple[int, ...] = ()
    unseen: bool = False
    asked: bool = False
    put_off: int = 0
    hours: bool = False

    def allows(self, event: Event, by: By, now: datetime, *, stale: bool) -> bool:
        """Whether the table has it, of this person, now. `stale`: its button was drawn before something changed."""
        who = {"anybody"}
        who |= {"told"} if by.told else set()
        who |= {"manager"} if by.manager else set()
        who |= {"holder"} if by.staff_id == self.holder else set()
        who |= {"taker"} if by.staff_id in self.takers else set()
        row = next((row for row in ROWS if row[:2] == (self.state, type(event))), None)
        if row is None or not who & set(row[2].split()) or (stale and not isinstance(event, EVER)):
            return False
        return self._sensible(event, by, now)

    def _sensible(self, event: Event, by: By, now: datetime) -> bool:
        if isinstance(event, Promise | HouseHas):
            # of office hours, a day of those
            far = event.by > now + DAY
            return now < event.by and (
                not far or (isinstance(event, Promise) and self._office_day(now, event.by))
            )
        if isinstance(event, PassOn):
            return bool(set(event.to) - {by.staff_id})
        if isinstance(event, TakeOver):
            return bool(self.takers)
        if isinstance(event, More):
            return self.asked and self.put_off < 2
        return self.unseen if isinstance(event, Seen) else True

    def does(self, event: Event, by: By) -> None:
        """It happened."""
        if isinstance(event, Take | TakeOver):
            self._becomes("acknowledged", by.staff_id)
        elif isinstance(event, Promise):
            self.unseen, self.asked, self.put_off = False, False, 0
        elif isinstance(event, Seen):
            self.unseen = False
        elif isinstance(event, More):
            self.asked, self.put_off = False, self.put_off + 1
        elif isinstance(event, PassOn):
            self.takers = tuple(sorted(set(event.to) - {by.staff_id}))
        elif not isinstance(event, HouseHas):
            holder = by.staff_id if isinstance(event, Act) else self.holder
            self._becomes(ENDS[type(event)], holder)

    def _becomes(self, state: str, holder: int | None) -> None:
        vars(self).update(vars(Account(state, holder, hours=self.hours)))

    def _office_day(self, now: datetime, by: datetime) -> bool:
        """Whether eight hours of the office, nine to five on weekdays, are not over by then; winter in London."""
        count = int((by - now) / timedelta(minutes=1)) - 1
        between = (now + timedelta(minutes=one) for one in range(count))
        return self.hours and sum(at.weekday() < 5 and 9 <= at.hour < 17 for at in between) < 8 * 60

    def joined(self) -> None:
        """New evidence came."""
        self.unseen = self.unseen or self.state == "acknowledged"

    def time_did(self, move: Move) -> None:
        """Time did something."""
        if move.lapsed:
            self._becomes("open", None)
        self.asked = self.asked or move.asks
