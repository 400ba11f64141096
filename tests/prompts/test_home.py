"""The App Home as it reads and fits; what it is told to a newcomer; whom /handover lists."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from bot.home import Home, Standing
from prompts import between, home, welcome
from prompts.blocks import View, lint
from tests.prompts import cast
from tests.prompts.cast import DEE, NOW
from tests.prompts.home_cast import CROWDED, MANY_ROWS, MANY_SERVICES, ROWS, WORKER, crowd


def elements(shown: Any) -> list[dict[str, Any]]:
    """What can be tapped, in order."""
    return [
        one
        for block in shown["blocks"]
        for one in [*block.get("elements", []), block.get("accessory", {})]
        if "action_id" in one
    ]


def taps(shown: Any) -> list[tuple[str, str | None]]:
    return [(one["action_id"], one.get("value")) for one in elements(shown)]


def said(shown: Any) -> str:
    return "\n".join(block["text"]["text"] for block in shown["blocks"] if "text" in block)


def view(**changes: Any) -> View:
    return home.view(replace(WORKER, **changes), NOW)


# what it is


def test_it_is_told_in_four_sentences() -> None:
    assert len(welcome.sentences("999")) == 4
    for one in welcome.sentences("999"):
        assert re.fullmatch(r"[^.?!]+\.", one), one
        assert len(one.split()) <= 22, one


def test_they_stand_on_top_of_the_first_home_alone() -> None:
    first, later = said(view(new=True)), said(view())
    assert all(one in first and one not in later for one in welcome.sentences("999"))
    assert all(one in said(welcome.kept("999")) for one in welcome.sentences("999"))


STANDINGS: list[tuple[Standing, bool, bool]] = [
    # who it is, whether they see what Relay is, and whether they see what they have written
    ("staff", False, True),
    ("shared", False, False),
    ("no_house", False, False),
    ("stranger", True, False),
]


@pytest.mark.parametrize(("standing", "told", "written"), STANDINGS)
def test_who_sees_what(standing: Standing, told: bool, written: bool) -> None:
    shown = said(view(standing=standing))
    assert ("Welcome to Relay" in shown) == told
    assert ("What you have written" in shown) == written


@pytest.mark.parametrize("standing", ["stranger", "no_house"])
def test_somebody_of_no_house_learns_on_whose_list_to_get_and_of_no_house(standing: Standing) -> None:
    shown = home.view(Home(standing, "112"), NOW)
    assert "manager" in said(shown)
    assert "112" in said(shown)
    assert taps(shown) == ([("home.kept", "kept")] if standing == "no_house" else [])


# what it holds


def test_each_person_waited_for_has_their_buttons_for_that_handover() -> None:
    shown = taps(view(wrote=()))
    assert shown[5:11] == [
        ("handover.clear", "12:102"), ("handover.signs", "12:102"), ("handover.more", None),
        ("handover.clear", "12:104"), ("handover.signs", "12:104"), ("handover.more", None),
    ]  # fmt: skip
    assert shown[11:] == [
        ("note.worry", "1:0:0"),
        ("private.tell", "1"),
        ("home.record", None),
        ("home.kept", "kept"),
    ]


def test_what_is_open_reads_as_in_the_prompt_and_opens() -> None:
    shown = view(wrote=())
    assert "*Open: Ray.* Dee has it, by 22:15." in said(shown)
    assert taps(shown)[:5] == [("escalation.open", str(n)) for n in range(1, 6)]


def test_any_person_can_be_recorded_about_between_handovers() -> None:
    menu = next(one for one in elements(view()) if one["action_id"] == "home.record")
    assert [(one["value"], one["text"]["text"]) for one in menu["options"][:5]] == [
        ("signs 0:100", "Sam: signs seen…"),
        ("else 0:100", "Sam: something else…"),
        ("good 0:100", "Sam: something good…"),
        ("not_seen 0:100", "Sam: not seen…"),
        ("away 0:100", "Sam: away until…"),
    ]


@pytest.mark.parametrize(("people", "choices"), [(1, 5), (20, 100), (21, 84), (25, 100)])
def test_a_full_house_has_as_many_choices_as_slack_takes(people: int, choices: int) -> None:
    made = home.to_record(crowd(1, people).people)
    assert len(made) == len({value for value, _ in made}) == choices
    assert {value.split(":")[1] for value, _ in made} == {str(one.id) for one in crowd(1, people).people}


def test_the_menu_of_people_has_another_id_each_time_it_is_drawn() -> None:
    """A menu keeps its choice under the same id, and the same choice again would be no tap."""
    later = home.view(WORKER, NOW.replace(second=9))
    first = [block["block_id"] for block in view()["blocks"] if block["block_id"].startswith("more:")]
    assert first != [block["block_id"] for block in later["blocks"] if block["block_id"].startswith("more:")]


WRITTEN = [
    ("21:18 · *Sam* · Signs seen", "12:7"),
    ("21:17 · *Ray* · Seen, no signs", "12:8"),
    ("20:02 · *Sam* · Not seen", "0:7"),
    ("19:40 · *Sam* · Whether the plan's steps were followed", None),
    ("19:30 · *Ray* · Something good", None),
    ("19:20 · A worry", None),
    ("19:10 · You asked for a call", None),
]


def test_what_one_has_written_says_when_whom_and_what_kind_and_opens_ones_own_answers() -> None:
    blocks = [block for block in view()["blocks"] if block["block_id"].startswith("wrote:")]
    assert [(one["text"]["text"], one.get("accessory", {}).get("value")) for one in blocks] == WRITTEN
    assert {one["accessory"]["action_id"] for one in blocks if "accessory" in one} == {"handover.signs"}


# what fits


def test_a_crowded_home_fits_and_names_every_house_that_does_not() -> None:
    shown = home.view(CROWDED, NOW)
    lint(shown, "home")
    assert len(shown["blocks"]) <= 100
    whole = set(re.findall(r"^\*(House \d+)\*$", said(shown), re.M))
    tapped = {
        one["text"]["text"].removeprefix("Show ")
        for one in elements(shown)
        if "home.show" in one["action_id"]
    }
    assert "House 1" in whole
    assert not whole & tapped
    left = len(CROWDED.houses) + len(MANY_SERVICES) - len(whole) - len(tapped)
    assert f"And {left} more" in said(shown)


def test_what_is_open_in_one_house_is_not_taken_for_another_house() -> None:
    """Both have ids of the database's, which may be the same number."""
    quiet = replace(crowd(1), open=())
    lint(view(houses=(quiet, replace(crowd(2), open=(replace(WORKER.houses[0].open[0], id=1),)))), "home")


