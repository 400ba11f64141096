"""The digest as plain text, for a terminal or a file: the message, then all the figures."""

from collections.abc import Iterator
from typing import Any

from bot.huddle import Shown
from prompts import digest, digest_figures, forms
from prompts.markup import as_text


def text(shown: Shown) -> str:
    """Every line that the message and its form have, without buttons. No line is wrapped."""
    parts = [*_lines(digest.head(shown)["blocks"]), "", *_lines(digest_figures.form(shown)["blocks"])]
    return "\n".join(as_text(one) for one in parts) + "\n"


def _lines(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        # emergency lines are for Slack: nobody reads a file to ring somebody
        if block["type"] == "section" and not str(block["block_id"]).startswith(forms.TURN_TO):
            yield from str(block["text"]["text"]).split("\n")
            yield ""
