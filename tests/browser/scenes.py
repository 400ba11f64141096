"""What the pictures show: the moments of an evening in their order, and the people who look."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.camera import WIDTH, card, form, home, sheet, stage
from tests.browser.window import DESK, PHONE, Window
from tests.stories.evening import HERE as STORIES
from tests.stories.evening import Evening, Message
from tests.stories.test_many import NAMES

HOUSE, JO, REMI, TABLET = "C0ROWAN", "U0WORKER", "U0AGENCY", "U0TABLET"
MEL, ASH, DEE, BO = "U0LEAD", "U0ASH", "U0DEE", "U0STRANGER"
ASKED = "any early warning signs today?"
FIVE = ("Sam", "Ray", "Tom", "Ida", "Bel")
WIDE, DESK_TALL = 1100, 920


def phone(browser: Browser, evening: Evening, who: str = JO) -> Window:
    """Somebody's phone."""
    window = Window(browser, evening.urls["url"], PHONE)
    if who != JO:
        window.becomes(who)
    return window


def chosen(evening: Evening, user: str, block: str, text: str) -> Any:
    """The value of what is called `text` in a menu of the open form."""
    (found,) = [one for one in evening.form(user)["blocks"] if one["block_id"] == block]
    return next(one["value"] for one in found["element"]["options"] if one["text"]["text"] == text)


def signs(browser: Browser, evening: Evening) -> None:
    """The question, Sam's two signs, and who takes it."""
    prompt = evening.expect(HOUSE, ASKED)
    jo = phone(browser, evening)
    jo.sees("0 of 5 answered")
    stage(jo, "1-question", top=True)
    card(jo, ASKED, "10-question-new")
    for who in ("Ray", "Bel"):
        jo.taps(f"{who}: seen, no signs")
    jo.sees("2 of 5 answered")
    card(jo, ASKED, "11-question-half")
    jo.says_two_signs_about_sam()
    form(jo, "2-form")
    form(jo, "2a-form-end", bottom=True)
    jo.saves()
    jo.reads("Dee (on-call) is being told.")
    form(jo, "2b-guidance")
    sheet(jo, "Dee (on-call) is being told.", "20-guidance")
    jo.closes()
    ringing(evening, prompt, jo)
    on_call(browser, evening)
    house = Window(browser, evening.urls["url"], {**DESK, "device_scale_factor": 2})
    house.sees("Sam: Dee has it, and acts by")
    stage(house, "4-house", WIDE, DESK_TALL, top=True)
    typed = jo.page.get_by_role("combobox", name="Message")
    typed.fill("/plan bel")
    typed.press("Enter")
    jo.reads("Bel · Rowan House")
    form(jo, "5-plan")
    jo.closes()
    read_by_the_next_shift(prompt, jo)


def ringing(evening: Evening, prompt: Message, jo: Window) -> None:
    """While something is open: the second question, and what was answered already."""
    card(jo, ASKED, "12-question-open")
    prompt.click(JO, "No…")
    sheet(jo, "steps", "21-steps")
    evening.submit(JO, **{"step:0": "offered"})
    jo.closes()
    prompt.click(JO, "Signs seen", "Sam")
    sheet(jo, "You answered", "22-form-again")
    jo.closes()


def on_call(browser: Browser, evening: Evening) -> None:
    dee = phone(browser, evening, DEE)
    dee.sees("please answer by")
    stage(dee, "3-on-call")
    card(dee, "please answer by", "30-ping-signs")
    ping = evening.expect(DEE, "needs you now about Sam")
    ping.click(DEE, "Open")
    sheet(dee, "Sam", "31-details")
    dee.closes()
    dee.taps("I've got this: Sam")
    dee.sees("You have it.")
    card(dee, "You have it.", "32-ping-taken")


def read_by_the_next_shift(prompt: Message, jo: Window) -> None:
    prompt.click(JO, "What was noted")
    sheet(jo, "Escalation steps", "23-what-was-noted")
    jo.closes()
    prompt.click(JO, "I've read this")
    card(jo, "You answered at this handover", "24-both-shifts")


