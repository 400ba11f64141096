"""Column types: aware UTC instants, sealed text, pydantic values as JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.types import TypeDecorator

from db.crypto import KeyRing

# of each column, so many values are kept as they were read
KEPT = 500

_ring = KeyRing()
_kept: list[Callable[[], None]] = []


def use_keys(ring: KeyRing) -> None:
    """The keys that every sealed column of this process uses from now on."""
    global _ring
    _ring = ring
    for forget in _kept:
        forget()


def clean(text: str | None) -> str | None:
    """`text` without what no database keeps: NULs, and halves of a surrogate pair."""
    return text and text.replace("\0", "").encode(errors="ignore").decode()


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant in, an aware UTC instant out; naive ones are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is refused")
        value = value.astimezone(UTC)
        # SQLite keeps text: without its zone it sorts as it should
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SealedText(TypeDecorator[str]):
    """Free text or a name, sealed when there are keys. `bound` names its table and column."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, bound: str) -> None:
        super().__init__()
        self.bound = bound

    def process_bind_param(self, value: str | None, _dialect: sa.Dialect) -> str | None:
        said = clean(value)
        return None if said is None else _ring.seal(said, self.bound)

    def process_result_value(self, value: str | None, _dialect: sa.Dialect) -> str | None:
        return None if value is None else _ring.open(value, self.bound)


class JSONOf(TypeDecorator[Any]):
    """A value of a pydantic-readable type as JSON text, validated in and out; sealed where `bound` is given.

    What a model was read from is read once: the same text is the same value, which nobody can change.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: Any, bound: str | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.bound = bound
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)
        self._read: Callable[[str], Any] = self._opened
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.model_config.get("frozen"):
            kept = lru_cache(KEPT)(self._opened)
            self._read = kept
            _kept.append(kept.cache_clear)

    def process_bind_param(self, value: Any, _dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        text = self._adapter.dump_json(self._adapter.validate_python(value), by_alias=True).decode()
        return _ring.seal(text, self.bound) if self.bound else text

    def process_result_value(self, value: str | None, _dialect: sa.Dialect) -> Any:
        return None if value is None else self._read(value)

    def _opened(self, kept: str) -> Any:
        return self._adapter.validate_json(_ring.open(kept, self.bound) if self.bound else kept)
