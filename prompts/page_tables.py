"""Tables of the digest's page: services side by side, rates by part, times, concerns. Cells are HTML."""

from collections.abc import Iterator, Sequence

from bot.actions import Minutes
from bot.agreed import InForce
from bot.digest import Digest, Listed, ServiceWeek
from bot.figures import BEFORE, CONTRASTED
from bot.huddle import Shown
from bot.page import Page
from bot.rates import Rate
from prompts import digest_concerns, digest_figures, digest_words, words
from prompts.digest_figures import length, rate
from prompts.markup import as_html, escape

# rows that fit beside the rest on the second sheet
CONCERNS = 14
RESTRICTIONS = 12
# services that stand side by side, with the sum; of more, so many have a row
SIDE_BY_SIDE, ROWS = 5, 14
BESIDE = ("handovers.late", "handovers.not_asked", "handovers.not_read")
COUNTED: dict[str, str] = {
    "handovers.asked": "Handovers asked",
    "handovers.answered": "answered",
    "handovers.late": "late",
    "handovers.missed": "missed",
    "handovers.not_asked": "not asked",
    "handovers.not_read": "not confirmed as read",
    "people.missed": "People not answered",
    "signs": "Person-shifts with signs",
    "concerns.raised": "Escalations raised",
    "repeats": "again within 28 days",
    "good": "Good things noted",
}


def row(*cells: str, numbers: int = 99) -> str:
    """A row; cells from `numbers` on are numbers."""
    made = (f'<td class="n">{one}</td>' if n >= numbers else f"<td>{one}</td>" for n, one in enumerate(cells))
    return f"<tr>{''.join(made)}</tr>"


def table(heading: str, *heads: str, rows: Iterator[str], numbers: int = 99) -> Iterator[str]:
    """A table under its heading; nothing where it has no row."""
    found = list(rows)
    if found:
        top = "".join(
            f'<th class="n">{one}</th>' if n >= numbers else f"<th>{one}</th>" for n, one in enumerate(heads)
        )
        yield f'<h2>{escape(heading)}</h2><div class="scroll"><table><tr>{top}</tr>{"".join(found)}</table></div>'


def services(made: Digest) -> Iterator[str]:
    """Each service's week beside the others and what is usual; of many, a row each."""
    parts = [*made.services, made.whole] if len(made.services) > 1 else list(made.services)
    if len(parts) > SIDE_BY_SIDE:
        yield from _many(parts)
        return

    def rows() -> Iterator[str]:
        for key, name in COUNTED.items():
            if key in BESIDE and not any(part.counted.get(key) for part in parts):
                continue
            cells = (f"{part.counted.get(key, 0):,}{_usual(part, key)}" for part in parts)
            yield row(name, *cells, numbers=1)

    names = [_named(part) for part in parts]
    yield from table(f"This week (and the mean of the {BEFORE} before)", "", *names, rows=rows(), numbers=1)


def _usual(part: ServiceWeek, key: str) -> str:
    return f" ({digest_words.number(part.usual[key])})" if key in part.usual else ""


def _named(part: ServiceWeek) -> str:
    return escape(part.house.name) if part.house else "All"


def _many(parts: Sequence[ServiceWeek]) -> Iterator[str]:
    shown = {key: name for key, name in COUNTED.items() if key not in BESIDE}
    rest = len(parts) - 1 - ROWS
    listed = [*parts[:-1][:ROWS], parts[-1]]

    def rows() -> Iterator[str]:
        for part in listed:
            yield row(_named(part), *(f"{part.counted.get(key, 0):,}" for key in shown), numbers=1)

    yield from table("This week", "", *shown.values(), rows=rows(), numbers=1)
    if rest > 0:
        yield f'<p class="small">And {rest} more services: relay digest --service shows each.</p>'


def parts(shown: Shown) -> Iterator[str]:
    """Signs by time of day, day of the week and staffing, of all services together."""
    names = {shift.key: shift.name for one in shown.services.values() for shift in one.spec.shifts}

    def rows() -> Iterator[str]:
        for one in shown.digest.whole.parts:
            called = digest_words.part(one.key, names)
            yield row(
                called,
                rate(one.signs),
                rate(one.signs_before),
                _of(one.raised),
                _of(one.raised_before),
                numbers=3,
            )

    heads = (
        "",
        "Signs, of person-shifts",
        f"in the {BEFORE} weeks before",
        "Escalations",
        f"{BEFORE} weeks before",
    )
    yield from table("When, and how staffed", *heads, rows=rows(), numbers=3)


