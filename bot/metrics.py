"""Labels of the figures: few values, the same for ever, so that no figure ever names anybody or anything written."""

from collections.abc import Mapping

from bot import sending

OTHER = "other"
# what came from Slack, by the type that its body says
CAME: Mapping[str, str] = {
    "block_actions": "tap", "view_submission": "form", "event_callback": "event", "message_action": "shortcut",
    "shortcut": "shortcut", "command": "command",
}  # fmt: skip
CAME_AS = (*dict.fromkeys(CAME.values()), OTHER)
# what Slack says where it refuses us, everywhere or in one conversation: nobody is told by it until that is mended
REFUSES_US = sending.WHO_WE_ARE | {"no_permission", "access_denied"}


def came_as(body: Mapping[str, object]) -> str:
    """What a body from Slack is: one of `CAME_AS`."""
    if "command" in body:
        return "command"
    return CAME.get(str(body.get("type")), OTHER)


def why(said: str) -> str:
    """Why Slack did not take something, in a word that `bot.sending` knows; `OTHER` for any else."""
    return said if said in sending.ANSWERS else OTHER
