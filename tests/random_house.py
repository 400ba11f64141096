"""Random houses that could be loaded: everything a file may hold, in odd words."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot import house_rules, plan_rules, plans, rota_rules
from bot.house import Service
from bot.loaded import House

Written = dict[str, Any]
# what one YAML or another takes for something else, cannot begin with, or ends at
ODD = [
    "no", "Yes", "null", "~", "true", "1e3", "0x1F", "0o7", "12", "-1.5", ".5", "07:30", "2026-01-01",
    "2026-12-24T17:00", "2026-12-24T17:00:00", "2026-13-45", "15 min", ": #", "a: b", "a #b", "#a", "- x", "-", "--- x",
    "...", "? x", "| x", "> x", "@x", "`x`", "*x", "&x", "!x", "%x", "[x", "{x}", "x]", ",", "x:", ":", "'x'",
    '"x"', "it's", 'say "no"', "back\\slash", "\\n", "multi\nline", "two\n\n  deep\n", "tab\there", "50 %",
    "🙂 zażółć", "👩‍👩‍👧", "\u2028 apart", "next\x85line", "\ufeffmark", "\ud7ff\ue000\ufffd", "\U0010ffff", "=", "<<",
    "$NAME", "{NAME}", "x" * 250,
]  # fmt: skip
KEYS = [
    "no",
    "on",
    "y",
    "null",
    "true",
    "1e3",
    "12",
    "2",
    "0-3",
    "a",
    "rowan-house",
    "days",
    "layers",
    "when",
]
ZONES = ["Europe/London", "America/Chicago", "Australia/Lord_Howe", "UTC"]
LENGTHS = ["10 s", "15 min", "90 min", "24 h", "7 d", "2 weeks", "PT45M"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DOMAINS = ["mood", "sleep", "money", "watched_or_pressured"]
ROLES = ["support_worker", "team_leader", "manager", "safeguarding_lead", "administrator"]
WINDOWS = ["1 handover", "5 handovers", "7 d", "36 h", "4 weeks"]

letters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\x85\x9f")
texts = (st.sampled_from(ODD) | st.text(letters, min_size=1, max_size=60)).filter(
    lambda text: bool(text.strip()) and "${" not in text
)
lines = texts.map(lambda text: text.replace("\n", " ")[:60]).filter(lambda text: len(text.strip()) > 1)
keys = st.sampled_from(KEYS) | st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
times = st.times().map(lambda at: at.strftime("%H:%M"))
days = st.dates(date(2001, 1, 1), date(2098, 12, 31))
walls = st.datetimes(datetime(2001, 1, 1), datetime(2098, 12, 31)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001
weekdays = st.sampled_from(["mon-fri", "sat,sun", "sat-mon"]) | st.lists(
    st.sampled_from(WEEKDAYS), min_size=1
)
bounds = st.sampled_from([1, 2, 3, 4.5, 1e20, 0.1])


def _with(required: Written, **maybe: st.SearchStrategy[Any]) -> st.SearchStrategy[Written]:
    """A mapping with these keys, and any of the others."""
    return st.fixed_dictionaries(required, optional=maybe)


def _unique(kind: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(kind, min_size=least, max_size=most, unique=True)


# plans

RATINGS = ["seen", "seen", "0-3", "count", "number"]


def rules(signs: list[Written]) -> st.SearchStrategy[Written]:
    """Every kind of rule about these signs, one of each rating in their order, nested; nearly all of them sound."""
    seen, other, level, count, number = (one["key"] for one in signs)
    often = {"times": st.integers(1, 5), "in_last": st.sampled_from(WINDOWS)}
    bad = st.one_of(
        _with({"sign": st.just(seen)}, at_least=st.just(1)),
        st.fixed_dictionaries({"sign": st.just(level), "at_least": st.integers(1, 3)}),
        st.fixed_dictionaries({"sign": st.just(count), "at_least": st.integers(1, 9)}),
        st.fixed_dictionaries({"sign": st.just(number), "at_most": bounds}),
    )
    own = st.fixed_dictionaries({level: st.integers(1, 3), count: st.sampled_from([2, 3.0])})
    together = _with(
        {"count": st.integers(2, 3)},
        among=st.permutations([seen, other, level, count]),
        at_least=st.integers(1, 3) | own,
        within=st.sampled_from(LENGTHS),
    )
    weights = st.dictionaries(st.sampled_from([seen, count]), bounds, max_size=2)
    sums = {
        "signs": st.permutations([seen, other, level, count]),
        "at_least": bounds,
        "in_last": often["in_last"],
    }
    leaves = [
        bad,
        st.fixed_dictionaries({"signs_together": st.integers(2, 3) | together}),
        st.fixed_dictionaries(
            {"repeats": bad.flatmap(lambda one: st.fixed_dictionaries(_just(one) | often))}
        ),
        st.fixed_dictionaries({"repeats": _with(often, at_least=st.just(2))}),
        st.fixed_dictionaries({"adds_up": _with(sums, weights=weights)}),
        st.fixed_dictionaries(
            {
                "rising": st.fixed_dictionaries(
                    {"sign": st.sampled_from([level, count]), "over": st.integers(2, 4)}
                )
            }
        ),
        st.fixed_dictionaries({"steps_not_followed": st.fixed_dictionaries(often)}),
        st.fixed_dictionaries({"missed_contacts": st.fixed_dictionaries(often)}),
        st.fixed_dictionaries({"unanswered": st.integers(1, 60)}),
    ]
    return st.one_of(
        *leaves, *(_several(st.one_of(*leaves)) for _ in range(3)), _several(_several(st.one_of(*leaves)))
    )


def _just(values: Written) -> Written:
    return {key: st.just(value) for key, value in values.items()}


def _several(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.fixed_dictionaries({"any_of": several}) | st.fixed_dictionaries({"all_of": several})


@st.composite
def signs(draw: Any, key: str, rating: str) -> Written:
    sign = {"key": key, "says": draw(texts), "domain": draw(st.sampled_from(DOMAINS)), "rating": rating}
    if rating == "0-3":
        sign["levels"] = {level: draw(lines) for level in (1, 2, 3)}
    if rating in ("count", "number"):
        sign["worse"] = "higher" if rating == "count" else "lower"
    if rating == "number":
        sign["unit"] = draw(lines)
    return sign


@st.composite
def plan(draw: Any, service: Service, staff: list[str], tells: list[str]) -> plans.Plan:
    """A sound plan of somebody in this service: rules that cannot be meant are left out."""
    agreed, review = sorted(draw(st.tuples(days, days)))
    who = st.sampled_from(staff)
    named = [draw(signs(key, rating)) for key, rating in zip(draw(_unique(keys, 5, 5)), RATINGS, strict=True)]
    partners = draw(_unique(keys, 0, 2))
    written = draw(
        _with(
            {
                "agreed": _with(
                    {"when": st.just(agreed), "with": st.lists(lines, max_size=3), "drafted_by": who,
                     "approved_by": who, "review_by": st.just(review)},
                    how=texts, capacity_note=texts, sharing=st.sampled_from(["agreed", "objects"]),
                ),
                "signs": st.just(named),
            },
            asked=_with(
                {}, until=days, shifts=_unique(st.sampled_from([one.key for one in service.shifts]), 1, 3)
            ),
            steps=st.lists(texts, max_size=4), safe=st.lists(texts, max_size=2), worse=st.lists(texts, max_size=2),
            look_after=st.lists(texts, max_size=2), crisis_wishes=texts,
            crisis_line=st.fixed_dictionaries({"name": lines, "phone": st.just("01632 960111")}),
            partners=st.tuples(*(_partner(key) for key in partners)).map(list),
            contacts=_with(
                {},
                wanted=st.lists(_with({"name": lines, "for": texts}, how=texts), max_size=2),
                not_wanted=st.lists(_with({"name": lines}, why=texts), max_size=2),
            ),
        )
    )  # fmt: skip
    written["thresholds"] = [
        draw(_threshold(key, named, partners, tells)) for key in draw(_unique(keys, 1, 5))
    ]
    made = plans.Plan.model_validate(written)
    sound = [
        one
        for one in made.thresholds
        if not plan_rules.faults((), made.model_copy(update={"thresholds": [one]}), service)
    ]
    return made.model_copy(update={"thresholds": sound})


def _partner(key: str) -> st.SearchStrategy[Written]:
    return _with(
        {"key": st.just(key), "agency": lines, "lead": lines, "hears": texts},
        phone=st.just("01632 960222"), hours=lines, backup=lines,
        phoned_by=st.sampled_from(["acknowledger", "house"]), chase_after=st.sampled_from(LENGTHS),
    )  # fmt: skip


def _threshold(
    key: str, named: list[Written], partners: list[str], tells: list[str]
) -> st.SearchStrategy[Written]:
    return _with(
        {"key": st.just(key), "when": rules(named), "tell": st.sampled_from(tells)},
        urgency=st.sampled_from(["now", "this_shift", "in_hours"]), act_within=st.sampled_from(LENGTHS),
        ask=texts, share=texts, authorised=texts,
        involve=_unique(st.sampled_from(partners), 0, 2) if partners else st.just([]),
    )  # fmt: skip


@st.composite
def service(draw: Any, key: str, number: int, ladders: list[str]) -> Service:
    starts = draw(_unique(times, 1, 3))
    shifts = [
        draw(
            _with(
                {"key": st.just(one), "name": lines, "starts": st.just(at)},
                planned_staff=st.integers(0, 9), days=weekdays,
            )
        )
        for one, at in zip(draw(_unique(keys, len(starts), len(starts))), starts, strict=True)
    ]  # fmt: skip
    required = {
        "key": st.just(key), "name": lines, "channel": st.just(f"C0HOUSE{number}"), "phone": st.just("01632 960333"),
        "timezone": st.sampled_from(ZONES), "ladder": st.sampled_from(ladders), "shifts": st.just(shifts),
    }  # fmt: skip
    hours = st.fixed_dictionaries({"days": weekdays, "from": times, "until": times})
    asking = _with({}, ask_before=st.sampled_from(LENGTHS), late_after=st.sampled_from(LENGTHS))
    return Service.model_validate(draw(_with(required, office_hours=hours, handover=asking)))


@st.composite
def rota(draw: Any, key: str, staff: list[str]) -> Written:
    start, length = draw(walls), timedelta(minutes=draw(st.integers(1, 9999)))
    overrides = [{"who": draw(st.sampled_from(staff)), "from": start, "until": start + length}]
    turns = {"members": st.lists(st.sampled_from(staff), min_size=1, max_size=3), "handoff": _handoff()}
    layers = draw(st.lists(st.fixed_dictionaries(turns), min_size=1, max_size=3))
    made = {"key": key, "timezone": draw(st.sampled_from(ZONES)), "layers": layers, "overrides": overrides}
    if rota_rules.faults(House.model_validate({"rotas": [made]})):
        made = made | {"layers": layers[:1], "overrides": []}
    return made


def _handoff() -> st.SearchStrategy[Written]:
    when = {"at": times, "from": days}
    every = st.sampled_from(["1 h", "12 h", "1 d", "90 min"])
    month = {"every": st.just("1 month"), "day": st.integers(1, 31), **when}
    week = {
        "every": st.sampled_from(["1 week", "14 d"]),
        "day": st.sampled_from(["monday", "sunday"]),
        **when,
    }
    return st.one_of(*map(st.fixed_dictionaries, ({"every": every, **when}, month, week)))


@st.composite
def houses(draw: Any) -> House:
    """A whole house in which nothing is wrong."""
    services, ladders = draw(_unique(keys, 1, 3)), draw(_unique(keys, 1, 2))
    users = [f"U0STAFF{i}" for i in range(draw(st.integers(1, 4)))]
    # somebody always hears
    staff = [{"slack": "U0BASE", "name": draw(lines), "role": "manager", "services": services}]
    for user in users:
        needed = {"slack": st.just(user), "name": lines, "role": st.sampled_from(ROLES)}
        needed["services"] = _unique(st.sampled_from(services), 0, len(services))
        fallback = st.lists(
            st.sampled_from(["sms://${NAME_1}", "mailto:a@b.example", "${NAME_1}"]), max_size=2
        )
        phone = st.just("07700 900999")
        staff.append(draw(_with(needed, phone=phone, agency=st.booleans(), fallback=fallback)))
    rotas = [draw(rota(key, ["U0BASE", *users])) for key in draw(_unique(keys, 0, 2))]
    rung_tells = st.sampled_from(["role:manager", *(f"rota:{one['key']}" for one in rotas)])
    waits = st.sampled_from(LENGTHS)
    rungs = st.lists(st.fixed_dictionaries({"tell": rung_tells, "within": waits}), max_size=2)
    made_ladders = [
        {"key": key, "repeat": draw(st.integers(0, 9)),
         "rungs": [*draw(rungs), {"tell": "role:manager", "within": draw(waits)}]}
        for key in ladders
    ]  # fmt: skip
    homes = [draw(service(key, i, ladders)) for i, key in enumerate(services)]
    tells = ["role:manager", *(f"ladder:{key}" for key in ladders), *(f"rota:{one['key']}" for one in rotas)]
    people = []
    for i, key in enumerate(draw(_unique(keys, 1, 3))):
        home = draw(st.sampled_from(homes))
        its = None if i == 1 else draw(plan(home, ["U0BASE", *users], tells))
        known_as = f"{i}{draw(lines)}"[:20]
        people.append({"key": key, "known_as": known_as, "service": home.key, "plan": its})
    found = House.model_validate(
        {
            "organisation": draw(st.none() | _organisation(services)), "services": homes, "staff": staff,
            "rotas": rotas, "ladders": made_ladders, "people": people,
        }
    )  # fmt: skip
    assert house_rules.faults(found) == []
    return found


def _organisation(services: list[str]) -> st.SearchStrategy[Written]:
    huddle = _with(
        {"channel": st.just("C0HUDDLE"), "day": st.just("tuesday"), "at": times, "timezone": st.sampled_from(ZONES),
         "services": _unique(st.sampled_from(services), 0, 2)},
        name=lines, digest_before=st.sampled_from(["0 min", "90 min", "3 d"]),
        targets=_with({}, answered=st.integers(1, 100), score=st.integers(1, 100)),
    )  # fmt: skip
    huddles = huddle | st.lists(huddle, min_size=1, max_size=1)
    number = st.fixed_dictionaries({"name": lines, "phone": st.just("01632 960555")})
    safe = _with({"lead": st.just("U0BASE")}, deputy=st.just("U0BASE"), outside=st.lists(number, max_size=2))
    privacy = st.sampled_from(["standard", "lighter"])
    days = st.sampled_from([[], ["mon"], ["tue", "fri"], ["mon", "tue", "wed"]])
    checks = _with({"days": days}, at=times, timezone=st.sampled_from(ZONES))
    return _with(
        {"name": lines},
        emergency=st.just("112"),
        huddle=huddles,
        safeguarding=safe,
        privacy=privacy,
        sense_checks=checks,
    )
