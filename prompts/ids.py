"""Database ids in the value of a button or a choice: "7", "12:7"."""

# what a column of a database holds at the most, and a little less
DIGITS = 18


def parse(value: str, count: int = 1) -> tuple[int, ...]:
    """So many ids from `value`, which came over the network. Raises ValueError for anything else."""
    parts = value.split(":")
    if len(parts) != count or not all(map(_is_id, parts)):
        raise ValueError("not a button of ours")
    return tuple(map(int, parts))


def _is_id(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= DIGITS
