"""views.*: forms and App Homes."""

import copy

from sandbox import shows
from sandbox.desk import Desk
from sandbox.plain import Args, Json, Refused
from sandbox.views import View


def open_view(desk: Desk, args: Args) -> Json:
    """Open a form for who made the trigger."""
    trigger = desk.triggers.check(args.text("trigger_id"))
    view = desk.views.open(trigger.user, _told(args))
    trigger.used = True
    return done(desk, view, "view.open", "views.open")


def push_view(desk: Desk, args: Args) -> Json:
    """Lay a form over the open one; the trigger must come from inside a form."""
    trigger = desk.triggers.check(args.text("trigger_id"))
    if not trigger.in_modal:
        raise Refused("invalid_trigger_id")
    view = desk.views.push(trigger.user, _told(args))
    trigger.used = True
    return done(desk, view, "view.push", "views.push")


def update_view(desk: Desk, args: Args) -> Json:
    """Redraw a form or a home by its id or external id."""
    view = desk.views.find(args.text("view_id"), args.text("external_id"))
    if view is None:
        raise Refused("not_found")
    desk.views.update(view, _told(args), args.text("hash"))
    return done(desk, view, "view.update", "views.update")


def publish_view(desk: Desk, args: Args) -> Json:
    """Draw a user's App Home."""
    user = args.need("user_id")
    if not desk.world.bot.home:
        raise Refused("not_enabled")
    if user not in desk.world.users:
        raise Refused("user_not_found")
    view = desk.views.publish(user, _told(args), args.text("hash"))
    return done(desk, view, "view.publish", "views.publish")


def done(desk: Desk, view: View, kind: str, method: str) -> Json:
    """Log what happened to a view, tell its user's page, and return it."""
    shown = shows.view(desk.world, view)
    desk.log.add(kind, method=method, user=view.user, view=copy.deepcopy(shown))
    desk.changes.tell("view", only=view.user)
    return {"view": shown}


def _told(args: Args) -> object:
    view = args.parsed("view", "invalid_arguments")
    if view is None:
        raise Refused("invalid_arguments", ["[ERROR] missing required field: view"])
    return view
