"""Covering a shift: what the house is asked, and what everybody is told. Content-light: names of staff alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import days
from bot.cover import Cover
from bot.people import Contact, Service
from prompts import ids, words
from prompts.access import COVER as COVER
from prompts.blocks import Message, actions, button, message, section

APPROVE = "cover.approve"
EVENING, MORNING = 17, 6
A_DAY = timedelta(hours=20)


def value(cover_id: int) -> str:
    """The value of *Yes, … is covering*."""
    return str(cover_id)


def parse_value(value: str) -> int:
    """The request's id of a button. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def asked(service: Service, cover: Cover, now: datetime) -> Message:
    """To the house: does anybody know them? Once that is said, or too late to say, there is nothing to tap."""
    house = words.name(service.spec.name)
    if cover.approved_by or cover.over(now):
        said = _approved(service, cover, now) if cover.approved_by else _ended(service, cover)
        return message(f"{house}: {said}", section("cover", f"*{said}*"))
    who = words.name(cover.name)
    says = f"{who} says they are covering here {_when(service, cover)}, until {_until(service, cover)}."
    ask = "Do you know them? One tap by anybody on the list lets them answer."
    yes = button(
        f"Yes, {cover.name} is covering", APPROVE, value(cover.id), f"Yes, {cover.name} is covering: let them answer"
    )  # fmt: skip
    return message(f"{house}: {says} {ask}", section("cover", f"*{says}* {ask}"), actions("approve", yes))


def _approved(service: Service, cover: Cover, now: datetime) -> str:
    does = "covered" if cover.over(now) else "covers"
    until = _until(service, cover)
    return f"{words.name(cover.name)} {does} until {until}, says {words.name(cover.approved_by or '')}."


def _ended(service: Service, cover: Cover) -> str:
    then = words.weekday(cover.until_at, service.spec.timezone)
    return f"{words.name(cover.name)} asked to cover here. That ended {then}, and nobody had said yes."


def _when(service: Service, cover: Cover) -> str:
    hour = days.local(cover.asked_at, service.spec.timezone).hour
    return "tonight" if hour >= EVENING or hour < MORNING else "today"


def _until(service: Service, cover: Cover) -> str:
    """The time of day; with its day where a shift is that long, for the line is still read tomorrow."""
    said = words.clock if cover.until_at - cover.asked_at < A_DAY else words.weekday
    return said(cover.until_at, service.spec.timezone)


def told(service: Service, cover: Cover, now: datetime) -> Message:
    """To a team leader: who covers, until when, and who said so."""
    said = f"{words.name(service.spec.name)}: {_approved(service, cover, now)}"
    may = "They can answer, read plans and raise a worry there until then. They are not on the list."
    wrong = "Is that not right? Please phone the house."
    return message(f"{said} {may} {wrong}", section("told", f"*{said}*", may, wrong))


def yes(service: Service, cover: Cover) -> Message:
    """To whoever asked: they may answer now."""
    house, by = words.name(service.spec.name), words.name(cover.approved_by or "")
    said = f"You cover at {house} until {_until(service, cover)}, says {by}."
    now_you = (
        f"You can answer now: in the channel, or with /handover there. The house's phone: {_phone(service)}."
    )
    return message(f"{said} {now_you}", section("yes", f"*{said}*", now_you))


def _phone(service: Service) -> str:
    return words.name(service.spec.phone)


def waits(
    service: Service,
    cover: Cover,
    on_call: Sequence[Contact],
    emergency: str = "999",
    *,
    new: bool = True,
) -> str:
    """To whoever asked: what happens now. mrkdwn."""
    house = words.name(service.spec.name)
    thanks = "Thank you." if new else "You have asked already, and that still waits."
    return (
        f"{thanks} Anybody on {house}'s list can say yes, with one tap in the channel. It stands under the newest "
        f"handover question. You get a message then, and can answer until {_until(service, cover)}. "
        f"If somebody needs help now, {words.turn_to(on_call)}. Immediate danger: {words.name(emergency)}."
    )


def not_asked(on_call: Sequence[Contact] = (), emergency: str = "999") -> str:
    """To whoever asked when Slack, or Relay, could not answer: nothing was kept. mrkdwn."""
    return (
        "*Not asked yet.* Something went wrong here, not with you. Please try again in a minute. "
        f"If somebody needs help now, {words.turn_to(on_call)}. Immediate danger: {words.name(emergency)}."
    )


def approved(service: Service, cover: Cover) -> str:
    """To whoever said yes. mrkdwn."""
    until = _until(service, cover)
    return f"Thank you. {words.name(cover.name)} can answer until {until}. The team leader is told."


def already(service: Service, cover: Cover, now: datetime) -> str:
    """To one who says yes second. mrkdwn."""
    return f"Thank you. {_approved(service, cover, now)} There is nothing more to do."


def over(service: Service, cover: Cover) -> str:
    """To one who says yes too late. mrkdwn."""
    who, then = words.name(cover.name), words.weekday(cover.until_at, service.spec.timezone)
    return (
        f"Thank you. This request ended {then}, so nothing was changed. "
        f"If {who} still covers, they can tap a button in the channel and ask again."
    )
