"""Slack's Web API as delivery needs it: a channel's privacy, a direct message, looking a message up."""

import http.client
import urllib.error
from collections.abc import Sequence
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

import bot.sending
import prompts.charts
from bot.access import SlackUser
from prompts.blocks import Message

EVENT = "relay_message"
STAMP = "relay."
SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")
LONGEST_NAME, NAMELESS = 60, "Somebody"
Failure = tuple[str | None, int | None, float | None]


def stamp(drawn: dict[str, Any], token: str) -> None:
    """Put the message's own id where it can be found again: metadata, and the first block's id."""
    drawn["blocks"] = [{**drawn["blocks"][0], "block_id": f"{STAMP}{token}"}, *drawn["blocks"][1:]]
    drawn["metadata"] = {"event_type": EVENT, "event_payload": {"id": token}}


def token(blocks: Sequence[dict[str, Any]]) -> str | None:
    """The id that a message with these blocks was stamped with; None for one that was not."""
    block_id = str(blocks[0].get("block_id", "")) if blocks else ""
    return block_id.removeprefix(STAMP) if block_id.startswith(STAMP) else None


def is_private(client: WebClient, channel: str) -> bool:
    """Whether a channel is private and nobody outside the organisation is in it."""
    return _is_private(client.conversations_info(channel=channel)["channel"])


def _is_private(found: dict[str, Any]) -> bool:
    return bool(found.get("is_private")) and not any(found.get(name) for name in SHARED)


def rooms(client: WebClient) -> dict[str, bool]:
    """Each channel that the bot is in, and whether it is private as `is_private` says."""
    found, cursor = dict[str, bool](), None
    while True:
        page = client.users_conversations(types="public_channel,private_channel", limit=999, cursor=cursor)
        found |= {one["id"]: _is_private(one) for one in page["channels"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return found


def direct(client: WebClient, user: str) -> str:
    """The direct-message channel with a user, opened when there is none.

    Where Slack does not let us open one, the user's own id: a message to it opens one all the same.
    """
    try:
        return str(client.conversations_open(users=user)["channel"]["id"])
    except SlackApiError as error:
        if error.response.get("error") in ("missing_scope", "unknown_method"):
            return user
        raise


def user(client: WebClient, slack_id: str, channel: str, team: str | None) -> SlackUser:
    """What Slack says of a user, and whether they are in `channel`; `team` is the workspace that Relay is in.

    Raises slack_sdk's errors, and those of the way there.
    """
    found = client.users_info(user=slack_id)["user"]
    teams = {found.get("team_id"), *((found.get("enterprise_user") or {}).get("teams") or ())} - {None}
    return SlackUser(
        _name(found),
        in_channel=_in_channel(client, slack_id, channel),
        same_workspace=not found.get("is_stranger") and (not team or not teams or team in teams),
        guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
        bot=bool(found.get("is_bot")),
        deactivated=bool(found.get("deleted")),
    )


def _name(found: dict[str, Any]) -> str:
    """What colleagues know them by, on one line."""
    profile = found.get("profile") or {}
    said = (
        profile.get("real_name") or found.get("real_name") or profile.get("display_name") or found.get("name")
    )
    kept = "".join(letter if letter.isprintable() else " " for letter in str(said or ""))
    return " ".join(kept.split())[:LONGEST_NAME].rstrip() or NAMELESS


def _in_channel(client: WebClient, slack_id: str, channel: str) -> bool:
    cursor = None
    while True:
        page = client.conversations_members(channel=channel, limit=200, cursor=cursor)
        if slack_id in page["members"]:
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return False


def find(client: WebClient, channel: str, token: str, since: float, thread_ts: str | None) -> str | None:
    """The `ts` of the message with this id, posted after `since` (seconds, by Slack's clock); None: not there."""
    cursor = None
    while True:
        asked: dict[str, Any] = {
            "channel": channel, "oldest": f"{since:.6f}", "limit": 100, "include_all_metadata": True, "cursor": cursor,
        }  # fmt: skip
        page = (
            client.conversations_replies(ts=thread_ts, **asked)
            if thread_ts
            else client.conversations_history(**asked)
        )
        for message in page.get("messages") or []:
            if _is(message, token):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None


def _is(message: dict[str, Any], wanted: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("id") == wanted or token(message.get("blocks") or ()) == wanted


def failure(error: BaseException) -> Failure | None:
    """What `bot.sending.outcome` needs of an error on the way to Slack; None when it is not one."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, TimeoutError):
        return bot.sending.TIMEOUT, None, None
    if isinstance(error, urllib.error.URLError):
        reason = error.reason
        if isinstance(reason, TimeoutError):
            return bot.sending.TIMEOUT, None, None
        refused = isinstance(reason, ConnectionRefusedError)
        return bot.sending.CONNECTION_REFUSED if refused else bot.sending.CONNECTION_LOST, None, None
    if isinstance(error, (ConnectionError, http.client.HTTPException)):
        return bot.sending.CONNECTION_LOST, None, None
    if isinstance(error, (SlackClientError, ValueError, KeyError)):
        return bot.sending.UNREADABLE, None, None
    if isinstance(error, OSError):
        # urllib names what goes wrong before a request is out; what does while the answer is read comes as it is
        return bot.sending.CONNECTION_LOST, None, None
    return None


def method(error: BaseException) -> str | None:
    """The method that Slack answered with this error, as `chat.update`; None where it answered nothing."""
    url = getattr(getattr(error, "response", None), "api_url", None)
    return str(url).rsplit("/", 1)[-1] if url else None


def answer(respond: Respond, drawn: Message, **how: Any) -> None:
    """Answer somebody where they tapped or typed; at once again with tables, where Slack does not show its charts."""
    said = respond(**drawn, **how)
    if prompts.charts.within(drawn) and any(word in str(said.body) for word in bot.sending.NOT_SHOWN):
        respond(**prompts.charts.without(drawn), **how)


def never(error: SlackApiError) -> str | None:
    """Slack's word where no further try can help, as for a wrong token; None where one may."""
    word, status, _ = failure(error) or (None, None, None)
    return word if isinstance(bot.sending.outcome(word, status, None, 1, 0), bot.sending.Never) else None


def not_accepted(setting: str, word: str) -> str:
    """To whoever starts Relay with a token that Slack refuses with this `word`."""
    return f"Slack does not accept {setting}: {word}. docs/install.md says where it comes from."


def _answered(error: SlackApiError) -> Failure:
    response = error.response
    status = getattr(response, "status_code", None)
    data = getattr(response, "data", None)
    said = data.get("error") if isinstance(data, dict) else None
    # what stands between us and Slack may answer with an object of its own
    word = said if isinstance(said, str) else None
    headers = {name.lower(): value for name, value in (getattr(response, "headers", None) or {}).items()}
    wait = headers.get("retry-after")
    wait = wait[0] if isinstance(wait, list) else wait
    # an answer that is no JSON comes as a sentence that quotes it, where Slack's own words have no spaces
    if word is None or " " in word:
        # nor did Slack say it: something on the way did, and may have anything for a status
        by_status = status is not None and (status == 429 or status >= 500)
        word = None if by_status else bot.sending.UNREADABLE
    return word, status, float(wait) if wait and str(wait).replace(".", "", 1).isdigit() else None
