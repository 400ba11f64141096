"""Which signs are vague and which words restrict: and what is neither, so that nobody is nagged."""

import pytest

from bot.advice_words import is_vague, restricts

VAGUE = [
    "Monitor mood",
    "Monitor mental health",
    "monitoring of fluid intake",
    "Observe for changes",
    "Keep an eye on Sam",
    "Staff to watch for signs of relapse",
    "Watch out for triggers",
    "Be aware of his history",
    "Low mood",
    "Mood changes",
    "Changes in mood and behaviour",
    "Challenging behaviour",
    "Deterioration in mental health",
    "Early warning signs",
    "I get anxious",
    "I'm not myself",
    "I’m not myself",
    "Seems agitated",
    "Becomes unsettled or distressed",
    "I feel low",
    "I can't cope",
    "Risky behaviour",
    "More unwell than usual",
]
CLEAR = [
    "I'm up most of the night",
    "I walk up and down and can't sit",
    "I stop answering my phone",
    "I leave my meals",
    "I get off the bus before my stop",
    "I say people are looking at me",
    "My breathing goes fast before I go out",
    "How often I called off going out today",
    "I lend money and don't get it back",
    "New people come round and stay",
    "I say I'm not allowed to tell you",
    "How long I slept",
    "I go away for a moment and come back",
    "I don't want my tablets",
    "I keep all the lights on and check the door",
    "I keep the curtains shut all day",
    "I ask again and again if I'm in trouble",
    "Headphones and hood, and no hello",
    "I get anxious before the bus",
    "My mood drops after a call from Dad",
    "I go quiet",
    "I can't sleep",
    "Poor sleep",
    "I watch for the post van all morning",
    "Watch the clock",
    "I monitor the weather app all day",
    "I shout",
    "I cry",
    "Не сплю ночью",
]


@pytest.mark.parametrize("says", VAGUE)
def test_a_sign_that_could_be_anybodys_is_vague(says: str) -> None:
    assert is_vague(says)


@pytest.mark.parametrize("says", CLEAR)
def test_a_sign_in_the_persons_own_words_is_not_vague(says: str) -> None:
    assert not is_vague(says)


RESTRICT = [
    ("Cancel the outing", "cancel"),
    ("Staff may stop Sam going out", "stop"),
    ("Stop visits until Monday", "stop"),
    ("Offer tea, then stop the outing", "stop"),
    ("Lock the kitchen", "lock"),
    ("Keep the front door locked", "locked"),
    ("Remove the knives from the drawer", "remove"),
    ("Ban callers for a week", "ban"),
    ("Withhold cigarettes", "withhold"),
    ("Confiscate the phone", "confiscate"),
    ("Restrict money to £5 a day", "restrict"),
    ("Search the room with Tom there", "search the"),
    ("Take his phone away", "take his phone away"),
    ("Keep Sam in", "keep sam in"),
    ("No visitors after six", "no visitors"),
    ("Never leave alone; lock the door", "lock"),
]
HELP = [
    "Stay past the end of the shift; offer a quieter place or a later time. Sam decides.",
    "Go one step back on the bus ladder, or by taxi. Ray chooses.",
    "Walk with me to the bus stop",
    "Stop and have tea",
    "Stop at the café on the way",
    "Get off at the next stop and walk",
    "A second person awake tonight",
    "Unlock the garden door at night",
    "Do not lock the door",
    "Don't cancel anything without me",
    "Never take my phone away",
    "Offer a film at home instead of stopping the outing",
    "Move what can wait",
    "Bandage small cuts",
    "Sit with me on the ground floor",
    "Search for the cat together",
    "Lock up together at night, so that I hear it",
    "Take away food on a Friday",
    "Stay in the room when callers come, if Tom would like that",
]


@pytest.mark.parametrize(("authorised", "word"), RESTRICT)
def test_what_would_restrict_somebody_is_found_by_its_word(authorised: str, word: str) -> None:
    assert restricts(authorised) == word


@pytest.mark.parametrize("authorised", HELP)
def test_what_helps_somebody_is_not_taken_for_a_restriction(authorised: str) -> None:
    assert restricts(authorised) is None
