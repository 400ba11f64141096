"""response_urls: what an interaction may answer to, five times in thirty minutes."""

import secrets
import time
from dataclasses import dataclass, field

MOST_USES = 5
LIVES = 30 * 60.0


@dataclass(slots=True)
class Place:
    """Where an answer goes: the conversation, who acted, and the message acted on."""

    channel: str
    user: str
    message: str | None = None
    uses: int = 0
    made: float = field(default_factory=time.monotonic)


class Urls:
    """The places given out, by the secret in their address."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def make(self, place: Place) -> str:
        """Return the path under which this place is answered to."""
        secret = secrets.token_urlsafe(18)
        self._places[secret] = place
        return f"actions/{secret}"

    def look(self, secret: str) -> Place | None:
        """Return the place without counting; None where there is none."""
        return self._places.get(secret)

    def use(self, secret: str) -> Place | str:
        """Return the place, counted as used once more, or Slack's word for why not."""
        place = self._places.get(secret)
        if place is None:
            return "invalid_url"
        if time.monotonic() - place.made > LIVES:
            return "expired_url"
        if place.uses >= MOST_USES:
            return "used_url"
        place.uses += 1
        return place
