"""What is wrong with a house, and what mends it: said about places in a file, without knowing the file."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong, where (keys and list places from the top), and what mends it.

    `key` is the key under `path` that holds the fault, where `what` already says so. `first` is another
    place that this one disagrees with. `names` are names said not to be there: a fault of a house of which
    parts could not be read may only mean that they were among those parts. `counts` says the same of a
    fault that depends on everything being there.
    """

    path: Path
    what: str
    remedy: str
    key: str | None = None
    first: Path | None = None
    names: frozenset[str] = frozenset()
    counts: bool = False


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` was probably meant to be."""
    near = difflib.get_close_matches(word[:80], sorted(set(known)), n=1, cutoff=0.6)
    return near[0] if near else None


def listed(words: Iterable[str], limit: int = 12) -> str:
    """ "a, b and c" of a table of words; the rest of a long one is counted."""
    all_words = list(words)
    shown = all_words[:limit]
    if len(all_words) > limit:
        shown = [*shown, f"{len(all_words) - limit} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def doubled(
    path: Path, part: str, places: Iterable[tuple[int, str]], what: str, remedy: str = ""
) -> list[Fault]:
    """A fault for each item of the list at `path` whose word in `part` an earlier item has already.

    `places` are the items' places and words; `what` is said with the word as `{}`.
    """
    seen: dict[str, int] = {}
    found = []
    for place, word in places:
        if word in seen:
            mend = remedy or "Give one of them another, or take one out."
            found.append(Fault((*path, place), what.format(word), mend, part, (*path, seen[word])))
        seen.setdefault(word, place)
    return found
