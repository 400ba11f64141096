"""What a button carries back."""

import pytest

from prompts import escalation, handover

RUBBISH = ["", ":", "1", "1:", ":2", "a:b", "1:2:3", "-1:2", "1 :2", "١:٢", "9" * 30 + ":1", "1:2\n"]


def test_a_persons_button_carries_the_handover_and_the_person() -> None:
    assert handover.parse_value(handover.button_value(12, 7)) == (12, 7)


@pytest.mark.parametrize("value", RUBBISH)
def test_rubbish_is_no_button_of_a_handover(value: str) -> None:
    with pytest.raises(ValueError):
        handover.parse_value(value)


def test_a_pings_button_carries_the_escalation() -> None:
    assert escalation.parse_id("3") == 3


@pytest.mark.parametrize("value", ["", "x", "-3", "3.0", "٣", "9" * 30, "3\n"])
def test_rubbish_is_no_button_of_an_escalation(value: str) -> None:
    with pytest.raises(ValueError):
        escalation.parse_id(value)
