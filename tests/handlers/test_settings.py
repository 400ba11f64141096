"""Settings: typed, a wrong one stops the start with its name, and no secret is ever shown."""

from pathlib import Path

import pytest

from handlers import settings
from handlers.settings import Settings, Unset

SECRETS = {"SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_APP_TOKEN": "xapp-hush", "SLACK_SIGNING_SECRET": "sign-hush",
           "RELAY_SECRET_KEY": "key-hush", "RELAY_HEARTBEAT_URL": "https://hc-ping.com/hush"}  # fmt: skip
CLOCK = "http://127.0.0.1:8765/clock"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` here but a test's own."""
    monkeypatch.chdir(tmp_path)


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.read()


def test_without_anything_set_it_is_slack_itself_and_a_file_here(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch)
    assert (found.slack_api_url, found.database_url) == ("https://slack.com/api/", "sqlite:///relay.db")
    assert (found.keys(), found.relay_clock_url) == ([], None)


LOOPBACK = [
    ("http://127.0.0.1:8765/api/", True),
    ("http://localhost:8765/api", True),
    ("http://LOCALHOST/api/", True),
    ("http://[::1]:8765/api/", True),
    ("https://slack.com/api/", False),
    ("http://10.0.0.7/api/", False),
    ("http://127.0.0.1.example.com/api/", False),
    ("http://127.0.0.1@example.com/api/", False),
    ("http://localhost.example.com/api/", False),
    ("http://0.0.0.0/api/", False),
]


@pytest.mark.parametrize(("url", "accepted"), LOOPBACK)
def test_a_clock_that_leaps_is_refused_unless_slack_is_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, url: str, accepted: bool
) -> None:
    if accepted:
        assert read(monkeypatch, SLACK_API_URL=url, RELAY_CLOCK_URL=CLOCK).relay_clock_url == CLOCK
        return
    with pytest.raises(Unset, match="RELAY_CLOCK_URL"):
        read(monkeypatch, SLACK_API_URL=url, RELAY_CLOCK_URL=CLOCK)


def test_a_clock_without_a_slack_named_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unset, match="RELAY_CLOCK_URL"):
        read(monkeypatch, RELAY_CLOCK_URL=CLOCK)


HEARTS = [
    ("https://hc-ping.com/hush", True),
    ("http://10.0.0.7:8000/ping/hush?rid=1", True),
    ("HTTPS://[::1]/hush", True),
    ("hc-ping.com/hush", False),
    ("ftp://hc-ping.com/hush", False),
    ("file:///hush", False),
    ("https:///hush", False),
    ("https://hc-ping.com:port/hush", False),
    ("https://[hush/", False),
    ("https://hc-ping.com/hush hush", False),
    ("https://hc-ping.com/hush\u2026", False),
]


@pytest.mark.parametrize(("url", "accepted"), HEARTS)
def test_a_heart_is_an_address_that_can_be_called(
    monkeypatch: pytest.MonkeyPatch, url: str, accepted: bool
) -> None:
    if accepted:
        found = read(monkeypatch, RELAY_HEARTBEAT_URL=url).relay_heartbeat_url
        assert found is not None
        assert found.get_secret_value() == url
        return
    with pytest.raises(Unset, match=r"RELAY_HEARTBEAT_URL: .*name a host") as wrong:
        read(monkeypatch, RELAY_HEARTBEAT_URL=url)
    assert "hush" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SLACK_API_URL", "slack.com/api"), ("SLACK_API_URL", "ftp://slack.com/"), ("RELAY_LOG_LEVEL", "loud")],
)
def test_a_wrong_value_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(Unset, match=name):
        read(monkeypatch, **{name: value})


def test_an_error_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unset) as wrong:
        read(monkeypatch, **SECRETS, RELAY_LOG_LEVEL="loud", RELAY_CLOCK_URL=CLOCK)
    assert "hush" not in str(wrong.value)
    assert wrong.value.__suppress_context__


def test_printed_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, **SECRETS)
    assert "hush" not in f"{found} {found!r} {found.model_dump_json()}"
    assert settings.tokens(found) == ("xoxb-hush", "xapp-hush")


def test_printed_settings_show_no_password_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, DATABASE_URL="postgresql://relay:hush@localhost/relay")
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("text", "keys"),
    [("", []), ("one", ["one"]), ("new, old", ["new", "old"]), (" new ,,old, ", ["new", "old"])],
)
def test_keys_are_read_newest_first(monkeypatch: pytest.MonkeyPatch, text: str, keys: list[str]) -> None:
    assert read(monkeypatch, RELAY_SECRET_KEY=text).keys() == keys


@pytest.mark.parametrize("missing", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_missing_token_is_named_with_where_it_comes_from(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    there = {name: value for name, value in SECRETS.items() if name != missing}
    with pytest.raises(Unset, match=f"{missing} is not set.*docs/install.md"):
        settings.tokens(read(monkeypatch, **there))


def test_a_line_of_env_is_read_and_an_empty_one_is_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "SLACK_BOT_TOKEN=xoxb-hush\nSLACK_APP_TOKEN=\nRELAY_LOG_LEVEL=debug\nOTHER=1\n"
    )
    found = read(monkeypatch)
    assert (found.slack_app_token, found.relay_log_level) == (None, "DEBUG")
