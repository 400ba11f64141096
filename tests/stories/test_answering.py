"""Answering as it really is: two people on a tablet, one of them from an agency, one resident in hospital."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.stories.evening import Evening, Message, wait_for

HOUSE, JO, REMI, TABLET, BO = "C0LARCH", "U0WORKER", "U0AGENCY", "U0TABLET", "U0NIGHT"
MEL, ASH, DEE, STRANGER = "U0LEAD", "U0ASH", "U0DEE", "U0STRANGER"
SIX = ("Sam", "Ray", "Tom", "Ida", "Bel", "Kai")
pytestmark = [
    pytest.mark.house("larch.yaml"),
    # what becomes of each answer is tried on both in tests/handlers
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def question(evening: Evening) -> Message:
    """The late shift's question, at 21:15."""
    evening.until("2026-11-12T21:15:01")
    return evening.expect(HOUSE, "any early warning signs today?", "0 of 6 answered")


def answers(prompt: Message, *people: str, user: str = JO) -> None:
    """One tap each."""
    for who in people:
        prompt.click(user, "Seen, no signs", who)


def text(view: Any) -> str:
    return str(view["blocks"])


def test_six_people_with_nothing_to_report_are_seven_taps(evening: Evening) -> None:
    prompt = question(evening)
    taps = 0
    for who in SIX:
        prompt.click(JO, "Seen, no signs", who)
        taps += 1
    prompt.click(JO, "As planned")
    taps += 1
    prompt.comes_to_say("6 of 6 answered. Thank you.", "Late shift staffing: as planned · Jo")
    assert taps == 7
    assert evening.get("view", user=JO)["views"] == []
    prompt.click(BO, "I've read this")
    evening.expect(BO, "Thank you", "read this handover")
    prompt.comes_to_say("Night shift: read by Bo")
    evening.passes(120)
    evening.nothing_else()