def test_the_house_somebody_asks_for_is_always_shown_whole() -> None:
    """However much is above and below it."""
    for n in range(1, 26):
        shown = home.view(replace(CROWDED, houses=(crowd(n, 25), *CROWDED.houses)), NOW)
        assert f"*House {n}*" in said(shown)


def test_every_button_of_a_home_says_whose_it_is() -> None:
    labels = [one["accessibility_label"] for one in elements(view()) if one["type"] == "button"]
    assert all(labels)
    own = [one for one in elements(view()) if one["action_id"].startswith("handover.")]
    assert all(
        re.match(r"(Kai|Bo|Sam|Ray), Rowan House: ", one["accessibility_label"])
        for one in own
        if one["type"] == "button"
    )


# /handover


def test_it_lists_each_person_with_the_handover_that_counts() -> None:
    shown = between.choose(ROWS, (DEE,), "999")
    assert [value for action, value in taps(shown) if action == "handover.clear"] == ["12:7", "0:8", "0:30"]
    assert shown["text"].startswith(
        "Who would you like to answer about? Rowan House: Sam, Ray; Oak House: Kim."
    )


@pytest.mark.parametrize("count", [47, 48, 49, 50, 60, 90])
def test_who_does_not_fit_is_counted(count: int) -> None:
    people = (MANY_ROWS * 2)[:count]
    unique = [(replace(one, id=n), service, at) for n, (one, service, at) in enumerate(people)]
    shown = between.choose(unique, (DEE,), "999")
    lint(shown, "message")
    listed = len([one for one, _ in taps(shown) if one == "handover.clear"])
    left = count - listed
    assert ("more did not fit here" in shown["text"]) == (left > 0)
    assert not left or f"{left} p" in shown["text"]


def test_nobody_of_that_name_says_whom_they_can_answer_about() -> None:
    text = between.nobody("<!channel>", ROWS, (DEE,), "999")["text"]
    assert "Rowan House: Sam, Ray" in text
    assert "<!" not in text


def test_a_home_names_nobody_who_is_told_elsewhere() -> None:
    """The words of a pause stay in forms."""
    assert "boiler" not in json.dumps(home.view(CROWDED, NOW))
    assert cast.PLAN["signs"][0]["says"] not in json.dumps(home.view(CROWDED, NOW))
