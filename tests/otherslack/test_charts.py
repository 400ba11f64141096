"""Charts with another Slack: what is sent is what its pages ask for, and what it refuses is sent as tables."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from handlers import slack as ours
from tests.otherslack.place import MARA, SIOBHAN, other_slack
from tests.otherslack.slack import BOT_TOKEN, OtherSlack
from tests.prompts.chart_cast import BAR, LINE, both, refused

SHOWN, PLAIN = both(LINE, BAR), refused(LINE, BAR)


@pytest.fixture
def slack() -> Iterator[OtherSlack]:
    made = other_slack()
    yield made
    made.close()


def client(slack: OtherSlack) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=slack.url + "/", retry_handlers=[])


def test_charts_are_taken_as_they_are(slack: OtherSlack) -> None:
    client(slack).chat_postMessage(channel=MARA, **SHOWN)
    assert [one["blocks"] for one in slack.room(MARA)] == [SHOWN["blocks"]]


def test_a_workspace_without_charts_takes_the_tables(slack: OtherSlack) -> None:
    slack.charts = False
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client(slack).chat_postMessage(channel=MARA, **SHOWN)
    client(slack).chat_postMessage(channel=MARA, **PLAIN)
    assert [one["blocks"] for one in slack.room(MARA)] == [PLAIN["blocks"]]


def test_an_answer_to_one_person_is_given_in_tables_there(slack: OtherSlack) -> None:
    slack.charts = False
    slack._responses["1"] = {"user": SIOBHAN, "channel": MARA, "why": "command"}
    respond = WebhookClient(slack.url.replace("/api", "/actions/1"), retry_handlers=[]).send
    ours.answer(respond, SHOWN, response_type="ephemeral")  # type: ignore[arg-type]
    assert [one["blocks"] for one in slack.whispers] == [PLAIN["blocks"]]
