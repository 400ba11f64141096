"""Charts stay within Slack's limits whatever they are given, and lose no number where Slack takes no charts."""

import json
import math
import re
from copy import deepcopy
from typing import Any

import pytest

from prompts import charts
from prompts.blocks import Message, lint, message, section
from tests.prompts import everything
from tests.prompts.chart_cast import BAR, LINE, RAISED, WEEKS, XMR, both, refused

LONG = "A name that somebody made far longer than it need be"
HOSTILE = "<!channel> *bold* & `code` \0\u202e"


def drawn(title: str, labels: Any, series: Any, y: str = "") -> dict[str, Any]:
    made = message("-", section("a", "-"), charts.line("c", title, labels, series, y))
    lint(made, "message")
    return made["blocks"][1]


def rows(*of: Any) -> list[str]:
    """The lines of the same width."""
    *_, block = message("-", charts.table("c", *of))["blocks"]
    text: str = block["elements"][0]["elements"][0]["text"]
    return text.split("\n")


def said(shown: Message) -> str:
    return json.dumps(shown["blocks"], ensure_ascii=False).replace("−", "-").replace("\\n", " ")


def found(number: float, text: str) -> bool:
    """Whether a number stands in the text by itself, however many places it is written with."""
    return any(math.isclose(float(one), number) for one in re.findall(r"(?<![\dW.])-?\d+(?:\.\d+)?", text))


FITTED = [
    ("a title has 50 characters", drawn(LONG, ["a"], [("n", [1])])["title"], LONG[:49].rstrip() + "…"),
    ("a short title stays whole", drawn("x" * 50, ["a"], [("n", [1])])["title"], "x" * 50),
    ("a label has 20", charts.read(drawn("t", [LONG], [("n", [1])])).labels, ("A name that somebod…",)),
    ("a label of 20 stays whole", charts.read(drawn("t", ["y" * 20], [("n", [1])])).labels, ("y" * 20,)),
    (
        "labels that are cut alike still differ",
        charts.read(drawn("t", [LONG, LONG + "!", "b"], [("n", [1, 2, 3])])).labels,
        ("A name that somebod…", "A name that someb… 2", "b"),
    ),
    (
        "names of series differ too",
        [name for name, _ in charts.read(drawn("t", ["a"], [("n", [1]), ("n", [2])])).series],
        ["n", "n 2"],
    ),
    ("an axis says what is counted", charts.read(drawn("t", ["a"], [("n", [1])], "Concerns")).y, "Concerns"),
    ("the last 20 weeks are shown", charts.read(drawn(*LINE)).labels, WEEKS[1:]),
    ("and their values", charts.read(drawn(*LINE)).series[0][1], RAISED[1:]),
    ("large values have one place", charts.read(drawn("t", ["a"], [("n", [12.345])])).series[0][1], (12.3,)),
    ("small ones three", charts.read(drawn("t", ["a"], [("n", [0.12345])])).series[0][1], (0.123,)),
    ("nought has no minus", str(charts.read(drawn("t", ["a"], [("n", [-0.00001])])).series[0][1]), "(0,)"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "fits"), [one[1:] for one in FITTED], ids=[one[0] for one in FITTED])
def test_a_chart_is_made_to_fit(made: Any, fits: Any) -> None:
    assert made == fits


NO_CHARTS: list[tuple[str, Any, Any]] = [
    ("no labels", [], [("n", [])]),
    ("no series", ["a"], []),
    ("seven series", ["a"], [(str(n), [n]) for n in range(7)]),
    ("a value missing", ["a", "b"], [("n", [1])]),
    ("a value that is no number", ["a"], [("n", [math.nan])]),
    ("a value without end", ["a"], [("n", [math.inf])]),
]


@pytest.mark.parametrize(
    ("labels", "series"), [one[1:] for one in NO_CHARTS], ids=[one[0] for one in NO_CHARTS]
)
def test_what_no_chart_can_show_is_no_chart(labels: Any, series: Any) -> None:
    with pytest.raises(ValueError, match="labels"):
        charts.bar("c", "t", labels, series, "")


WORDS = [
    ("the last of each", charts.latest, LINE,
     "Concerns a week: 4 in W46, mean 3.3, lower limit −1.4, upper limit 6.4."),
    ("one value alone", charts.latest, ("Concerns", ["W1"], [("n", [0])]), "Concerns: 0 in W1."),
    ("what hardly changes once, with when it did", charts.numbers, ("Concerns", WEEKS[-8:], [
        ("concerns", RAISED[-8:]), ("mean", [3.3] * 8), ("upper limit", [8] * 4 + [6.4] * 4)]),
     "Concerns: mean 3.3, upper limit 8 from W39, then 6.4 from W43. "
     "W39: 0, W40: 2, W41: 3, W42: 4, W43: 2, W44: 3, W45: 5, W46: 4."),
    ("several by their names", charts.numbers, BAR,
     "Signs, by shift and staffing. at plan – Early: 0.04, Late: 0.1, Night: 0.125. "
     "below plan – Early: 0.05, Late: 0.12, Night: 0.3."),
    ("noughts are listed", charts.numbers, ("Concerns", WEEKS[:4], [("n", [0] * 4), ("mean", [0] * 4)]),
     "Concerns: mean 0. W26: 0, W27: 0, W28: 0, W29: 0."),
]  # fmt: skip


@pytest.mark.parametrize(("say", "of", "words"), [one[1:] for one in WORDS], ids=[one[0] for one in WORDS])
def test_a_chart_is_said_in_words(say: Any, of: Any, words: str) -> None:
    assert say(*of) == words


