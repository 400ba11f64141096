"""The thin wrap of slackblocks that all wording uses: mrkdwn and plain text in, Slack's dicts out.

Every block takes its id: slackblocks would otherwise make up a new one each time. A piece of mrkdwn given
here is already escaped (`words`); what goes into a plain_text element is put through `words.plain`.
"""

from collections.abc import Sequence
from datetime import date as Date
from datetime import time
from typing import Any, TypedDict

import slackblocks as sb

from prompts import words
from prompts.lint import MESSAGE_TEXT
from prompts.lint import lint as lint

Blocks = list[sb.Block]
Button = sb.Button | sb.OverflowMenu | sb.StaticSelectMenu
View = dict[str, Any]
Choice = tuple[str, str]
PIECE = 2900
MOST_BLOCKS = 100
MOST_IN_MESSAGE = 50
# characters of JSON; Slack refuses forms over 250 KB
READABLE = 220_000


class Message(TypedDict):
    """What chat.postMessage takes: `text` for screen readers and lock screens, and `blocks`."""

    text: str
    blocks: list[dict[str, Any]]


def message(text: str, *blocks: Blocks) -> Message:
    """A message. `text` is mrkdwn and says all that the channel or a lock screen may know."""
    shown = [block for some in blocks for block in some]
    if len(shown) > MOST_IN_MESSAGE:
        raise ValueError(f"{len(shown)} blocks are more than Slack takes in one message ({MOST_IN_MESSAGE})")
    # asked once of each block: sb.Message asks five times over, which was a third of drawing a prompt
    return {"text": words.cut_escaped(text, MESSAGE_TEXT), "blocks": [block._resolve() for block in shown]}


def modal(
    title: str,
    *blocks: Blocks,
    callback_id: str,
    meta: str = "",
    submit: str | None = None,
    close: str = "Close",
    foot: Blocks | None = None,
    last: bool = False,
) -> View:
    """A form, or with no `submit` something to read. `title` is fixed words; `meta` comes back as it is.

    What is to be read stops where Slack's limits are, and says so; `foot` stands below it in any case. To close the
    `last` one closes those below it too: they say how things stood before.
    """
    shown = [block for some in blocks for block in some]
    return sb.ModalView(
        title=_plain(title, 24),
        blocks=shown if submit else _fitting(shown, foot or []),
        close=_plain(close, 24),
        submit=_plain(submit, 24) if submit else None,
        private_metadata=meta,
        callback_id=callback_id,
        clear_on_close=last,
    ).to_dict()


def home(*blocks: Blocks) -> View:
    """Somebody's App Home: up to 100 blocks, and nothing to fill in."""
    return sb.HomeTabView([block for some in blocks for block in some]).to_dict()


def _fitting(blocks: Blocks, foot: Blocks) -> Blocks:
    room, kept = READABLE - sum(len(repr(block)) for block in foot), list[sb.Block]()
    for block in blocks:
        room -= len(repr(block))
        if room < 0 or len(kept) + len(foot) == MOST_BLOCKS - 1:
            return [*kept, *context("more", "There is more than one form can show."), *foot]
        kept.append(block)
    return [*kept, *foot]


def section(block_id: str, *lines: str | None) -> Blocks:
    """Lines of mrkdwn, in as many sections as Slack's limit makes of them; None and "" are left out.

    The first has `block_id`, the following ones `block_id.2` and so on. No lines make no section.
    """
    pieces = _packed([piece for line in lines if line for piece in _pieces(line, PIECE)])
    return [
        sb.SectionBlock(_mrkdwn(piece), block_id=f"{block_id}.{n}" if n > 1 else block_id)
        for n, piece in enumerate(pieces, 1)
    ]


def row(block_id: str, line: str, tap: Button | None) -> Blocks:
    """One line of mrkdwn, with something to tap at its end."""
    return [sb.SectionBlock(_mrkdwn(_pieces(line, PIECE)[0]), block_id=block_id, accessory=tap)]


def context(block_id: str, line: str) -> Blocks:
    """One line of small print, in mrkdwn."""
    return [sb.ContextBlock([_mrkdwn(_pieces(line, PIECE)[0])], block_id=block_id)]


def divider(block_id: str) -> Blocks:
    """A line across."""
    return [sb.DividerBlock(block_id=block_id)]


def actions(block_id: str, *buttons: Button) -> Blocks:
    """Buttons side by side, and menus."""
    return [sb.ActionsBlock(list(buttons), block_id=block_id)]


def button(text: str, action: str, value: str, label: str, *, primary: bool = False) -> sb.Button:
    """A button. `value` is an opaque id; `label` is what a screen reader says, with the person's name."""
    return sb.Button(
        _plain(text, 75),
        action_id=str(action),
        value=value,
        style="primary" if primary else None,
        accessibility_label=words.plain(label, 75),
    )


def menu(action: str, choices: Sequence[Choice]) -> sb.OverflowMenu:
    """The menu behind ⋯: one to five (value, text) pairs. Slack gives it no label for screen readers."""
    options, _ = _options(choices, None)
    return sb.OverflowMenu(str(action), options)


