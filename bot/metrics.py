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
# Slack's words for a token or a workspace that lets us do nothing any more: nobody is told by Slack until it is mended
REFUSES_US = frozenset(
    {
        "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "missing_scope",
        "not_allowed_token_type", "no_permission", "access_denied", "accesslimited", "team_access_not_granted",
        "ekm_access_denied", "enterprise_is_restricted", "org_login_required", "two_factor_setup_required",
    }
)  # fmt: skip


def came_as(body: Mapping[str, object]) -> str:
    """What a body from Slack is: one of `CAME_AS`."""
    if "command" in body:
        return "command"
    return CAME.get(str(body.get("type")), OTHER)


def why(said: str) -> str:
    """Why Slack did not take something, in a word that `bot.sending` knows; `OTHER` for any else."""
    return said if said in sending.ANSWERS else OTHER
