"""What an answer costs: few statements, whatever the house and whoever has answered; and one drawing for many taps."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

import handlers.taps
from bot.replies import Answer
from handlers.taps import Done, Taps
from tests.house import CLEAR, QUIET, Rowan, apply, rays_plan, rowan

FEW, SOME = 20, 30
A_LITTLE = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


@pytest.fixture
def house(database) -> Rowan:  # type: ignore[no-untyped-def]
    one = Rowan(database).load()
    one.ask()
    one.all_sent()
    return one


def statements(of: Callable[[], object]) -> int:
    seen: list[object] = []

    def count(*about: object) -> None:
        seen.append(about)

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    try:
        of()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", count)
    return len(seen)


def test_no_signs_takes_few_statements(house: Rowan) -> None:
    tap = house.tap("sam", CLEAR)
    assert statements(lambda: house.record(tap)) <= FEW


def test_a_form_that_rings_nobody_takes_some(house: Rowan) -> None:
    tap = house.tap("sam", A_LITTLE)
    assert statements(lambda: house.record(tap)) <= SOME


def test_what_others_answered_costs_an_answer_nothing(house: Rowan) -> None:
    first = house.tap("sam", CLEAR)
    cost = statements(lambda: house.record(first))
    for slack in ("U0AGENCY", "U0LEAD"):
        house.says("ray", QUIET, slack)
        house.all_sent()
    again = house.tap("sam", CLEAR, "U0AGENCY")
    # their escalation is looked at, and its messages
    assert statements(lambda: house.record(again)) <= cost + 2


def test_a_plan_loaded_meanwhile_is_the_one_that_is_read(house: Rowan) -> None:
    before = house.person("ray").plan
    said = rowan()
    said["people"][1]["plan"] = rays_plan() | {"steps": ["Sit with me"]}
    apply(house.database, said, house.clock.at)
    assert (before.steps, house.person("ray").plan.steps) == ([], ["Sit with me"])


class Prompts:
    """Taps whose answers wait until they are let go; what was drawn, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taps = Taps.__new__(Taps)
        self.taps._relay = None  # type: ignore[assignment]
        self.taps._undrawn = {}
        self.drawn: list[int] = []
        self.said: list[str] = []
        monkeypatch.setattr(handlers.taps, "drawn", self._draw)

    def _draw(self, _relay: object, handover_id: int) -> dict[str, object]:
        self.drawn.append(handover_id)
        return {}

    def _respond(self, **what: object) -> None:
        if "text" in what:
            self.said.append(str(what["text"]))

    def tapped(self, done: Done, **container: object) -> Callable[[], None]:
        body = {"container": container}
        self.taps._to_draw(body, done)
        return lambda: self.taps._show(body, done, self._respond, None)  # type: ignore[arg-type]


def test_of_taps_that_wait_the_last_draws_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = Prompts(monkeypatch)
    waiting = [prompts.tapped(Done(prompt=one)) for one in (7, 7, 8, 7)]
    for show in waiting:
        show()
    assert prompts.drawn == [8, 7]


def test_a_tap_after_the_drawing_draws_again(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = Prompts(monkeypatch)
    for _ in range(2):
        prompts.tapped(Done(prompt=7))()
    assert prompts.drawn == [7, 7]


def test_what_a_tap_says_to_its_tapper_is_said_though_another_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = Prompts(monkeypatch)
    first, last = prompts.tapped(Done("Kept", prompt=7)), prompts.tapped(Done(prompt=7))
    first()
    last()
    assert (prompts.said, prompts.drawn) == (["Kept"], [7])


def test_a_tap_elsewhere_leaves_the_drawing_to_one_in_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = Prompts(monkeypatch)
    first, whispered = prompts.tapped(Done(prompt=7)), prompts.tapped(Done(prompt=7), is_ephemeral=True)
    whispered()
    first()
    assert prompts.drawn == [7]


def test_many_at_once_leave_the_prompt_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = Prompts(monkeypatch)
    threads = [threading.Thread(target=prompts.tapped(Done(prompt=7))) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(prompts.drawn) == {7}
