"""The year of three houses: what was planted in it is said, in the right weeks; and the command `digest`."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import db.actions
import db.explain
import db.people
from bot import pretend, rates, weeks
from bot.actions import Decision, Said
from bot.digest import Digest, ServiceWeek
from bot.weeks import Week
from db.session import Database
from handlers.cli import cli
from handlers.flow import digest
from tests.pretend import UNTIL

LAST = weeks.of(UNTIL.date()).plus(-1)
FIRST = LAST.plus(1 - pretend.WEEKS)


@pytest.fixture
def year(year_url: str) -> Iterator[Database]:
    opened = Database(year_url)
    yield opened
    opened.close()


@pytest.fixture
def run(year_url: str, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("DATABASE_URL", year_url)
    return lambda *words: CliRunner().invoke(cli, ["digest", *map(str, words)])


def of(year: Database, week: Week) -> Digest:
    """As it was counted on the Tuesday after."""
    now = datetime.combine(week.sunday + timedelta(days=2), time(9), UTC)
    with year.read() as session:
        services = db.people.services(session)
        return digest.of(session, services, week, "Europe/London", now)


def said(made: Digest) -> set[tuple[str, str]]:
    """What is found, by the house's key; of charts only signs."""
    keys = {one.house.id: one.house.key for one in made.services if one.house}
    found = {(keys[one.service_id or 0], one.pattern.key) for one in made.signals if one.pattern}
    charted = [one.service_id for one in made.signals if one.series and one.series.key == "signs"]
    return found | {(keys[one], "signs") for one in charted if one is not None}


def test_the_planted_effects_are_said_and_no_other_contrast_is(year: Database) -> None:
    nights, tuesdays = (pretend.NIGHTS_HOUSE, "below_at_night"), pretend.TUESDAYS_HOUSE
    weeks = [said(of(year, FIRST.plus(n))) for n in range(14, pretend.WEEKS, 3)]
    assert sum(nights in one for one in weeks) >= len(weeks) - 1
    # a Tuesday, and what comes before it on most Tuesdays
    planted = {nights, (tuesdays, "weekday"), (tuesdays, "after_family")}
    assert sum((tuesdays, "weekday") in one for one in weeks) >= len(weeks) - 2
    assert not {each for one in weeks for each in one if each[1] != "signs"} - planted


def test_the_change_of_practice_is_said_weeks_after_it_and_not_before(year: Database) -> None:
    changed = FIRST.plus(pretend.BETTER_WEEK - 1)
    here = {n: (pretend.BETTER_HOUSE, "signs") in said(of(year, changed.plus(n))) for n in range(-4, 8)}
    assert not any(here[n] for n in here if n < 0)
    assert sum(here.values()) >= 3
    assert next(n for n in here if here[n]) <= 7


def test_every_number_is_taken_apart_to_the_records_behind_it(year: Database) -> None:
    made = of(year, LAST.plus(-2))
    with year.read() as session:
        services = db.people.services(session)
        promises = {"promises.made": made.whole.promises.made, "promises.met": made.whole.promises.met}
        for key, number in {**made.whole.counted, **promises}.items():
            assert len(db.explain.rows(session, services, made.week, key)) == number, key
        for part, one in zip(made.services, services, strict=True):
            for key, number in part.counted.items():
                assert len(db.explain.rows(session, [one], made.week, key)) == number, key


def explained(year: Database, week: Week, keys: Iterable[str]) -> dict[str, list[db.explain.Row]]:
    """The records behind each number, of all services; each once."""
    with year.read() as session:
        services = db.people.services(session)
        found = {key: db.explain.rows(session, services, week, key) for key in keys}
    assert [key for key, rows in found.items() if len(set(rows)) < len(rows)] == []
    return found


def many(found: dict[str, list[db.explain.Row]], part: ServiceWeek) -> dict[str, int]:
    """How many of them are of one service, or of all; of those that there are any of."""
    of = part.house.id if part.house else None
    made = {key: sum(of in (None, one.service_id) for one in rows) for key, rows in found.items()}
    return {key: count for key, count in made.items() if count}


def counting(numbers: dict[str, float]) -> dict[str, float]:
    return {key: count for key, count in numbers.items() if count}


