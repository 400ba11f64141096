"""A huddle's week, as a play: the digest of a year, what is decided of it, and what became of that a week later."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import db.people
from bot.checks import QUESTIONS
from db import types
from db.crypto import KeyRing
from db.session import Database
from handlers import load, sandbox
from handlers.flow import pause
from tests.stories.evening import Evening, Message, wait_for

HUDDLE, FEN, BRAM, GWEN, NED, HAL, IMO = "C0RIVERS", "C0FEN", "U0BRAM", "U0GWEN", "U0NED", "U0HAL", "U0IMO"
OPENS = "2026-11-17T08:45:00"
# what nobody may read outside a form
DECIDED, PROBLEM, SHOWED, NO_CHANGE = (
    "A third of us at night",
    "Ben is up at night",
    "He slept",
    "Her plan held",
)
WRITTEN = (DECIDED, PROBLEM, SHOWED, NO_CHANGE, "One sign, and it passed", "Clear to read")
QUIET = timedelta(days=13)


@pytest.fixture
def evening(tmp_path: Path, year_url: str) -> Iterator[Evening]:
    """Three houses with a year behind them. They are not asked in these two weeks: nobody here would answer."""
    made = Evening(tmp_path, year_url, sandbox.PROVIDER, OPENS)
    _paused(made)
    try:
        # whoever looks at a channel is in it
        yield made.begin(sandbox.world(load.read([sandbox.PROVIDER], {})) | {"start_as": HAL})
    finally:
        made.end()


def _paused(evening: Evening) -> None:
    types.use_keys(KeyRing())
    database, now = Database(evening.url), datetime.fromisoformat(f"{evening.opens}+00:00")
    with database.write() as session:
        hal = db.people.staff_by_slack(session, HAL)
        assert hal
        for one in db.people.services(session):
            pause.pause(session, one, hal, now + QUIET, "Away", f"away {one.id}", now)
    database.close()


def blocks(message: Message) -> str:
    return str(message.now()["blocks"])


def becomes(evening: Evening, user: str, *words: str) -> None:
    wait_for(lambda: all(one in str(evening.form(user)["blocks"]) for one in words), " … ".join(words))


def closes(evening: Evening, user: str) -> None:
    evening.post("view/close", user=user, view_id=evening.form(user)["id"])


def chosen(evening: Evening, user: str, block: str, text: str) -> Any:
    """The value of what is called `text` in a menu of the form."""
    (found,) = [one for one in evening.form(user)["blocks"] if one["block_id"] == block]
    return next(one["value"] for one in found["element"]["options"] if one["text"]["text"] == text)


def comes(evening: Evening) -> Message:
    """The digest, as a manager reads it: what went well and what changed, two charts in words, every concern."""
    evening.until("2026-11-17T09:00:05")
    digest = evening.expect(HUDDLE, "*Weekly huddle · 9–15 Nov 2026 · Fen Lane, Harbour View, Mill House*")
    said = digest.now()["text"]
    for words in (
        "Good: ", "At Fen Lane, over 12 weeks, signs came more often on nights with too few of us",
        "At Mill House, over 12 weeks, signs came more often", "contact with family", "than chance would make",
        "Nothing else differs by more than chance", "Signs seen: Mean ", "12 concerns.",
    ):  # fmt: skip
        assert words in said, words
    kinds = [one["type"] for one in digest.now()["blocks"]]
    assert kinds.count("data_visualization") == 2
    assert "*Concerns:* 12, 0 reviewed." in blocks(digest)
    assert digest.buttons().count("Reviewed") == 12
    return digest


def reviewed(evening: Evening, digest: Message) -> None:
    digest.click(HAL, "Reviewed", "2. Cleo, Fen Lane")
    becomes(evening, HAL, "The huddle has looked at this")
    assert evening.submit(HAL, because=NO_CHANGE)["ok"]
    closes(evening, HAL)
    digest.comes_to_say("*Concerns:* 12, 1 reviewed.")
    assert digest.buttons().count("Reviewed") == 11


def decided(evening: Evening, digest: Message) -> None:
    """Gwen does it by Friday, and Imo makes sure."""
    digest.click(HAL, "Decide…", "1. Ben, Fen Lane")
    becomes(evening, HAL, "Who tells Ben?")
    given = {"owner": chosen(evening, HAL, "owner", "Gwen"), "senior": chosen(evening, HAL, "senior", "Imo")}
    words = {"problem": PROBLEM, "decided": DECIDED, "apply": "On the rota", "measure": "Ben says so"}
    refused = evening.submit(HAL, **words, **given, due="2026-11-17", tells="there")
    assert refused["errors"] == {"due": "That day is not to come. Please choose a later one."}
    assert evening.submit(HAL, **words, **given, due="2026-11-20", tells="there")["ok"]
    becomes(evening, HAL, "Gwen has it, by Fri 20 Nov.", "Imo is told if it is late.")
    closes(evening, HAL)
    digest.comes_to_say("*Concerns:* 12, 2 reviewed.")


def typed(evening: Evening) -> None:
    """Last week at one house, for its manager alone; a support worker is told who may look."""
    evening.types(HAL, HUDDLE, "/huddle", "last fen-lane")
    own = evening.expect(HAL, "*Weekly huddle · 9–15 Nov 2026 · Fen Lane*", "4, 2 reviewed")
    assert "Mill House" not in own.now()["text"]
    evening.types(BRAM, FEN, "/huddle")
    evening.expect(BRAM, "Thank you for helping. A team leader or a manager of Fen Lane can do that.")


def checked(evening: Evening) -> None:
    """A case is judged from its notes, then its course is shown, then the record is scored."""
    evening.until("2026-11-20T11:00:05")
    evening.expect(NED, "Mill House: 2 cases to sense-check.")
    cases = evening.expect(NED, "Mill House: 2 cases to sense-check.")
    cases.click(NED, "Look at the notes…")
    becomes(evening, NED, "When should somebody have been told?")
    assert "You would have" not in str(evening.form(NED))
    assert evening.submit(NED, judged="nobody", reason="One sign, and it passed")["ok"]
    becomes(evening, NED, "*You said:* nobody had to be told. You would have ", "What happened")
    found = {f"q.{one}": "yes" for one in QUESTIONS} | {"q.wants": "not_applicable"}
    assert evening.submit(NED, **found, feedback="Clear to read")["ok"]
    becomes(evening, NED, "*Saved. Thank you.*")
    closes(evening, NED)
    cases.comes_to_say("done, thank you", "to look at")


def closed(evening: Evening, late: Message) -> None:
    late.click(GWEN, "Close…")
    becomes(evening, GWEN, "Did it work?", "Ben says so")
    assert evening.submit(GWEN, result="met", shown=SHOWED)["ok"]
    closes(evening, GWEN)
    late.comes_to_say("This action of the huddle is done. It worked.")


def test_what_the_huddle_decides_is_done_and_opens_the_next_digest(evening: Evening) -> None:
    digest = comes(evening)
    reviewed(evening, digest)
    decided(evening, digest)
    evening.expect(GWEN, "Fen Lane, about Ben", "An action of the huddle is yours.", "It is due Fri 20 Nov.")
    typed(evening)

    evening.until("2026-11-18T09:00:05")
    evening.expect(GWEN, "Fen Lane, about Ben", "It is due Fri 20 Nov.")
    evening.until("2026-11-20T09:00:05")
    evening.expect(GWEN, "Fen Lane, about Ben", "It is due today.")
    checked(evening)

    # the office is closed at the weekend
    evening.until("2026-11-23T09:00:05")
    late = evening.expect(GWEN, "Fen Lane, about Ben", "It was due Fri 20 Nov, and is still open.")
    senior = evening.expect(IMO, "An action of the huddle is late.", "Gwen has it.")
    closed(evening, late)
    senior.comes_to_say("This action of the huddle is done.")

    evening.until("2026-11-24T09:00:05")
    after = evening.expect(HUDDLE, "*Weekly huddle · 16–22 Nov 2026 · ")
    after.comes_to_say("*What became of the last decisions*", "Fen Lane, about Ben: done. It worked.")
    assert (
        len([one for one in evening.posts() if one["conversation"] == HUDDLE and one["kind"] == "post"]) == 2
    )
    everything = json.dumps([evening.posts(), digest.now(), after.now(), evening.log()])
    assert [one for one in WRITTEN if one in everything] == []
