"""Everybody who works in a house can read it: short words in short sentences, as a child of nine could.

What people and plans write is left out: that is theirs. Whole sentences are measured; "Open" or "Saved." by itself
would only make the mean look better, so a sentence counts from five words on.
"""

import pytest

from tests.prompts import everything
from tests.prompts.each import each
from tests.prompts.everything import drawn
from tests.prompts.reading import neutral, reading_age, sentences, syllables, words

EVERY = everything.MESSAGES | everything.FORMS | everything.HOMES | everything.SAID


def read(name: str) -> list[str]:
    shown = drawn(EVERY[name], neutral)
    # the errors of a form: a text beside each field
    return sentences(list(shown.values()) if isinstance(shown, dict) and "blocks" not in shown else shown)


READ = {name: read(name) for name in EVERY}
WHOLE_SENTENCE, LONGEST = 5, 25
NINE, ELEVEN = 9.5, 11.0


def whole(of: list[str]) -> list[str]:
    return [one for one in of if len(words(one)) >= WHOLE_SENTENCE]


def test_all_of_it_together_has_a_reading_age_of_about_nine() -> None:
    every = dict.fromkeys(one for of in READ.values() for one in whole(of))
    assert len(every) > 300
    # measured: 7.8
    assert reading_age(every) <= NINE


@each([name for name in READ if whole(READ[name])])
def test_nothing_by_itself_is_harder_than_a_reading_age_of_eleven(name: str) -> None:
    assert reading_age(whole(READ[name])) <= ELEVEN, whole(READ[name])


@each(READ)
def test_no_sentence_is_long(name: str) -> None:
    assert not [one for one in READ[name] if len(words(one)) > LONGEST]


@each(READ)
def test_nothing_is_left_unmeasured(name: str) -> None:
    assert READ[name]


@pytest.mark.parametrize(
    ("word", "count"),
    [("phone", 1), ("handover", 3), ("don't", 1), ("escalation", 4), ("tablet", 2), ("unanswered", 3),
     ("zumble", 2), ("frome", 1), ("glaree", 2)],
)  # fmt: skip
def test_syllables_are_counted_as_a_word_is_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("*Sam* · not answered yet", ["Sam", "not answered yet"]),
        ("Who? You.\nAnd *now.* Then", ["Who?", "You.", "And now.", "Then"]),
        ("Phone Sam, 01234 000000 or Sam & Sam.", ["Phone Sam, 01234 000000 or Sam & Sam."]),
        ("2 people to answer: Sam, Sam and Sam.", ["2 people to answer: Sam."]),
        ("21:15", []),
    ],
)
def test_sentences_end_where_a_reader_pauses(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        ("Tell Sam what you saw.", "Communicate all relevant observations to Sam."),
        ("Phone the house. Ask how they are.", "Phone the house and ask whoever is there how they all are."),
    ],
)
def test_longer_words_and_longer_sentences_are_harder(easy: str, hard: str) -> None:
    assert reading_age(sentences(easy)) < reading_age(sentences(hard))


def test_a_known_text_has_its_known_reading_age() -> None:
    # 6 words, 6 syllables, one sentence: 0.39 * 6 + 11.8 - 15.59, and five years
    assert reading_age(["The cat sat on the mat."]) == pytest.approx(3.55)
