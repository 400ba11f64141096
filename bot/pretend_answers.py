"""What a pretended answer says: clear, signs with values, steps and words, or that somebody was not seen. Pure."""

from random import Random
from typing import TypeVar, get_args

from bot import plans, pretend_words
from bot.people import Person
from bot.replies import Answer, Followed, Knows, MissedBy, NotHappened, NotSeen, Taken

T = TypeVar("T")
NOT_SEEN, CONTACT_MISSED = 0.012, 0.022
TOGETHER = ((1, 0.74), (2, 0.21), (3, 0.05))
LEVELS = ((1.0, 0.6), (2.0, 0.31), (3.0, 0.09))
COUNTS = ((1.0, 0.5), (2.0, 0.28), (3.0, 0.14), (4.0, 0.08))
TAKEN: tuple[tuple[Taken, float], ...] = (
    ("done", 0.62), ("declined", 0.2), ("did_not_fit", 0.07), ("too_few", 0.04), ("did_not_know", 0.03),
    ("could_not_reach", 0.01), ("not_done", 0.03),
)  # fmt: skip
FOLLOWED: tuple[tuple[Followed, float], ...] = (
    ("yes", 0.72),
    ("not_needed", 0.12),
    ("partly", 0.12),
    ("no", 0.04),
)
MISSED: tuple[tuple[MissedBy, float], ...] = (("us", 0.35), ("them", 0.3), ("agency", 0.35))


def drawn(person: Person, rate: float, below: bool, rng: Random) -> Answer:
    """One answer about this person, who shows signs with this likelihood; `below`: there were fewer staff than planned.

    As the form gives it: every sign that is seen or has levels has a value, one that was not seen 0.
    """
    draw = rng.random()
    if person.plan is None:
        return Answer("clear")
    if draw < rate:
        return _signs(person.plan, below, rng)
    rest = rng.random()
    if rest < NOT_SEEN and rate:
        return Answer("not_seen", not_seen=rng.choice(get_args(NotSeen)))
    if rest < NOT_SEEN + CONTACT_MISSED and rate:
        return Answer("signs", _unseen(person.plan), contact_missed=_of(MISSED, rng))
    return Answer("clear")


def _signs(plan: plans.Plan, below: bool, rng: Random) -> Answer:
    rated = [one for one in plan.signs if one.rating != "number"] or plan.signs
    seen = rng.sample(rated, min(_of(TOGETHER, rng), len(rated)))
    values: dict[str, float | None] = dict(_unseen(plan)) | {one.key: _value(one, rng) for one in seen}
    spoken = rng.random()
    knows: tuple[Knows, ...] = get_args(Knows)
    happened: tuple[NotHappened, ...] = get_args(NotHappened)
    return Answer(
        "signs", values, steps=_steps(plan, below, rng), followed=_of(FOLLOWED, rng),
        says=rng.choice(pretend_words.SAYS) if spoken < 0.4 else None,
        wants=rng.choice(pretend_words.WANTS) if spoken < 0.25 else None,
        note=rng.choice(pretend_words.NOTE) if rng.random() < 0.5 else None,
        contact_missed=_of(MISSED, rng) if rng.random() < CONTACT_MISSED else None,
        knows=rng.choices(knows, (8, 1, 1))[0],
        not_happened=rng.choices(happened, (12, 2, 1))[0] if rng.random() < 0.6 else None,
    )  # fmt: skip


def _unseen(plan: plans.Plan) -> dict[str, float | None]:
    return {one.key: 0.0 for one in plan.signs if one.rating in ("seen", "0-3")}


def _value(sign: plans.Sign, rng: Random) -> float:
    if sign.rating == "seen":
        return 1.0
    return _of(LEVELS if sign.rating == "0-3" else COUNTS, rng)


def _steps(plan: plans.Plan, below: bool, rng: Random) -> dict[int, Taken]:
    """What became of the steps somebody says something of; with fewer staff some could not be done for that."""
    said = [i for i in range(len(plan.steps)) if rng.random() < 0.6]
    taken = {i: _of(TAKEN, rng) for i in said}
    return {i: "too_few" if below and one == "not_done" else one for i, one in taken.items()}


def _of(weighted: tuple[tuple[T, float], ...], rng: Random) -> T:
    draw = rng.random() * sum(weight for _, weight in weighted)
    for what, weight in weighted:
        draw -= weight
        if draw < 0:
            return what
    return weighted[-1][0]
