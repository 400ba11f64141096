"""One slip, one fault: on its line, and with what mends it."""

# a table, one line a case
# ruff: noqa: E501

from pathlib import Path

import pytest

from tests.handlers.houses import LATE, LEVELS, NO_SLEEP, PACING, ROTA, SHUT_IN, TEXT, TIRED, UNCLE, refused

MEMBERS = "    members: [U0DEE, U0ASH]\n    " + ROTA
LAYERS = "    layers:\n" + "".join(
    f"      - {{{{members: [{who}], handoff: {{{{every: 12 h, at: '08:00', from: {{}}}}}}}}}}\n"
    for who in ("U0DEE", "U0ASH")
)
# what is replaced, by what, a part of the line that is at fault, what is wrong, the remedy
BROKEN = [
    # shapes
    ("channel: C0ROWAN", "chanel: C0ROWAN", "chanel", "has the key chanel", "Did you mean channel?"),
    ("known_as: Ray", "known_as: Ray\n    colour: red", "colour", "has the key colour", "Take it out. Keys here are"),
    ("    phone: \"01632 960111\"\n", "", "key: rowan-house", "rowan-house: has no phone", 'phone: "01632'),
    ('"01632 960111"', "01632960111", "phone: 01632960111", "phone: is a number", "in quotes"),
    ("channel: C0ROWAN", "channel: rowan", "channel: rowan", "is not a Slack channel id", "C0ROWAN"),
    ("slack: U0WORKER", "slack: jo", "slack: jo", "is not a Slack member id", "U0WORKER"),
    ("key: ray", "key: Ray W", "key: Ray W", "is not a key", "small letters"),
    ('domain: money', "domain: monney", "monney", "is not one of the words", "Did you mean money?"),
    ("urgency: this_shift\n          act_within: 2 h", "urgency: soon\n          act_within: 2 h", "urgency: soon", "urgency: is not one of", "Write one of now"),
    ("timezone: Europe/London\n    ladder", "timezone: Europe/Lundon\n    ladder", "Lundon", "is not a time zone", "Europe/London"),
    ("late_after: 45 min", "late_after: soon", "late_after: soon", "is not a length of time", "45 min"),
    ("within: 10 min}", "within: 0 min}", "within: 0 min", "is no time at all", "10 min"),
    ('starts: "21:30"', "starts: 2130", "starts: 2130", "is not a time of day", '"07:30"'),
    ('starts: "21:30"', 'starts: "24:30"', '"24:30"', "is not a time of day", '"07:30"'),
    ("days: mon-fri", "days: weekdays", "days: weekdays", "does not name days", "mon-fri"),
    ("when: 2026-10-01", "when: 2026-02-30", "2026-02-30", "is not in any calendar", "date that there is"),
    ("when: 2026-10-01", "when: 1 October", "when: 1 October", "is not a date", "2027-01-31"),
    ("2026-12-24T17:00", "2026-12-24", "who: U0ASH", "is not a date and time", "2026-12-24T17:00"),
    ("planned_staff: 1", "planned_staff: one", "planned_staff: one", "is not a whole number", "without quotes"),
    ("planned_staff: 1", "planned_staff: true", "planned_staff: true", "is not a whole number", "without quotes"),
    ("planned_staff: 1", "planned_staff: 120", "planned_staff: 120", "is not at most 99", "at most 99"),
    ("agency: true", "agency: Remi Ltd", "agency: Remi Ltd", "neither true nor false", "true or false"),
    ("known_as: Tom", "known_as: Thomas the second of his name", "Thomas", "has 29 characters, and 20 fit", "fewer words"),
    ("name: Dee,", "name: '',", "U0DEE", "name: is empty", "Write something"),
    ('"Feed the cat"', "x" * 1001, "xxx", "has 1001 characters, and 1000 fit", "fewer"),
    ("safe: [\"Being asked what I would like to happen\"]", "safe: kindness", "safe: kindness", "is not a list", "dash"),
    ("asked: {shifts: [early, late], until: 2027-03-14}", "asked: always", "asked: always", "asked: is not a group of keys", "keys with values"),
    ("members: [U0DEE, U0ASH]", "members: []", "members: []", "members: is empty", "at least one"),
    ("members: [U0DEE, U0ASH]", "layers: []\n    members: [U0DEE, U0ASH]", "first-line", "both layers and bare members", "one or the other"),
    ('tell: "role:manager"', 'tell: "ladder:house"', '"ladder:house",    within', "is not somebody a rung can tell", "role:manager"),
    ("3: \"no sleep\"", "3: \"%s\"" % ("z" * 71), "zzz", "has 71 characters, and 70 fit", "fewer"),
    ("3: \"no sleep\"}", "4: \"no sleep\"}", "4: ", "is not one of", "1, 2 and 3"),
    ('phone: "01632 960111"', "phone: 01632960111", "phone: 01632960111", "is a number", 'as in "01632960111"'),
    ('phone: "01632 960111"', "phone: +441632960111", "phone: +44", "is a number", 'as in "+441632960111"'),
    ('worse: ["Being followed", "Lots of questions"]', "worse: [{a: b}]", "worse: [{a: b}]", "where words belong", "words"),
    ("cat\"]", "\\u0007cat\"]", "cat", "control character", "Take it out"),
    # rules
    (NO_SLEEP, "when: {sign: sleep, signs_together: 2}", "sign: sleep, signs", "has two rules", "any_of or all_of"),
    (NO_SLEEP, "when: {}", "when: {}", "has no rule", "signs_together: 2"),
    (NO_SLEEP, "when: sleep", "when: sleep", "when: is not a rule", "{signs_together: 2}"),
    (NO_SLEEP, "when: {sgin: sleep, at_least: 3}", "sgin", "has no rule", "Did you mean sign?"),
    (NO_SLEEP, "when: {repeat: {sign: sleep, at_least: 2, times: 3, in_last: 5 handovers}}", "{repeat:", "has no rule", "Did you mean repeats?"),
    (NO_SLEEP, "when: {repeats: {sign: sleep, at_least: 2, time: 3, in_last: 5 handovers}}", "time: 3", "has the key time", "Did you mean times?"),
    (NO_SLEEP, "when: {repeats: {sign: sleep, at_least: 2, times: 3}}", "times: 3}", "has no in_last", "in_last: 5 handovers"),
    (NO_SLEEP, "when: {repeats: 3}", "repeats: 3", "is not a group of keys", "repeats: {sign: sleep"),
    (NO_SLEEP, "when: {signs_together: 2, at_least: 2}", "at_least: 2", "has the key at_least", "Keys here are signs_together."),
    (NO_SLEEP, "when: {adds_up: {signs: [sleep], at_least: 0, in_last: 24 h}}", "at_least: 0", "is not more than 0", "more than 0"),
    (NO_SLEEP, "when: {any_of: []}", "any_of: []", "any_of: is empty", "two rules or more"),
    (NO_SLEEP, "when: {all_of: [{sign: phone}]}", "all_of:", "all_of: has one rule only", "two rules or more"),
    (NO_SLEEP, "when: {any_of: [{sign: phone}, sleep]}", "any_of:", "any_of > number 2: is not a rule", "{signs_together: 2}"),
    (NO_SLEEP, "when:\n            any_of:\n              - {sign: phone}\n              - all_of:\n                - {sign: pacing}\n                - {sign: fone}", "{sign: fone}", "names the sign fone", "Write phone."),
    # what is named is there
    ("ladder: house", "ladder: hous", "ladder: hous", "names the ladder hous, which is not there", "Write house, or add hous under ladders"),
    ('"ladder:house"\n          urgency: now\n          act_within: 20 min', '"ladder:hous"\n          urgency: now\n          act_within: 20 min', '"ladder:hous"', "people > ida > plan > thresholds > tired-and-away: tells ladder:hous, which is not there", "Write ladder:house, or add it under ladders."),
    ('tell: "rota:first-line"', 'tell: "rota:frist-line"', "frist-line", "tells rota:frist-line, which is not there", "rota:first-line"),
    ('tell: "role:manager"', 'tell: "role:manger"', "manger", "tells role:manger, which is not there", "Write role:manager."),
    ("members: [U0DEE, U0ASH]", "members: [U0DEE, U0ASSH]", "U0ASSH", "names somebody U0ASSH, who is not there", "Write U0ASH, or add U0ASSH under staff"),
    ("{who: U0ASH", "{who: U0NEW", "U0NEW", "who is not there", "under staff"),
    ("deputy: U0DEPUTY", "deputy: U0DEPUTTY", "U0DEPUTTY", "who is not there", "U0DEPUTY"),
    ("services: [rowan-house], agency", "services: [rowan-hose], agency", "rowan-hose]", "names the service rowan-hose", "rowan-house"),
    ("timezone: Europe/London, services: [rowan-house]", "timezone: Europe/London, services: [oak]", "[oak]", "names the service oak", "Add oak under services"),
    ("known_as: Bel\n    service: rowan-house", "known_as: Bel\n    service: rowan", "service: rowan\n", "names the service rowan", "rowan-house"),
    ("when: {sign: stares}", "when: {sign: stare}", "{sign: stare}", "names the sign stare, which is not in this plan", "Write stares."),
    ("among: [curtains, hood, eating]", "among: [curtain, hood, eating]", "[curtain,", "names the sign curtain", "Write curtains."),
    ("involve: [cmht]", "involve: [cmth]", "involve: [cmth]", "involves cmth, who is not a partner", "Write cmht."),
    ("shifts: [early, late], until", "shifts: [early, lates], until", "lates", "names the shift lates", "Write late."),
    ("shifts: [early, late], until", "shifts: [], until", "shifts: [], until", "asks at no shift", "Name shifts"),
    (UNCLE, "[{partner: cmh}]", "partner: cmh", "names cmh, who is not a partner", "Write cmht."),
    (UNCLE, "[{name: Uncle, staff: U0ASH}]", "name: Uncle", "in one way", "exactly one of staff, partner or name"),
    (UNCLE, "[{partner: cmht}]", "involve: [cmht]", "does not want contacted", "out of involve"),
    # one name, one thing
    ("key: ray\n    known_as: Ray", "key: sam\n    known_as: Ray", "key: sam\n    known_as: Ray", "has the key sam too, first on line", "another"),
    ("known_as: Ray", "known_as: SAM", "known_as: SAM", "has the same known_as as somebody else", "another short name"),
    ("- {key: night, name: Night", '- {key: night, name: Dusk, starts: "19:00"}\n      - {key: night, name: Night', "name: Night", "has the key night too, first on line", "another"),
    ("slack: U0AGENCY", "slack: U0WORKER", "name: Remi", "is listed as U0WORKER twice", "Keep one"),
    ("{key: phone,  says", "{key: pacing,  says", "answering", "has the key pacing too", "another"),
    ("- key: no-sleep", "- key: two-together", "- key: two-together\n          when: {sign: s", "has the key two-together too", "another"),
    (LATE, LATE.replace("14:30", "07:30"), "name: Late", "starts at 07:30 on the same days as early", "its own start"),
    ("  - {slack: U0LEAD", "  - {slack: U0LEAD, name: Mel, role: team_leader, services: [], services: []}\n  - {slack: U0LEAD", "services: [], services", "has the key services twice", "Keep one"),
    # signs and rules fit each other
    ("          levels: " + LEVELS + "\n", "", "rating: 0-3", "is rated 0-3 and has no levels", "levels: {1:"),
    (LEVELS, '{1: "up", 2: "down"}', '{1: "up"', "has words for 1 and 2 only", "levels: {1:"),
    (PACING, PACING.replace("seen}", "seen, worse: higher}"), "worse: higher}", "where more is always worse", "Take worse out"),
    (PACING, PACING.replace("seen}", "seen, unit: steps}"), "unit: steps", "which has no unit", "Take the unit out"),
    (PACING, PACING.replace("seen}", "seen, levels: {1: a, 2: b, 3: c}}"), "levels: {1: a", "which has no levels", "rating: 0-3"),
    ("rating: number, unit: hours", "rating: number", "rating: number, worse: lower", "is a number of nothing", "unit: hours"),
    ("rating: count, worse: higher}", "rating: count}", "rating: count}", "does not say which way is worse", "worse: higher"),
    (NO_SLEEP, "when: {sign: sleep}", "when: {sign: sleep}", "does not say how bad sleep must be", "at_least"),
    (NO_SLEEP, "when: {sign: sleep, at_least: 4}", "at_least: 4", "which goes from 1 to 3", "1, 2 or 3"),
    (NO_SLEEP, "when: {sign: sleep, at_most: 1}", "at_most: 1", "where more is worse", "at_least"),
    (NO_SLEEP, "when: {sign: pacing, at_least: 2}", "at_least: 2", "which is only seen or not", "at_least: 1"),
    (NO_SLEEP, "when: {sign: sleep, at_least: 2, at_most: 3}", "at_most: 3", "both at_least and at_most", "Keep one"),
    ("when: {sign: hours, at_most: 4}", "when: {sign: hours}", "{sign: hours}", "how bad hours must be", "at_most"),
    ("{signs_together: 2}", "{signs_together: 5}", "signs_together: 5", "asks for 5 signs together, and 4 can count", "fewer"),
    ("{signs_together: 2}", "{signs_together: 1}", "signs_together: 1", "is not at least 2", "at least 2"),
    (TIRED, "{count: 4, at_least: {away: 2}}", "count: 4", "asks for 4 signs together, and 3 can count", "bound of its own"),
    (TIRED, "{count: 2, among: [hours, away, lights]}", "among: [hours", "counts hours, a number, without a bound", "at_least: {hours"),
    (SHUT_IN, SHUT_IN.replace("eating: 2", "again: 1"), "again: 1", "which is not in among", "Add it there"),
    (SHUT_IN, SHUT_IN.replace("eating: 2", "eatin: 1"), "eatin: 1", "a bound for eatin", "Write eating."),
    (SHUT_IN, SHUT_IN.replace("eating: 2", "eating: 2.5"), "2.5", "from 1 to 3", "1, 2 or 3"),
    (SHUT_IN, SHUT_IN.replace("{eating: 2}", "lots"), "lots", "is not a number", "{sleep: 2, pacing: 1}"),
    ("{count: 3, at_least: {plans: 2}}", "{count: 3, at_least: 0}", "at_least: 0", "which is always so", "1 or more"),
    # people, dates, telling
    ("sharing: agreed\n        review_by: 2027-01-31", "sharing: best_interests\n        review_by: 2027-01-31", "best_interests", "without a capacity_note", "capacity_note"),
    ("review_by: 2027-03-14", "review_by: 2026-03-14", "review_by: 2026-03-14", "before it was agreed", "later review_by"),
    ("every: 1 week, day: monday", "every: 1 week", "every: 1 week", "does not say on which day", "day: monday"),
    ("every: 1 week, day: monday", "every: 3 d, day: monday", "every: 3 d", "does not change by the week", "Take day out"),
    ("every: 1 week, day: monday", "every: 1 week, day: 3", "day: 3", "day of the month", "weekday"),
    ("every: 1 week, day: monday", "every: 1 week, day: mon", "day: mon,", "is not a day for a handoff", "in full"),
    ("every: 1 week, day: monday", "every: 1 month", "every: 1 month", "changes by the month and does not say on which day", "day: 31 is the last day"),
    ("every: 1 week, day: monday", "every: 1 month, day: monday", "day: monday", "has a day of the week and changes by the month", "day: 1"),
    ("every: 1 week, day: monday", "every: 1 month, day: 32", "day: 32", "is not a day for a handoff", "monday"),
    ("every: 1 week, day: monday", "every: 12 h, day: monday", "every: 12 h", "does not change by the week or the month", "Take day out"),
    ("every: 1 week, day: monday", "every: 1 d, day: 3", "every: 1 d", "does not change by the week or the month", "Take day out"),
    ("every: 1 week, day: monday", "every: 45 min", "every: 45 min", "more often than once an hour", "every: 12 h"),
    ("every: 1 week, day: monday", "every: 3601 s", "3601 s", "at odd seconds", "whole minutes"),
    ("every: 1 week, day: monday", "every: 90 weeks, day: monday", "90 weeks", "less often than once a year", "every: 4 weeks"),
    (MEMBERS, LAYERS.format("2026-01-05", "2026-01-01"), "{members: [U0DEE]", "never has anybody on: layer 2 begins no later", "in the order in which they begin"),
    ("until: 2026-12-27T09:00", "until: 2026-12-24T17:00", "who: U0ASH", "ends when it begins", "later until"),
    ("from: 2026-12-24T17:00, until: 2026-12-27T09:00", "from: 2027-03-28T01:10, until: 2027-03-28T01:50", "who: U0ASH", "clocks go forward", "later until"),
    ("{who: U0ASH", "{who: U0TABLET", "U0TABLET, from", "a shared account", "somebody who can answer"),
    ("until: 2026-12-27T09:00", "until: 2026-12-24T09:00", "who: U0ASH", "ends before it begins", "later until"),
    ("members: [U0DEE, U0ASH]", "members: [U0DEE, U0TABLET]", "members: [U0DEE, U0TABLET]", "a shared account", "somebody who can answer"),
    ('tell: "role:manager"', 'tell: "role:administrator"', "administrator", "nobody of rowan-house is an administrator", "Add somebody"),
    ('tell: "role:safeguarding_lead"', 'tell: "role:administrator"', "administrator", "nobody of rowan-house is", "Add somebody"),
    (UNCLE, "[{staff: U0DEE}, {staff: U0ASH}]", "not_wanted: [{staff", "leaves nobody to tell about Sam", "whom they agree to"),
    # YAML
    ("    name: Rowan House\n", "    name: Rowan House\n     channel: x\n", "channel: x", "cannot be read as YAML", "colon"),
    ("    name: Rowan House\n", "\tname: Rowan House\n", "\tname", "cannot be read as YAML", "spaces, not tabs"),
    ("name: Example Care", "name: !!python/object:os.system x", "!!python", "has a tag", "Take the tag out"),
    ("name: Example Care", "name: *nobody", "*nobody", "uses a * name that is not there", "Put &"),
    ("organisation:\n", "organisation: &o\n  name: *o\n", "*o", "contains itself", "Take the * name out"),
    ("services:\n", "---\nservices:\n", "---", "has a second document", "Take the --- out"),
    ("staff:\n", "stuff:\n", "stuff:", "has the key stuff", "Did you mean staff?"),
    ("name: Example Care", "name: ${NOT_SET}", "${NOT_SET}", "reads ${NOT_SET}, which is not set", "Set NOT_SET"),
    ("name: Dee,", "name: Dee, fallback: [\"${NOT_SET}\"],", "NOT_SET", "reads ${NOT_SET}", ".env is not read"),
    ("name: Example Care", "name: ${", "${", "has ${ without a name", "${DEE_SMS}"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "mark", "what", "remedy"), BROKEN)
def test_one_slip_is_one_fault_on_its_line_with_what_mends_it(
    tmp_path: Path, old: str, new: str, mark: str, what: str, remedy: str
) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    faults = refused(tmp_path, text)
    assert [fault.line for fault in faults] == [text[: text.index(mark)].count("\n") + 1]
    assert what in faults[0].what
    assert remedy in faults[0].remedy
