"""The example house as text, parts of it to change, and reading what came of that."""

from pathlib import Path

import pytest

from bot.house_rules import House
from handlers import load

EXAMPLE = Path(__file__).parents[2] / "examples" / "rowan-house.yaml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
LISTED = "{slack: U0LEAD,   name: Mel,  role: team_leader, services: [rowan-house]}"
ROTA = 'handoff: {every: 1 week, day: monday, at: "09:00", from: 2026-01-05}'
PACING = '{key: pacing, says: "I walk up and down and can\'t sit", domain: mood, rating: seen}'
UNCLE = '[{name: "My uncle", why: "He asks for money"}]'
LEVELS = '{1: "up once or twice", 2: "up most of the night", 3: "no sleep"}'
NO_SLEEP = "when: {sign: sleep, at_least: 3}"
SHUT_IN = "{count: 2, among: [curtains, hood, eating], at_least: {eating: 2}, within: 2 d}"
TIRED = "{count: 2, at_least: {hours: 5, away: 2}}"
LATE = '{key: late,  name: Late,  starts: "14:30", planned_staff: 3}'


def refused(tmp_path: Path, text: str | bytes, environment: dict[str, str] | None = None) -> list[load.Found]:
    """The faults for which a file with this text is refused."""
    file = tmp_path / "house.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(load.Refused) as caught:
        load.read([file], environment or {})
    return caught.value.faults


def read(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> House:
    """The house that a file with this text holds."""
    file = tmp_path / "house.yaml"
    file.write_text(text, encoding="utf-8")
    return load.read([file], environment or {})
