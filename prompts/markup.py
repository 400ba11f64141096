"""mrkdwn as HTML and as plain text. What people wrote is escaped in it already, alike for Slack and for HTML."""

import html
import re

from prompts import words

BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?!\w)")
SLANTED = re.compile(r"(?<![\w_])_([^_\n]+)_(?!\w)")
CODE = re.compile(r"`([^`\n]+)`")


def escape(text: str) -> str:
    """What somebody wrote, on one line for HTML: it closes no tag, and turns nothing beside it around."""
    return html.escape(words.plain(text, words.FREE_TEXT)) if text else ""


def as_html(mrkdwn: str) -> str:
    """One line of Relay's own mrkdwn; every quote and sign that HTML reads is escaped."""
    said = html.escape(html.unescape(mrkdwn), quote=True)
    for found, tag in ((BOLD, "b"), (SLANTED, "i"), (CODE, "code")):
        said = found.sub(rf"<{tag}>\1</{tag}>", said)
    return said


def as_text(mrkdwn: str) -> str:
    """The same without its marks, for a terminal."""
    for found in (BOLD, SLANTED, CODE):
        mrkdwn = found.sub(r"\1", mrkdwn)
    return html.unescape(mrkdwn)
