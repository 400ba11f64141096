"""Plans, told as a play: opened from the question and by name, changed, read, and asked for until all have."""

import pytest

from db.session import Database
from tests.stories.evening import HERE, Evening, Message, wait_for

HOUSE, JO, REMI, TABLET = "C0ROWAN", "U0WORKER", "U0AGENCY", "U0TABLET"
ASH, DEE, IDA, MEL, STRANGER = "U0ASH", "U0DEE", "U0IDA", "U0LEAD", "U0STRANGER"
I_HAVE_READ_IT = "I've read this version"

# what a plan becomes is tried on both in tests/handlers
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def question(evening: Evening) -> Message:
    """The late shift's question, at 21:15."""
    evening.until("2026-11-12T21:15:01")
    return evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")


def changes_sams_plan(evening: Evening, step: str = "Sit with me by the window") -> None:
    """A team leader loads the house again, with another step."""
    text = (HERE / "house.yaml").read_text(encoding="utf-8")
    changed = evening.folder / "changed.yaml"
    changed.write_text(text.replace("Offer a walk somewhere quiet", step), encoding="utf-8")
    assert "version" in evening.relay("load", str(changed))


def shows(evening: Evening, user: str, *words: str) -> None:
    """Soon the form on top says all these words."""
    wait_for(lambda: all(word in str(evening.form(user)["blocks"]) for word in words), " … ".join(words))


def test_a_plan_is_read_from_the_question(evening: Evening) -> None:
    prompt = question(evening)
    assert [len(menu["options"]) for _, menu in prompt.menus()] == [5, 5]
    prompt.chooses(JO, "Read plan")
    shows(
        evening,
        JO,
        "Sam · Rowan House",
        "Version 1",
        "I walk up and down",
        "Offer a walk",
        "Two of these signs together",
    )
    shows(evening, JO, "0 of 3 support workers and team leaders have read it")
    assert "Offer a walk" not in str(prompt.now())
    evening.nothing_else()


def test_a_changed_plan_is_flagged_until_everybody_has_read_it(evening: Evening) -> None:
    changes_sams_plan(evening)
    prompt = question(evening)
    assert "Sam: plan changed today, please read (0 of 3 have read it)." in prompt.now()["text"]
    for user, then in ((JO, "1 of 3 has read it"), (REMI, "2 of 3 have read it")):
        prompt.chooses(user, "Read plan")
        shows(evening, user, "Changed today", "Sit with me by the window")
        assert evening.taps(user, I_HAVE_READ_IT)["ok"]
        shows(evening, user, "You confirmed reading this version at 21:15", then.split(" ha")[0])
        prompt.comes_to_say(then)
    evening.types(MEL, HOUSE, "/plan", "sam")
    evening.taps(MEL, I_HAVE_READ_IT)
    wait_for(lambda: "plan changed" not in str(prompt.now()), "the flag to go")
    evening.until("2026-11-13T07:15:01")
    morning = evening.expect(HOUSE, "Night shift: any early warning signs today?")
    assert "plan changed" not in str(morning.now())
    evening.expect(ASH, "no answer came about Sam and Ray")
    evening.expect(IDA, "no answer came about somebody else and Ray")
    evening.nothing_else()


def test_a_plan_that_changes_while_it_is_open_is_shown_anew_and_not_counted(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Read plan")
    shows(evening, JO, "Version 1")
    changes_sams_plan(evening)
    evening.taps(JO, I_HAVE_READ_IT)
    shows(evening, JO, "your tap was not counted", "Version 2", "Sit with me by the window", "0 of 3")
    evening.taps(JO, I_HAVE_READ_IT)
    shows(evening, JO, "You confirmed", "1 of 3")
    prompt.comes_to_say("plan changed today, please read (1 of 3 has read it)")
    evening.nothing_else()


def test_the_houses_tablet_reads_and_nobody_is_counted_by_it(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(TABLET, "Read plan")
    shows(evening, TABLET, "Version 1", "This account is shared")
    assert I_HAVE_READ_IT not in str(evening.form(TABLET)["blocks"][-1])
    evening.nothing_else()


def test_somebody_in_the_channel_who_is_on_no_list_is_kindly_sent_to_on_call(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(STRANGER, "Read plan")
    evening.expect(STRANGER, "Thank you for helping", "07700 900002")
    evening.types(STRANGER, HOUSE, "/plan", "Sam")
    evening.expect(STRANGER, "Thank you for helping", "07700 900002")
    assert evening.get("view", user=STRANGER)["views"] == []
    evening.nothing_else()


def test_a_plan_is_found_by_the_beginning_of_a_name(evening: Evening) -> None:
    evening.types(JO, HOUSE, "/plan", " RA")
    shows(evening, JO, "Ray · Rowan House", "I go quiet")
    evening.nothing_else()


def test_without_a_name_there_is_a_choice(evening: Evening) -> None:
    evening.types(JO, HOUSE, "/plan")
    choice = evening.expect(JO, "Whose plan would you like to read?", "Rowan House", "/plan Sam")
    assert choice.buttons() == ["Sam", "Ray"]
    choice.click(JO, "Ray")
    shows(evening, JO, "Ray · Rowan House")
    evening.nothing_else()


def test_a_name_that_nobody_here_has_says_who_is_here(evening: Evening) -> None:
    evening.types(JO, HOUSE, "/plan", "Jon <!channel>")
    evening.expect(
        JO, "I have no plan to show you for Jon &lt;!channel&gt;", "Rowan House: Sam, Ray", "07700 900002"
    )
    evening.nothing_else()


def test_on_call_opens_the_plan_of_whom_they_were_told_about(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    ping = evening.expect(DEE, "Sam")
    evening.expect(HOUSE, "Sam", "Dee")
    evening.types(DEE, ping.conversation, "/plan", "Ray")
    evening.expect(DEE, "I have no plan to show you for Ray", "Rowan House: Sam")
    evening.types(DEE, ping.conversation, "/plan", "Sam")
    shows(evening, DEE, "Sam · Rowan House", "Offer a walk")
    assert I_HAVE_READ_IT not in str(evening.form(DEE)["blocks"])
    evening.nothing_else()


def test_a_tap_that_cannot_be_kept_says_so_in_the_form(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Read plan")
    shows(evening, JO, "Version 1")
    lock = Database(evening.url)
    with lock.engine.begin() as held:
        if lock.sqlite:
            held.exec_driver_sql("UPDATE person SET id = id")
        else:
            held.exec_driver_sql("LOCK TABLE planread")
        evening.taps(JO, I_HAVE_READ_IT)
        shows(evening, JO, "Not saved.", I_HAVE_READ_IT)
    lock.close()
    evening.taps(JO, I_HAVE_READ_IT)
    shows(evening, JO, "You confirmed reading this version")
    evening.nothing_else()
