"""Reading house files: what they mean, several at once, the environment."""

from pathlib import Path

import pytest

from handlers import load
from tests.handlers.houses import EXAMPLE, LEVELS, LISTED, NO_SLEEP, ROTA, TEXT, read, refused


def test_the_example_loads_without_any_environment() -> None:
    house = load.read([EXAMPLE], {})
    assert [person.known_as for person in house.people] == ["Sam", "Ray", "Tom", "Ida", "Bel"]


def test_a_fault_is_one_line_with_file_line_place_and_remedy(tmp_path: Path) -> None:
    told = 'tell: "ladder:house"\n          urgency: now\n          act_within: 30 min\n          ask: "Phone the'
    text = TEXT.replace(told, told.replace("ladder:house", "ladder:hous"), 1)
    file = tmp_path / "rowan.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(load.Refused) as caught:
        load.read([file], {})
    line = text[: text.index('ladder:hous"')].count("\n") + 1
    assert caught.value.lines() == [
        f"{file}:{line}: people > sam > plan > thresholds > two-together: tells ladder:hous, "
        "which is not there. Write ladder:house, or add it under ladders."
    ]


def test_all_faults_show_in_one_run_in_order_of_lines(tmp_path: Path) -> None:
    text = TEXT
    for old, new in [
        ("channel: C0ROWAN", "channel: rowan"),
        ("slack: U0AGENCY, name", "slack: U0AGENCY, nam"),
        ("{who: U0ASH", "{who: U0NEW"),
        (NO_SLEEP, "when: {sign: slep, at_least: 3}"),
        ("involve: [advocate]", "involve: [solicitor]"),
        ("domain: medication", "domain: pills"),
        ("sign: hours, at_most: 4", "sign: hours, at_most: four"),
    ]:
        assert old in text
        text = text.replace(old, new, 1)
    faults = refused(tmp_path, text)
    assert [fault.what.rpartition(": ")[2] for fault in faults] == [
        "is not a Slack channel id",
        "has the key nam, which Relay does not know",
        "names somebody U0NEW, who is not there",
        "names the sign slep, which is not in this plan",
        "involves solicitor, who is not a partner in this plan",
        "is not one of the words that belong here",
        "is not a number",
    ]
    assert faults == sorted(faults)


def test_in_hours_needs_a_service_with_office_hours(tmp_path: Path) -> None:
    hours = '    office_hours: {days: mon-fri, from: "09:00", until: "17:00"}\n'
    assert hours in TEXT
    faults = refused(tmp_path, TEXT.replace(hours, ""))
    assert len(faults) == TEXT.count("urgency: in_hours") > 0
    assert all("is for office hours, and rowan-house has none" in fault.what for fault in faults)


def test_a_service_holds_twenty_five_people(tmp_path: Path) -> None:
    def people(count: int) -> str:
        return TEXT + "".join(
            f"  - {{key: p{i}, known_as: P{i}, service: rowan-house}}\n" for i in range(count)
        )

    assert len(read(tmp_path, people(20)).people) == 25
    [fault] = refused(tmp_path, people(21))
    assert "has 26 people, and one question holds 25" in fault.what


@pytest.mark.parametrize(("part", "most"), [("signs", 25), ("steps", 15)])
def test_a_plan_holds_only_so_much(tmp_path: Path, part: str, most: int) -> None:
    items = {
        "signs": [f"{{key: s{i}, says: Hm, domain: mood, rating: seen}}" for i in range(26)],
        "steps": [f"Step {i}" for i in range(26)],
    }
    by = "drafted_by: U0LEAD, approved_by: U0ASH"
    agreed = f"agreed: {{when: 2026-01-01, with: [], {by}, review_by: 2026-02-01}}"

    def plan(count: int) -> str:
        parts = {"signs": items["signs"][:1], part: items[part][:count]}
        keys = ", ".join(f"{name}: [{', '.join(words)}]" for name, words in parts.items())
        return f"{TEXT}  - {{key: zoe, known_as: Zoe, service: rowan-house, plan: {{{agreed}, {keys}}}}}\n"

    assert len(getattr(read(tmp_path, plan(most)).people[-1].plan, part)) == most
    [fault] = refused(tmp_path, plan(most + 1))
    assert f"{part}: has {most + 1}, and {most} at most" in fault.what