def of_parts(part: ServiceWeek) -> dict[str, float]:
    """The numbers of the rates by part of the week; of the weeks before, one weekday's for all."""
    made: dict[str, float] = {}
    for one in part.parts:
        made[f"part.{one.key}.timed"] = one.timed
        rates = [("", one.signs, one.raised)]
        if one.key == "weekday:0" or not one.key.startswith("weekday"):
            rates.append((".before", one.signs_before, one.raised_before))
        for before, signs, raised in rates:
            made[f"part.{one.key}.signs{before}"] = signs.events
            made[f"part.{one.key}.answered{before}"] = signs.per
            made[f"part.{one.key}.raised{before}"] = raised.events
    return made


def of_around(part: ServiceWeek) -> dict[str, float]:
    """Those of what came after something, and otherwise."""
    made: dict[str, float] = {}
    for one in part.around:
        rates = [("after", one.after, one.after_raised), ("other", one.other, one.other_raised)]
        for group, signs, raised in rates:
            key = f"around.{one.around}.{group}"
            made |= {key: signs.per, f"{key}.signs": signs.events, f"{key}.raised": raised.events}
    return made


def of_patterns(part: ServiceWeek) -> dict[str, float]:
    """Those of the sentences about one service of which there is enough to say."""
    made: dict[str, float] = {}
    for one in [one for one in part.patterns if not one.too_few]:
        for group, rate in (("exposed", one.contrast.exposed), ("other", one.contrast.other)):
            key = f"pattern.{one.key}.{group}"
            made |= {key: rate.per, f"{key}.signs": rate.events}
    return made


def test_every_part_of_a_week_is_taken_apart_and_the_services_are_the_whole(year: Database) -> None:
    made = of(year, LAST.plus(-2))
    whole = of_parts(made.whole)
    assert {"part.shift:night.signs", "part.weekday:0.answered.before", "part.staffing:below.raised"} <= set(
        whole
    )
    found = explained(year, made.week, whole)
    for part in (made.whole, *made.services):
        assert many(found, part) == counting(of_parts(part))
    own = [of_parts(part) for part in made.services]
    assert whole == {key: sum(one.get(key, 0) for one in own) for key in whole}


def test_what_came_after_something_is_taken_apart(year: Database) -> None:
    made = of(year, LAST.plus(-2))
    whole = of_around(made.whole)
    assert {"around.family.after.signs", "around.family.other.raised"} <= counting(whole).keys()
    found = explained(year, made.week, whole)
    assert many(found, made.whole) == counting(whole)
    for part in made.services:
        own = counting(of_around(part))
        assert {key: count for key, count in many(found, part).items() if key in own} == own


def test_every_sentence_is_taken_apart_to_the_person_shifts_that_it_compares(year: Database) -> None:
    made = of(year, LAST.plus(-2))
    own = [of_patterns(part) for part in made.services]
    keys = {key for numbers in own for key in numbers}
    assert {"pattern.below_at_night.exposed", "pattern.weekday.other", "pattern.after_family.exposed"} <= keys
    found = explained(year, made.week, keys)
    for part, numbers in zip(made.services, own, strict=True):
        assert {key: count for key, count in many(found, part).items() if key in numbers} == counting(numbers)


def test_how_long_each_leg_took_makes_its_median_and_ninetieth(year: Database) -> None:
    made = of(year, LAST.plus(-2))
    for leg in made.whole.timeliness:
        with year.read() as session:
            rows = db.explain.rows(session, db.people.services(session), made.week, f"timeliness.{leg.leg}")
        seconds = sorted(float(one.of) for one in rows if one.of is not None)
        assert len(seconds) == leg.count > 0
        assert timedelta(seconds=rates.median(seconds)) == leg.median
        assert timedelta(seconds=rates.percentile(seconds, 90)) == leg.ninety


