"""What SQL was compiled for one database is good for the next of its kind: nearly every test opens one of its own."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

import db.session

_caches: dict[str, Any] = {}
_create = sa.create_engine


def _shared(*args: Any, **options: Any) -> sa.Engine:
    engine = _create(*args, **options)
    engine._compiled_cache = _caches.setdefault(engine.dialect.name, engine._compiled_cache)
    return engine


def share() -> None:
    """From now on, in this process. The cache's keys begin with the dialect, which is another one in each engine."""
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    db.session.sa.create_engine = _shared