def more(browser: Browser, evening: Evening) -> None:
    """What stands behind ⋯, and the staffing."""
    prompt = evening.expect(HOUSE, ASKED)
    jo = phone(browser, evening)
    jo.sees("0 of 5 answered")
    menu(evening, prompt, jo)
    prompt.click(JO, "Signs seen", "Ida")
    evening.submit(JO, **{"sign:lights": "1"})
    sheet(jo, "Saved 2", "46-guidance-nobody-rung")
    jo.closes()
    prompt.click(JO, "Different…")
    sheet(jo, "How many worked?", "47-staffing")
    evening.submit(JO, actual="2", agency="1", alone="no")
    sheet(jo, "Saved", "48-staffing-saved")
    jo.closes()


def menu(evening: Evening, prompt: Message, jo: Window) -> None:
    """What stands behind ⋯."""
    for text, place, title, name in (
        ("Not seen…", 1, "Ray", "40-not-seen"),
        ("Something else…", 3, "Ida", "42-something-else"),
        ("Something good…", 4, "Bel", "43-something-good"),
        ("Away until…", 2, "Tom", "41-away"),
    ):
        prompt.chooses(JO, text, place)
        sheet(jo, title, name)
        given = {
            "40-not-seen": {},
            "41-away": {"until_day": "2026-11-15", "until_time": "18:00"},
            "42-something-else": {"topic": "health", "text": "A cough since tea"},
            "43-something-good": {"text": "Sang all evening"},
        }[name]
        if name == "40-not-seen":
            given = {one["block_id"]: one["element"]["options"][0]["value"] for one in fields(evening)}
        evening.submit(JO, **given)
        sheet(jo, "aved", f"{name}-saved")
        jo.closes()
        prompt = Message(evening, HOUSE, prompt.ts, prompt.posted)


def fields(evening: Evening) -> list[Any]:
    """The open form's fields that have choices."""
    blocks = evening.form(JO)["blocks"]
    return [one for one in blocks if one["type"] == "input" and one["element"].get("options")]


def worries(browser: Browser, evening: Evening) -> None:
    """A worry, a question with everything in it, what is typed, and a tablet."""
    prompt = evening.expect(HOUSE, ASKED)
    prompt.click(JO, "Seen, no signs", "Ida")
    prompt.click(JO, "As planned")
    prompt.chooses(JO, "Away until…", FIVE.index("Tom"))
    evening.submit(JO, until_day="2026-11-15", until_time="18:00")
    jo = phone(browser, evening)
    jo.closes()
    worried(evening, prompt, jo)
    card(jo, ASKED, "13-question-full")
    evening.types(JO, HOUSE, "/handover")
    card(jo, "Who would you like to answer about?", "49-handover-list")
    tablet = phone(browser, evening, TABLET)
    prompt.click(TABLET, "Seen, no signs", "Sam")
    sheet(tablet, "Who is answering?", "51-who-is-answering")
    dee = phone(browser, evening, DEE)
    card(dee, "Ray · please answer by", "33-ping-worry")
    card(dee, "would like a call", "34-ping-call")


def worried(evening: Evening, prompt: Message, jo: Window) -> None:
    prompt.click(JO, "I'm worried about someone")
    sheet(jo, "I'm worried", "44-worry")
    evening.submit(JO, person=chosen(evening, JO, "person", "Ray"), text="He went out and took his bag")
    sheet(jo, "is being told", "45-worry-saved")
    evening.taps(JO, "I'd like a call")
    sheet(jo, "asked to phone you", "45a-a-call")
    jo.closes()
    evening.expect(DEE, "Rowan House", "Ray")


def strangers(browser: Browser, evening: Evening) -> None:
    """Somebody who is on no list, and then covers."""
    prompt = evening.expect(HOUSE, ASKED)
    bo = phone(browser, evening, BO)
    prompt.click(BO, "Seen, no signs", "Sam")
    card(bo, "Thank you for helping.", "60-refused")
    refused = evening.expect(BO, "Thank you for helping.")
    refused.click(BO, "I'm covering here tonight")
    jo = phone(browser, evening)
    asked = evening.expect(HOUSE, "Do you know them?")
    thread(jo, asked, "Do you know them?", "61-covering-asked")
    card(bo, "Anybody on", "62-covering-waits")
    asked.click(JO, "Yes")
    thread(jo, asked, "covers until", "63-covering-said")
    mel = phone(browser, evening, MEL)
    mel.page.get_by_role("navigation", name="Conversations").get_by_role("button").filter(
        has_text="Relay"
    ).first.click()
    card(mel, "covers until", "64-covering-told")


