"""What follows a ping: taken, promised, passed on, done, closed; nobody answers; in private; a change of on-call."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser

from tests.browser.camera import card, home, sheet
from tests.browser.scenes import ASH, ASKED, DEE, FIVE, HOUSE, JO, REMI, chosen, phone
from tests.browser.window import Window
from tests.stories.evening import Evening, Message, wait_for

KIT = "U0SAFE"
CLOSED: Mapping[str, Any] = {
    "outcome": "help_came", "wanted": "met", "informed": ["person"], "restricted": "no", "plan": "no",
    "debrief_person": "offered", "debrief_staff": "offered", "fair": "yes",
}  # fmt: skip


def direct(browser: Browser, evening: Evening, who: str) -> Window:
    """Somebody's phone, with Relay's messages to them open."""
    window = phone(browser, evening, who)
    places = window.page.get_by_role("navigation", name="Conversations")
    places.get_by_role("button").filter(has_text="Relay").first.click()
    return window


def puts_away(evening: Evening, who: str) -> None:
    """Close the form that somebody has open: it would stand before what is looked at."""
    evening.post("view/close", user=who, view_id=evening.form(who)["id"])


def all_seen(evening: Evening, shift: str = "Late", people: tuple[str, ...] = FIVE) -> Message:
    """A question that is answered at once, so that nothing else rings."""
    prompt = evening.expect(HOUSE, ASKED, f"{shift} shift")
    for who in people:
        prompt.click(JO, "Seen, no signs", who)
    return prompt


def night_shift_sees_signs(evening: Evening, **more: str) -> None:
    """Remi, from an agency, is alone that night: two of Sam's signs, and both steps tried."""
    evening.types(REMI, HOUSE, "/handover", "sam")
    wait_for(lambda: evening.form(REMI), "Sam's form")
    answers = {"sign:sleep": "2", "sign:pacing": "1", "step:0": "declined", "step:1": "done", **more}
    assert evening.submit(REMI, **answers)["ok"]
    puts_away(evening, REMI)
    evening.quiet()


def at_three(evening: Evening) -> None:
    all_seen(evening)
    evening.until("2026-11-13T02:50:00")
    night_shift_sees_signs(evening)


def nights(browser: Browser, evening: Evening) -> None:
    """Told again, taken, promised; asked, passed on, taken over; done, and closed."""
    at_three(evening)
    evening.until("2026-11-13T03:15:30")
    dee = phone(browser, evening, DEE)
    card(dee, "(message 3)", "90-ping-at-three")
    ping = evening.expect(DEE, "(message 3)")
    ping.click(DEE, "I've got this")
    card(dee, "You have it. Please act by", "91-taken")
    ping.comes_to_say("What and by when…")
    card(dee, "Asked to:", "91a-taken-ping")
    ping.click(DEE, "What and by when")
    sheet(dee, "What will you do?", "92-what-and-by-when")
    evening.submit(DEE, promised="come", by="03:45")
    sheet(dee, "Saved. You said", "92a-what-and-by-when-saved")
    dee.closes()
    evening.until("2026-11-13T03:45:30")
    card(dee, "What has become of it?", "93-asked")
    passed_on(browser, evening, dee)


def passed_on(browser: Browser, evening: Evening, dee: Window) -> None:
    evening.expect(DEE, "What has become of it?").click(DEE, "Pass on")
    sheet(dee, "To whom?", "94-pass-on")
    evening.submit(DEE, because="too_far")
    sheet(dee, "asked to take it over", "94a-pass-on-saved")
    dee.closes()
    ash = direct(browser, evening, ASH)
    card(ash, "Dee asks you to take this over", "95-passed-on")
    over = evening.expect(ASH, "Dee asks you to take this over")
    over.click(ASH, "I'll take it")
    over.comes_to_say("What I did…")
    evening.home(ASH)
    on_duty(evening, ash)
    over.click(ASH, "What I did")
    sheet(ash, "What did you do?", "98-what-i-did")
    evening.submit(ASH, did=["came"])
    sheet(ash, "Thank you.", "98a-what-i-did-saved")
    evening.taps(ASH, "Close…")
    sheet(ash, "How did it end?", "99-close")
    evening.submit(ASH, **CLOSED)
    sheet(ash, "closed. Thank you.", "99a-closed")
    ash.closes()
    over.comes_to_say("was closed by Ash")
    over.click(ASH, "Open")
    sheet(ash, "What happened", "99b-open")
    ash.closes()


