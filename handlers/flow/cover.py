"""Covering a shift: asked for, and approved by one tap. One transaction each; the caller commits."""

from datetime import datetime
from typing import Literal

import bot.cover
import db.covers
import db.handover
import db.journal
import db.outbox
import db.people
from bot.cover import Cover
from bot.people import Service, Staff
from db.session import Session

How = Literal["done", "already", "over", "own"]


def ask(session: Session, service: Service, slack: str, name: str, now: datetime) -> tuple[Cover, bool]:
    """Keep that somebody asks to cover, and ask the house; False when that request was there already.

    `name` is what Slack calls them.
    """
    cover_id, new = db.covers.ask(session, service.id, slack, name, now, bot.cover.until(service.spec, now))
    if new:
        db.journal.write(session, now, "cover.asked", actor=slack, service_id=service.id, why=str(cover_id))
        _ask_house(session, service, cover_id, now)
        for ended in db.covers.ended_by(session, cover_id):
            _refresh(session, ended, now)
    return db.covers.get(session, cover_id), new


def _ask_house(session: Session, service: Service, cover_id: int, now: datetime) -> None:
    newest = db.handover.latest_asked(session, service.id)
    prompt = db.outbox.prompt_of(session, newest.id) if newest else None
    db.outbox.put(
        session, "cover", now, to_channel=service.spec.channel, service_id=service.id, about=str(cover_id),
        dedupe=f"cover {cover_id}", thread_of=prompt.id if prompt else None, broadcast=prompt is not None,
    )  # fmt: skip


def approve(session: Session, cover_id: int, who: Staff, now: datetime) -> How:
    """One tap of somebody else: first wins, and everybody whom it concerns is told."""
    cover = db.covers.get(session, cover_id)
    if cover.staff_id == who.id:
        return "own"
    done = db.covers.approve(session, cover_id, who.id, now)
    # drawn anew in any case: whoever tapped saw a button that it should not have any more
    _refresh(session, cover_id, now)
    if not done:
        return "already" if db.covers.get(session, cover_id).approved_by else "over"
    db.journal.write(
        session, now, "cover.approved", actor=who.slack, service_id=cover.service_id, why=str(cover_id)
    )
    _tell(session, cover, who, now)
    return "done"


def _tell(session: Session, cover: Cover, by: Staff, now: datetime) -> None:
    _message(session, "cover_yes", cover, cover.slack, cover.staff_id, now)
    leaders = db.people.holders(session, "team_leader", cover.service_id)
    # where there is no team leader, the managers are told instead
    for one in leaders or db.people.holders(session, "manager", cover.service_id):
        if one.id != by.id:
            _message(session, "cover_told", cover, one.slack, one.id, now)


def _message(session: Session, kind: str, cover: Cover, slack: str, staff_id: int, now: datetime) -> None:
    db.outbox.put(
        session, kind, now, to_user=slack, staff_id=staff_id, service_id=cover.service_id, about=str(cover.id),
        dedupe=f"{kind} {cover.id} {staff_id}",
    )  # fmt: skip


def _refresh(session: Session, cover_id: int, now: datetime) -> None:
    asked = db.outbox.by_dedupe(session, f"cover {cover_id}")
    if asked is not None and asked.id is not None:
        db.outbox.refresh(session, asked.id, now)
