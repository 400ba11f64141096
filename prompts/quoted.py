"""A message that somebody wrote in Slack, as it was read there."""

import re
from collections.abc import Mapping

# "Fish &amp; chips with <@U0LEAD>": a message as Slack keeps it
MENTION = re.compile(r"<([@#!])([^>|]*)(?:\|([^>]*))?>")
LINK = re.compile(r"<([^>|]+)\|([^>]*)>|<([^>]+)>")


def mentioned(text: str) -> list[str]:
    """The Slack ids of the users that a message names."""
    return [found[2] for found in MENTION.finditer(text) if found[1] == "@"]


def as_read(text: str, names: Mapping[str, str]) -> str:
    """A message as it was read in Slack, from as Slack keeps it; `names` are of users by Slack id."""
    said = MENTION.sub(lambda found: f"{found[1]}{found[3] or names.get(found[2], found[2])}", text)
    said = LINK.sub(lambda found: f"{found[2]} ({found[1]})" if found[1] else found[3], said)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        said = said.replace(entity, letter)
    return said
