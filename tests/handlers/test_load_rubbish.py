"""Rubbish, and a house with slips in it: read, or refused in plain words; never anything else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import load
from tests.handlers.houses import TEXT, refused

LAUGHS = [b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12)]
RUBBISH: dict[str, tuple[bytes, str, int | None]] = {
    "nothing": (b"", "is empty", 1),
    "only comments": (b"# nothing\n# here\n", "is empty", 1),
    "a list": (b"\n- a\n- b\n", "does not begin with keys", 2),
    "a word": (b"hello", "does not begin with keys", 1),
    "not UTF-8": (b"organisation:\n  name: Caf\xe9\n", "is not text in UTF-8", 2),
    "binary": (bytes(range(256)) * 40, "is not text in UTF-8", None),
    "a NUL": (b"organisation:\n  name: a\x00b\n", "has a character that no text has", 2),
    "deep brackets": (b"organisation: " + b"[" * 100_000, "goes too deep", 1),
    "deep keys": (b"".join(b" " * i + b"a:\n" for i in range(400)), "goes too deep", None),
    "an escape beyond Unicode": (b'organisation: {name: "\\UFFFFFFFF"}', "cannot be read as YAML", 1),
    "half a character": (b'organisation: {name: "\\ud800"}', "control character", 1),
    "a long number": (b"organisation: {name: " + b"9" * 5000 + b"}", "is a number", 1),
    "a part that is no list": (b"organisation: {name: A}\nstaff: {a: b}", "staff: is not a list", 2),
    "a key that is a list": (b"? [a]\n: b\n", "has a key that is not a word", 1),
    "five megabytes": (b"a: b\n" * 1_000_000, "is too large", 1),
    "laughs": (b"a0: &a0 [1,2,3,4,5,6,7,8,9]\n" + b"".join(LAUGHS), "repeats too much", None),
}


@pytest.mark.parametrize("kind", RUBBISH)
def test_rubbish_is_refused_kindly(tmp_path: Path, kind: str) -> None:
    data, what, line = RUBBISH[kind]
    faults = refused(tmp_path, data)
    assert what in faults[0].what
    assert line in (None, faults[0].line)
    assert faults[0].remedy


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(load.Refused) as caught:
        load.read([tmp_path, tmp_path / "none.yaml", Path("a\0b")], {})
    said = {fault.what for fault in caught.value.faults}
    assert said == {"is a folder", "is not there", "cannot be opened"}


def test_a_large_file_full_of_faults_is_refused_whole(tmp_path: Path) -> None:
    line = "  - {key: a, known_as: A, service: b}\n"
    faults = refused(tmp_path, "people:\n" + line * (490_000 // len(line)))
    assert len(faults) > 10_000


LINES = TEXT.splitlines(keepends=True)
BITS = st.sampled_from([
    ":", "- ", "{", "}", "[", "]", '"', "'", "&a ", "*a", "!!x ", "<<: ", "${X}", "${", "\t", "#", "|", ">",
    "null", "0", "-1", "1e9", ".nan", "~", "true", "\n", "---\n", "%", "@", "\0", "\ud7ff", "\x85", "? ",
    "2026-13-01", "99:99", "organisation", "key",
])  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """The example with a few slips: lines lost, doubled, moved or cut, words swapped, rubbish put in."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        place = draw(st.integers(0, len(lines[at])))
        words = lines[at].split(" ")
        word, bit = draw(st.integers(0, len(words) - 1)), draw(BITS)
        slips = {
            "lose": "\n",
            "double": lines[at] * 2,
            "indent": " " * draw(st.integers(0, 6)) + lines[at].lstrip(),
            "swap": lines[other],
            "put": lines[at][:place] + bit + lines[at][place:],
            "cut": lines[at][:place] + "\n",
            "word": " ".join([*words[:word], bit, *words[word + 1 :]]),
        }
        lines[at] = slips[draw(st.sampled_from(sorted(slips)))]
    return "".join(lines)


@settings(max_examples=60, deadline=None)
@given(text=mangled())
def test_a_mangled_house_is_read_or_refused_in_plain_words(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("mangled") / "house.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    faults: list[load.Found] = []
    try:
        load.read([file], {"X": "x"})
    except load.Refused as refusal:
        faults = refusal.faults
    assert all(fault.what and fault.remedy for fault in faults)
    assert not any("does not fit here. " in str(fault) for fault in faults)
    assert all(1 <= fault.line <= len(text.splitlines()) + 1 for fault in faults)
