"""What Relay is and what it keeps, for one who opens it first; and for somebody of no house."""

from bot.home import Home, Standing
from prompts import words
from prompts.blocks import Blocks, View, modal, section

WHO: dict[Standing, str] = {
    "stranger": (
        "*You are not on a house's list yet, so no house is shown here.* If you work in one, ask its team leader or "
        "manager to put you on it. To cover a shift, type /handover in the house's channel."
    ),
    "no_house": (
        "*You are not on a house's list, so no house is shown here.* When you are on call and needed, a message comes. "
        "/oncall says who is on call. If you work in a house, ask its manager to put you on its list."
    ),
}  # fmt: skip


def sentences(emergency: str) -> list[str]:
    """What Relay is and what it keeps, about whom: four sentences. mrkdwn."""
    return [
        "At each change of shift, Relay asks your house about early signs, and tells the people a plan names.",
        "It keeps what staff saw and did for each person; staff of that house can read it, and whoever is told.",
        "It keeps which staff answered, and when; no report ranks staff.",
        f"Relay calls nobody for you: in danger, call {words.name(emergency)}.",
    ]


def shown(home: Home) -> Blocks:
    """To one who opens it first, and to everybody who is in no list: nothing else is there for them."""
    tell = home.new or home.standing == "stranger"
    return [
        *(section("welcome", "*Welcome to Relay*", *sentences(home.emergency)) if tell else []),
        *(section("who", WHO[home.standing]) if home.standing in WHO else []),
    ]


def kept(emergency: str) -> View:
    """The same four sentences, as a form to read."""
    return modal(
        "What is kept?",
        section("danger", f"Immediate danger? Call {words.name(emergency)} now."),
        section("kept", *sentences(emergency)),
        callback_id="home.kept",
        close="Done",
    )
