"""The weekly huddle of three houses with a year behind them: the digest, what is decided of it, a sense-check."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser

import db.people
import tests.pretend
from bot.actions import Decision, Said
from db import crypto, migrate, types
from db.session import Database, Session
from handlers.flow import actions as flow
from tests.browser.camera import form, keep, part, sheet, stage
from tests.browser.night_scenes import direct
from tests.browser.scenes import DESK_TALL, WIDE, chosen
from tests.browser.window import DESK, PHONE, Window
from tests.stories.evening import Evening

HUDDLE, HAL, NED = "C0RIVERS", "U0HAL", "U0NED"
# an A4 page's width at 96 dots an inch, and two pages' height
PAPER = {"viewport": {"width": 794, "height": 1123}}
BEFORE = datetime(2026, 11, 10, 10, 30, tzinfo=UTC)
DIGEST = "Weekly huddle · 9–15 Nov 2026"


def history(url: str) -> None:
    """Have the year in the database at `url`."""
    types.use_keys(crypto.KeyRing())
    database = Database(url)
    migrate.upgrade(database)
    tests.pretend.fill(database)
    with database.write() as session:
        _decided(session)
    database.close()


def _decided(session: Session) -> None:
    """What the huddle before decided for Fen Lane: one of two is done."""
    service = db.people.service_by_key(session, "fen-lane")
    hal, gwen = (db.people.staff_by_slack(session, one) for one in (HAL, "U0GWEN"))
    assert service
    assert hal
    assert gwen
    told = (
        ("Nights run short", "Gwen asks the bank for nights by Thursday", date(2026, 11, 20)),
        ("Nobody says when it was", "About when is asked at each handover", date(2026, 11, 13)),
    )
    for n, (problem, decided, due) in enumerate(told):
        said = Said(problem, decided, "At each handover", "The next digest says so")
        flow.decide(session, service, None, hal, Decision(said, gwen.id, hal.id, due), f"form {n}", BEFORE)
    flow.close(
        session, n + 1, gwen, "met", "It was said 31 times of 36", "closed", BEFORE + timedelta(days=3)
    )


def huddle(browser: Browser, evening: Evening) -> None:
    """The digest on a phone and at a desk, what stands behind its buttons, and on paper."""
    digest = evening.expect(HUDDLE, DIGEST)
    hal = _phone(browser, evening)
    stage(hal, "140-digest", top=True)
    part(hal, hal.messages.locator("figure").first, "141-digest-charts")
    part(hal, hal.messages.get_by_text("Concerns:").first, "142-digest-concerns")
    desk = Window(browser, evening.urls["url"], {**DESK, "device_scale_factor": 2})
    desk.becomes(HAL)
    desk.page.get_by_test_id(f"conv-{HUDDLE}").click()
    desk.sees(DIGEST)
    stage(desk, "143-digest-desk", WIDE, DESK_TALL, top=True)
    digest.click(HAL, "Decide…", "1. Ben")
    hal.reads("Who tells Ben?")
    form(hal, "144-decide")
    given = {"owner": chosen(evening, HAL, "owner", "Gwen"), "senior": chosen(evening, HAL, "senior", "Imo")}
    words = {
        "problem": "Ben was up most of Sunday night", "decided": "A third of us on Sunday nights",
        "apply": "On the rota from this week", "measure": "Ben sleeps on four Sundays",
    }  # fmt: skip
    evening.submit(HAL, **words, **given, due="2026-11-20", tells="there")
    sheet(hal, "Gwen has it", "145-decided")
    hal.closes()
    digest.click(HAL, "All the figures")
    hal.reads("By time of day")
    form(hal, "146-figures")
    hal.closes()
    printed(browser, evening)


def _phone(browser: Browser, evening: Evening) -> Window:
    hal = Window(browser, evening.urls["url"], PHONE)
    hal.becomes(HAL)
    hal.page.get_by_test_id(f"conv-{HUDDLE}").click()
    hal.sees(DIGEST)
    return hal


def printed(browser: Browser, evening: Evening) -> None:
    """The same week on paper: the first of its pages."""
    file = Path(evening.folder) / "digest.html"
    evening.relay("digest", "--week", "2026-W46", "--format", "html", "--out", str(file))
    page = browser.new_page(**PAPER)
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    keep("147-digest-printed", page.screenshot())
    page.close()


def checks(browser: Browser, evening: Evening) -> None:
    """Two cases to sense-check: the notes first, and then what happened."""
    evening.until("2026-11-17T11:00:05")
    cases = evening.expect(NED, "Mill House: 2 cases to sense-check.")
    ned = direct(browser, evening, NED)
    ned.sees("2 cases to sense-check")
    stage(ned, "150-check")
    cases.click(NED, "Look at the notes…")
    sheet(ned, "When should somebody have been told?", "151-check-notes")
    evening.submit(NED, judged="this_shift", reason="It was new, and he said that he could wait")
    sheet(ned, "You said", "152-check-course")
    ned.closes()
