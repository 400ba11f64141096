"""Names, times and what people wrote, as they are put into a message."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import Contact
from prompts import words

ZONE = "Europe/London"
NOW = datetime(2026, 11, 12, 21, 17, tzinfo=UTC)

ESCAPED = {
    "a mention": ("<@U1> & <!channel>", "&lt;@U1&gt; &amp; &lt;!channel&gt;"),
    "formatting": ("*b* _i_ ~s~ `c`", "∗b∗ ˍiˍ ∼s∼ ˋcˋ"),
    "a quote": ("> one\n>> two", "› one\n›› two"),
    "a larger-than inside": ("a > b", "a &gt; b"),
    "controls": ("a\x00b\tc", "ab c"),
    "half a letter": ("a\ud800b", "ab"),
    "an override": ("a\u202eb", "ab"),
    "right to left": ("שלום", "\u2068שלום\u2069"),
    "two lines, one right to left": ("hello\nשלום", "hello\n\u2068שלום\u2069"),
    "nothing": (" \x00 ", "…"),
    "an emoji of several letters": ("👩‍👧", "👩‍👧"),
}


@pytest.mark.parametrize(("text", "expected"), ESCAPED.values(), ids=ESCAPED)
def test_what_people_wrote_is_shown_and_does_nothing(text: str, expected: str) -> None:
    assert words.escape(text) == expected


@given(st.text())
def test_nothing_escaped_can_format_or_mention(text: str) -> None:
    assert not set(words.escape(text)) & set("<>*_~`\x00")


@given(st.text(), st.integers(5, 200))
def test_plain_text_stays_within_its_limit_and_is_never_empty(text: str, limit: int) -> None:
    assert 0 < len(words.plain(text, limit)) <= limit
    assert words.plain(text, limit).strip()


@given(st.text(alphabet="&<>ab ", min_size=20), st.integers(5, 60))
def test_no_entity_is_cut_in_two(text: str, limit: int) -> None:
    cut = words.cut_escaped(words.escape(text), limit)
    assert len(cut) <= limit
    assert "&" not in cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


CLOCKS = [
    (timedelta(), "21:17"),
    (timedelta(hours=-10), "11:17"),
    (timedelta(hours=5, minutes=33), "02:50"),
    (timedelta(hours=10, minutes=13), "tomorrow 07:30"),
    (timedelta(days=-1, hours=-3), "Wed 18:17"),
    (timedelta(days=4), "Mon 21:17"),
    (timedelta(days=30), "Sat 12 Dec 21:17"),
]


@pytest.mark.parametrize(("after", "expected"), CLOCKS)
def test_a_time_says_its_day_where_it_is_not_plain(after: timedelta, expected: str) -> None:
    assert words.clock(NOW + after, ZONE, NOW) == expected


def test_a_time_is_the_houses_own() -> None:
    assert words.clock(datetime(2026, 7, 1, 20, 15, tzinfo=UTC), ZONE) == "21:15"


MOMENTS = [(timedelta(hours=1), "at 22:17"), (timedelta(days=1), "tomorrow 21:17")]


@pytest.mark.parametrize(("after", "expected"), MOMENTS)
def test_a_moment_stands_after_a_verb(after: timedelta, expected: str) -> None:
    assert words.moment(NOW + after, ZONE, NOW) == expected


NAMES = [
    ([], ""),
    (["Dee"], "Dee"),
    (["Dee", "Ash"], "Dee and Ash"),
    (["Dee", "Ash", "Kit"], "Dee, Ash and Kit"),
    (["Dee", "Dee"], "Dee"),
    (["<@U1>"], "&lt;@U1&gt;"),
]


@pytest.mark.parametrize(("people", "expected"), NAMES)
def test_names_are_joined_as_spoken(people: list[str], expected: str) -> None:
    assert words.names(people) == expected


PHONES = [
    ((), "nobody is listed just now"),
    ((Contact("Dee", "01234 000000"),), "Dee, 01234 000000"),
    ((Contact("Dee"), Contact("Ash", "01234 000001")), "Dee or Ash, 01234 000001"),
]


@pytest.mark.parametrize(("contacts", "expected"), PHONES)
def test_phones_say_who_and_the_number(contacts: tuple[Contact, ...], expected: str) -> None:
    assert words.phones(contacts) == expected


SPOKEN = [
    (words.plural(1, "person", "people"), "1 person"),
    (words.plural(2, "person", "people"), "2 people"),
    (words.times(3), "three times"),
    (words.times(7), "seven times"),
    (words.times(12), "12 times"),
    (words.length(timedelta(minutes=30)), "30 minutes"),
    (words.length(timedelta(hours=2)), "2 hours"),
    (words.sentence("up at night"), "Up at night."),
    (words.sentence("Why?"), "Why?"),
]


@pytest.mark.parametrize(("said", "expected"), SPOKEN)
def test_counts_and_lengths_are_spoken(said: str, expected: str) -> None:
    assert said == expected
