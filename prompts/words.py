"""Words: how names, times and what people wrote are put into a message.

`escape` and what builds on it (`name`, `names`, `phone`, `phones`) make text for mrkdwn and for the `text`
of a message. `plain` makes text for plain_text elements, which Slack does not read as formatting.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date as Date
from datetime import datetime, timedelta

from bot import days
from bot.people import Contact

SHORT_NAME = 20
NAME = 60
FREE_TEXT = 3000
CLOSE_BY, OTHER_DAY = timedelta(hours=20), timedelta(hours=8)
LEFT_OPEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Slack has no way to escape these; a look-alike is read the same and formats nothing
LOOK_ALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
QUOTE = re.compile(r"^(\s*)(>+)", re.MULTILINE)
HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
RIGHT_TO_LEFT = frozenset({"R", "AL"})
EMPTY = "…"
# what a note is about, in the few words that a channel has room for
DOMAINS = {
    "mood": "mood",
    "sleep": "sleep",
    "eating": "eating",
    "medication": "medication",
    "health": "health",
    "refusals": "saying no to care",
    "public_interactions": "out and about",
    "incidents": "something that happened",
    "family_contact": "family contact",
    "tenancy": "home and tenancy",
    "exploitation": "signs of exploitation",
    "watched_or_pressured": "feeling watched or pressured",
}


def clean(text: str) -> str:
    """`text` without what no message or database can carry: controls, lone surrogates, bidi overrides.

    Line ends stay, as newlines; a tab is a space.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").translate(LEFT_OPEN)
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, ending in … where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut_escaped(text: str, limit: int) -> str:
    """As `cut`, of text that is escaped already: no `&amp;` is cut in two, and no right-to-left name is left open."""
    if len(text) <= limit:
        return text
    kept = HALF_ENTITY.sub("", text[: limit - 2]).rstrip() + "…"
    return kept + "\u2069" * (kept.count("\u2068") - kept.count("\u2069"))


def plain(text: str, limit: int) -> str:
    """What somebody wrote, on one line, for a plain_text element of at most `limit` characters."""
    return _isolated(cut(" ".join(clean(text).split()), limit - 2)) or EMPTY


def escape(text: str, limit: int = FREE_TEXT) -> str:
    """What somebody wrote, for mrkdwn: it formats nothing, mentions nobody and quotes nothing.

    `limit` counts characters as written; the result may be longer, for `&` becomes `&amp;`.
    """
    kept = cut(clean(text), limit).translate(LOOK_ALIKES)
    quoted = QUOTE.sub(lambda line: line[1] + "›" * len(line[2]), kept)
    return "\n".join(_isolated(line) for line in quoted.translate(ENTITIES).split("\n")) or EMPTY


def _isolated(line: str) -> str:
    # right-to-left letters would otherwise carry the times and names around them along
    turned = not line.isascii() and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in line)
    return f"\u2068{line}\u2069" if turned else line


def name(text: str, limit: int = NAME) -> str:
    """A name of a person, a service or an agency, for mrkdwn, on one line."""
    return escape(" ".join(clean(text).split()), limit)


def short(known_as: str) -> str:
    """The short name that somebody chose, for mrkdwn."""
    return name(known_as, SHORT_NAME)


def called(known_as: str) -> str:
    """As `short`, for a plain_text element: never cut, though the marks around a right-to-left name take room."""
    return plain(known_as, SHORT_NAME + 2)


def lower(text: str) -> str:
    """`text` with its first letter small."""
    return text[:1].lower() + text[1:]


def listed(words: Sequence[str]) -> str:
    """ "Dee", "Dee and Ash", "Dee, Ash and Kit"; empty for nobody. The words are taken as they are."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def names(people: Iterable[str]) -> str:
    """As `listed`, of names still to be escaped; each once, in order."""
    return listed([name(one) for one in dict.fromkeys(people)])


def phone(contact: Contact) -> str:
    """ "Dee, 01234 000000", or the name alone."""
    return name(contact.name) + (f", {name(contact.phone)}" if contact.phone else "")


def phones(contacts: Iterable[Contact]) -> str:
    """ "Dee, 01234 000000 or Ash, 01234 000001"; says so when there is nobody."""
    return " or ".join(dict.fromkeys(map(phone, contacts))) or "nobody is listed just now"


def turn_to(contacts: Sequence[Contact]) -> str:
    """What to do in need: "phone on-call: Dee, 01234 000000"."""
    return f"phone on-call: {phones(contacts)}" if contacts else "phone the house, or a manager you know"


def clock(at: datetime, zone: str, now: datetime | None = None) -> str:
    """The time of day of `at` (aware) in `zone`; with its day where `now` does not make that plain.

    Within 20 hours of `now` on the same local date, and within 8 on another, it does:

    "02:50", "tomorrow 07:30", "Thu 21:15", "Thu 12 Nov 21:15". Without `now`, the time of day alone.
    """
    there = days.local(at, zone)
    ahead = (there.date() - days.local(now, zone).date()).days if now else 0
    if now is None or abs(at - now) < (OTHER_DAY if ahead else CLOSE_BY):
        return f"{there:%H:%M}"
    if ahead == 1:
        return f"tomorrow {there:%H:%M}"
    return weekday(at, zone) if abs(ahead) < 6 else f"{there:%a} {there.day} {there:%b %H:%M}"


def moment(at: datetime, zone: str, now: datetime | None = None) -> str:
    """As `clock`, to stand after a verb: "at 02:50", "tomorrow 07:30"."""
    said = clock(at, zone, now)
    return f"at {said}" if said[0].isdigit() else said


def weekday(at: datetime, zone: str) -> str:
    """ "Thu 21:15", in `zone`."""
    return f"{days.local(at, zone):%a %H:%M}"


def date(day: Date) -> str:
    """ "Thu 12 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 person", "2 people": the count with the word that fits."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def times(count: int) -> str:
    """ "once", "twice", "three times", … "12 times"."""
    said = (
        "once",
        "twice",
        *(f"{n} times" for n in ("three", "four", "five", "six", "seven", "eight", "nine")),
    )
    return said[count - 1] if 0 < count <= len(said) else f"{count} times"


def length(of: timedelta) -> str:
    """A length of time as it is spoken: "30 minutes", "2 hours"."""
    minutes = round(of.total_seconds() / 60)
    return plural(minutes // 60, "hour") if minutes and minutes % 60 == 0 else plural(minutes, "minute")


def sentence(text: str) -> str:
    """`text` with its first letter large and a full stop where it ends in none; escaped or not."""
    whole = ended(text)
    return whole[:1].upper() + whole[1:]


def ended(text: str) -> str:
    """`text` with a full stop where it ends in none; escaped or not."""
    return text if text.endswith((".", "!", "?", "…", "\u2069")) else f"{text}."
