"""Sending: what Slack's answers mean, in one table, and how long to wait before the next try."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# the lease outlasts the timeout, so that a claim that has ended is nobody's request in flight
LEASE = timedelta(seconds=30)
HTTP_TIMEOUT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(seconds=60)
# a `Retry-After` is Slack's own word and may be longer, but a garbled one must not silence a ping for days
LONGEST_RETRY_AFTER = timedelta(minutes=10)
UNKNOWN_TRIES = 5

# What went wrong on the way, for `outcome`'s `error` where Slack said nothing.
TIMEOUT = "timeout"
CONNECTION_LOST = "connection_lost"
CONNECTION_REFUSED = "connection_refused"
UNREADABLE = "unreadable_answer"
# What `outcome` makes of a status that came without words.
RATE_LIMITED = "ratelimited"
SERVER_ERROR = "server_error"
NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Sent:
    """Slack has it."""


@dataclass(frozen=True)
class Later:
    """To be tried again this long from now. `why` is Slack's word, or one of ours above."""

    after: timedelta
    why: str


@dataclass(frozen=True)
class Never:
    """No further try can help: the next rung is told at once, and an administrator."""

    why: str


Outcome = Sent | Later | Never
# "maybe": to be tried again, and it may have reached Slack already: look for it first
Fate = Literal["later", "maybe", "never"]

# Slack's words for a token that it does not take, or that may not do this: until somebody mends it
WHO_WE_ARE = frozenset(
    {
        "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "missing_scope",
        "not_allowed_token_type", "accesslimited", "team_access_not_granted",
        "ekm_access_denied", "enterprise_is_restricted", "org_login_required", "two_factor_setup_required",
    }
)  # fmt: skip

# of these, those by which Slack takes nothing at all; by the other two it may refuse one kind of request alone
REFUSES_ALL = WHO_WE_ARE - {"missing_scope", "not_allowed_token_type"}

ANSWERS: dict[str, Fate] = {
    # on the way
    CONNECTION_REFUSED: "later",
    **dict.fromkeys((TIMEOUT, CONNECTION_LOST, UNREADABLE, NO_ANSWER), "maybe"),
    # Slack is busy, or moves the workspace
    **dict.fromkeys((RATE_LIMITED, "rate_limited", "message_limit_exceeded", "request_timeout"), "later"),
    **dict.fromkeys(("team_added_to_org", "external_channel_migrating"), "later"),
    # Slack fell over; by its own documentation the message may have been posted before it did
    **dict.fromkeys((SERVER_ERROR, "internal_error", "fatal_error", "service_unavailable"), "maybe"),
    **dict.fromkeys(("update_failed",), "maybe"),
    # where to
    **dict.fromkeys(("channel_not_found", "is_archived", "is_inactive", "not_in_channel"), "never"),
    **dict.fromkeys(("channel_type_not_supported", "method_not_supported_for_channel_type"), "never"),
    **dict.fromkeys(("user_not_found", "users_not_found", "user_not_visible", "user_disabled"), "never"),
    **dict.fromkeys(("user_not_in_channel", "invalid_user_combination", "cannot_dm_bot"), "never"),
    **dict.fromkeys(("messages_tab_disabled", "thread_not_found", "cannot_reply_to_message"), "never"),
    **dict.fromkeys(("restricted_action", "restricted_action_read_only_channel"), "never"),
    **dict.fromkeys(("restricted_action_thread_only_channel", "restricted_action_thread_locked"), "never"),
    **dict.fromkeys(("restricted_action_non_threadable_channel",), "never"),
    # who we are
    **dict.fromkeys(WHO_WE_ARE, "never"),
    **dict.fromkeys(("method_deprecated", "deprecated_endpoint", "unknown_method"), "never"),
    # of us, or of one conversation alone
    **dict.fromkeys(("no_permission", "access_denied"), "never"),
    # what an update found
    **dict.fromkeys(("message_not_found", "cant_update_message", "edit_window_closed"), "never"),
    **dict.fromkeys(("block_mismatch",), "never"),
    # what we wrote
    **dict.fromkeys(
        ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"), "never"
    ),
    **dict.fromkeys(("no_text", "markdown_text_conflict", "too_many_attachments"), "never"),
    **dict.fromkeys(("invalid_attachments", "metadata_too_large", "invalid_metadata_format"), "never"),
    **dict.fromkeys(("invalid_metadata_schema", "metadata_must_be_sent_from_app"), "never"),
    **dict.fromkeys(("invalid_arguments", "invalid_arg_name", "invalid_array_arg"), "never"),
    **dict.fromkeys(("invalid_charset", "missing_charset", "invalid_form_data"), "never"),
    **dict.fromkeys(("invalid_json", "json_not_object", "invalid_post_type", "missing_post_type"), "never"),
}

