"""The App Home gathered and published: whose houses, who is waited for, what one has written."""

from datetime import timedelta

import pytest

import db.people
from bot.home import Home
from bot.notes import Said
from bot.people import Author
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import pause
from handlers.flow.handover import Tap
from tests.handlers.homes import (
    ASH,
    DEE,
    HOUR,
    JO,
    MEL,
    REMI,
    STRANGER,
    TABLET,
    home,
    note,
    seen,
    shown,
    waited,
    wrote,
)
from tests.house import (
    CLEAR,
    DUE,
    MINUTE,
    QUIET,
    SLEEPLESS,
    Rowan,
    apply,
    oak,
    rowan,
    service,
    staff,
)

# who is waited for


def test_everybody_is_waited_for_until_they_are_answered(house: Rowan) -> None:
    assert waited(house) == [("Sam", False), ("Ray", False)]
    house.says("sam", CLEAR)
    assert waited(house) == [("Ray", False)]
    house.says("ray", Answer("not_seen", not_seen="out"))
    assert waited(house) == []
    asked = seen(house).asked
    assert asked is not None
    assert asked.id == house.newest()


def test_whether_the_steps_were_followed_answers_for_nobody(house: Rowan) -> None:
    house.says("sam", Answer("steps", followed="yes"))
    assert waited(house) == [("Sam", False), ("Ray", False)]


def test_an_answer_from_before_the_asking_is_said_and_still_waited_for(database: Database) -> None:
    made = Rowan(database).load()
    made.record(Tap(made.person("sam").id, made.author(JO), JO, "n", CLEAR))
    made.ask()
    assert waited(made) == [("Sam", True), ("Ray", False)]


def test_an_answer_between_handovers_is_waited_for_no_more_as_the_prompt_shows_it(house: Rowan) -> None:
    house.clock.passes(1)
    house.says("sam", CLEAR, handover_id=None)
    assert (house.board("sam"), waited(house)) == ("clear", [("Ray", False)])


def test_somebody_who_moved_away_is_not_waited_for(house: Rowan) -> None:
    written = rowan()
    del written["people"][0]
    apply(house.database, written, house.clock.at)
    assert waited(house) == [("Ray", False)]
    assert [one.known_as for one in seen(house).people] == ["Ray"]


def test_once_the_next_question_is_due_nobody_is_waited_for(house: Rowan) -> None:
    house.clock.at = DUE + 10 * HOUR - MINUTE
    assert waited(house) == [("Sam", False), ("Ray", False)]
    house.clock.passes(1)
    assert (waited(house), seen(house).asked) == ([], None)


def test_before_the_first_question_nobody_is_waited_for_and_the_next_is_said(database: Database) -> None:
    made = Rowan(database).load()
    assert (waited(made), seen(made).next_due) == ([], DUE)