def on_duty(evening: Evening, ash: Window) -> None:
    """What rings for whom, while one thing is promised and another rings."""
    evening.types(REMI, HOUSE, "/handover", "tom")
    wait_for(lambda: evening.form(REMI), "Tom's form")
    evening.submit(REMI, **{"sign:secret": "1"})
    puts_away(evening, REMI)
    evening.passes(11)
    evening.home(ASH)
    ash.opens_home()
    home(ash, "Rings for you", "96-home-on-call")
    evening.types(ASH, HOUSE, "/oncall")
    ash.page.get_by_test_id(f"conv-{HOUSE}").click()
    card(ash, "Rings for you", "97-oncall")


def unanswered(browser: Browser, evening: Evening) -> None:
    """Nobody answers: the house is told whom to phone, and says who has it."""
    at_three(evening)
    evening.until("2026-11-13T04:06:00")
    remi = phone(browser, evening, REMI)
    card(remi, "nobody has answered about Sam", "100-unanswered")
    house = evening.expect(HOUSE, "nobody has answered about Sam")
    house.click(REMI, "Someone has this")
    sheet(remi, "Who has this?", "101-someone")
    evening.submit(REMI)
    sheet(remi, "You have this, by", "102-someone-saved")
    remi.closes()
    house.comes_to_say("The house says:")
    card(remi, "nobody has answered about Sam", "103-unanswered-someone")


def handoff(browser: Browser, evening: Evening) -> None:
    """On Monday at nine Ash comes on, while Dee has something."""
    prompt = all_seen(evening, people=("Ray", "Tom", "Ida", "Bel"))
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    puts_away(evening, JO)
    ping = evening.expect(DEE, "needs you now about Sam")
    ping.click(DEE, "I've got this")
    ping.comes_to_say("What and by when…")
    ping.click(DEE, "What and by when")
    evening.submit(DEE, promised="come", by="10:00")
    puts_away(evening, DEE)
    evening.until("2026-11-16T07:15:01")
    all_seen(evening, "Night", ("Sam", "Tom", "Ida", "Bel"))
    evening.until("2026-11-16T09:00:10")
    ash = direct(browser, evening, ASH)
    card(ash, "You're on call for Rowan House", "110-comes-on")
    evening.expect(ASH, "You're on call for Rowan House").click(ASH, "I'm on call")
    card(ash, "Thank you. You're on call", "111-comes-on-tapped")
    dee = phone(browser, evening, DEE)
    card(dee, "Ash has taken over on call", "112-goes-off")


def private(browser: Browser, evening: Evening) -> None:
    """Told to safeguarding in private."""
    prompt = all_seen(evening)
    jo = phone(browser, evening)
    prompt.click(JO, "Tell safeguarding privately")
    sheet(jo, "Adult safeguarding", "120-private")
    evening.submit(
        JO,
        person=chosen(evening, JO, "person", "Tom"),
        text="Somebody took his card, and he is scared to say who",
    )
    sheet(jo, "is being told", "121-private-saved")
    jo.closes()
    kit = direct(browser, evening, KIT)
    card(kit, "told to you in private", "122-private-told")
    evening.home(KIT)
    kit.opens_home()
    home(kit, "Told to you in private", "123-private-list")


def anyway(browser: Browser, evening: Evening) -> None:
    """Somebody whom Sam does not want told, and a manager who has a reason."""
    prompt = evening.expect(HOUSE, ASKED)
    prompt.click(JO, "Seen, no signs", "Ray")
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    puts_away(evening, JO)
    evening.passes(10.5)
    ash = direct(browser, evening, ASH)
    evening.expect(ASH, "needs you now about Sam").click(ASH, "Open")
    sheet(ash, "Tell somebody anyway…", "130-open-rings")
    evening.taps(ASH, "Tell somebody anyway…")
    sheet(ash, "be told?", "131-tell-anyway")
