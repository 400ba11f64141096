"""A double is explained of pings alone, and only by what was broken between its two."""

import pytest

from tests.torture import good
from tests.torture.judge import judged

# when, in minutes, a look-up in its conversation was broken and a program was paused, and for how long
DOUBLES: list[tuple[str, int, float | None, tuple[float, float] | None, str | None]] = [
    ("a ping, and nothing was broken", 3, None, None, None),
    ("a ping whose look-up was broken between the two", 3, 10, None, "look-up broken"),
    ("a ping whose look-up was broken before", 3, 6, None, None),
    ("a ping whose look-up was broken after", 3, 14, None, None),
    ("a ping while a program was paused past its lease", 3, None, (6.9, 13), "paused past its lease"),
    ("a ping that was there long before the pause", 3, None, (12, 13), None),
    ("a ping while a program was paused for less", 3, None, (12.9, 13), None),
    ("a ping long after the pause", 3, None, (5, 6), None),
    ("a question whose look-up was broken", 1, 10, None, None),
    ("a line in the house while a program was paused", 4, None, (2, 13), None),
]


@pytest.mark.parametrize(
    ("name", "id_", "broken", "paused", "because"), DOUBLES, ids=[one[0] for one in DOUBLES]
)
def test_a_double_is_explained_of_pings_alone_and_by_what_was_broken(
    name: str, id_: int, broken: float | None, paused: tuple[float, float] | None, because: str | None
) -> None:
    del name
    record = good.record()
    good.posted_again(id_)(record)
    if broken is not None:
        fault = {
            "kind": "fault",
            "method": "conversations.history",
            "conversation": "D4",
            "error": "500",
            "real": good.at(broken),
        }
        record.log.append({**record.log[0], **fault, "token": None})
    if paused is not None:
        began, until = map(good.seconds, paused)
        record.wrecks.append({"do": "pause", "began": began, "ended": until, "whom": "run0", "said": None})
    verdict = judged(record)
    assert [one.because for one in verdict.doubles] == [because]
    assert [one.kind for one in verdict.findings] == ([] if because else ["a message twice"])
