"""A ping fits one phone screen at 03:00, and says whom to phone, about what, and by when."""

import html
import math
import re
from typing import Any

import pytest

from prompts import escalation
from tests.prompts.everything import DIRECT, drawn

# a phone of 390 by 844: beside the picture of who writes, and between Slack's own bars
LETTERS, PIXELS = 43, 660
LINE, SMALL, GAP, BUTTONS = 22, 18, 8, 44
PINGS = [name for name, draw in DIRECT.items() if draw.func is escalation.ping]


def height(message: Any) -> int:
    """About how high a message stands, in pixels."""
    return sum(_height(block) + GAP for block in message["blocks"])


def _height(block: Any) -> int:
    if block["type"] == "actions":
        letters = sum(len(one["text"]["text"]) + 6 for one in block["elements"])
        return BUTTONS * math.ceil(letters / LETTERS)
    small = block["type"] == "context"
    text = block["elements"][0]["text"] if small else block["text"]["text"]
    plain = re.sub(r"[*_]", "", html.unescape(text))
    return (SMALL if small else LINE) * sum(math.ceil(len(line) / LETTERS) or 1 for line in plain.split("\n"))


@pytest.mark.parametrize("name", PINGS)
def test_a_ping_fits_one_screen(name: str) -> None:
    assert height(drawn(DIRECT[name])) <= PIXELS


@pytest.mark.parametrize("name", PINGS)
def test_a_ping_says_whom_to_phone_about_what_and_by_when(name: str) -> None:
    shown = drawn(DIRECT[name])
    read = " ".join(block["text"]["text"] for block in shown["blocks"] if block["type"] == "section")
    assert "01234 111111" in read
    assert "Rowan House" in read
    assert re.search(r"please answer (now|by (\w+ )?\d\d:\d\d|as soon as you can|now)", read)
    assert re.search(r"\bBy (\w+ )?\d\d:\d\d at the latest|Within .* of taking it", read)
    assert shown["blocks"][0]["text"]["text"].startswith("Immediate danger: 999.")


@pytest.mark.parametrize("name", ["ping", "ping_again", "ping_second_rung", "ping_lapsed"])
def test_no_sign_stands_twice_in_a_ping(name: str) -> None:
    read = str(drawn(DIRECT[name])["blocks"])
    assert read.count("I walk up and down") == 1
    assert "*Why you:* Two of Sam's agreed signs together." in read