# how it may be written


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('starts: "21:30"', "starts: 21:30"),
        ("agency: true", "agency: yes"),
        ("within: 10 min}", "within: PT10M}"),
        ("from: 2026-12-24T17:00", "from: 2026-12-24 17:00"),
        ("days: mon-fri", "days: [mon, tue, wed, thu, fri]"),
        (LEVELS, '{"1": "up once or twice", "2": "up most of the night", "3": "no sleep"}'),
        ("{signs_together: 2}", "{signs_together: {count: 2}}"),
        ('phone: "01632 960111"', "phone: 01632 960111"),
        ("repeat: 2", "repeat: +2"),
        (
            f"    members: [U0DEE, U0ASH]\n    {ROTA}",
            f"    layers: [{{members: [U0DEE, U0ASH], {ROTA}}}]",
        ),
    ],
)
def test_written_another_way_it_means_the_same(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    assert read(tmp_path, TEXT.replace(old, new, 1)) == load.read([EXAMPLE], {})


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load.read([file], {}) == load.read([EXAMPLE], {})


def test_a_seen_sign_needs_no_bound(tmp_path: Path) -> None:
    text = TEXT.replace("{sign: secret, at_least: 1}", "{sign: secret}")
    assert text != TEXT
    assert len(read(tmp_path, text).people) == 5


def test_anchors_and_merge_keys_are_read(tmp_path: Path) -> None:
    text = TEXT.replace(LISTED, "&mel " + LISTED).replace(
        "  - {slack: U0ASH,", "  - {<<: *mel, slack: U0EVE, name: Eve}\n  - {slack: U0ASH,"
    )
    eve = next(one for one in read(tmp_path, text).staff if one.name == "Eve")
    assert (eve.role, eve.services) == ("team_leader", ["rowan-house"])


def test_a_ladder_of_several_houses_may_tell_a_role_that_one_of_them_lacks(tmp_path: Path) -> None:
    oak = (
        "  - {key: oak, name: Oak, channel: C0OAK, phone: 01632 960112, timezone: Europe/London, ladder: house,"
        ' shifts: [{key: day, name: Day, starts: "08:00"}]}\n\n'
    )
    house = read(tmp_path, TEXT.replace("# Everybody who answers", f"{oak}# Everybody who answers"))
    assert [service.key for service in house.services] == ["rowan-house", "oak"]


# several files


def test_a_later_file_adds_and_names_are_looked_up_over_all(tmp_path: Path) -> None:
    people = TEXT.index("people:\n")
    first, second = tmp_path / "house.yaml", tmp_path / "people.yaml"
    first.write_text(TEXT[:people], encoding="utf-8")
    second.write_text(TEXT[people:], encoding="utf-8")
    assert load.read([first, second], {}) == load.read([EXAMPLE], {})
    assert load.read([second, first], {}) == load.read([EXAMPLE], {})


def test_the_same_organisation_may_be_in_two_files(tmp_path: Path) -> None:
    again = tmp_path / "again.yaml"
    again.write_text(TEXT[TEXT.index("organisation:") : TEXT.index("# The house:")], encoding="utf-8")
    assert load.read([EXAMPLE, again], {}) == load.read([EXAMPLE], {})


def test_two_organisations_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("\norganisation: {name: Other Care}\n", encoding="utf-8")
    with pytest.raises(load.Refused) as caught:
        load.read([EXAMPLE, other], {})
    [fault] = caught.value.faults
    assert (fault.file, fault.line) == (str(other), 2)
    assert f"is not the same as in {EXAMPLE} line" in fault.what


def test_faults_of_all_files_show_each_in_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(TEXT.replace("channel: C0ROWAN", "channel: rowan"), encoding="utf-8")
    bo = "  - {slack: U0BO, role: manager, services: []}"
    ash = "  - {slack: U0ASH, name: Ash, role: manager, services: []}"
    second.write_text(f"staff:\n{ash}\n{bo}\n", encoding="utf-8")
    with pytest.raises(load.Refused) as caught:
        load.read([first, second, tmp_path / "c.yaml"], {})
    channel = TEXT[: TEXT.index("channel: C0ROWAN")].count("\n") + 1
    faults = [(Path(fault.file).name, fault.line) for fault in caught.value.faults]
    assert faults == [("a.yaml", channel), ("b.yaml", 2), ("b.yaml", 3), ("c.yaml", 1)]
    assert f"is listed as U0ASH twice, first in {first} on line" in caught.value.faults[1].what


def test_what_a_file_that_cannot_be_read_may_hold_is_not_called_missing(tmp_path: Path) -> None:
    people = TEXT.index("people:\n")
    first, second = tmp_path / "house.yaml", tmp_path / "people.yaml"
    first.write_text("a: [" + TEXT[:people], encoding="utf-8")
    second.write_text(TEXT[people:], encoding="utf-8")
    with pytest.raises(load.Refused) as caught:
        load.read([first, second], {})
    assert [Path(fault.file).name for fault in caught.value.faults] == ["house.yaml"]


# the environment


def test_the_environment_is_read_into_text(tmp_path: Path) -> None:
    text = TEXT.replace("name: Example Care", "name: ${CARE} and ${CARE}")
    house = read(tmp_path, text, {"CARE": "Fern"})
    assert house.organisation is not None
    assert house.organisation.name == "Fern and Fern"


def test_a_fallback_keeps_its_name_and_has_to_be_set(tmp_path: Path) -> None:
    text = TEXT.replace("name: Dee,", 'name: Dee, fallback: ["${DEE_SMS}"],')
    dee = next(one for one in read(tmp_path, text, {"DEE_SMS": "secret"}).staff if one.name == "Dee")
    assert dee.fallback == ["${DEE_SMS}"]
    assert "reads ${DEE_SMS}, which is not set" in refused(tmp_path, text)[0].what


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("channel: C0ROWAN", "channel: ${SECRET}"),
        ("days: mon-fri", "days: ${SECRET}"),
        ("    ladder: house", "    ladder: ${SECRET}"),
        ("known_as: Sam", "known_as: Samuel ${SECRET} the third of them"),
        ('tell: "role:manager"', 'tell: "role:${SECRET}"'),
        ('starts: "21:30"', "starts: ${SECRET}"),
        ("key: ray", "key: ${SECRET}\n    colour: red"),
        ("timezone: Europe/London\n    ladder", "timezone: ${SECRET}\n    ladder"),
        ("shifts: [early, late], until", "shifts: ['${SECRET}'], until"),
        ("{sign: stares}", "{sign: '${SECRET}'}"),
    ],
)
@pytest.mark.parametrize("secret", ["q7z-hidden", "q7"])
def test_no_fault_says_what_the_environment_holds(tmp_path: Path, old: str, new: str, secret: str) -> None:
    assert old in TEXT
    faults = refused(tmp_path, TEXT.replace(old, new, 1), {"SECRET": secret})
    assert secret not in repr(faults)