def chooser(action: str, choices: Sequence[Choice], placeholder: str) -> Button:
    """A menu to tap, of up to 100 (value, text) pairs; a screen reader says the placeholder."""
    options, _ = _options(choices, None)
    return sb.StaticSelectMenu(str(action), options=options, placeholder=_plain(placeholder, 150))


def select(
    block_id: str,
    label: str,
    choices: Sequence[Choice],
    placeholder: str,
    *,
    chosen: str | None = None,
    optional: bool,
) -> Blocks:
    """A menu of (value, text) pairs; `optional` may be left or made empty.

    A screen reader says the placeholder instead of the label, so it names what is asked too.
    """
    options, initial = _options(choices, chosen)
    menu = sb.StaticSelectMenu(
        "value", options=options, initial_option=initial, placeholder=_plain(placeholder, 150)
    )
    return [sb.InputBlock(_plain(label, 2000), menu, block_id=block_id, optional=optional)]


def radio(
    block_id: str, label: str, choices: Sequence[Choice], chosen: str | None = None, optional: bool = True
) -> Blocks:
    """Answers side by side, (value, text) pairs; `optional` may be left empty."""
    options, initial = _options(choices, chosen)
    group = sb.RadioButtonGroup("value", options, initial_option=initial)
    return [sb.InputBlock(_plain(label, 2000), group, block_id=block_id, optional=optional)]


def ticks(
    block_id: str, label: str, choices: Sequence[Choice], *, chosen: Sequence[str] = (), optional: bool = True
) -> Blocks:
    """Up to ten (value, text) pairs, of which several may be ticked; `optional` may be left empty."""
    options, _ = _options(choices, None)
    group = sb.CheckboxGroup("value", options, [one for one in options if one.value in chosen] or None)
    return [sb.InputBlock(_plain(label, 2000), group, block_id=block_id, optional=optional)]


def several(
    block_id: str, label: str, choices: Sequence[Choice], placeholder: str, *, optional: bool = True
) -> Blocks:
    """A menu of up to 100 (value, text) pairs, of which several may be chosen; as `select` for screen readers."""
    options, _ = _options(choices, None)
    menu = sb.StaticMultiSelectMenu("value", options=options, placeholder=_plain(placeholder, 150))
    return [sb.InputBlock(_plain(label, 2000), menu, block_id=block_id, optional=optional)]


def field(
    block_id: str,
    label: str,
    *,
    hint: str | None = None,
    value: str | None = None,
    lines: bool = False,
    limit: int,
    optional: bool = True,
) -> Blocks:
    """Something to write, of at most `limit` characters; `optional` may be left empty."""
    written = sb.PlainTextInput(
        "value",
        initial_value=words.clean(value)[:limit] if value else None,
        multiline=lines,
        max_length=limit,
    )
    said = _plain(hint, 2000) if hint else None
    return [sb.InputBlock(_plain(label, 2000), written, block_id=block_id, hint=said, optional=optional)]


def pick_date(block_id: str, label: str, chosen: Date | None = None, *, optional: bool = False) -> Blocks:
    """A date, picked from a calendar; `optional` may be left empty. It comes back as YYYY-MM-DD."""
    picker = sb.DatePicker("value", initial_date=chosen.isoformat() if chosen else None)
    return [sb.InputBlock(_plain(label, 2000), picker, block_id=block_id, optional=optional)]


def pick_time(block_id: str, label: str, chosen: time | None = None, *, optional: bool = False) -> Blocks:
    """A local time of day; `optional` may be left empty. It comes back as HH:MM."""
    picker = sb.TimePicker("value", initial_time=f"{chosen:%H:%M}" if chosen else None)
    return [sb.InputBlock(_plain(label, 2000), picker, block_id=block_id, optional=optional)]


def _options(choices: Sequence[Choice], chosen: str | None) -> tuple[list[sb.Option], sb.Option | None]:
    options = {value: sb.Option(_plain(text, 75), value) for value, text in choices}
    return list(options.values()), options.get(chosen) if chosen is not None else None


def _plain(text: str, limit: int) -> sb.Text:
    return sb.Text(words.plain(text, limit), sb.TextType.PLAINTEXT)


def _mrkdwn(text: str) -> sb.Text:
    # verbatim: Slack makes no links and no mentions of its own out of what people wrote
    return sb.Text(text, verbatim=True)


def _packed(pieces: list[str]) -> list[str]:
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + 1 + len(piece) <= PIECE:
            packed[-1] += "\n" + piece
        else:
            packed.append(piece)
    return packed


def _pieces(text: str, most: int) -> list[str]:
    """`text` in pieces of at most `most` characters, cut between words and never inside `&amp;`."""
    pieces = []
    while len(text) > most:
        head = words.HALF_ENTITY.sub("", text[:most])
        space = max(head.rfind(" "), head.rfind("\n"))
        head = head[:space] if space > most // 2 else head
        pieces.append(head)
        text = text[len(head) :].lstrip()
    return [*pieces, text] if text or not pieces else pieces
