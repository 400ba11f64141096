"""Settings: read once from the environment or `.env`, typed; a wrong one stops the start with its name."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DATABASES = {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}
SLACK = "https://slack.com/api/"


class Settings(BaseSettings):
    """What the environment says. Secrets do not show when printed."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK
    database_url: str = Field(default="sqlite:///relay.db", repr=False)  # it may hold a password
    relay_secret_key: SecretStr | None = None
    relay_heartbeat_url: SecretStr | None = None  # whoever knows it can beat it
    relay_log_level: str = "INFO"
    relay_clock_url: str | None = None
    # how many times faster than its own limits, which stay below Slack's: for trying out, where Slack is a pretend one
    relay_pace: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    relay_bind: str = "127.0.0.1:8000"
    relay_metrics_bind: str | None = None

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, url: str) -> str:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("must begin with https:// or http://")
        if not urlsplit(url).hostname:
            raise ValueError("names no host; leave it out for Slack's own")
        return url.rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        kind, _, place = url.partition("://")
        if kind not in DATABASES or place.strip("/") in ("", ":memory:"):
            raise ValueError("must begin with sqlite:/// and a file's name, or postgresql:// and a host's")
        return url

    @field_validator("relay_heartbeat_url")
    @classmethod
    def _a_heart(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not _calls(url.get_secret_value()):
            raise ValueError("must begin with https:// or http:// and name a host; leave it out for no heart")
        return url

    @field_validator("relay_log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @field_validator("relay_bind", "relay_metrics_bind")
    @classmethod
    def _an_address(cls, where: str | None) -> str | None:
        if where is not None:
            address(where)
        return where

    @model_validator(mode="after")
    def _clock_only_on_loopback(self) -> "Settings":
        # a clock that leaps, in front of a real Slack, would lose real people's handovers
        if self.relay_clock_url and urlsplit(self.slack_api_url).hostname not in LOOPBACK:
            raise ValueError("RELAY_CLOCK_URL is refused unless SLACK_API_URL is on this machine (127.0.0.1)")
        return self

    def keys(self) -> list[str]:
        """The encryption keys, newest first."""
        text = self.relay_secret_key.get_secret_value() if self.relay_secret_key else ""
        return [key.strip() for key in text.split(",") if key.strip()]


def _calls(url: str) -> bool:
    """Whether this is an address that can be called."""
    try:
        parts = urlsplit(url)
        there = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return there and url.isascii() and not any(one.isspace() or not one.isprintable() for one in url)


def address(where: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:8000`, `0.0.0.0:80` or `[::1]:8000`. Raises ValueError."""
    host, _, port = where.rpartition(":")
    known = host.removeprefix("[").removesuffix("]")
    if not known or (":" in known and not host.startswith("[")) or not (port.isascii() and port.isdigit()):
        raise ValueError("must be a host and a port, as 127.0.0.1:8000")
    if int(port) > 65535:
        raise ValueError("has a port above 65535")
    return known, int(port)


class Unset(Exception):
    """A setting is missing or wrong; the text names it and the remedy."""


def read() -> Settings:
    """The settings. Raises Unset, naming what is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in one['loc']).upper() or 'Settings'}: {one['msg']}"
            for one in error.errors()
        ]
        raise Unset("\n".join(lines)) from None


def tokens(settings: Settings) -> tuple[str, str]:
    """Bot and app token. Raises Unset when one is missing."""
    return bot_token(settings), _given("SLACK_APP_TOKEN", settings.slack_app_token)


def bot_token(settings: Settings) -> str:
    """Raises Unset when it is missing."""
    return _given("SLACK_BOT_TOKEN", settings.slack_bot_token)


def signing_secret(settings: Settings) -> str:
    """What Slack signs its requests with. Raises Unset when it is missing."""
    return _given("SLACK_SIGNING_SECRET", settings.slack_signing_secret)


def _given(name: str, value: SecretStr | None) -> str:
    if value is None:
        raise Unset(f"{name} is not set. Put it in .env (docs/install.md says where it comes from).")
    return value.get_secret_value()