# Slack's words for a thread that takes no reply, where the conversation itself may
NO_THREAD = frozenset(
    {
        "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
    }
)  # fmt: skip

# Slack's words for blocks that it will not show, of which another workspace may show all
NOT_SHOWN = frozenset({"invalid_blocks", "invalid_blocks_format"})


def outcome(
    error: str | None, status: int | None, retry_after: float | None, attempt: int, roll: float
) -> Outcome:
    """What became of one try, and when the next is.

    `error` is Slack's, or one of ours where no answer came; `status` is HTTP's, None where no answer came;
    `retry_after` is in seconds. `attempt` counts the tries from 1, this one included. `roll` is any number
    from 0 to 1, drawn by the caller. Only status 200 without an error is *sent*. An error nobody knows is
    tried `UNKNOWN_TRIES` times, then never.
    """
    kind = _kind(error, status)
    if kind is None:
        return Sent()
    fate = ANSWERS.get(kind)
    if fate == "never":
        return Never(kind)
    if fate is None and attempt >= UNKNOWN_TRIES:
        return Never(f"{kind}, tried {attempt} times")
    asked_for = retry_after if status == 429 or kind == RATE_LIMITED else None
    return Later(_wait(attempt, roll, asked_for), kind)


def until_mended(outcome: Outcome, *, update: bool) -> Outcome:
    """The same, but that what Slack refuses for who we are waits until that is mended.

    It takes nobody else's message either: no next rung would hear, and a ladder would be climbed to its end in
    seconds. Where it may refuse one kind of request alone, only an update waits, for nothing else might ever draw its
    message again.
    """
    if isinstance(outcome, Never) and outcome.why in (WHO_WE_ARE if update else REFUSES_ALL):
        return Later(LONGEST_WAIT, outcome.why)
    return outcome


def ambiguous(kind: str) -> bool:
    """Whether a message that failed with this `why` may have reached Slack all the same."""
    return ANSWERS.get(kind) == "maybe"


def _kind(error: str | None, status: int | None) -> str | None:
    """One word for what happened, known to the table where possible; None when it was sent."""
    if status == 429:
        return RATE_LIMITED
    if error in ANSWERS:
        return error
    if status is not None and status >= 500:
        return SERVER_ERROR
    if error is not None:
        return error or "unknown_error"
    if status is None:
        return NO_ANSWER
    return None if status == 200 else f"http_{status}"


def _wait(attempt: int, roll: float, asked_for: float | None) -> timedelta:
    """Never sooner than Slack asks. Otherwise doubling from a second, the later half of it at random."""
    if asked_for is not None and asked_for >= 0:
        return min(timedelta(seconds=min(asked_for, 86400.0) + roll), LONGEST_RETRY_AFTER)
    # the exponent is bounded first: 2 ** 5000 seconds is not a timedelta
    whole = min(timedelta(seconds=2 ** min(max(attempt, 1) - 1, 10)), LONGEST_WAIT)
    return whole * (0.5 + roll / 2)