def test_what_is_carried_over_is_counted_from_the_first_week_that_a_huddle_looked_at(year: Database) -> None:
    week, since = LAST.plus(-2), LAST.plus(-5)
    with year.read() as session:
        services = db.people.services(session)
        now = datetime.combine(week.sunday + timedelta(days=2), time(9), UTC)
        made = digest.of(session, services, week, "Europe/London", now, since)
        rows = db.explain.rows(session, services, week, "concerns.carried", since)
        assert db.explain.rows(session, services, week, "concerns.carried") == []
    carried = {one.concern.id for one in made.concerns if one.because == "carried"}
    assert {one.id for one in rows} == carried
    assert len(rows) == len(carried) > 0


class Page(HTMLParser):
    """That every tag is closed, and what is read."""

    EMPTY = ("meta", "line", "circle", "rect", "path", "polyline")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.read: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _attrs: object) -> None:
        assert tag in self.EMPTY

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.read.append(data)


def test_the_page_says_first_what_changed_and_what_was_decided(
    year: Database, run: object, tmp_path: Path
) -> None:
    week = LAST.plus(-1)
    decide(year, week)
    done: Result = run("--week", week, "--format", "html", "--out", tmp_path / "page.html")  # type: ignore[operator]
    assert done.exit_code == 0, done.output
    page = Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    said = " ".join(page.read)
    assert said.index("What changed, and is it chance?") < said.index("What became of the last decisions")
    assert "Two of us at Fen Lane on every night <script>alert(1)</script>" in said
    assert "than chance would make" in said
    assert "http" not in said


def decide(year: Database, week: Week) -> None:
    """What the huddle about the week before decided."""
    at = datetime.combine(week.monday + timedelta(days=1), time(10), UTC)
    said = Said("Nights", "Two of us at Fen Lane on every night <script>alert(1)</script>", "Rota", "Signs")
    with year.write() as session:
        here = db.people.services(session)[0]
        mel, ash = (one.id for one in db.people.listed(session)[:2])
        decision = Decision(said, mel, ash, week.sunday + timedelta(days=20))
        db.actions.add(session, here.id, None, None, decision, week, at, mel, "n1")


@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_the_same_is_said_in_each_format(run: object, format: str) -> None:
    done: Result = run("--week", "2026-W40", "--service", "fen-lane", "--format", format)  # type: ignore[operator]
    assert done.exit_code == 0, done.output
    if format == "json":
        said = json.loads(done.stdout)
        assert said["week"] == {"monday": "2026-09-28"}
        assert said["whole"]["counted"] == said["services"][0]["counted"] | {
            key: said["whole"]["counted"][key] for key in ("gaps", "given_up", "faults", "mended")
        }
    else:
        assert "28 Sep–4 Oct 2026" in done.stdout
        assert "Fen Lane" in done.stdout
        assert "Mill House" not in done.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--week", "soon"], "'soon' is no week: write for example 2026-W46"),
        (["--week", "2031-W01"], "--week 2031-W01 has not begun yet."),
        (["--service", "elm"], "There is no service elm. Services: fen-lane, harbour-view, mill-house."),
        (["--huddle", "C0NONE"], "No huddle has the channel C0NONE."),
        (["--explain", "everything"], "There is no number everything."),
        (["--explain", "part.shift:elevenses.signs"], "There is no number part.shift:elevenses.signs."),
        (["--explain", "part.shift:night.timed.before"], "There is no number part.shift:night.timed.before."),
        (["--explain", "pattern.moon.exposed"], "There is no number pattern.moon.exposed."),
        (["--explain", "around.us"], "There is no number around.us."),
        (["--explain", "timeliness.slept"], "There is no number timeliness.slept."),
        (["--out", "/nowhere/at/all"], "/nowhere/at/all could not be written"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(run: object, words: list[str], why: str) -> None:
    done: Result = run(*words)  # type: ignore[operator]
    assert (done.exit_code, why in done.stderr) == (2, True), done.stderr


def test_a_number_is_explained_by_ids_and_times_alone(run: object) -> None:
    done: Result = run("--week", "2026-W40", "--explain", "signs.below_plan")  # type: ignore[operator]
    head, *lines = done.stdout.splitlines()
    assert head == f"signs.below_plan of 2026-W40: {len(lines)}"
    assert lines
    form = r"2026-\d\d-\d\d \d\d:\d\d  person-shift \d+  (fen-lane|harbour-view|mill-house)  person \d+"
    assert all(re.fullmatch(form, line) for line in lines)
