"""How many statements something takes."""

from collections.abc import Callable

import sqlalchemy as sa


def statements(of: Callable[[], object]) -> int:
    """How many go to any database while `of` is done."""
    seen: list[object] = []

    def count(*about: object) -> None:
        seen.append(about)

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    try:
        of()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", count)
    return len(seen)
