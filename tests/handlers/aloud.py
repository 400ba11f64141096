"""What happens in the examples' houses until a threshold is reached: one line each, one entry a handover."""

# a table, one line a case
# ruff: noqa: E501

from bot.replies import Answer

CLEAR = Answer("clear")
NOBODY = None
US = Answer("signs", contact_missed="us")
AGENCY = Answer("signs", contact_missed="agency")
PARTLY = Answer("signs", followed="partly", steps={0: "not_done"})
NO = Answer("signs", followed="no")

# the signs seen, by their values; every other sign of the plan is "not seen"
Told = dict[str, float | None] | Answer | None


TOLD: list[tuple[str, str, list[Told]]] = [
    ("sam", "two-together", [{"sleep": 2, "pacing": 1}]),
    ("sam", "no-sleep", [{"sleep": 3}]),
    ("sam", "bad-nights", [{"sleep": 2}, CLEAR, NOBODY, {"sleep": 3}, CLEAR, CLEAR, {"sleep": 2}]),
    ("ray", "three-together", [{"breath": 1, "stares": 1, "plans": 2}]),
    ("ray", "watched", [{"stares": 1}]),
    ("ray", "harder-each-time", [{"fear": 3}, CLEAR, {"fear": 4.5}, CLEAR, CLEAR, {"fear": 7, "bus": 1}]),
    ("tom", "pressed", [{"lending": 1}, CLEAR, CLEAR, {"callers": 1}]),
    ("tom", "not-allowed-to-tell", [{"secret": 1}]),
    ("tom", "lending-again", [{"lending": 1}, *20 * [CLEAR], {"lending": 1}, *20 * [CLEAR], {"lending": 1}]),
    ("tom", "company-fell-through", [US, *10 * [CLEAR], AGENCY]),
    ("ida", "short-night", [{"hours": 3.5}]),
    ("ida", "tired-and-away", [{"hours": 5, "away": 2}]),
    ("ida", "adding-up", [{"away": 1, "hours": 7}, {"tablets": 1}, NOBODY, {"lights": 1, "hours": 6}, {"tablets": 1, "away": 1}]),
    ("bel", "shut-in", [{"curtains": 1}, {"eating": 2}]),
    ("bel", "three-together", [{"curtains": 1, "again": 1, "hood": 1}]),
    ("bel", "still-frightened", [{"curtains": 1}, {"again": 1}, {"curtains": 1}, NOBODY, {"curtains": 1, "again": 1}]),
    ("jed", "first-twelve-weeks", [{"sleep": 2}, CLEAR, {"sleep": 3}]),
    ("jed", "first-twelve-weeks", [{"watched": 1}]),
    ("jed", "first-twelve-weeks", [{"street": 1}, {"watched": 1, "street": 3}]),
    ("jed", "three-together", [{"sleep": 2, "watched": 1, "back": 1}]),
    ("jed", "promised-visits", [AGENCY, *8 * [CLEAR], AGENCY]),
    ("nell", "money-again", [{"cash": 1}, *9 * [CLEAR], {"cash": 1}, *9 * [CLEAR], {"cash": 1}]),
    ("nell", "money-again", [{"cash": 2}]),
    ("nell", "hiding-and-low", [{"hiding": 1}, CLEAR, {"hiding": 1}, {"low": 2}]),
    ("nell", "pressed-or-in-tears", [{"low": 3}]),
    ("nell", "pressed-or-in-tears", [CLEAR, {"promise": 1}]),
    ("nell", "calls-that-did-not-happen", [US, NOBODY, *6 * [CLEAR], US]),
    ("cy", "before-town", [{"tablets": 1, "faster": 1}]),
    ("cy", "shouting", [{"shouted": 3}]),
    ("cy", "steps-left-out", [PARTLY, CLEAR, NO]),
    ("cy", "a-hard-week", [{"hungry": 1}, {"ears": 1}, CLEAR, {"faster": 1}, NOBODY, {"hungry": 1, "shouted": 1}]),
    ("mo", "may-be-pain", [{"side": 1, "bowl": 2}, {"hand": 2}]),
    ("mo", "two-short-nights", [CLEAR, {"night": 4}, CLEAR, {"night": 2.5}]),
    ("mo", "nobody-has-said", [CLEAR, NOBODY, NOBODY]),
    ("lin", "no-word", [CLEAR, NOBODY, NOBODY]),
    ("lin", "no-word", [US, {"door": 1}, AGENCY]),
    ("lin", "more-each-time", [{"cans": 3}, {"cans": 2}, CLEAR, {"cans": 4}, {"cans": 7}]),
    ("lin", "three-in-three-days", [{"cans": 6}, {"door": 1}, {"texts": 1, "door": 1}]),
    ("gil", "letters-grow", [{"letters": 3}, CLEAR, {"letters": 4}, {"letters": 9}]),
    ("gil", "cold-and-letters", [{"letters": 7}, {"coat": 1, "letters": 8}]),
    ("gil", "way-out", [{"path": 3}]),
    ("gil", "paid-at-the-door", [{"caller": 1}]),
    ("fay", "no-cooking", [{"cooked": 0}, {"cooked": 0}, {"cooked": 1}, {"cooked": 0}, {"cooked": 0}]),
    ("fay", "no-cooking", [{"you": 1}, {"you": 1, "cooked": 1}, NOBODY, {"you": 1}, {"you": 1}]),
    ("fay", "burning", [{"checks": 5}, {"checks": 8}, {"smell": 1}]),
    ("fay", "our-worry-or-hers", [NO, CLEAR, CLEAR, CLEAR, PARTLY]),
]  # fmt: skip