def _of(one: Rate) -> str:
    return digest_words.of(one)


def around(part: ServiceWeek) -> Iterator[str]:
    """Signs and escalations after contacts that did not happen, and after contact with family."""
    rows = (
        row(
            words.sentence(digest_words.AROUND[one.around])[:-1], rate(one.after), rate(one.other),
            _of(one.after_raised), _of(one.other_raised), numbers=3,
        )
        for one in part.around
    )  # fmt: skip
    heads = ("", "signs after it", "signs otherwise", "escalations", "otherwise")
    yield from table(f"After something, over {CONTRASTED} weeks", *heads, rows=rows, numbers=3)


def timeliness(part: ServiceWeek) -> Iterator[str]:
    """How long each leg took of the escalations raised in the week."""
    heads = ("", "How many", "Middle one", "Nine of ten", "In time", "Past it, open")
    yield from table("How long it took", *heads, rows=_legs(part), numbers=1)


def _legs(part: ServiceWeek) -> Iterator[str]:
    for one in part.timeliness:
        took = (length(one.median), length(one.ninety)) if one.median is not None else ("–", "–")
        share = f"{one.within:,} of {one.limited:,}" if one.limited else "–"
        yield row(digest_figures.LEGS[one.leg], f"{one.count:,}", *took, share, f"{one.open:,}", numbers=1)
    if part.promises.made:
        kept = f"{part.promises.met:,} of {part.promises.made:,}"
        yield row("Promises", f"{part.promises.made:,}", "–", "–", kept, "–", numbers=1)


def steps(part: ServiceWeek) -> Iterator[str]:
    """What became of agreed steps, and of planned contacts."""
    lines = [*digest_figures.counted(part)]
    if lines:
        yield f"<ul>{''.join(f'<li>{as_html(one)}</li>' for one in lines)}</ul>"


def concerns(page: Page) -> Iterator[str]:
    """Every concern of the week with what was decided; as many as the sheet takes, and how many more there are."""
    made = page.shown.digest
    decided = {one.action.escalation_id: one.action.decision.said.decided for one in page.minutes.decided}
    because = {one.escalation_id: one.because for one in page.minutes.reviewed if one.because}

    def rows() -> Iterator[str]:
        for one in made.concerns[:CONCERNS]:
            said = (
                decided.get(one.concern.id)
                or because.get(one.concern.id)
                or ("" if one.reviewed else "to review")
            )
            yield row(as_html(_line(one, page)), escape(said))

    stood = "" if made.so_far else ", each as it was when the week ended"
    yield from table(f"Concerns: {len(made.concerns)}{stood}", "", "Decided, or why not", rows=rows())
    if len(made.concerns) > CONCERNS:
        yield f'<p class="small">And {len(made.concerns) - CONCERNS} more: All the figures, in Slack, lists them.</p>'


def _line(one: Listed, page: Page) -> str:
    return digest_concerns.line(one, page.shown.digest.zone, page.shown.services)


def restrictions(shown: Shown) -> Iterator[str]:
    """All of them in one paragraph, the longest overdue first."""
    found = sorted(shown.restrictions, key=lambda one: one.review_by)
    said = [_restriction(one, shown) for one in found[:RESTRICTIONS]]
    rest = len(found) - RESTRICTIONS
    if said:
        more = f"; and {rest} more" if rest > 0 else ""
        yield f"<h2>Restrictions in force: {len(found)}</h2><p>{as_html('; '.join(said))}{more}.</p>"


def _restriction(one: InForce, shown: Shown) -> str:
    house = shown.services.get(one.service_id)
    about = words.name(one.known_as or (house.spec.name if house else "the house"))
    past = "was due" if one.overdue else "is due"
    since, by = (digest_words.day(on, shown.today) for on in (one.since, one.review_by))
    return f"*{about}* since {since}, review {past} {by}"


def decided(minutes: Minutes) -> Iterator[str]:
    """What this huddle decided, with whose it is and by when."""
    for one in minutes.decided:
        about = one.known_as or one.service.spec.name
        decision = one.action.decision
        due = digest_words.day(decision.due)
        yield f"*{words.name(about)}:* {words.escape(decision.said.decided)} {words.name(one.owner)}, by {due}."