def test_the_hospital_stay(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Away until…", SIX.index("Tom"))
    evening.submit(JO, until_day="2026-11-13", until_time="12:00", why="A night in hospital")
    prompt.comes_to_say("0 of 5 answered", "Tom", "away until", "not asked")
    assert "hospital" not in str(prompt.now())
    answers(prompt, "Sam", "Ray", "Ida", "Bel", "Kai")
    prompt.comes_to_say("5 of 5 answered")
    evening.until("2026-11-13T07:15:01")
    morning = evening.expect(
        HOUSE, "Night shift: any early warning signs today?", "0 of 5 answered", "Tom is away"
    )
    answers(morning, "Sam", "Ray", "Ida", "Bel", "Kai", user=BO)
    morning.comes_to_say("5 of 5 answered")
    evening.until("2026-11-13T14:15:01")
    noon = evening.expect(HOUSE, "0 of 6 answered", "Tom", "was due back 12:00: back or not?")
    noon.click(JO, "Seen, no signs", "Tom")
    noon.comes_to_say("1 of 6 answered")
    wait_for(lambda: "was due back" not in str(noon.now()), "Tom to be back")
    evening.nothing_else()


def test_somebody_comes_back_early(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Away until…", SIX.index("Tom"))
    evening.submit(JO, until_day="2026-11-15", until_time="18:00")
    prompt.comes_to_say("0 of 5 answered", "away until Sun 18:00")
    prompt.click(REMI, "Tom is back")
    evening.expect(REMI, "Tom is back")
    prompt.comes_to_say("0 of 6 answered")
    evening.nothing_else()


def test_the_newcomer_without_a_plan(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Kai")
    assert "no plan here yet" in text(evening.form(JO))
    assert evening.submit(JO)["errors"]
    done = evening.submit(JO, note="Very quiet, and did not eat")
    assert "nobody is being rung" in text(done["views"][-1])
    prompt.comes_to_say("1 of 6 answered", "Signs seen")
    prompt.chooses(JO, "Something else…", SIX.index("Kai"))
    done = evening.submit(JO, topic="eating", text="Left the whole dinner", tell="now")
    assert "Dee" in text(done["views"][-1])
    evening.expect(DEE, "Kai", "Larch House", "01632 960222")
    evening.expect(HOUSE, "Kai", "Dee")
    evening.nothing_else()


def clear(prompt: Message, user: str, who: str) -> None:
    """Tap; and once more where Slack showed its error on a busy machine, as people do."""
    try:
        prompt.click(user, "Seen, no signs", who)
    except AssertionError as shown:
        if "not_acknowledged" not in str(shown):
            raise
        prompt.click(user, "Seen, no signs", who)


def test_two_workers_answer_at_once(evening: Evening) -> None:
    prompt = question(evening)
    with ThreadPoolExecutor(6) as hands:
        one = [hands.submit(clear, prompt, JO, who) for who in SIX]
        two = [hands.submit(clear, prompt, REMI, who) for who in SIX]
        for done in [*one, *two]:
            done.result()
    prompt.comes_to_say("6 of 6 answered. Thank you.")
    evening.nothing_else()


def test_the_tablet_asks_who_is_answering_each_time_and_takes_nothing_on(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(TABLET, "Seen, no signs", "Sam")
    assert "Who is answering?" in str(evening.form(TABLET))
    assert evening.submit(TABLET, who="other")["errors"]
    assert evening.submit(TABLET, who="other", who_name="Nia")["ok"]
    prompt.comes_to_say("Seen, no signs · Nia")
    prompt.click(TABLET, "Signs seen", "Ray")
    form = evening.form(TABLET)
    chosen = next(block for block in form["blocks"] if block["block_id"] == "who")
    remi = next(one["value"] for one in chosen["element"]["options"] if one["text"]["text"] == "Remi")
    evening.submit(TABLET, who=remi, **{"sign:sleep": "2", "sign:pacing": "1"})
    ping = evening.expect(DEE, "Ray", "Up most of the night", "by Remi", "agency")
    evening.expect(HOUSE, "Ray", "Dee")
    prompt.comes_to_say("2 of 6 answered", "Signs seen · Remi")
    ping.click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    evening.nothing_else()


def test_somebody_from_an_agency_is_refused_and_then_covers(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(STRANGER, "Seen, no signs", "Sam")
    refused = evening.expect(STRANGER, "Larch House", "07700 900002")
    refused.click(STRANGER, "I'm covering here tonight")
    asked = evening.expect(HOUSE, "covering here tonight", "07:30")
    evening.expect(STRANGER, "one tap", "until 07:30")
    asked.click(STRANGER, "Yes")
    evening.expect(STRANGER, "Larch House")
    asked.click(JO, "Yes")
    evening.expect(JO, "Thank you", "can answer until 07:30")
    evening.expect(MEL, "07:30")
    evening.expect(STRANGER, "can answer")
    asked.comes_to_say("until 07:30")
    prompt.click(STRANGER, "Seen, no signs", "Sam")
    prompt.comes_to_say("1 of 6 answered")
    answers(prompt, "Ray", "Tom", "Ida", "Bel", "Kai")
    prompt.comes_to_say("6 of 6 answered")
    evening.until("2026-11-13T07:15:01")
    morning = evening.expect(HOUSE, "Night shift: any early warning signs today?")
    morning.click(STRANGER, "Seen, no signs", "Sam")
    morning.comes_to_say("1 of 6 answered")
    evening.until("2026-11-13T07:30:01")
    morning.click(STRANGER, "Seen, no signs", "Ray")
    evening.expect(STRANGER, "Thank you for helping", "07700 900002")
    evening.nothing_else()


def test_a_correction_after_a_ping_keeps_the_first_and_closes_nothing(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    ping = evening.expect(DEE, "Sam", "Up most of the night")
    evening.expect(HOUSE, "Sam", "Dee")
    prompt.comes_to_say("1 of 6 answered")
    prompt.click(JO, "Signs seen", "Sam")
    assert "You answered" in text(evening.form(JO))
    done = evening.submit(JO, **{"sign:sleep": "1", "sign:pacing": "0"})
    assert "first" in text(done["views"][-1])
    ping.comes_to_say("Corrected", "stays open until somebody has looked")
    assert "I've got this" in ping.buttons()
    evening.nothing_else()


def test_the_incident_between_two_people_rings_once_and_neither_record_names_the_other(
    evening: Evening,
) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Something else…", SIX.index("Sam"))
    form = evening.form(JO)
    others = next(block for block in form["blocks"] if block["block_id"] == "affects")["element"]["options"]
    ray = next(one["value"] for one in others if one["text"]["text"] == "Ray")
    done = evening.submit(
        JO, topic="incidents", text="Shouting over the remote", tell="now", affects=ray, affects_wants="His own set"
    )  # fmt: skip
    assert "Dee" in text(done["views"][-1])
    ping = evening.expect(DEE, "Sam", "One other person")
    assert "Ray" not in str(ping.now())
    line = evening.expect(HOUSE, "Sam", "Dee")
    assert "Ray" not in str(line.now())
    ping.click(DEE, "Open")
    assert "Shouting over the remote" in text(evening.form(DEE))
    assert "Ray" not in text(evening.form(DEE))
    prompt.click(BO, "What was noted")
    told = text(evening.form(BO))
    assert "Shouting over the remote" in told
    assert "His own set" in told
    evening.passes(5)
    evening.nothing_else()


def test_the_night_nobody_answers(evening: Evening) -> None:
    prompt = question(evening)
    answers(prompt, "Sam", "Ray", "Ida", "Bel")
    prompt.comes_to_say("4 of 6 answered")
    evening.until("2026-11-12T21:35:02")
    reminder = evening.expect(HOUSE, "Still to answer: Tom and Kai.", "Nobody is in trouble")
    assert reminder.posted["thread_ts"] == prompt.ts
    evening.until("2026-11-12T22:00:03")
    ping = evening.expect(DEE, "Larch House", "01632 960222", "Tom", "Kai")
    line = evening.expect(HOUSE, "Larch House", "Dee")
    prompt.comes_to_say("not all answered by 22:00")
    prompt.click(JO, "Seen, no signs", "Tom")
    ping.comes_to_say("Tom", "Jo")
    reminder.comes_to_say("Still to answer: Kai.", "Replies since: Tom, by Jo")
    evening.until("2026-11-12T22:10:10")
    evening.expect(ASH, "Larch House")
    evening.until("2026-11-12T22:25:10")
    evening.expect(HOUSE, "nobody on call has answered", "999", "07700 900001")
    taken = evening.expect(ASH, "Larch House")
    taken.click(ASH, "I've got this")
    evening.expect(ASH, "You have it")
    line.comes_to_say("Ash has it")
    taken.comes_to_say("What I did…")
    taken.click(ASH, "What I did")
    assert evening.submit(ASH, did=["phoned"])["ok"]
    line.comes_to_say("Ash phoned the house", "It is still to be closed.")
    evening.until("2026-11-13T07:15:01")
    morning = evening.expect(HOUSE, "Night shift: any early warning signs today?", "0 of 6 answered")
    assert "no signs" not in morning.now()["text"]
    evening.expect(ASH, "no answer came about Kai.", "We don't know how Kai is. Nobody is in trouble.")
    evening.nothing_else()
