"""One evening, told as a play: who sees what, who taps what, and nothing that nobody expected."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stories.evening import Evening, Message, wait_for

HOUSE, JO, REMI, TABLET = "C0ROWAN", "U0WORKER", "U0AGENCY", "U0TABLET"
DEE, ASH, IDA, MEL, STRANGER = "U0DEE", "U0ASH", "U0IDA", "U0LEAD", "U0STRANGER"


def question(evening: Evening) -> Message:
    """The late shift's question, at 21:15."""
    evening.until("2026-11-12T21:15:01")
    return evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")


def signs_about_sam(evening: Evening, prompt: Message, user: str = JO, **more: str) -> object:
    """Two of Sam's signs together."""
    prompt.click(user, "Signs seen", "Sam")
    return evening.submit(user, **{"sign:sleep": "2", "sign:pacing": "1", **more})


def managers_hear_of_silence(evening: Evening, *words: str) -> None:
    """When the next handover is due, about whom nobody answered. Sam does not want Ida told: she reads no name."""
    evening.expect(ASH, "no answer came about", *words, "Nobody is in trouble")
    unnamed = [word.replace("Sam", "somebody else") for word in words]
    evening.expect(IDA, "no answer came about", *unnamed, "Nobody is in trouble")


def test_a_quiet_handover_is_one_tap_a_person(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Seen, no signs", "Sam")
    prompt.comes_to_say("1 of 2 answered")
    prompt.click(JO, "Seen, no signs", "Ray")
    prompt.comes_to_say("2 of 2 answered", "Seen, no signs")
    evening.nothing_else()


def test_the_next_change_of_shift_is_asked_once_and_about_those_who_agreed_to_it(evening: Evening) -> None:
    question(evening)
    evening.until("2026-11-13T07:15:01")
    morning = evening.expect(HOUSE, "Night shift: any early warning signs today?", "Sam")
    assert "Ray" not in morning.now()["text"]
    managers_hear_of_silence(evening, "Thu 21:15", "Sam and Ray")
    evening.nothing_else()


def test_two_signs_reach_a_threshold_and_on_call_takes_it(evening: Evening) -> None:
    prompt = question(evening)
    done = signs_about_sam(evening, prompt, **{"step:0": "done", "followed": "yes"})
    assert "Dee" in str(done["views"][-1]["blocks"])
    ping = evening.expect(
        DEE, "Rowan House", "Sam", "Up most of the night", "walk up and down", "01632 960111"
    )
    line = evening.expect(HOUSE, "Sam", "Dee")
    assert "up most of the night" not in str(line.now())
    assert "up most of the night" not in ping.now()["text"]
    ping.click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    ping.comes_to_say("You have it")
    line.comes_to_say("Dee has it", "21:45")
    prompt.comes_to_say("Dee has it")
    assert "I've got this" not in ping.buttons()
    evening.passes(25)
    evening.nothing_else()


def test_signs_below_every_threshold_ring_nobody(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Sam")
    done = evening.submit(JO, **{"sign:pacing": "1"})
    assert "nobody is being rung" in str(done["views"][-1]["blocks"])
    prompt.comes_to_say("1 of 2 answered", "Signs seen")
    evening.nothing_else()


def test_two_workers_each_with_one_sign_reach_it_together(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:pacing": "1"})
    prompt.click(REMI, "Signs seen", "Sam")
    evening.submit(REMI, **{"sign:sleep": "3"})
    evening.expect(DEE, "Sam", "No sleep", "Remi", "agency")
    evening.expect(HOUSE, "Sam", "Dee")
    evening.nothing_else()


def test_two_acknowledge_at_once_and_the_first_wins(evening: Evening) -> None:
    prompt = question(evening)
    signs_about_sam(evening, prompt)
    pings = {DEE: evening.expect(DEE, "Sam")}
    evening.expect(HOUSE, "Sam", "Dee")
    evening.passes(10.1)
    pings[ASH] = evening.expect(ASH, "Sam")
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda user: pings[user].click(user, "I've got this"), [DEE, ASH]))
    taken = wait_for(
        lambda: [one for one in evening.posts() if "You have it" in one["text"]], "one who has it"
    )
    already = wait_for(
        lambda: [one for one in evening.posts() if "Thank you for answering." in one["text"]], "one told so"
    )
    assert (len(taken), len(already)) == (1, 1)
    assert taken[0]["user"] != already[0]["user"]
    evening.expected |= {taken[0]["seq"], already[0]["seq"]}
    holder = {DEE: "Dee", ASH: "Ash"}[taken[0]["user"]]
    assert f"{holder} has it" in already[0]["text"]
    for user, ping in pings.items():
        wait_for(lambda ping=ping: "I've got this" not in ping.buttons(), "the button to go")
        ping.comes_to_say("You have it" if user == taken[0]["user"] else f"{holder} has it")
    evening.passes(25)
    evening.nothing_else()


def test_nobody_answers_and_the_house_is_told_whom_to_phone(evening: Evening) -> None:
    prompt = question(evening)
    signs_about_sam(evening, prompt)
    first = evening.expect(DEE, "Sam")
    line = evening.expect(HOUSE, "Sam", "Dee")
    evening.passes(10.1)
    evening.expect(ASH, "Sam")
    line.comes_to_say("Ash")
    evening.passes(15)
    evening.expect(HOUSE, "nobody has answered about Sam", "999", "07700 900001", "07700 900002")
    again = evening.expect(ASH, "Sam", "again", "The house has been told whom to phone")
    evening.passes(15)
    evening.expect(ASH, "Sam", "again")
    again.comes_to_say("newer")
    assert "I've got this" not in again.buttons()
    assert "I've got this" in first.buttons()
    assert IDA not in evening._direct().values()
    evening.nothing_else()


def test_somebody_the_person_does_not_want_is_never_rung(evening: Evening) -> None:
    prompt = question(evening)
    signs_about_sam(evening, prompt)
    evening.passes(60)
    assert IDA not in evening._direct().values()


def test_a_stranger_and_somebody_not_told_are_refused_kindly_with_on_calls_number(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(STRANGER, "Seen, no signs", "Sam")
    evening.expect(STRANGER, "Rowan House", "07700 900002")
    prompt.click(STRANGER, "Signs seen", "Sam")
    evening.expect(STRANGER, "Rowan House", "07700 900002")
    assert evening.get("view", user=STRANGER)["views"] == []
    assert "0 of 2 answered" in str(prompt.now())
    evening.nothing_else()


def test_a_handover_is_one_message_in_the_channel_and_what_it_crosses_is_in_its_thread(
    evening: Evening,
) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Ray")
    evening.submit(JO, **{"sign:quiet": "1"})
    evening.expect(MEL, "Ray").click(MEL, "I've got this")
    evening.expect(MEL, "You have it")
    this_shift = evening.expect(HOUSE, "Ray", "Mel")
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:meals": "1"})
    in_hours = evening.expect(HOUSE, "Sam", "09:00")
    signs_about_sam(evening, prompt, REMI)
    urgent = evening.expect(HOUSE, "Sam", "Dee")
    evening.expect(DEE, "Sam").click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    evening.nothing_else()
    in_channel = [one for one in evening.posts() if one["conversation"] == HOUSE and one["kind"] == "post"]
    assert [one["ts"] for one in in_channel if not one["thread_ts"]] == [prompt.ts]
    lines = {one.ts: one.posted for one in (this_shift, in_hours, urgent)}
    assert {one["thread_ts"] for one in lines.values()} == {prompt.ts}
    assert [ts for ts, one in lines.items() if one["broadcast"]] == [urgent.ts]
    assert len(in_channel) == 1 + len(lines)


def test_a_restart_in_the_middle_loses_nothing_and_tells_nobody_twice(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Seen, no signs", "Ray")
    prompt.click(JO, "Signs seen", "Sam")
    evening.kill_bot()
    evening.start_bot()
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    evening.kill_bot()
    evening.passes(11)
    evening.start_bot()
    evening.expect(DEE, "Sam")
    evening.expect(HOUSE, "Sam")
    ping = evening.expect(ASH, "Sam")
    evening.kill_bot()
    evening.start_bot()
    ping.click(ASH, "I've got this")
    evening.expect(ASH, "You have it")
    prompt.comes_to_say("Ash has it", "2 of 2 answered", within=90)
    evening.nothing_else()


def test_a_message_whose_answer_was_lost_is_found_and_not_sent_twice(evening: Evening) -> None:
    prompt = question(evening)
    evening.post("fault", method="chat.postMessage", times=2, do="accept_and_drop")
    signs_about_sam(evening, prompt)
    evening.expect(DEE, "Sam")
    evening.expect(HOUSE, "Sam")
    evening.nothing_else()


def test_after_downtime_a_handover_is_asked_late_and_an_older_one_is_recorded_as_not_asked(
    evening: Evening,
) -> None:
    question(evening)
    evening.kill_bot()
    evening.until("2026-11-13T15:00:00")
    evening.start_bot()
    late = evening.expect(HOUSE, "Early shift: any early warning signs today?", "was due 14:15")
    assert late.now()["text"]
    evening.expect(ASH, "was not asked", "07:15")
    evening.expect(IDA, "was not asked", "07:15")
    managers_hear_of_silence(evening, "Thu 21:15", "Sam and Ray")
    evening.nothing_else()


def test_a_sign_for_office_hours_is_told_when_they_open(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:meals": "1"})
    evening.expect(HOUSE, "Sam", "09:00")
    evening.quiet()
    evening.until("2026-11-13T09:00:01")
    evening.expect(HOUSE, "Night shift")
    evening.expect(MEL, "Sam", "leave my tea")
    managers_hear_of_silence(evening, "We don't know how Ray is")
    evening.nothing_else()


def test_a_threshold_for_this_shift_rings_as_now_when_the_next_handover_is_due(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "Signs seen", "Ray")
    evening.submit(JO, **{"sign:quiet": "1"})
    evening.expect(MEL, "Ray")
    evening.expect(HOUSE, "Ray", "Mel")
    evening.until("2026-11-12T21:40:00")
    evening.expect(DEE, "Ray")
    evening.until("2026-11-12T21:45:00")
    evening.expect(ASH, "Ray")
    evening.expect(IDA, "Ray")


def test_new_evidence_is_told_to_the_holder_who_says_seen(evening: Evening) -> None:
    prompt = question(evening)
    signs_about_sam(evening, prompt)
    evening.expect(DEE, "Sam").click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    evening.expect(HOUSE, "Sam", "Dee")
    prompt.click(REMI, "Signs seen", "Sam")
    evening.submit(REMI, **{"sign:sleep": "3"})
    more = evening.expect(DEE, "Sam", "No sleep")
    more.click(DEE, "Seen")
    evening.expect(DEE, "You have it. Please act by 21:4")
    wait_for(lambda: "Seen" not in more.buttons(), "the button to go")
    evening.passes(20)
    evening.nothing_else()


def test_new_evidence_that_the_holder_does_not_confirm_rings_again_from_the_first_rung(
    evening: Evening,
) -> None:
    prompt = question(evening)
    signs_about_sam(evening, prompt)
    first = evening.expect(DEE, "Sam")
    first.click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    evening.expect(HOUSE, "Sam", "Dee")
    prompt.click(REMI, "Signs seen", "Sam")
    evening.submit(REMI, **{"sign:sleep": "3"})
    evening.expect(DEE, "Sam", "No sleep")
    evening.passes(10.1)
    evening.expect(DEE, "Sam", "again")
    evening.nothing_else()


def test_a_house_whose_channel_is_public_is_not_written_to_and_an_administrator_hears_why(
    evening: Evening,
) -> None:
    evening.post("world", channels=[{"id": HOUSE, "is_private": False}])
    evening.until("2026-11-12T21:15:01")
    evening.expect("U0BOSS", "Rowan House", "private")
    evening.nothing_else()


def test_a_target_whom_slack_does_not_know_is_passed_over_at_once(evening: Evening) -> None:
    prompt = question(evening)
    evening.post("world", users=[{"id": DEE, "deleted": True}])
    signs_about_sam(evening, prompt)
    evening.expect(ASH, "Sam")
    evening.expect(HOUSE, "Sam")
    evening.expect("U0BOSS", "could not be sent")
    evening.nothing_else()


@pytest.mark.opens("2026-11-12T21:00:00")
def test_asked_by_hand_early_and_as_an_extra(evening: Evening) -> None:
    assert "early" in evening.relay("ask", "--service", "rowan-house")
    evening.expect(HOUSE, "any early warning signs today?")
    assert "extra" in evening.relay("ask", "--service", "rowan-house")
    extra = evening.expect(HOUSE, "extra")
    extra.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    evening.expect(DEE, "Sam")
    evening.expect(HOUSE, "Sam", "Dee")
    evening.until("2026-11-12T21:16:00")
    evening.expect(ASH, "Sam")
    evening.nothing_else()


@pytest.mark.opens("2026-11-12T21:00:00")
def test_who_is_on_call_can_be_asked(evening: Evening) -> None:
    evening.post("command", user=JO, conversation=HOUSE, command="/oncall", text="")
    evening.expect(JO, "Dee", "07700 900002")
    evening.post("command", user=STRANGER, conversation=HOUSE, command="/oncall", text="")
    evening.expect(STRANGER, "Rowan House", "07700 900002")
    evening.nothing_else()
