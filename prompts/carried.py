"""What is carried forward, in words: beside a name in the question, and in forms with the signs themselves."""

from bot import plans, signs
from bot.carried import Carried
from bot.people import Service
from prompts import words

ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# said alone they name a time; other names of shifts do not
TIMES = ("night", "day", "morning", "afternoon", "evening", "weekend", "shift")
TO_SEE = "open to see"


def row(carried: Carried, service: Service) -> list[str]:
    """What stands beside a person's name, in mrkdwn: "third night running, open to see". Content-light."""
    run = [f"{_run(carried, service)}, {TO_SEE}"] if carried.running else []
    return [*run, *([f"{words.plural(carried.steps, 'step')} still to do"] if carried.steps else [])]


def line(carried: Carried, service: Service, plan: plans.Plan) -> str:
    """The same for a form, with the signs and the steps: "Third night running: up most of the night." mrkdwn.

    `plan` is the one that holds; what it has no more is left out.
    """
    values = dict(carried.shown)
    known = [sign for sign in plan.signs if sign.key in values]
    shown = "; ".join(words.escape(signs.in_words(sign, values[sign.key])) for sign in known)
    to_do = [words.escape(signs.tidy(plan.steps[at])) for at in carried.to_do if at < len(plan.steps)]
    run = f"{_run(carried, service)}{': ' if shown else ''}{shown}" if carried.running else ""
    said = [run, f"Still to do: {'; '.join(to_do)}" if to_do else ""]
    return " ".join(words.sentence(one) for one in said if one)


def _run(carried: Carried, service: Service) -> str:
    shift = _shift(carried.covers, service)
    if carried.running == 1:
        return f"signs at the last {shift}"
    if carried.running - 2 < len(ORDINALS):
        return f"{ORDINALS[carried.running - 2]} {shift} running"
    return f"{words.plural(carried.running, shift)} running"


def _shift(key: str, service: Service) -> str:
    """ "night", "late shift"; "shift" for one that the house no longer has."""
    known = next((words.name(one.name) for one in service.spec.shifts if one.key == key), "shift")
    lower = known[:1].lower() + known[1:]
    return lower if lower.lower().endswith(TIMES) else f"{lower} shift"
