"""What the digest counts from: facts of the record, one value for each kind, nothing written by anybody. Pure.

A *person-shift* is one person at one scheduled handover that asked about them; it counts where somebody answered,
for silence is never shown as clear. A shift belongs to the local date on which it is handed over (`date`), and its
weekday is that of the local date on which it began (`day`): a Tuesday night is handed over on Wednesday.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Literal

from bot import weeks
from bot.closing import Outcome, Wanted
from bot.plans import Domain, Urgency
from bot.weeks import Week

# what is looked for around: a planned contact that did not happen, and whose doing it was; contact with family
Around = Literal["us", "them", "agency", "family"]
# how long after it signs are looked for
AFTER = timedelta(days=3)
# contact with family is often weekly, and is felt on the day: after three days half of all shifts would be after it
LASTING: dict[Around, timedelta] = {"us": AFTER, "them": AFTER, "agency": AFTER, "family": timedelta(days=1)}
# the same person again: a repeat
REPEAT = timedelta(days=28)
# weeks that charts show, and weeks that contrasts look at
CHARTED = 20
CONTRASTED = 12
# weeks that a week's rates are shown beside
BEFORE = 12


@dataclass(frozen=True, slots=True)
class Shift:
    """One scheduled handover. Counts are of the people it asked about; `answered` counts late answers too.

    `late`: it was said late; `over`: the next one was due since, so that who is not answered is missed. `read` by
    somebody of the incoming shift. `seconds` from its first answer to its last, None where there were not two.
    Staffing is None where nobody said.
    `timed` are those of `signs` whose time was said.
    """

    id: int
    service_id: int
    date: Date
    day: Date
    covers: str
    state: Literal["asked", "not_asked", "paused"]
    people: int = 0
    answered: int = 0
    signs: int = 0
    timed: int = 0
    late: bool = False
    over: bool = True
    read: bool = False
    seconds: float | None = None
    planned: int | None = None
    actual: int | None = None
    agency: int | None = None
    alone: bool | None = None

    @property
    def below(self) -> bool | None:
        """Whether fewer worked than planned; None where nobody said."""
        return None if self.planned is None or self.actual is None else self.actual < self.planned

    @property
    def missed(self) -> int:
        """How many people nobody answered about, once it is over."""
        return self.people - self.answered if self.over and self.state == "asked" else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Answered person-shifts that are alike, and how many of them had signs. `weekday` 0 is Monday, of the shift's day.

    `below`, `agency` and `alone` say how the shift was staffed, each None where nobody said. `fortnight` numbers the
    two weeks that they lie in: a bad fortnight is held against itself.
    """

    service_id: int
    person_id: int
    covers: str
    weekday: int
    below: bool | None
    agency: bool | None
    alone: bool | None
    fortnight: int
    shifts: int
    signs: int


@dataclass(frozen=True, slots=True)
class After:
    """One person's answered person-shifts that began while something was LASTING, or not, and those with signs.

    One for each fortnight. `after_raised` and `other_raised` are escalations that were raised from such shifts.
    """

    service_id: int
    person_id: int
    around: Around
    after: int
    after_signs: int
    other: int
    other_signs: int
    after_raised: int = 0
    other_raised: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """When things happened to an escalation, as far as they did; aware UTC.

    `seen_at` and `replied_at` are None where no reply raised it. `answer_within` is its first rung's limit and
    `act_within` the plan's, from being acknowledged.
    """

    opened_at: datetime
    answer_within: timedelta
    act_within: timedelta
    seen_at: datetime | None = None
    replied_at: datetime | None = None
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    promises: int = 0
    promises_met: int = 0


@dataclass(frozen=True, slots=True)
class Concern:
    """An escalation, as the huddle looks at it. About the house where `person_id` is None.

    `changed_at` is when something last happened to it by the end of the week that was asked for. `again` are the
    ids of others about the same person opened in the REPEAT before it. `reviewed_at` is the last *Reviewed* or
    decision about it. `covers` and `day` are of the shift it was raised from: its key, and the local date on which it
    began. `opened_on` and `changed_on` are local dates of its service.
    """

    id: int
    service_id: int
    person_id: int | None
    known_as: str | None
    domains: tuple[Domain, ...]
    urgency: Urgency
    state: Literal["open", "acknowledged", "acted_on", "closed", "stood_down"]
    times: Times
    changed_at: datetime
    covers: str | None = None
    day: Date | None = None
    unanswered: bool = False
    worry: bool = False
    again: tuple[int, ...] = ()
    outcome: Outcome | None = None
    wanted: Wanted | None = None
    restricted: bool = False
    reviewed_at: datetime | None = None
    opened_on: Date | None = None
    changed_on: Date | None = None

    @property
    def looked_at(self) -> bool:
        """Whether it was reviewed since something last happened to it."""
        return self.reviewed_at is not None and self.reviewed_at >= self.changed_at

    @property
    def opened_in(self) -> Week:
        """The week it was opened in, by the wall of its service."""
        return weeks.of(self.opened_on or self.times.opened_at.date())

    @property
    def changed_in(self) -> Week:
        """The week in which something last happened to it."""
        return weeks.of(self.changed_on or self.changed_at.date())


@dataclass(frozen=True, slots=True)
class StepsTaken:
    """What became of agreed steps in replies of one service, in one week: by outcome, how many.

    `missed` are planned contacts that did not happen, by whose doing it was.
    """

    service_id: int
    taken: dict[str, int]
    followed: dict[str, int]
    missed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """Something about one person that a date has come for: asked about past their date, a plan's review."""

    service_id: int
    person_id: int
    known_as: str
    what: Literal["asked_until", "review_by"]
    by: Date


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot itself was in the week: messages given up, faults that the watchdog said, minutes it mended."""

    given_up: int = 0
    faults: int = 0
    mended: int = 0


@dataclass(frozen=True)
class Facts:
    """Everything that the digest of one week counts from. Weeks of `shifts` and `concerns` are the charted ones.

    Who read a handover and how long it took is known of that week and the one before alone.

    `week` is that week: of `steps`, `good`, `helped`, `pauses`, `gaps` and `health` too. `good` counts notes of
    something good by service; `helped`, of person-shifts with signs in which agreed steps were done: after how many the
    next saw none, and how many there were; `gaps` counts rota gaps met; `pauses` by service.
    """

    shifts: Sequence[Shift] = ()
    tallies: Sequence[Tally] = ()
    afters: Sequence[After] = ()
    concerns: Sequence[Concern] = ()
    steps: Sequence[StepsTaken] = ()
    due: Sequence[Due] = ()
    good: dict[int, int] | None = None
    helped: dict[int, tuple[int, int]] | None = None
    pauses: dict[int, int] | None = None
    gaps: int = 0
    health: Health = Health()
    week: Week | None = None
