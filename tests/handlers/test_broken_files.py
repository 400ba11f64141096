"""Forty broken files and more, one fault each: the right line, a remedy that mends them, nothing loaded."""

# a table, one line a case
# ruff: noqa: E501

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from typer.testing import CliRunner, Result

from db.session import Database
from handlers import files, load
from tests.handlers.houses import refused

SOUND = Path(__file__).parent / "broken" / "sound.yaml"
TEXT = SOUND.read_text(encoding="utf-8")
SIGN = "        - {{key: s{}, says: Hm, domain: mood, rating: seen}}\n"
PERSON = "  - {{key: p{}, known_as: P{}, service: fern-house}}\n"
LEVELS = '          levels: {1: "an hour or two", 2: "half the night", 3: "all night"}\n'
KETTLE = 'steps: ["Put the kettle on and sit with me"]'
QUIET = '"I stop talking at tea"'
NIGHTS = "{sign: sleep, at_least: 2, times: 3, in_last: 5 handovers}"


def lines(pattern: str, count: int) -> str:
    return "".join(pattern.format(i, i) for i in range(count))


@dataclass(frozen=True)
class Broken:
    """`old` becomes `new`: the line that has `mark` is at fault, as `what` says.

    `mend` follows the remedy: its first text, in the broken file, becomes its second. `alone` when the fault
    is in the way of finding others.
    """

    old: str
    new: str
    mark: str
    what: str
    remedy: str
    mend: tuple[str, str]
    alone: bool = False

    def text(self, sound: str = TEXT) -> str:
        assert sound.count(self.old) == 1, self.old
        return sound.replace(self.old, self.new)

    def line(self, text: str) -> int:
        assert self.mark in text
        return text[: text.index(self.mark)].count("\n") + 1

    def mended(self) -> str:
        text = self.text()
        assert self.mend[0] in text
        return text.replace(self.mend[0], self.mend[1], 1)