def test_without_charts_no_number_is_lost() -> None:
    shown = both(LINE, BAR)
    plain = charts.without(shown)
    lint(plain, "message")
    assert plain["text"] == shown["text"]
    for block in shown["blocks"][1:]:
        for _, values in charts.read(block).series:
            assert [value for value in values if not found(value, said(plain))] == []


def test_without_charts_all_else_stays_where_it_is() -> None:
    shown = {**both(LINE, BAR), "metadata": {"event_type": "x"}}
    before = deepcopy(shown)
    plain = charts.without(shown)
    assert shown == before
    assert (plain["metadata"], plain["blocks"][0]) == (shown["metadata"], shown["blocks"][0])
    assert [block["block_id"] for block in plain["blocks"]] == [
        "what",
        "weeks",
        "weeks.rows",
        "shifts",
        "shifts.rows",
    ]
    assert (charts.within(shown), charts.within(plain)) == (True, False)
    assert charts.without(plain) == plain


@pytest.mark.parametrize("series", [XMR, XMR[:1], [("a", RAISED), ("b", RAISED)]])
def test_rows_break_on_no_phone(series: Any) -> None:
    assert max(map(len, rows("Concerns", WEEKS, series))) <= charts.PHONE


def test_what_no_phone_has_room_for_beside_each_other_stands_below_each_other() -> None:
    series = [(f"{LONG} {n}", [n, n + 0.5, n + 1.5, n + 2]) for n in range(6)]
    [block] = message("-", charts.table("c", "Concerns", WEEKS[:4], series))["blocks"]
    title, *lines = block["text"]["text"].split("\n")
    assert [title, lines[-1]] == [
        "*Concerns*",
        "A name that someb… 6 – W26: 5, W27: 5.5, W28: 6.5, W29: 7",
    ]
    assert len(lines) == 6


def test_a_bar_of_text_is_as_long_as_its_value() -> None:
    shown = rows("t", ["a", "b", "c", "d"], [("n", [10, 5, 0.1, 0])])
    assert shown == ["a  10.0  ==============", "b   5.0  =======", "c   0.1  =", "d   0.0"]


def test_what_people_wrote_formats_nothing() -> None:
    given = (HOSTILE, [HOSTILE, "b"], [(HOSTILE, [1, 2]), ("other", [2, 1])])
    block = drawn(*given)
    shown = charts.without(message("-", section("a", "-"), charts.line("c", *given, HOSTILE)))
    for text in (charts.latest(*given), charts.numbers(*given), shown["blocks"][1]["text"]["text"]):
        assert "<!channel>" not in text
        assert "&lt;!channel&gt;" in text
        assert "*bold*" not in text
        assert "\u202e" not in text
    assert "\0" not in json.dumps([block, shown])


BREACHES: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("blocks[1].title", ("title",), "x" * 51),
    ("blocks[1].title", ("title",), ""),
    ("blocks[1].chart", ("chart", "type"), "pie"),
    ("blocks[1].chart.axis_config.y_label", ("chart", "axis_config", "y_label"), "x" * 51),
    ("blocks[1].chart.axis_config.categories", ("chart", "axis_config", "categories"), ["a"] * 2),
    ("blocks[1].chart.axis_config.categories", ("chart", "axis_config", "categories"), [str(n) for n in range(21)]),
    ("blocks[1].chart.axis_config.categories[0]", ("chart", "axis_config", "categories", 0), "x" * 21),
    ("blocks[1].chart.series", ("chart", "series"), []),
    ("blocks[1].chart.series[0]", ("chart", "series", 0, "name"), "x" * 21),
    ("blocks[1].chart.series[0]", ("chart", "series", 0, "data", 0, "label"), "other"),
    ("blocks[1].chart.series[0]", ("chart", "series", 0, "data", 0, "value"), math.nan),
    ("blocks[1].chart.series[0]", ("chart", "series", 0, "data", 0, "value"), True),
]  # fmt: skip


@pytest.mark.parametrize(("place", "where", "what"), BREACHES)
def test_a_breach_in_a_chart_is_found_where_it_is(place: str, where: tuple[Any, ...], what: Any) -> None:
    made = message("-", section("a", "-"), charts.line("c", "t", ["a", "b"], [("n", [1, 2])], "y"))
    lint(made, "message")
    at: Any = made["blocks"][1]
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = what
    with pytest.raises(ValueError) as breach:
        lint(made, "message")
    assert str(breach.value).startswith(f"{place}: ")


def test_a_message_has_two_charts_at_most_and_a_form_none() -> None:
    made = both(LINE, BAR)
    third = {**made["blocks"][1], "block_id": "third"}
    with pytest.raises(ValueError, match="more than 2 of type data_visualization"):
        lint({**made, "blocks": [*made["blocks"], third]}, "message")
    form = {"title": {"type": "plain_text", "text": "t"}, "blocks": [made["blocks"][1]]}
    with pytest.raises(ValueError, match="a modal of ours has no block of type data_visualization"):
        lint(form, "modal")


def test_rich_text_of_ours_is_nothing_but_rows() -> None:
    made = refused(LINE, BAR)
    made["blocks"][2]["elements"][0]["type"] = "rich_text_section"
    with pytest.raises(ValueError, match=r"blocks\[2\]\.elements: rich text of ours is preformatted"):
        lint(made, "message")


def test_both_messages_are_the_same_but_for_their_charts() -> None:
    assert refused(LINE, BAR)["text"] == both(LINE, BAR)["text"]


def test_every_message_with_charts_can_be_sent_without() -> None:
    shown = {name: everything.drawn(what) for name, what in everything.MESSAGES.items()}
    charted = {name: one for name, one in shown.items() if charts.within(one)}
    assert "charts" in charted
    for one in charted.values():
        lint(charts.without(one), "message")
