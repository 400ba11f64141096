"""Who is away, as the wording sees it: its form, what that becomes, and what a tap on Back is answered with."""

from functools import partial
from typing import Any

from prompts import away
from tests.prompts import cast
from tests.prompts.cast import DEE, SERVICE, at

FORMS: dict[str, partial[Any]] = {
    "away": partial(away.form, cast.SAM, SERVICE, "{}", (DEE,)),
    "away_again": partial(away.form, cast.SAM, SERVICE, "{}", (DEE,), before=at(18, 0, 15)),
    "away_saved": partial(away.saved, cast.SAM, SERVICE, at(18, 0, 22), (DEE,)),
}

SAID: dict[str, partial[Any]] = {
    "back": partial(away.back, "Sam"),
    "back_already": partial(away.back_already, "Sam"),
}