FILES = {
    "an unknown key": Broken("channel: C0FERN", "chanel: C0FERN", "chanel", "has the key chanel", "Did you mean channel?", ("chanel", "channel")),
    "an unknown key without a like": Broken('  emergency: "999"', '  emergency: "999"\n  colour: red', "colour", "has the key colour", "Take it out.", ("  colour: red\n", "")),
    "an unknown part": Broken("staff:\n", "stuff:\n", "stuff:", "has the key stuff", "Did you mean staff?", ("stuff:", "staff:"), alone=True),
    "an unknown key in a rule": Broken("in_last: 5 handovers", "in_last: 5 handovers, at_leest: 1", "at_leest", "has the key at_leest", "Did you mean at_least?", (", at_leest: 1", "")),
    "a key missing": Broken('    phone: "01632 960711"\n', "", "- key: fern-house", "has no phone", 'Add phone: "', ("    name: Fern House\n", '    name: Fern House\n    phone: "01632 960999"\n')),
    "a threshold naming no sign there": Broken("when: {sign: quiet}, tell", "when: {sign: quite}, tell", "{sign: quite}", "names the sign quite", "Write quiet.", ("quite}", "quiet}")),
    "a ladder naming no rota there": Broken('{tell: "rota:first-line"', '{tell: "rota:frist-line"', "frist", "tells rota:frist-line, which is not there", "Write rota:first-line", ("frist", "first")),
    "a ladder naming no role there": Broken('{tell: "role:manager"', '{tell: "role:boss"', "role:boss", "tells role:boss", "Write one of", ("role:boss", "role:team_leader")),
    "a threshold naming no ladder there": Broken('{unanswered: 2}, tell: "ladder:house"', '{unanswered: 2}, tell: "ladder:hoose"', "hoose", "tells ladder:hoose", "Write ladder:house", ("hoose", "house")),
    "a service naming no ladder there": Broken("    ladder: house", "    ladder: nights", "ladder: nights", "names the ladder nights", "Add nights under ladders.", ("  - key: house\n", "  - {key: nights, rungs: [{tell: role:manager, within: 5 min}]}\n  - key: house\n")),
    "a rota member who is not staff": Broken("members: [U0DEE, U0ASH]", "members: [U0DEE, U0EVE]", "U0EVE", "names somebody U0EVE", "U0EVE under staff.", ("rotas:\n", "  - {slack: U0EVE, name: Eve, role: manager, services: []}\nrotas:\n")),
    "an override by somebody who is not staff": Broken("{who: U0DEE", "{who: U0ASHH", "U0ASHH", "names somebody U0ASHH", "Write U0ASH", ("U0ASHH", "U0ASH")),
    "an override that ends before it begins": Broken("until: 2026-12-27T09:00", "until: 2026-12-23T09:00", "2026-12-23", "ends before it begins", "later until", ("2026-12-23", "2026-12-28")),
    "a shared tablet on call": Broken("members: [U0DEE, U0ASH]", "members: [U0TABLET, U0ASH]", "[U0TABLET,", "a shared account", "somebody who can answer", ("[U0TABLET,", "[U0MEL,"), alone=True),
    "an approver who is not staff": Broken("approved_by: U0ASH", "approved_by: U0ANNE", "U0ANNE", "names somebody U0ANNE", "Add U0ANNE under staff", ("rotas:\n", "  - {slack: U0ANNE, name: Anne, role: manager, services: []}\nrotas:\n")),
    "a date in no calendar": Broken("when: 2026-10-01", "when: 2026-09-31", "2026-09-31", "is not in any calendar", "a date that there is", ("2026-09-31", "2026-09-30")),
    "a date in words": Broken("until: 2027-03-31", "until: spring", "until: spring", "is not a date", "for example 2027-01-31", ("until: spring", "until: 2027-01-31")),
    "a review before the agreement": Broken("review_by: 2027-03-31", "review_by: 2026-03-31", "review_by: 2026-03-31", "before it was agreed", "later review_by", ("review_by: 2026", "review_by: 2028"), alone=True),
    "two people with one key": Broken("key: ben", "key: ann", "key: ann\n    known_as: Ben", "has the key ann too", "another", ("key: ann\n    known_as: Ben", "key: benny\n    known_as: Ben")),
    "two people with one short name": Broken("known_as: Ben", "known_as: ann", "known_as: ann", "the same known_as", "another short name", ("known_as: ann", "known_as: Ann B"), alone=True),
    "two shifts with one key": Broken("      - {key: night,", "      - {key: day, name: Noon, starts: \"12:00\"}\n      - {key: night,", "name: Noon", "has the key day too", "another", ("key: day, name: Noon", "key: noon, name: Noon")),
    "one key twice": Broken("    name: Fern House\n", "    name: Fern House\n    name: Fern\n", "    name: Fern\n", "has the key name twice", "Keep one", ("    name: Fern\n", ""), alone=True),
    "levels missing": Broken(LEVELS, "", "rating: 0-3", "has no levels", "Write levels: {1:", ("rating: 0-3\n", 'rating: 0-3\n          levels: {1: "some", 2: "much", 3: "all"}\n')),
    "a level missing": Broken(', 3: "all night"}', "}", "levels:", "has words for 1 and 2 only", "3: …", ('2: "half the night"}', '2: "half the night", 3: "none"}'), alone=True),
    "a number of nothing": Broken("rating: number, unit: hours", "rating: number", "key: hours", "is a number of nothing", "unit: hours", ("rating: number", "rating: number, unit: hours")),
    "a count without worse": Broken("rating: count, worse: higher", "rating: count", "key: calls", "which way is worse", "Add worse: higher", ("rating: count", "rating: count, worse: higher")),
    "nobody left to tell": Broken('not_wanted: [{name: "My old neighbour"}]', "not_wanted: [{staff: U0DEE}, {staff: U0ASH}]", "not_wanted:", "leaves nobody to tell about Ann", "Add somebody to the ladder", ('      - {tell: "role:manager", within: 15 min}', '      - {tell: "role:manager", within: 15 min}\n      - {tell: "role:team_leader", within: 5 min}'), alone=True),
    "a role that nobody has": Broken('{rising: {sign: sleep, over: 3}}, tell: "role:manager"', '{rising: {sign: sleep, over: 3}}, tell: "role:administrator"', "role:administrator", "nobody of fern-house is an administrator", "Add somebody with that role", ("rotas:\n", "  - {slack: U0ADE, name: Ade, role: administrator, services: [fern-house]}\nrotas:\n"), alone=True),
    "office hours that are not there": Broken('    office_hours: {days: mon-fri, from: "09:00", until: "17:00"}\n', "", "key: nights", "is for office hours", "Add office_hours: {days: mon-fri", ("    ladder: house\n", '    ladder: house\n    office_hours: {days: mon-fri, from: "09:00", until: "17:00"}\n'), alone=True),
    "YAML that does not close": Broken("members: [U0DEE, U0ASH]", "members: [U0DEE, U0ASH", "handoff:", "cannot be read as YAML", "Close the [", ("U0ASH\n", "U0ASH]\n"), alone=True),
    "a tab": Broken("    name: Fern House", "\tname: Fern House", "\tname", "cannot be read as YAML", "spaces, not tabs", ("\tname", "    name"), alone=True),
    "over 25 people": Broken("people:\n", "people:\n" + lines(PERSON, 24), "- key: fern-house", "has 26 people", "Make two services", ("  - {key: p0, known_as: P0, service: fern-house}\n", ""), alone=True),
    "over 25 signs": Broken("      signs:\n", "      signs:\n" + lines(SIGN, 21), "signs:", "has 26, and 25 at most", "Take some out", (SIGN.format(0), ""), alone=True),
    "over 15 steps": Broken(KETTLE, f"steps: [{', '.join(['Sit down'] * 16)}]", "steps: [Sit", "has 16, and 15 at most", "Take some out", ("Sit down, Sit down, ", "Sit down, ")),
    "known_as over 20": Broken("known_as: Ben", "known_as: Benjamin of Fern House", "Benjamin", "has 22 characters, and 20 fit", "fewer words", ("Benjamin of Fern House", "Benjamin of Fern"), alone=True),
    "a name over 60": Broken("lead: Duty nurse", f"lead: {'N' * 61}", "NNN", "has 61 characters, and 60 fit", "fewer words", ("N" * 61, "N" * 60)),
    "a level over 70": Broken('"all night"', f'"{"a" * 71}"', "aaa", "has 71 characters, and 70 fit", "fewer words", ("a" * 71, "a" * 70), alone=True),
    "a sign over 300": Broken(QUIET, "q" * 301, "qqq", "has 301 characters, and 300 fit", "fewer words", ("q" * 301, "q" * 300), alone=True),
    "a step over 300": Broken(KETTLE, f"steps: [{'k' * 301}]", "kkk", "has 301 characters, and 300 fit", "fewer words", ("k" * 301, "k" * 300), alone=True),
    "a text over 1000": Broken('"The kitchen with the radio on"', "r" * 1001, "rrr", "has 1001 characters, and 1000 fit", "fewer words", ("r" * 1001, "r" * 1000)),
    "no rule": Broken("when: {unanswered: 2}", "when: {unanswerd: 2}", "unanswerd", "has no rule", "Did you mean unanswered?", ("unanswerd", "unanswered"), alone=True),
    "two rules": Broken("when: {unanswered: 2}", "when: {sign: quiet, unanswered: 2}", "key: unheard", "has two rules", "any_of or all_of", ("{sign: quiet, unanswered: 2}", "{any_of: [{sign: quiet}, {unanswered: 2}]}"), alone=True),
    "more signs together than there are": Broken("{count: 2, within: 2 d}", "{count: 4, within: 2 d}", "count: 4", "asks for 4 signs together, and 3 can count", "Ask for fewer", ("count: 4", "count: 3"), alone=True),
    "a level that is not there": Broken("{sign: sleep, at_least: 2}]", "{sign: sleep, at_least: 4}]", "at_least: 4}]", "which goes from 1 to 3", "Write 1, 2 or 3.", ("at_least: 4}]", "at_least: 3}]")),
    "more often than handovers": Broken(NIGHTS, NIGHTS.replace("times: 3", "times: 6"), "times: 6", "6 times in 5 handovers, which can never be", "times: 5 or less", ("times: 6", "times: 5"), alone=True),
    "at_most where more is worse": Broken(NIGHTS, NIGHTS.replace("at_least", "at_most"), "at_most: 2", "where more is worse", "Write at_least.", ("at_most: 2", "at_least: 2"), alone=True),
    "a window of nothing known": Broken("in_last: 2 handovers", "in_last: a while", "a while", "is not a number of handovers nor a length", "24 h", ("a while", "24 h"), alone=True),
    "a sum that cannot be": Broken("at_least: 6, in_last: 2 handovers", "at_least: 9, in_last: 2 handovers", "at_least: 9", "2 handovers can hold 8 at most", "at_least: 8 or less", ("at_least: 9", "at_least: 8")),
    "a number summed without a weight": Broken("signs: [sleep, quiet]", "signs: [sleep, quiet, drinks]", "quiet, drinks]", "adds up drinks, a number, without a weight", "Add weights: {drinks:", ("in_last: 2 handovers", "weights: {drinks: 0.5}, in_last: 2 handovers"), alone=True),
    "a sum of what is worse when lower": Broken("signs: [sleep, quiet]", "signs: [sleep, quiet, hours]", "quiet, hours]", "adds up hours, where less is worse", "Take it out", (", hours]", "]"), alone=True),
    "a sum of one sign twice": Broken("signs: [sleep, quiet]", "signs: [sleep, quiet, sleep]", "quiet, sleep]", "names sleep twice", "Take one out.", (", sleep]", "]"), alone=True),
    "a seen sign that rises": Broken("{sign: sleep, over: 3}", "{sign: quiet, over: 3}", "quiet, over", "which is only seen or not", "Write repeats", ("{rising: {sign: quiet, over: 3}}", "{repeats: {sign: quiet, times: 3, in_last: 3 handovers}}"), alone=True),
    "a level that rises for ever": Broken("{sign: sleep, over: 3}", "{sign: sleep, over: 5}", "over: 5", "it goes from 0 to 3", "over: 4 or less", ("over: 5", "over: 4")),
    "steps left out too often": Broken("{times: 2, in_last: 7 d}", "{times: 2, in_last: 1 handover}", "1 handover}", "2 times in 1 handover", "longer in_last", ("1 handover}", "2 handovers}")),
    "contacts missed without a window": Broken("{times: 2, in_last: 4 handovers}", "{times: 2}", "missed_contacts", "has no in_last", "Add in_last: 5 handovers.", ("{times: 2}", "{times: 2, in_last: 5 handovers}")),
    "unanswered never": Broken("{unanswered: 2}", "{unanswered: 0}", "unanswered: 0", "is not at least 1", "at least 1", ("unanswered: 0", "unanswered: 1"), alone=True),
    "an empty any_of": Broken("{any_of: [{sign: hours, at_most: 3}, {sign: calls, at_least: 5}]}", "{any_of: []}", "any_of: []", "is empty", "two rules or more", ("{any_of: []}", "{any_of: [{sign: quiet}, {unanswered: 3}]}"), alone=True),
    "one rule twice": Broken("{sign: calls, at_least: 5}]", "{sign: hours, at_most: 3}, {sign: calls, at_least: 5}]", "key: either", "is the same rule again", "Take one out", ("{sign: hours, at_most: 3}, ", "")),
    "answered and not": Broken("{all_of: [{sign: quiet},", "{all_of: [{unanswered: 1}, {sign: quiet},", "key: both", "both answered and unanswered", "Write any_of", ("all_of:", "any_of:")),
    "a partner who is not there": Broken("involve: [nurse]", "involve: [doctor]", "involve: [doctor]", "involves doctor, who is not a partner", "Write one of nurse", ("[doctor]", "[nurse]")),
    "a shift that is not there": Broken("asked: {shifts: [day, night]", "asked: {shifts: [day, nite]", "nite", "names the shift nite", "Write night.", ("nite", "night")),
    "a zone that is not there": Broken("timezone: Europe/London\n    ladder", "timezone: Europe/Lundon\n    ladder", "Lundon", "is not a time zone", "Did you mean Europe/London?", ("Lundon", "London"), alone=True),
    "best interests without a note": Broken("approved_by: U0ASH\n", "approved_by: U0ASH\n        sharing: best_interests\n", "sharing:", "without a capacity_note", "Add capacity_note", ("sharing: best_interests\n", "sharing: best_interests\n        capacity_note: decided on 1 October with the nurse\n"), alone=True),
    "an environment that is not set": Broken("name: Example Care", "name: ${FERN_NAME}", "FERN_NAME", "reads ${FERN_NAME}, which is not set", "Set FERN_NAME", ("${FERN_NAME}", "Fern Care")),
}  # fmt: skip


