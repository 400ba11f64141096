"""What is kept and not acted on yet is said, each by its place."""

from pathlib import Path

from bot import house, to_come
from bot.loaded import House
from handlers import load

EXAMPLE = Path(__file__).parents[2] / "examples" / "rowan-house.yaml"


def example() -> House:
    return load.read([EXAMPLE], {})


def test_the_examples_own_are_said_by_their_places() -> None:
    said = to_come.kept_for_later(example())
    assert [line.split(":")[0] for line in said] == [
        "people > sam > partners > cmht > chase_after",
        "people > ida > partners > epilepsy-nurse > chase_after",
    ]


def test_a_fallback_is_said_for_whose_it_is() -> None:
    dee = house.Staff(slack="U0DEE", name="Dee", role="manager", services=[], fallback=["${DEE_SMS}"])
    assert to_come.kept_for_later(House(staff=[dee])) == [
        "staff > U0DEE > fallback: only Slack is used yet, nothing else rings"
    ]