def homes(browser: Browser, evening: Evening) -> None:
    """The App Home: of a worker, of a manager, and of nobody's staff."""
    prompt = evening.expect(HOUSE, ASKED)
    jo = phone(browser, evening)
    jo.opens_home()
    home(jo, "Welcome to Relay", "70-home-first")
    prompt.click(JO, "Seen, no signs", "Ray")
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    jo.reads("is being told")
    jo.closes()
    evening.expect(DEE, "needs you now about Sam")
    evening.home(JO)
    home(jo, "Open: Sam", "71-home-waiting")
    evening.home(ASH)
    evening.home(ASH)
    ash = phone(browser, evening, ASH)
    ash.opens_home()
    home(ash, "Pause asking…", "72-home-manager")
    evening.acts_home(ASH, "Pause asking…")
    sheet(ash, "Rowan House", "73-pause")
    given = {
        "until_day": "2026-11-13",
        "until_time": "18:00",
    }
    texts = [one for one in evening.form(ASH)["blocks"] if one["type"] == "input"]
    given |= {one["block_id"]: "The house is on a day out" for one in texts if one["block_id"] not in given}
    evening.submit(ASH, **given)
    ash.closes()
    evening.home(ASH)
    home(ash, "Ask again now", "74-home-paused")
    evening.home(BO)
    bo = phone(browser, evening, BO)
    bo.opens_home()
    home(bo, "You are not on a house's list", "75-home-stranger")


def silence(browser: Browser, evening: Evening) -> None:
    """The night nobody answers."""
    prompt = evening.expect(HOUSE, ASKED)
    jo = phone(browser, evening)
    for who in ("Sam", "Ray"):
        prompt.click(JO, "Seen, no signs", who)
    evening.until("2026-11-12T21:35:10")
    reminder = evening.expect(HOUSE, "Still to answer")
    thread(jo, reminder, "Still to answer", "80-reminder")
    evening.until("2026-11-12T22:00:10")
    card(jo, ASKED, "81-question-late")
    dee = phone(browser, evening, DEE)
    card(dee, "Rowan House", "82-ping-late")
    line = evening.expect(HOUSE, "Rowan House", "Dee")
    stage(jo, "83-house-late", WIDTH)
    evening.until("2026-11-13T00:30:10")
    evening.expect(HOUSE, "nobody on call has answered")
    card(jo, "nobody on call has answered", "84-nobody-answers")
    evening.until("2026-11-13T07:15:10")
    card(jo, "Night shift: any early", "85-question-morning")
    ash = phone(browser, evening, ASH)
    card(ash, "no answer came", "86-missed")
    assert line


def thread(window: Window, message: Message, words: str, name: str) -> None:
    """One reply in the question's thread, whole."""
    window.page.get_by_test_id(f"replies-{message.posted['thread_ts']}").click()
    window.page.get_by_test_id("thread").get_by_text(words).first.wait_for()
    stage(window, name)
    window.page.get_by_test_id("thread-close").click()


def full_house(folder: Path) -> Path:
    """Larch House with all the people that a house may have, as a file in `folder`."""
    file = folder / "full.yaml"
    more = [
        f"  - {{key: {name.lower()}, known_as: {name}, service: larch-house, plan: *plan}}\n"
        for name in NAMES[6:]
    ]
    file.write_text((STORIES / "larch.yaml").read_text() + "".join(more))
    return file


def many(browser: Browser, evening: Evening) -> None:
    """Twenty-five people."""
    prompt = evening.expect("C0LARCH", ASKED)
    for who in ("Sam", "Ray", "Tom"):
        prompt.click(JO, f"{who}: seen, no signs")
    jo = phone(browser, evening)
    card(jo, ASKED, "14-question-25")
