"""Without a browser the tests that need one are skipped where that is all right, and fail where it is not."""

import pytest

from tests.browser import chromium


@pytest.mark.parametrize(
    ("required", "outcome"),
    [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)],
    ids=["skipped", "failed"],
)
def test_no_browser(required: str, outcome: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELAY_REQUIRE_BROWSER", required)
    with pytest.raises(outcome, match="Chromium was not found"), chromium.started(lambda _: None):
        pass