def test_what_rings_is_shown_with_whom_it_waits_for(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.tick()
    [line] = seen(house).open
    assert (line.known_as, line.waiting_for) == ("Sam", ("Dee",))
    assert seen(house).on_call[0].name == "Dee"


# what one has written


def test_what_one_has_written_is_newest_first_and_opens_ones_own_answers(house: Rowan) -> None:
    house.record(house.tap("sam", CLEAR, handover_id=None))
    house.clock.passes(1)
    house.says("ray", QUIET)
    house.clock.passes(1)
    note(house, Said("good", "next_shift", text="Sang"))
    house.clock.passes(1)
    note(house, Said("worry", "now"), None)
    assert wrote(house) == [
        (None, "worry", None),
        ("Sam", "good", None),
        ("Ray", "signs", house.newest()),
        ("Sam", "clear", 0),
    ]
    assert wrote(house, REMI) == wrote(house, ASH) == []


def test_a_corrected_answer_is_there_once_as_it_stands(house: Rowan) -> None:
    first = house.says("sam", CLEAR)
    house.says("sam", SLEEPLESS, corrects=first.reply_id)
    assert wrote(house) == [("Sam", "signs", house.newest())]


def test_what_is_longer_ago_than_a_night_is_not_there(house: Rowan) -> None:
    house.says("sam", CLEAR)
    house.clock.at += timedelta(hours=16)
    assert wrote(house) == [("Sam", "clear", house.newest())]
    house.clock.passes(1)
    assert wrote(house) == []


def test_what_one_said_through_the_tablet_is_there_and_is_opened_there(house: Rowan) -> None:
    tablet = house.author(TABLET)
    house.says("sam", CLEAR, author=Author(house.author(JO).staff_id, via_id=tablet.staff_id), slack=TABLET)
    house.says("ray", CLEAR, author=Author(tablet.staff_id, name="Ola"), slack=TABLET)
    assert wrote(house) == [("Sam", "clear", None)]
    assert home(house, TABLET).wrote == ()


def test_an_answer_about_one_who_lives_elsewhere_now_is_not_opened(house: Rowan) -> None:
    house.says("sam", CLEAR)
    written = rowan()
    written["services"].append(service("oak-house", "Oak House", "C0OAK"))
    written["people"][0]["service"] = "oak-house"
    apply(house.database, written, house.clock.at)
    assert wrote(house) == [("Sam", "clear", None)]


# whose houses


STANDS = [
    (JO, "staff", ["rowan-house"]),
    (REMI, "staff", ["rowan-house"]),
    (TABLET, "shared", ["rowan-house"]),
    (MEL, "staff", ["rowan-house"]),
    (DEE, "no_house", []),
    (STRANGER, "stranger", []),
]


@pytest.mark.parametrize(("slack", "standing", "houses"), STANDS)
def test_whose_house_it_is(house: Rowan, slack: str, standing: str, houses: list[str]) -> None:
    apply(house.database, oak(), house.clock.at)
    found = home(house, slack)
    assert found.standing == standing
    assert [one.service.spec.key for one in found.houses] == houses
    assert found.others == ()


def test_somebody_in_no_list_sees_nothing_of_any_house(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.tick()
    for slack in (STRANGER, "U0BOSS"):
        assert not [word for word in ("Rowan", "Sam", "Ray", "01632", "07700") if word in shown(house, slack)]


def test_whoever_covers_a_shift_sees_the_house_until_it_ends(house: Rowan) -> None:
    with house.database.write() as session:
        spec = db.people.staff(session, house.author(JO).staff_id)
        row = session.get_one(tables.Staff, spec.id)
        new = tables.Staff(slack=STRANGER, role="support_worker", spec=row.spec, listed=False)
        session.add(new)
        session.flush()
        assert new.id is not None
        session.add(
            tables.Cover(
                service_id=house.service().id, staff_id=new.id, asked_at=DUE, until_at=DUE + HOUR, approved_at=DUE,
                approved_by=spec.id,
            )
        )  # fmt: skip
    assert (home(house, STRANGER).standing, waited(house)) == ("staff", [("Sam", False), ("Ray", False)])
    house.clock.at += HOUR
    assert home(house, STRANGER) == Home("stranger", "999", new=True)


def test_of_many_houses_the_one_asked_for_is_shown_first_and_the_others_are_named(house: Rowan) -> None:
    keys = [f"house-{n}" for n in range(6)]
    written = rowan()
    written["services"] += [service(key, key, f"C0{n}") for n, key in enumerate(keys)]
    written["staff"].append(staff("U0MANY", "Al", "manager", keys))
    apply(house.database, written, house.clock.at)
    last = house.service("house-5").id
    found = home(house, "U0MANY", first=last)
    assert [one.service.spec.key for one in found.houses] == ["house-5", "house-0", "house-1", "house-2"]
    assert [one.spec.key for one in found.others] == ["house-3", "house-4"]
    other = house.service().id
    assert [one.service.spec.key for one in home(house, "U0MANY", first=other).houses] == keys[:4]


PAUSES = [(JO, False), (REMI, False), (TABLET, False), (MEL, True), (ASH, True)]


@pytest.mark.parametrize(("slack", "may"), PAUSES)
def test_team_leaders_and_managers_can_pause_and_everybody_sees_that_it_is(
    house: Rowan, slack: str, may: bool
) -> None:
    assert ("pause.open" in shown(house, slack)) == may
    with house.database.write() as session:
        mel = db.people.staff_by_slack(session, MEL)
        assert mel is not None
        pause.pause(session, house.service(), mel, DUE + 12 * HOUR, "SECRET", "n", house.clock.at)
    said = shown(house, slack)
    assert ("pause.end" in said) == may
    assert "Asking is paused until Fri 09:15, says Mel." in said
    assert "SECRET" not in said
