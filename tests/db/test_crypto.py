"""Encryption at rest: what is sealed opens with its key, in its place, and nowhere else."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.replies import Answer
from db import types
from db.crypto import KeyRing, LostKey
from db.session import Database
from tests.house import Rowan, rowan, staff

NEW, OLD = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
URL_SAFE = base64.urlsafe_b64encode(b"\xff" * 32).decode()
ODD = ["", "It's late", "v1.", "v0.", "v1.abc.def", "v0.v1.x", "v0.v0.", "😀 مرحبا", "a\nb", "x" * 5000]


@pytest.fixture
def no_keys() -> Iterator[None]:
    yield
    types.use_keys(KeyRing())


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("keys", [(), (NEW,), (NEW, OLD), (URL_SAFE,)])
def test_what_is_sealed_opens_as_it_was(text: str, keys: tuple[str, ...]) -> None:
    ring = KeyRing(keys)
    assert ring.open(ring.seal(text, "reply.note"), "reply.note") == text


@pytest.mark.parametrize("text", ODD)
def test_text_from_before_the_first_key_stays_readable(text: str) -> None:
    assert KeyRing([NEW]).open(KeyRing().seal(text, "reply.note"), "reply.note") == text


def test_the_first_key_seals_and_any_opens() -> None:
    old = KeyRing([OLD]).seal("up all night", "reply.note")
    both = KeyRing([NEW, OLD])
    assert both.open(old, "reply.note") == "up all night"
    assert KeyRing([NEW]).open(both.seal("up all night", "reply.note"), "reply.note") == "up all night"


def test_the_same_text_is_sealed_differently_each_time() -> None:
    ring = KeyRing([NEW])
    assert ring.seal("no", "reply.note") != ring.seal("no", "reply.note")


def sealed(text: str = "up all night") -> str:
    return KeyRing([NEW]).seal(text, "reply.note")


def spoiled(kept: str) -> str:
    """One letter in the middle of the ciphertext is another."""
    place = len(kept) - 10
    return kept[:place] + ("A" if kept[place] != "A" else "B") + kept[place + 1 :]


@pytest.mark.parametrize(
    ("kept", "keys", "bound"),
    [
        (sealed(), [], "reply.note"),
        (sealed(), [OLD], "reply.note"),
        (sealed(), [NEW], "reply.says"),
        (spoiled(sealed()), [NEW], "reply.note"),
        (sealed()[:20], [NEW], "reply.note"),
        (sealed()[:-3], [NEW], "reply.note"),
        (sealed().rsplit(".", 1)[0] + ".", [NEW], "reply.note"),
        (sealed() + "é", [NEW], "reply.note"),
        ("v1.", [NEW], "reply.note"),
        ("v1.nothing", [], "reply.note"),
    ],
    ids=[
        "no key",
        "another key",
        "moved",
        "changed",
        "cut",
        "cut at the end",
        "empty",
        "not base64",
        "mark",
        "no body",
    ],
)
def test_what_does_not_open_says_which_place_and_never_the_text(
    kept: str, keys: list[str], bound: str
) -> None:
    with pytest.raises(LostKey, match=bound) as lost:
        KeyRing(keys).open(kept, bound)
    assert "up all night" not in str(lost.value)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("not base64 at all", "key 2 is not base64"),
        (NEW[:-1], "key 2 is not base64"),
        ("ключ", "key 2 is not base64"),
        (base64.b64encode(b"short").decode(), "key 2 is 5 bytes; it must be 32"),
        (base64.b64encode(b"x" * 33).decode(), "key 2 is 33 bytes; it must be 32"),
    ],
)
def test_a_wrong_key_names_its_place_and_not_itself(key: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"RELAY_SECRET_KEY: {why}") as wrong:
        KeyRing([NEW, key])
    assert key not in str(wrong.value)


SECRETS = [
    "Zebedee",
    "Quillon",
    "07700 900555",
    "I polish the spoons",
    "She misses her boat",
    "Found by the weir",
]


@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize("keys", [(), (NEW,)], ids=["without a key", "with a key"])
def test_nothing_written_is_in_the_database_when_a_key_is_set(
    database: Database, keys: tuple[str, ...], tmp_path: Path
) -> None:
    types.use_keys(KeyRing(keys))
    written = rowan()
    written["people"][0]["known_as"] = "Zebedee"
    written["people"][0]["plan"]["signs"][0]["says"] = "I polish the spoons"
    written["staff"].append(staff("U0NEW", "Quillon", "manager", phone="07700 900555"))
    house = Rowan(database).load(written)
    house.ask()
    values = {"sleep": 2.0, "pacing": 1.0}
    house.says("sam", Answer("signs", values, says="She misses her boat", note="Found by the weir"))
    raw = raw_contents(database, tmp_path)
    found = [secret for secret in SECRETS if secret.encode() in raw]
    assert found == ([] if keys else SECRETS)
    assert house.person("sam").known_as == "Zebedee"


def raw_contents(database: Database, folder: Path) -> bytes:
    """All that is kept, as it is kept."""
    if database.sqlite:
        database.close()
        return b"".join(path.read_bytes() for path in folder.glob("relay.db*"))
    with database.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        texts = [
            connection.execute(sa.text(f'SELECT t::text FROM "{name}" t')).scalars().all() for name in names
        ]
    return "\n".join(row for rows in texts for row in rows).encode()