def test_the_house_that_is_broken_here_is_sound() -> None:
    assert len(load.read([SOUND], {}).people) == 2


def test_there_are_forty_broken_files_and_each_has_one_fault(tmp_path: Path) -> None:
    assert len(FILES) >= 40
    assert {name for name, one in FILES.items() if len(refused(tmp_path, one.text())) != 1} == set()


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_refused_on_its_line_with_a_remedy_that_mends_it(tmp_path: Path, name: str) -> None:
    one = FILES[name]
    [fault] = refused(tmp_path, one.text())
    assert fault.line == one.line(one.text())
    assert one.what in fault.what
    assert one.remedy in fault.remedy
    mended = tmp_path / "mended.yaml"
    mended.write_text(one.mended(), encoding="utf-8")
    load.read([mended], {})


def relay(*words: object) -> Result:
    return CliRunner().invoke(files.cli, [str(word) for word in words])


@pytest.fixture
def loaded(database: Database, migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database that holds the sound house, which the commands use too."""
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    done = relay("load", SOUND)
    assert done.exit_code == 0, done.output
    return database


def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, as text."""
    with database.read() as session:
        return {
            name: sorted(map(repr, session.execute(sa.select(table))))
            for name, table in SQLModel.metadata.tables.items()
        }


def test_a_broken_file_changes_nothing_in_the_database(loaded: Database, tmp_path: Path) -> None:
    before = everything(loaded)
    assert sum(map(len, before.values())) > 20
    for name, one in FILES.items():
        file = tmp_path / "broken.yaml"
        file.write_text(one.text(), encoding="utf-8")
        done = relay("load", file)
        assert done.exit_code == 2, name
        assert f"{file}:{one.line(one.text())}: " in done.output, name
        assert "Nothing was loaded: 1 thing to mend." in done.output, name
    assert everything(loaded) == before


def test_a_mended_file_does_change_it(loaded: Database, tmp_path: Path) -> None:
    before = everything(loaded)
    file = tmp_path / "mended.yaml"
    file.write_text(FILES["a sum that cannot be"].mended(), encoding="utf-8")
    assert relay("load", file).exit_code == 0
    assert everything(loaded) != before


def test_a_file_with_many_faults_shows_all_of_them_in_one_run_by_line(tmp_path: Path) -> None:
    many = [one for one in FILES.values() if not one.alone]
    text = TEXT
    for one in many:
        text = one.text(text)
    faults = refused(tmp_path, text)
    found = [(fault.line, fault.what) for fault in faults]
    lost = [
        one for one in many if not any(line == one.line(text) and one.what in what for line, what in found)
    ]
    assert [one.new for one in lost] == []
    assert len(found) == len(many) >= 25
    assert [line for line, _ in found] == sorted(line for line, _ in found)
