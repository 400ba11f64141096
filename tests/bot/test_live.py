"""What Slack says of a house, and what is made of it: one line a case."""

from dataclasses import replace

import pytest

from bot import live
from bot.live import Bot, Channel, Member, Room, Seen, User, Wanted
from bot.loaded import House
from tests.house import rowan

ROOM, HUDDLE = Room("C0ROWAN", "rowan-house"), Room("C0HUDDLE", None)
WORKER, DEE = Member("U0WORKER"), Member("U0DEE", told=True, on_call=True)
LEAD, TABLET = Member("U0LEAD", told=True), Member("U0TABLET", shared=True)
HELD = frozenset(live.SCOPES)
BOT = Bot(scopes=HELD, team="T0")
WELL = Channel(name="rowan", member=True)
LISTED = User(teams=frozenset({"T0"}))


def said(found: list[live.Finding]) -> list[tuple[str, str, str]]:
    return [(one.weight, one.id, one.word) for one in found]


def seen(wanted: Wanted, bot: Bot = BOT, channel: Channel = WELL, user: User = LISTED) -> Seen:
    channels = {one.channel: channel for one in wanted.rooms}
    return Seen(bot, None, channels, {one.slack: user for one in wanted.members})


CHANNELS = {
    "well": (WELL, []),
    "not said whether joined": (replace(WELL, member=None), []),
    "not found": (Channel("channel_not_found"), ["channel_not_found"]),
    "archived": (replace(WELL, archived=True), ["is_archived"]),
    "public": (replace(WELL, private=False), ["is_public"]),
    "shared": (replace(WELL, shared=True), ["is_shared"]),
    "not joined": (replace(WELL, private=False, member=False), ["is_public", "not_in_channel"]),
    "a word nobody knows": (Channel("team_is_on_fire"), ["team_is_on_fire"]),
}


@pytest.mark.parametrize("room", [ROOM, HUDDLE], ids=["house", "huddle"])
@pytest.mark.parametrize(("channel", "words"), CHANNELS.values(), ids=CHANNELS)
def test_a_channel_that_cannot_be_used_loses_messages(room: Room, channel: Channel, words: list[str]) -> None:
    wanted = Wanted((room,))
    found = live.findings(wanted, seen(wanted, channel=channel))
    assert said(found) == [("lost", room.channel, word) for word in words]
    assert all(one.fix.endswith(".") and one.place == room.place for one in found)


USERS = [
    ("all right", DEE, LISTED, []),
    ("no such user", DEE, User("user_not_found"), [("lost", "user_not_found")]),
    ("no such user, told nothing", WORKER, User("user_not_found"), [("mend", "user_not_found")]),
    ("hidden", LEAD, User("user_not_visible"), [("lost", "user_not_visible")]),
    ("switched off", DEE, replace(LISTED, gone=True), [("lost", "user_disabled")]),
    ("switched off, told nothing", WORKER, replace(LISTED, gone=True), [("mend", "user_disabled")]),
    ("a bot", LEAD, replace(LISTED, bot=True), [("lost", "is_bot")]),
    ("a stranger", DEE, replace(LISTED, stranger=True), [("lost", "is_stranger")]),
    ("of another team", DEE, User(teams=frozenset({"T9"})), [("lost", "is_stranger")]),
    ("of a team besides ours", DEE, User(teams=frozenset({"T9", "T0"})), []),
    ("of nothing that is said", DEE, User(), []),
    ("a guest", WORKER, replace(LISTED, guest=True), [("said", "is_guest")]),
    ("a guest who leads a team", LEAD, replace(LISTED, guest=True), [("said", "is_guest")]),
    ("a guest on call", DEE, replace(LISTED, guest=True), [("mend", "is_guest")]),
    ("a bot and switched off", DEE, replace(LISTED, bot=True, gone=True), [("lost", "user_disabled")]),
    ("shared", TABLET, LISTED, [("said", "is_shared_account")]),
    ("shared and gone", TABLET, replace(LISTED, gone=True),
     [("said", "is_shared_account"), ("mend", "user_disabled")]),
    ("a word nobody knows", DEE, User("odd"), [("lost", "odd")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("member", "user", "expected"), [row[1:] for row in USERS], ids=[row[0] for row in USERS]
)
def test_an_account_is_judged_by_what_it_is_needed_for(
    member: Member, user: User, expected: list[tuple[str, str]]
) -> None:
    wanted = Wanted((), (member,))
    found = live.findings(wanted, seen(wanted, user=user))
    assert [(one.weight, one.word) for one in found] == expected
    assert all(one.fix for one in found if one.weight != "said")


@pytest.mark.parametrize("enterprise", ["E0", None])
def test_on_a_grid_the_organisation_is_home_too(enterprise: str | None) -> None:
    wanted = Wanted((), (DEE,))
    bot = replace(BOT, enterprise=enterprise)
    found = live.findings(wanted, seen(wanted, bot, user=User(teams=frozenset({"E0"}))))
    assert [one.word for one in found] == ([] if enterprise else ["is_stranger"])


@pytest.mark.parametrize("name", live.SCOPES)
def test_each_permission_that_is_missing_is_named_with_what_mends_it(name: str) -> None:
    (found,) = live.findings(Wanted(), Seen(replace(BOT, scopes=HELD - {name})))
    assert (found.id, found.word, found.weight) == (name, "missing_scope", live.SCOPES[name].weight)
    assert name in str(found)
    assert "OAuth & Permissions" in found.fix
    assert "reinstall" in found.fix


def test_where_slack_lists_no_permissions_those_it_refused_for_are_named_once() -> None:
    refused = Channel("missing_scope", frozenset({"groups:read", "mpim:read"}))
    user = User("missing_scope", frozenset({"users:read"}))
    wanted = Wanted((ROOM, HUDDLE), (DEE, LEAD))
    found = live.findings(wanted, seen(wanted, replace(BOT, scopes=None), refused, user))
    assert [one.id for one in found] == ["groups:read", "users:read"]


def test_a_token_that_is_not_accepted_is_all_that_can_be_said() -> None:
    found = live.findings(Wanted((ROOM,), (DEE,)), Seen(Bot("invalid_auth"), "token_revoked"))
    assert said(found) == [
        ("lost", "SLACK_BOT_TOKEN", "invalid_auth"),
        ("lost", "SLACK_APP_TOKEN", "token_revoked"),
    ]


def test_a_channel_not_found_is_read_in_both_ways() -> None:
    wanted = Wanted((ROOM,))
    (found,) = live.findings(wanted, seen(wanted, channel=Channel("channel_not_found")))
    assert "the id is wrong, or it is private and Relay is not in it" in found.what
    assert "/invite @Relay" in found.fix
    assert "house file" in found.fix


def test_a_public_channel_is_joined_by_its_name() -> None:
    wanted = Wanted((ROOM,))
    found = live.findings(wanted, seen(wanted, channel=replace(WELL, private=False, member=False)))
    assert found[-1].fix == "Type /invite @Relay in #rowan."


def test_whom_a_house_needs() -> None:
    house = House.model_validate(rowan())
    wanted = live.wanted(house.organisation, house.services, house.staff, house.rotas, house.ladders)
    assert wanted.rooms == (ROOM,)
    assert {one.slack for one in wanted.members if not one.told} == {"U0WORKER", "U0AGENCY", "U0TABLET"}
    assert {one.slack for one in wanted.members if one.on_call} == {"U0ASH", "U0IDA", "U0DEE"}
    assert [one.place for one in wanted.members if one.shared] == ["staff U0TABLET (shared account)"]
