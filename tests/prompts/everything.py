"""Every message, form and line, by name, still to be drawn: what the golden files and the rules read."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bot.access import Reason
from bot.people import Person
from bot.replies import Answer
from prompts import (
    access,
    covering,
    deadline,
    details,
    escalation,
    forms,
    guidance,
    handover,
    held,
    house_line,
    not_seen,
    notices,
    oncall,
    pause,
    plans,
    reply_form,
    restored,
    silence,
)
from tests.prompts import (
    acting_cast,
    action_cast,
    agreed_cast,
    away_cast,
    board_cast,
    cast,
    chart_cast,
    check_cast,
    closing_cast,
    course_cast,
    digest_cast,
    duty_cast,
    handoff_cast,
    home_cast,
    note_cast,
    plan_cast,
    private_cast,
    raised_cast,
    someone_cast,
    watchdog_cast,
)
from tests.prompts.cast import BRIEFING, DEE, NOW, SERVICE, at, board, guided

Draw = partial[Any]
FIVE = list(zip(cast.people(5), (cast.SIGNS, cast.CLEAR, None, cast.EARLIER, None), strict=True))
MIXED = [(one, (None, cast.CLEAR, cast.SIGNS)[n % 3]) for n, one in enumerate(cast.people(25))]
TIMED = cast.briefing(
    sightings=(
        replace(cast.SIGHTING, seen_at=at(2, 50, 13), received_at=at(6, 10, 13), timed=True, alone=False),
    )
)


def asked(count: int, **changes: Any) -> Draw:
    return partial(handover.question, board([(one, None) for one in cast.people(count)], **changes), NOW)


def prompt(lines: Any, **changes: Any) -> Draw:
    return partial(handover.question, board(lines, **changes), at(21, 20))


def form(person: Person, **more: Any) -> Draw:
    return partial(reply_form.form, reply_form.Asking(person, SERVICE, "{}", NOW, **more))


CHANNEL = {
    **board_cast.CHANNEL,
    **raised_cast.CHANNEL,
    **course_cast.CHANNEL,
    **someone_cast.CHANNEL,
    **chart_cast.CHANNEL,
    **digest_cast.CHANNEL,
    "prompt_new": asked(5),
    "prompt_answers": prompt(FIVE, open_=cast.OPEN_LINES),
    "prompt_all_clear": prompt([(one, cast.CLEAR) for one in cast.people(2)]),
    "prompt_late": asked(2, asked_at=at(23, 2), asked_late=True),
    "prompt_extra": asked(2, extra=True, asked_at=at(18, 40)),
    "prompt_nobody": asked(0),
    "prompt_12": asked(12),
    "prompt_25": prompt(MIXED),
    "prompt_plans": partial(handover.question, plan_cast.CHANGED, NOW),
    "prompt_plans_read": partial(handover.question, plan_cast.READ, NOW),
    "prompt_25_plans": partial(handover.question, plan_cast.TWENTY_FIVE, NOW),
    "prompt_many_open": prompt(FIVE, open_=cast.OPEN_LINES[:2] * 5),
    "unanswered": partial(house_line.unanswered, cast.UNANSWERED, (cast.ASH, DEE), at(22, 32)),
    "unanswered_nobody": partial(house_line.unanswered, cast.briefing(told=(), next_up=()), (), at(21, 17)),
    "unanswered_silent": partial(house_line.unanswered, cast.SILENT_UNANSWERED, (cast.ASH, DEE), at(22, 32)),
    "unanswered_service": partial(
        house_line.unanswered, cast.briefing(of=cast.ABOUT_SERVICE), (DEE,), at(22, 32)
    ),
    "house_open": partial(house_line.line, BRIEFING, at(21, 19)),
    "house_second_rung": partial(house_line.line, cast.SECOND_RUNG, at(21, 28)),
    "house_taken": partial(house_line.line, cast.TAKEN, at(21, 19)),
    "house_corrected": partial(house_line.line, cast.CORRECTED, at(21, 52)),
    "house_overdue": partial(house_line.line, cast.TAKEN, at(22, 0)),
    "house_unanswered": partial(house_line.line, cast.UNANSWERED, at(22, 32)),
    "house_in_hours": partial(house_line.line, cast.IN_HOURS, at(21, 19)),
    "house_answered_since": partial(house_line.line, cast.ANSWERED_SINCE, at(21, 41)),
    "house_silent": partial(house_line.line, cast.SILENT, at(21, 19)),
    "house_service": partial(house_line.line, cast.ABOUT_SERVICE, at(21, 19)),
    "house_over": partial(house_line.line, cast.STOOD_DOWN, at(22, 30)),
    "house_nobody_reached": partial(
        house_line.line,
        cast.briefing(told=(), next_up=(), next_at=None, answer_by=None),
        at(21, 19),
    ),
    "reminder": partial(silence.reminder, SERVICE, cast.WAITED_FOR, (DEE,), "999", at(21, 35)),
    "reminder_half_answered": partial(
        silence.reminder, SERVICE, cast.HALF_ANSWERED, (DEE,), "999", at(21, 58)
    ),
    "reminder_answered": partial(silence.reminder, SERVICE, cast.ALL_ANSWERED, (DEE,), "999", at(22, 9)),
    "late": partial(silence.late, SERVICE, cast.WAITED_FOR, at(22, 0)),
    "late_half_answered": partial(silence.late, SERVICE, cast.HALF_ANSWERED, at(22, 0)),
    "late_answered": partial(silence.late, SERVICE, cast.ALL_ANSWERED, at(22, 9)),
    "missed": partial(silence.missed, SERVICE, cast.WAITED_FOR, at(7, 15, 13)),
    "paused": partial(pause.paused, SERVICE, cast.PAUSED),
    "cover": partial(covering.asked, SERVICE, cast.COVER, at(21, 20)),
    "cover_by_day": partial(covering.asked, SERVICE, cast.COVER_BY_DAY, at(11, 3)),
    "cover_approved": partial(covering.asked, SERVICE, cast.COVERS, at(21, 24)),
    "cover_past": partial(covering.asked, SERVICE, cast.COVERS, at(8, 0, 13)),
    "cover_ended": partial(covering.asked, SERVICE, cast.COVER, at(8, 0, 13)),
    "paused_long": partial(pause.paused, SERVICE, cast.PAUSED_LONG),
    "resumed": partial(pause.resumed, SERVICE, "Ash", at(7, 15, 13), NOW),
    "restored": partial(restored.missing, SERVICE, cast.GAP, (DEE,), "999"),
    "restored_days": partial(restored.missing, SERVICE, cast.GAP_OF_DAYS, (), "999"),
}  # what a house's channel shows: content-light

DIRECT = {
    **closing_cast.DIRECT,
    **action_cast.DIRECT,
    **raised_cast.DIRECT,
    **course_cast.DIRECT,
    **someone_cast.DIRECT,
    **private_cast.DIRECT,
    **handoff_cast.DIRECT,
    **check_cast.DIRECT,
    "ping": partial(escalation.ping, BRIEFING, "Dee", 1, NOW),
    "ping_again": partial(escalation.ping, cast.AGAIN, "Dee", 2, at(21, 42)),
    "ping_second_rung": partial(escalation.ping, cast.SECOND_RUNG, "Ash", 2, at(21, 27)),
    "ping_this_shift": partial(escalation.ping, cast.THIS_SHIFT, "Dee", 1, NOW),
    "ping_in_hours": partial(escalation.ping, cast.IN_HOURS_TOLD, "Mel", 1, at(9, 0, 13)),
    "ping_timed": partial(escalation.ping, TIMED, "Dee", 1, at(6, 10, 13)),
    "ping_lighter": partial(escalation.ping, cast.LIGHTER, "Dee", 1, NOW),
    "ping_answered_since": partial(escalation.ping, cast.ANSWERED_SINCE, "Dee", 1, at(21, 41)),
    "ping_silent": partial(escalation.ping, cast.SILENT, "Dee", 1, NOW),
    "ping_silent_lighter": partial(
        escalation.ping, cast.briefing(of=cast.SILENT, lighter=True), "Dee", 1, NOW
    ),
    "ping_service": partial(escalation.ping, cast.ABOUT_SERVICE, "Dee", 1, NOW),
    "ping_corrected": partial(escalation.ping, cast.CORRECTED, "Dee", 1, at(21, 52)),
    "ping_settled": partial(escalation.ping_settled, cast.TAKEN, at(21, 18)),
    "ping_stood_down": partial(escalation.ping_settled, cast.STOOD_DOWN, at(22, 18)),
    "ping_older": partial(escalation.ping_older, cast.AGAIN),
    "joined": partial(held.joined, cast.JOINED, 2, at(21, 25)),
    "joined_seen": partial(held.joined_seen, cast.JOINED, at(21, 26), 5),
    "cover_told": partial(covering.told, SERVICE, cast.COVERS, at(21, 24)),
    "cover_yes": partial(covering.yes, SERVICE, cast.COVERS),
}  # to those whom an escalation tells: blocks may carry signs, `text` none

NOTICES = {
    "notice_cannot_send": partial(notices.cannot_send, "prompt", SERVICE, "is_archived"),
    "notice_unknown_answer": partial(
        notices.cannot_send, "ping", None, "strange_answer", "start it again & look"
    ),
    "notice_public_channel": partial(notices.cannot_send, "prompt", SERVICE, notices.NOT_PRIVATE),
    "notice_at_start": partial(notices.found_at_start, 2),
    **watchdog_cast.NOTICES,
    **handoff_cast.NOTICES,
    "notice_not_asked": partial(notices.not_asked, SERVICE, cast.LATE, at(8, 0, 13)),
}  # to an administrator: nothing about a person at all

WHISPERS = {
    **digest_cast.WHISPERS,
    **board_cast.WHISPERS,
    **home_cast.WHISPERS,
    **duty_cast.WHISPERS,
    "plan_whose": partial(plans.choose, plan_cast.TWO_HOUSES),
    "plan_which": partial(plans.choose, plan_cast.TWO_HOUSES[::2], "sa"),
    "plan_whose_of_many": partial(plans.choose, plan_cast.MANY_HOUSES),
    "plan_whose_of_a_crowd": partial(plans.choose, plan_cast.CROWDED),
}  # to one person alone, with buttons: content-light all the same, for they are seen over a shoulder

FORMS = {
    **acting_cast.FORMS,
    **action_cast.FORMS,
    **agreed_cast.FORMS,
    **digest_cast.FORMS,
    **closing_cast.FORMS,
    **check_cast.FORMS,
    **home_cast.FORMS,
    **private_cast.FORMS,
    **away_cast.FORMS,
    **board_cast.FORMS,
    **raised_cast.FORMS,
    **course_cast.FORMS,
    **someone_cast.FORMS,
    "form": form(cast.SAM, on_call=(DEE,)),
    "form_prefilled": form(cast.SAM, **cast.BEFORE),
    "not_seen": partial(not_seen.form, cast.SAM, SERVICE, "{}", (DEE,)),
    "not_seen_saved": partial(not_seen.saved, "Sam", (DEE,)),
    "not_seen_stands": partial(not_seen.stands, "Sam", (DEE,)),
    "pause": partial(pause.form, SERVICE, "{}", None, (DEE,)),
    "pause_again": partial(pause.form, SERVICE, "{}", cast.PAUSED, (DEE,)),
    "pause_saved": partial(pause.saved, SERVICE, cast.PAUSED, (DEE,)),
    "form_shared_account": form(cast.SAM, on_call=(DEE,), staff=cast.STAFF),
    "form_full": form(cast.FULL, others=tuple(cast.people(25)), staff=cast.STAFF, **cast.CARRIED),
    "form_no_plan": form(cast.KAI, on_call=(DEE, cast.ASH)),
    "guidance": partial(guidance.guidance, guided(BRIEFING)),
    "guidance_all": partial(guidance.guidance, guided(cast.TAKEN, answer=cast.WHOLE, seen_at=at(20, 50))),
    "guidance_corrected": partial(
        guidance.guidance, guided(answer=Answer("clear"), first_at=at(21, 16), goes_on=True)
    ),
    "guidance_two": partial(guidance.guidance, guided(BRIEFING, cast.IN_HOURS)),
    "guidance_below": partial(guidance.guidance, guided()),
    "guidance_no_plan": partial(guidance.guidance, guided(person=cast.KAI)),
    "guidance_in_hours": partial(guidance.guidance, guided(cast.IN_HOURS)),
    "guidance_joined": partial(guidance.guidance, guided(cast.TAKEN)),
    "guidance_unanswered": partial(guidance.guidance, guided(cast.UNANSWERED)),
    "guidance_objects": partial(guidance.guidance, guided(BRIEFING, plan=cast.OBJECTING)),
    "guidance_not_wanted": partial(guidance.guidance, guided(BRIEFING, plan=cast.WITHOUT_SOME)),
    "details": partial(details.details, cast.JOINED, at(21, 26)),
    "details_lighter": partial(details.details, cast.LIGHTER, at(21, 19)),
    "details_silent": partial(details.details, cast.SILENT, at(21, 19)),
    "details_service": partial(details.details, cast.ABOUT_SERVICE, at(21, 19)),
    "plan": partial(plans.form, plan_cast.shown(), NOW),
    "plan_first": partial(plans.form, plan_cast.shown(plan_cast.BARE, plan_cast.FIRST), NOW),
    "plan_read": partial(plans.form, plan_cast.shown(read_at=at(21, 5)), NOW),
    "plan_read_by_all": partial(
        plans.form, plan_cast.shown(readings=plan_cast.EVERYBODY, read_at=at(9, 0, 11)), NOW
    ),
    "plan_changed_meanwhile": partial(plans.form, plan_cast.shown(changed_meanwhile=True), NOW),
    "plan_shared_account": partial(plans.form, plan_cast.shown(may_confirm=False, shared=True), NOW),
    "plan_told": partial(plans.form, plan_cast.shown(may_confirm=False), NOW),
    "plan_full": partial(plans.form, plan_cast.shown(plan_cast.FULL), NOW),
    "plan_objects": partial(plans.form, plan_cast.shown(cast.OBJECTING), NOW),
    "not_opened": partial(access.refusal_view, access.refusal(Reason.OTHER_SERVICE, "Rowan House", (DEE,))),
    **note_cast.FORMS,
}  # opened by those who may read


def not_saved(person: Person, *on_call: Any, say: Any = forms.not_saved) -> dict[str, str]:
    said: dict[str, str] = say(reply_form.form(reply_form.Asking(person, SERVICE, "{}", NOW, on_call)))
    return said


SAID: dict[str, Draw] = {
    **acting_cast.SAID,
    **action_cast.SAID_,
    **agreed_cast.SAID,
    **away_cast.SAID,
    **board_cast.SAID,
    **raised_cast.SAID,
    **course_cast.SAID,
    **someone_cast.SAID,
    **handoff_cast.SAID,
    **check_cast.SAID,
    **private_cast.SAID_,
    **{f"refusal_{one.value}": partial(access.refusal, one, "Rowan House", (DEE,)) for one in Reason},
    "refusal_unknown": partial(access.refusal, "?", None, ()),
    "not_saved": partial(access.not_saved),
    "not_saved_form": partial(not_saved, cast.SAM, DEE),
    "not_saved_form_without_plan": partial(not_saved, cast.KAI),
    "late_form": partial(not_saved, cast.SAM, DEE, say=deadline.form),
    "late_tap": partial(deadline.tap),
    "late_opening": partial(deadline.opening),
    "late_command": partial(deadline.command),
    "resumed_done": partial(pause.done, SERVICE),
    "nothing_paused": partial(pause.nothing_paused, SERVICE),
    "cover_waits": partial(covering.waits, SERVICE, cast.COVER, (DEE,)),
    "cover_waits_already": partial(covering.waits, SERVICE, cast.COVER, (DEE,), new=False),
    "cover_not_asked": partial(covering.not_asked, (DEE,)),
    "cover_not_asked_unreachable": partial(covering.not_asked),
    "cover_thanks": partial(covering.approved, SERVICE, cast.COVERS),
    "cover_already": partial(covering.already, SERVICE, cast.COVERS, at(21, 30)),
    "cover_over": partial(covering.over, SERVICE, cast.COVER),
    "refusal_own_cover": partial(access.refusal, "own_cover", "Rowan House", (DEE,)),
    "signs_stand": partial(handover.signs_stand, "Sam"),
    "plan_nobody": partial(plans.nobody, "Jon", plan_cast.TWO_HOUSES, (DEE,), "999"),
    "plan_none": partial(plans.no_plan, (DEE,), "999"),
    "oncall": partial(oncall.who, (cast.ON_CALL,), NOW),
    "oncall_role": partial(oncall.who, (cast.BOTH_ON_CALL,), NOW),
    "oncall_nobody": partial(oncall.who, (cast.NOBODY_ON_CALL,), NOW),
    "oncall_later": partial(oncall.who, (cast.SOMEBODY_LATER,), NOW),
    "oncall_gap_ahead": partial(oncall.who, (cast.GAP_AHEAD,), NOW),
    "oncall_two_houses": partial(oncall.who, (cast.ON_CALL, cast.BOTH_ON_CALL), NOW),
    **note_cast.SAID,
}  # to one person alone, in answer to a tap or a command

HOMES: dict[str, Draw] = home_cast.HOMES | private_cast.HOMES | duty_cast.HOMES
MESSAGES: dict[str, Draw] = CHANNEL | DIRECT | NOTICES | WHISPERS
Change = Callable[[Any], Any]


def drawn(what: Draw, change: Change = lambda value: value) -> Any:
    """The message, form or line; `change` rewrites every value it is drawn from."""
    return what.func(
        *(change(value) for value in what.args),
        **{key: change(value) for key, value in what.keywords.items()},
    )
