"""Notes on the same evening: each form, and what it becomes. Everybody is invented."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.briefing import Spoken
from bot.notes import Said
from bot.people import Service, Staff
from prompts import noted, notes
from prompts.noted import Noted
from prompts.notes import Asking
from tests.prompts import cast
from tests.prompts.cast import ASH, DEE, KAI, RAY, SAM, SERVICE, at

OAK = Service(
    2, SERVICE.spec.model_copy(update={"key": "oak-house", "name": "Oak House", "office_hours": None})
)
KIM = replace(KAI, id=10, known_as="Kim", service_id=2)
STAFF = (Staff(1, "U0JO", "Jo", "support_worker"), Staff(4, "U0MEL", "Mel", "team_leader"))
ASKING = Asking("{}", SERVICE, SAM, (SAM, RAY, KAI), (DEE,))
SHARED = replace(ASKING, staff=STAFF)
ANYBODY = replace(ASKING, person=None)
SEVERAL = Asking("{}", None, None, (KIM, SAM, RAY), (DEE, ASH), services={1: SERVICE, 2: OAK})
ALONE = replace(ASKING, people=(SAM,))
SOMETHING = Said("else", "next_shift", "health", "A cough since tea", "yes", "Honey in it")
WORRY = Said("worry", "now")
CALL = Said("call", "this_shift")
SPOKEN = Spoken(CALL, at(21, 18), "Jo", "support_worker", agency=False, alone=False)
KEPT = Noted(at(21, 18), SERVICE, SAM, SOMETHING, (DEE,), "999")
WORRIED = replace(KEPT, said=WORRY, briefing=cast.briefing(reasons=(), sightings=()))
CALLED = replace(
    KEPT,
    person=None,
    said=CALL,
    briefing=cast.briefing(of=cast.ABOUT_SERVICE, escalation={"rings_as": "this_shift"}, spoken=(SPOKEN,)),
)

FORMS: dict[str, partial[Any]] = {
    "note_else": partial(notes.else_form, ASKING),
    "note_else_whom": partial(notes.else_form, ANYBODY, "Sam was up at four & walked about"),
    "note_else_two_houses": partial(notes.else_form, SEVERAL),
    "note_else_shared": partial(notes.else_form, SHARED),
    "note_else_alone": partial(notes.else_form, ALONE),
    "note_good": partial(notes.good_form, ASKING),
    "note_worry": partial(notes.worry_form, ANYBODY),
    "note_worry_about": partial(notes.worry_form, SHARED),
    "note_worry_no_office": partial(notes.worry_form, replace(ANYBODY, service=OAK, people=(KIM,))),
    "note_saved": partial(noted.saved, KEPT),
    "note_saved_good": partial(noted.saved, replace(KEPT, said=Said("good", "next_shift", text="Sang"))),
    "note_saved_affects": partial(noted.saved, replace(KEPT, affects=RAY)),
    "note_saved_now": partial(noted.saved, replace(WORRIED, said=replace(SOMETHING, tell="now"))),
    "note_saved_leader": partial(
        noted.saved, replace(KEPT, said=replace(SOMETHING, tell="team_leader"), briefing=cast.IN_HOURS)
    ),
    "note_saved_worry": partial(noted.saved, WORRIED),
    "note_saved_worry_house": partial(
        noted.saved, replace(WORRIED, person=None, briefing=cast.ABOUT_SERVICE)
    ),
    "note_saved_worry_taken": partial(noted.saved, replace(WORRIED, briefing=cast.TAKEN)),
    "note_saved_worry_unanswered": partial(noted.saved, replace(WORRIED, briefing=cast.UNANSWERED)),
    "note_called": partial(noted.called, CALLED),
    "note_called_last": partial(
        noted.called,
        replace(
            CALLED,
            briefing=cast.briefing(
                of=cast.SECOND_RUNG, person=None, reasons=(), sightings=(), spoken=(SPOKEN,)
            ),
        ),
    ),
    "note_called_unanswered": partial(
        noted.called, replace(CALLED, briefing=cast.briefing(of=cast.UNANSWERED, person=None))
    ),
}
SAID: dict[str, partial[Any]] = {
    "note_call_asked": partial(noted.call_asked, CALLED),
    "note_nobody_to_choose": partial(noted.nobody_to_choose, (DEE,)),
    "note_too_many": partial(noted.too_many, ()),
}
