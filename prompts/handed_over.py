"""What was noted: everything that was said at one handover, for those who may read it. A form, nothing to send."""

from dataclasses import dataclass
from datetime import datetime

from bot import plans, signs
from bot.away import Absence
from bot.carried import Carried
from bot.handover import Handover
from bot.notes import Note
from bot.people import Contact, Person, Service
from bot.replies import COULD_NOT_TELL, Reply
from prompts import carried, forms, notes, steps, words
from prompts.blocks import Blocks, View, actions, button, divider, modal, section
from prompts.briefing import MISSED_BY
from prompts.reply_form import NOT_HAPPENED
from prompts.rows import SAID, Action

TEXT = 2000
NOT_SEEN = {"out": "out", "asleep": "asleep", "declined": "did not want to be seen"}
KINDS = {"good": "Something good", "affected": "Something also affects {who}", "worry": "A worry"}


@dataclass(frozen=True)
class Entry:
    """What was said about one person: replies with their authors and the plan they show, notes with theirs.

    `away` is set while they are.
    """

    person: Person
    replies: tuple[tuple[Reply, str, plans.Plan | None], ...]
    notes: tuple[tuple[Note, str], ...]
    carried: Carried | None
    away: Absence | None = None


@dataclass(frozen=True)
class HandedOver:
    """One handover as it stands. `house` are notes about nobody in particular."""

    handover: Handover
    service: Service
    on_call: tuple[Contact, ...]
    emergency: str
    entries: tuple[Entry, ...]
    house: tuple[tuple[Note, str], ...]


def form(said: HandedOver, now: datetime) -> View:
    """All of it, person by person, with *I've read this* below."""
    spec = said.service.spec
    told = [block for entry in said.entries for block in _entry(said, entry, now)]
    due = words.weekday(said.handover.change.due, spec.timezone)
    read = button("I've read this", Action.READ, str(said.handover.id), "I've read this handover")
    return modal(
        "What was noted",
        forms.danger(said.on_call, said.emergency),
        section("title", f"*{words.name(spec.name)} · {due}*"),
        told or section("nothing", "Nothing was noted besides no signs."),
        section("house", *(_note(said, note, by, "the house", now) for note, by in said.house)),
        divider("end"),
        callback_id="handover.noted",
        close="Close",
        foot=actions("read", read),
    )


def _entry(said: HandedOver, entry: Entry, now: datetime) -> Blocks:
    who, plan = words.short(entry.person.known_as), entry.person.plan
    kept = carried.line(entry.carried, said.service, plan) if entry.carried and plan else ""
    lines = [
        kept,
        _away(said, entry.away, now) if entry.away else "",
        *(_reply(said, entry.person, *one, now) for one in entry.replies),
        *(_note(said, note, by, who, now) for note, by in entry.notes),
    ]
    return section(f"entry:{entry.person.id}", f"*{who}*", *lines) if any(lines) else []


def _away(said: HandedOver, away: Absence, now: datetime) -> str:
    until = words.clock(away.until, said.service.spec.timezone, now)
    return f"Away until {until}{': ' + words.escape(away.why, TEXT) if away.why else '.'}"


def _reply(
    said: HandedOver, person: Person, reply: Reply, by: str, plan: plans.Plan | None, now: datetime
) -> str:
    answer, zone = reply.answer, said.service.spec.timezone
    at = words.clock(reply.received_at, zone, now)
    when = f", about {words.clock(reply.seen_at, zone, now)}" if reply.timed else ""
    why = f" ({NOT_SEEN[answer.not_seen]})" if answer.not_seen else ""
    shown = _shown(reply, plan) if plan else []
    head = f"{SAID[answer.kind]}{why}, {words.name(by)} {at}{when}"
    lines = [
        f"{head}: {words.escape('; '.join(shown), TEXT)}" if shown else f"{head}.",
        *_steps(person, reply, plan),
        *(f"{label}: {words.escape(text, TEXT)}" for label, text in _written(person, reply) if text),
    ]
    return "\n".join(lines)


def _shown(reply: Reply, plan: plans.Plan) -> list[str]:
    values = [
        (sign, reply.answer.values.get(sign.key)) for sign in plan.signs if sign.key in reply.answer.values
    ]
    seen = [signs.in_words(sign, value) for sign, value in values if signs.is_shown(sign, value)]
    return seen + [f"could not tell: {sign.says}" for sign, value in values if value is COULD_NOT_TELL]


def _steps(person: Person, reply: Reply, plan: plans.Plan | None) -> list[str]:
    answer = reply.answer
    known = dict(steps.choices(person.known_as))
    taken = [
        f"• {words.escape(step, TEXT)}: {words.lower(words.escape(known.get(answer.steps[at], 'Not done')))}"
        for at, step in enumerate(plan.steps if plan else [])
        if at in answer.steps
    ]
    followed = [f"Escalation steps followed: {steps.FOLLOWED[answer.followed]}."] if answer.followed else []
    return [*followed, *taken]


def _written(person: Person, reply: Reply) -> list[tuple[str, str | None]]:
    who, answer = words.short(person.known_as), reply.answer
    missed, happened = answer.contact_missed, answer.not_happened
    return [
        ("Planned contact did not happen", MISSED_BY[missed] if missed else None),
        (
            "Did not happen because of this",
            NOT_HAPPENED[happened].format(who=person.known_as) if happened else None,
        ),
        (f"{who} says", answer.says),
        (f"{who} wants", answer.wants),
        (f"Does {who} know that others are told", notes.KNOWS[answer.knows] if answer.knows else None),
        ("Note", answer.note),
    ]


def _note(said: HandedOver, note: Note, by: str, who: str, now: datetime) -> str:
    at = words.clock(note.received_at, said.service.spec.timezone, now)
    topic = (
        notes.TOPICS[note.said.topic] if note.said.topic else KINDS.get(note.said.kind, "").format(who=who)
    )
    text = f": {words.escape(note.said.text, TEXT)}" if note.said.text else "."
    wants = f"\n{who} wants: {words.escape(note.said.wants, TEXT)}" if note.said.wants else ""
    return f"{topic}, {words.name(by)} {at}{text}{wants}"
