"""What is told in private on the same evening, as each whom it concerns sees it. Everybody is invented."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.home import Home
from bot.people import Author, Contact, Staff
from bot.private import Concern, Event, Named, Said, Shown, Telling
from prompts import access, home, private, private_told
from prompts.private import Asking
from tests.prompts.cast import KAI, NOW, RAY, SAM, SERVICE, at
from tests.prompts.note_cast import OAK, STAFF

OUTSIDE = (Contact("Adult safeguarding", "01234 555555"), Contact("The regulator", "01234 666666"))
NAMED = (
    Staff(20, "U0SAFE", "Kit", "safeguarding_lead"),
    Staff(21, "U0DEPUTY", "Lou", "safeguarding_lead"),
    *STAFF,
)
ASKING = Asking("{}", SERVICE, (SAM, RAY, KAI), "999", OUTSIDE, NAMED)
SAID = Said("Somebody shouted at Sam", "To be asked first", "yes", left_out=frozenset({4}))
CONCERN = Concern(
    3, 1, SAM.id, SAID, Author(1), at(21, 20), due_at=at(21, 35), told=(Telling(20, "lead", at(21, 20)),)
)
TIMELINE = (Event(at(21, 20), "said"), Event(at(21, 20), "told", "Kit", "lead"))
SHOWN = Shown(
    CONCERN,
    SERVICE,
    SAM,
    "Jo",
    "999",
    OUTSIDE,
    ("Mel",),
    Named("Kit", "lead"),
    Named("Lou", "deputy"),
    events=TIMELINE,
)


def shown(of: Shown = SHOWN, concern: dict[str, Any] | None = None, **changes: Any) -> Shown:
    """What is shown, changed."""
    return replace(of, concern=replace(of.concern, **(concern or {})), **changes)


LAST = shown(concern={"due_at": at(21, 50)}, tells=Named("Lou", "deputy"), next_up=None)
ON_TABLET = shown(LAST, {"author": Author(1, via_id=3)}, hears=False)
TABLET_FIRST = shown(concern={"author": Author(1, via_id=3)}, hears=False)
LATER = shown(
    concern={"said": replace(SAID, urgency="in_hours"), "due_at": at(9, 0, 13), "told": ()},
    tells=None, next_up=Named("Kit", "lead"),
)  # fmt: skip
UNANSWERED = shown(LAST, {"unanswered_at": at(21, 50), "due_at": at(22, 5)})
NOBODY = shown(UNANSWERED, {"unanswered_at": at(21, 20), "told": ()}, tells=None)
WITHOUT_NUMBERS = shown(NOBODY, outside=())
HELD = {"state": "acknowledged", "holder_id": 20, "acknowledged_at": at(21, 31), "due_at": None}
TAKEN = shown(
    concern=HELD, holder="Kit", next_up=None,
    events=(*TIMELINE, Event(at(21, 31), "acknowledged", "Kit"), Event(at(21, 32), "opened", "Kit")),
)  # fmt: skip
CLOSED = shown(
    TAKEN,
    {"state": "closed", "closed_at": at(9, 30, 13), "met": "partly", "outcome": "Sam has moved his room"},
    events=(*TAKEN.events, Event(at(9, 30, 13), "closed", "Kit")),
)
NOT_REACHED = shown(
    UNANSWERED,
    events=(*TIMELINE, Event(at(21, 21), "not_reached", "Kit", "lead"), Event(at(21, 36), "unanswered")),
)
ABOUT_THE_HOUSE = shown(
    concern={"person_id": None, "said": Said("The rota is unsafe")}, person=None, left_out=()
)
MINE = (
    shown(UNANSWERED, {"id": 4}),
    SHOWN,
    shown(ABOUT_THE_HOUSE, {"id": 5}),
    shown(TAKEN, {"id": 6}),
    shown(CLOSED, {"id": 7}),
)
MANY = tuple(shown(SHOWN, {"id": n}) for n in range(1, 12))

DIRECT: dict[str, partial[Any]] = {
    "private": partial(private_told.told, SHOWN, 1, NOW),
    "private_last": partial(private_told.told, LAST, 2, at(21, 35)),
    "private_again": partial(private_told.told, UNANSWERED, 3, at(21, 50)),
    "private_house": partial(private_told.told, ABOUT_THE_HOUSE, 1, NOW),
    "private_older": partial(private_told.older, UNANSWERED, at(21, 50)),
    "private_taken": partial(private_told.settled, TAKEN, at(21, 31)),
    "private_closed": partial(private_told.settled, CLOSED, at(9, 30, 13)),
    "private_open": partial(private_told.unanswered, UNANSWERED, at(21, 50)),
    "private_open_nobody": partial(private_told.unanswered, WITHOUT_NUMBERS, at(21, 20)),
    "private_open_taken": partial(private_told.answered, TAKEN, at(21, 55)),
}
FORMS: dict[str, partial[Any]] = {
    "private_form": partial(private.form, ASKING),
    "private_form_shared": partial(private.form, replace(ASKING, staff=STAFF)),
    "private_form_bare": partial(private.form, replace(ASKING, service=OAK, people=(), outside=(), named=())),
    "private_saved": partial(private.saved, SHOWN, at(21, 20)),
    "private_saved_last": partial(private.saved, LAST, at(21, 35)),
    "private_saved_shared": partial(private.saved, TABLET_FIRST, at(21, 20)),
    "private_saved_shared_last": partial(private.saved, ON_TABLET, at(21, 35)),
    "private_saved_later": partial(private.saved, LATER, at(21, 20)),
    "private_saved_unanswered": partial(private.saved, UNANSWERED, at(21, 51)),
    "private_saved_nobody": partial(private.saved, NOBODY, at(21, 20)),
    "private_saved_no_numbers": partial(private.saved, WITHOUT_NUMBERS, at(21, 20)),
    "private_saved_taken": partial(private.saved, TAKEN, at(21, 33)),
    "private_details": partial(private_told.details, SHOWN, at(21, 21)),
    "private_details_house": partial(private_told.details, ABOUT_THE_HOUSE, at(21, 21)),
    "private_details_not_reached": partial(private_told.details, NOT_REACHED, at(21, 51)),
    "private_details_closed": partial(private_told.details, CLOSED, at(9, 40, 13)),
    "private_close": partial(private.close_form, TAKEN, "{}"),
    "private_close_kept": partial(private.closed, CLOSED, at(9, 30, 13), first=True),
    "private_close_stays": partial(private.closed, CLOSED, at(9, 31, 13), first=False),
    "private_not_to_close": partial(private.not_to_close, SHOWN, at(21, 21)),
}
HOMES: dict[str, partial[Any]] = {
    "home_private": partial(home.view, Home("no_house", "999", private=MINE), at(21, 52)),
    "home_private_many": partial(home.view, Home("no_house", "999", private=MANY), at(21, 21)),
}
SAID_: dict[str, partial[Any]] = {
    "private_taken_now": partial(private_told.taken, TAKEN, at(21, 31), first=True),
    "private_taken_already": partial(private_told.taken, TAKEN, at(21, 35), first=False),
    "refusal_not_safeguarding": partial(access.refusal, "not_safeguarding", None, ()),
}
