from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import sending
from bot.sending import Later, Never, Sent


def seconds(outcome: sending.Outcome) -> float:
    assert isinstance(outcome, Later)
    return outcome.after.total_seconds()


def test_only_an_answer_without_an_error_is_sent() -> None:
    assert sending.outcome(None, 200, None, 1, 0.5) == Sent()


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found", "is_archived", "not_in_channel", "user_not_found", "user_disabled",
        "cannot_dm_bot", "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed",
        "missing_scope", "org_login_required", "restricted_action", "message_not_found",
        "cant_update_message", "edit_window_closed", "invalid_blocks", "msg_too_long", "msg_blocks_too_long",
        "no_text", "invalid_arguments", "metadata_too_large",
    ],
)  # fmt: skip
def test_what_no_further_try_can_help_is_never(error: str) -> None:
    assert sending.outcome(error, 200, None, 1, 0.5) == Never(error)
    assert not sending.ambiguous(error)


@pytest.mark.parametrize(
    ("error", "status", "why", "ambiguous"),
    [
        ("ratelimited", 429, "ratelimited", False),
        ("ratelimited", 200, "ratelimited", False),
        (None, 429, "ratelimited", False),
        ("rate_limited", 200, "rate_limited", False),
        (None, 500, "server_error", True),
        (None, 503, "server_error", True),
        ("some_page", 502, "server_error", True),
        ("internal_error", 200, "internal_error", True),
        ("internal_error", 500, "internal_error", True),
        ("fatal_error", 200, "fatal_error", True),
        ("service_unavailable", 503, "service_unavailable", True),
        ("request_timeout", 200, "request_timeout", False),
        ("team_added_to_org", 200, "team_added_to_org", False),
        (sending.TIMEOUT, None, "timeout", True),
        (sending.CONNECTION_LOST, None, "connection_lost", True),
        (sending.CONNECTION_REFUSED, None, "connection_refused", False),
        (sending.UNREADABLE, 200, "unreadable_answer", True),
        (None, None, "no_answer", True),
    ],
)
def test_what_may_pass_is_tried_again_for_ever(
    error: str | None, status: int | None, why: str, ambiguous: bool
) -> None:
    for attempt in (1, 2, 50, 100_000):
        outcome = sending.outcome(error, status, None, attempt, 0.5)
        assert isinstance(outcome, Later)
        assert outcome.why == why
    assert sending.ambiguous(why) is ambiguous


@pytest.mark.parametrize(
    ("error", "status", "why"),
    [("brand_new_error", 200, "brand_new_error"), (None, 404, "http_404"), ("", 200, "unknown_error")],
)
def test_an_error_nobody_knows_is_tried_five_times_then_never(
    error: str | None, status: int, why: str
) -> None:
    for attempt in range(1, 5):
        later = sending.outcome(error, status, None, attempt, 0.5)
        assert isinstance(later, Later)
        assert later.why == why
    assert sending.outcome(error, status, None, 5, 0.5) == Never(f"{why}, tried 5 times")
    assert not sending.ambiguous(why)


@pytest.mark.parametrize(
    ("retry_after", "roll", "wait"),
    [
        (30.0, 0.0, 30.0),
        (30.0, 1.0, 31.0),
        (90.0, 0.0, 90.0),  # Slack's own word is not cut to a minute
        (0.0, 0.5, 0.5),
        (1e12, 0.5, 600.0),
        (float("inf"), 0.5, 600.0),
        (None, 1.0, 1.0),
        (-5.0, 1.0, 1.0),
        (float("nan"), 1.0, 1.0),
    ],
)
def test_slack_is_not_asked_again_before_it_says(retry_after: float | None, roll: float, wait: float) -> None:
    assert seconds(sending.outcome("ratelimited", 429, retry_after, 1, roll)) == pytest.approx(wait)


@pytest.mark.parametrize(
    ("attempt", "roll", "wait"),
    [
        (1, 0, 0.5),
        (1, 1, 1),
        (2, 1, 2),
        (3, 1, 4),
        (6, 1, 32),
        (7, 1, 60),
        (7, 0, 30),
        (5000, 1, 60),
        (0, 1, 1),
    ],
)
def test_waiting_doubles_up_to_a_minute(attempt: int, roll: float, wait: float) -> None:
    assert seconds(sending.outcome(sending.TIMEOUT, None, None, attempt, roll)) == wait


@given(
    st.none() | st.sampled_from(sorted(sending.ANSWERS)) | st.text(),
    st.none() | st.integers(100, 599),
    st.none() | st.floats(),
    st.integers(-3, 10_000),
    st.floats(0, 1),
)
def test_every_answer_has_an_outcome_and_no_wait_is_nothing_or_endless(
    error: str | None, status: int | None, retry_after: float | None, attempt: int, roll: float
) -> None:
    outcome = sending.outcome(error, status, retry_after, attempt, roll)
    assert isinstance(outcome, Sent) is (error is None and status == 200)
    if isinstance(outcome, Later):
        assert timedelta() <= outcome.after <= sending.LONGEST_RETRY_AFTER


def test_a_claim_outlasts_the_request_it_was_made_for() -> None:
    assert sending.LEASE > 2 * sending.HTTP_TIMEOUT
