"""Another Slack, on loopback, in real time: written from Slack's documentation, and knowing nothing of Relay.

It does what a reasonable stranger's stand-in would: the Web API's methods in `METHODS`, Socket Mode, and
`response_url`. `tap`, `submit` and `command` are what a user does; each gives the app's acknowledgement, or None
where Slack would show its own error. `between` may step in before and after any request.
"""

import base64
import hashlib
import json
import socket
import struct
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

Body = dict[str, Any]
BOT_TOKEN, APP_TOKEN = "xoxb-other-1", "xapp-other-1"
BOT, TEAM = "U0OTHERBOT", "T0OTHER"
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Refuse(Exception):
    """`ok: false`, with Slack's word, and what else it says."""

    def __init__(self, word: str, **more: str) -> None:
        super().__init__(word)
        self.more = more


@dataclass
class Link:
    """One open WebSocket to the app."""

    raw: socket.socket
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, opcode: int, data: bytes) -> None:
        size = len(data)
        head = bytes([0x80 | opcode]) + (bytes([size]) if size < 126 else struct.pack("!BH", 126, size))
        head = head if size < 65536 else bytes([0x80 | opcode]) + struct.pack("!BQ", 127, size)
        with self.lock:
            self.raw.sendall(head + data)

    def frames(self) -> Any:
        """(opcode, data) until the socket ends."""
        stream = self.raw.makefile("rb")
        while len(head := stream.read(2)) == 2:
            size = head[1] & 127
            if size > 125:
                size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
            mask = stream.read(4)
            yield head[0] & 15, bytes(b ^ mask[at % 4] for at, b in enumerate(stream.read(size)))


@dataclass
class Ack:
    """What the app acknowledged an envelope with, and after how many seconds."""

    payload: Body
    seconds: float


class Quiet(ThreadingHTTPServer):
    """An app that is gone before its answer is no news."""

    daemon_threads = True

    def handle_error(self, *_request: Any) -> None:
        pass


class OtherSlack:
    """`channels` by id: members, whether private and joined by the app. Every message is in `posts`, as it stands now.

    `flags` are what users.info says of a user besides; `scopes` what the app was installed with. `asking` has the
    user agent of the request that this thread answers.
    """

    def __init__(
        self, users: dict[str, str], channels: dict[str, Body], port: int = 0, scopes: tuple[str, ...] = ()
    ) -> None:
        self.users, self.scopes = users, list(scopes)
        self.channels = {k: {"is_private": True, "joined": True, **v} for k, v in channels.items()}
        self.flags: dict[str, Body] = {}
        self.asking = threading.local()
        self.posts: list[Body] = []
        self.whispers: list[Body] = []
        self.views: dict[str, Body] = {}
        self.calls: list[tuple[str, Body]] = []
        self.between: Callable[[str, Body, str], Any] = lambda _method, _args, _when: None
        self.lock = threading.RLock()
        self.link: Link | None = None
        # seconds until a user is shown Slack's own error, and that a trigger opens a form; there it is three, and
        # a busy machine is no failure here
        self.patience = 10.0
        # whether this workspace shows charts
        self.charts = True
        self._triggers: dict[str, tuple[str, float]] = {}
        self._responses: dict[str, Body] = {}
        self._acks: dict[str, Any] = {}
        self._ts = time.time()
        self._server = Quiet(("127.0.0.1", port), _handler(self))
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._server.server_port}/api"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # what users see and do

    def room(self, channel: str) -> list[Body]:
        """The messages of a channel, or of a direct message with a user id, as they stand now."""
        with self.lock:
            return [one for one in self.posts if channel in (one["channel"], one["with"])]

    def tap(self, user: str, post: Body, button: Body | str, **changed: Any) -> Ack | None:
        """Tap a button (or the first one with that text) of a message."""
        if isinstance(button, str):
            button = next(one for one in buttons(post) if one["text"]["text"] == button)
        action = {**button, "type": "button", "action_ts": self._new_ts(), "block_id": button["block_id"]}
        body = self._body(user, post["channel"], f"action for {post['ts']}") | {
            "type": "block_actions",
            "container": {"type": "message", "message_ts": post["ts"], "channel_id": post["channel"]},
            "message": {"ts": post["ts"], "text": post["text"], "blocks": post.get("blocks", [])},
            "actions": [{**action, **changed}],
        }
        return self._deliver("interactive", body)

    def submit(self, user: str, values: Body | None = None, **changed: Any) -> Ack | None:
        """Press the form's Submit, with what is in it and `values` by block id; a None takes a block out."""
        view = self.views[user]
        state = {block["block_id"]: _shown(block) for block in view["blocks"] if block["type"] == "input"}
        for block_id, value in (values or {}).items():
            state[block_id] = _chosen(state.get(block_id), value)
        kept = {key: value for key, value in state.items() if value is not None}
        body = {key: one for key, one in self._body(user, None, "").items() if key != "response_url"}
        sent = {**view, "state": {"values": kept}, **changed}
        ack = self._deliver(
            "interactive", body | {"type": "view_submission", "view": sent, "response_urls": []}
        )
        if ack and ack.payload.get("response_action") == "update":
            self.views[user] = {**view, **ack.payload["view"]}
        return ack

    def command(self, user: str, channel: str, name: str, text: str = "") -> Ack | None:
        """Type a slash command."""
        asked = self._body(user, channel, "command")
        body = {
            "command": name, "text": text, "user_id": user, "user_name": "x", "channel_id": channel,
            "channel_name": "privategroup", "team_id": TEAM, "team_domain": "other", "is_enterprise_install": "false",
            "response_url": asked["response_url"], "trigger_id": asked["trigger_id"], "api_app_id": "A0OTHER",
        }  # fmt: skip
        return self._deliver("slash_commands", body)

    def _body(self, user: str, channel: str | None, _why: str) -> Body:
        trigger, answer = f"{uuid.uuid4().int}.1.{uuid.uuid4().hex}", uuid.uuid4().hex
        self._triggers[trigger] = (user, time.time())
        self._responses[answer] = {"user": user, "channel": channel, "why": _why}
        return {
            "user": {"id": user, "username": "x", "name": "x", "team_id": TEAM},
            "team": {"id": TEAM, "domain": "other"}, "api_app_id": "A0OTHER", "token": "x", "enterprise": None,
            "is_enterprise_install": False, "trigger_id": trigger,
            "response_url": self.url.replace("/api", f"/actions/{answer}"),
            **({"channel": {"id": channel, "name": "privategroup"}} if channel else {}),
        }  # fmt: skip

    def _deliver(self, kind: str, payload: Body) -> Ack | None:
        envelope, done = uuid.uuid4().hex, threading.Event()
        self._acks[envelope] = done
        link, began = self.link, time.perf_counter()
        if link is None:
            return None
        sent = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        try:
            link.send(1, json.dumps(sent).encode())
        except OSError:
            return None
        while not done.wait(0.02):
            if time.perf_counter() - began > self.patience or self.link is not link:
                break
        return Ack(self._acks[envelope], self._acks[envelope + " at"] - began) if done.is_set() else None

    # the app's side: Socket Mode

    def attach(self, link: Link) -> None:
        """Serve one WebSocket until it ends."""
        link.send(1, json.dumps({"type": "hello", "num_connections": 1}).encode())
        self.link = link
        try:
            for opcode, data in link.frames():
                if opcode == 8:
                    break
                if opcode == 9:
                    link.send(10, data)
                elif opcode == 1:
                    self._acknowledged(json.loads(data))
        except OSError:
            pass  # the bot was cut off: whoever comes next has a link of its own
        if self.link is link:
            self.link = None

    def _acknowledged(self, heard: Body) -> None:
        envelope, at = heard["envelope_id"], time.perf_counter()
        done = self._acks.get(envelope)
        if isinstance(done, threading.Event):
            self.between("ack", heard, "after")
            self._acks[envelope + " at"], self._acks[envelope] = at, heard.get("payload") or {}
            done.set()

    # the app's side: the Web API

    def answer(self, method: str, token: str | None, args: Body) -> Any:
        """The answer to one request: JSON, or (status, body) where `between` says so."""
        with self.lock:
            self.calls.append((method, args))
        instead = self.between(method, args, "before")
        if instead is None:
            try:
                instead = {"ok": True, **self._do(method, token, args)}
            except Refuse as word:
                instead = {"ok": False, "error": str(word), **word.more}
            instead = self.between(method, args, "after") or instead
        return instead

    def _do(self, method: str, token: str | None, args: Body) -> Body:
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token != wanted:
            raise Refuse("invalid_auth")
        if method not in METHODS:
            raise Refuse("unknown_method")
        self._permitted(method, args)
        with self.lock:
            found: Body = METHODS[method](self, args)
            return found

    def _permitted(self, method: str, args: Body) -> None:
        """By Slack's pages on each method: which permission it wants."""
        needed = PERMISSION.get(method, "")
        if method.startswith("conversations.") and method != "conversations.open":
            where = self.channels.get(str(args.get("channel")), {})
            kind = "im" if where.get("is_im") else "groups" if where.get("is_private", True) else "channels"
            needed = f"{kind}:{'read' if method in READS else 'history'}"
        if needed and self.scopes and needed not in self.scopes:
            raise Refuse("missing_scope", needed=needed, provided=",".join(self.scopes))

    def respond(self, answer: str, body: Body) -> None:
        """What the app says to a response_url."""
        about = self._responses[answer]
        self._blocks(body)
        with self.lock:
            if body.get("replace_original"):
                post = self._post(about["channel"], about["why"].removeprefix("action for "))
                post.update(text=body["text"], blocks=body.get("blocks", []))
            else:
                self.whispers.append({**about, "text": body["text"], "blocks": body.get("blocks", [])})

    def _new_ts(self) -> str:
        with self.lock:
            self._ts = max(time.time(), self._ts + 0.000002)
            return f"{self._ts:.6f}"

    def _post(self, channel: str, ts: str) -> Body:
        for one in self.posts:
            if one["channel"] == channel and one["ts"] == ts:
                return one
        raise Refuse("message_not_found")

    def _channel(self, args: Body) -> Body:
        found = self.channels.get(args["channel"])
        if found is None or (found["is_private"] and not found["joined"]):
            raise Refuse("channel_not_found")
        return found

    def auth_test(self, _args: Body) -> Body:
        return {
            "url": "https://other.slack.com/", "team": "Other", "user": "relay", "team_id": TEAM, "user_id": BOT,
            "bot_id": "B0OTHER",
        }  # fmt: skip

    def connect(self, _args: Body) -> Body:
        return {"url": self.url.replace("http", "ws").replace("/api", "/link/?ticket=1")}

    def users_info(self, args: Body) -> Body:
        if args["user"] not in self.users:
            raise Refuse("user_not_found")
        known = {"id": args["user"], "name": "x", "real_name": self.users[args["user"]], "team_id": TEAM}
        plain = dict.fromkeys(("deleted", "is_bot", "is_restricted", "is_ultra_restricted"), False)
        return {"user": {**known, **plain, **self.flags.get(args["user"], {})}}

    def open_dm(self, args: Body) -> Body:
        if args["users"] not in self.users:
            raise Refuse("user_not_found")
        channel = "D" + args["users"][1:]
        self.channels[channel] = {
            "members": [args["users"]],
            "is_im": True,
            "is_private": True,
            "joined": True,
        }
        return {"channel": {"id": channel}}

    def info(self, args: Body) -> Body:
        found = self._channel(args)
        kept = {
            name: bool(found.get(name)) for name in ("is_private", "is_archived", "is_ext_shared", "is_im")
        }
        said = {"id": args["channel"], "name": f"room-{args['channel'].lower()}", "is_channel": True, **kept}
        return {"channel": {**said, "is_member": found["joined"]}}

    def members(self, args: Body) -> Body:
        """Two a page, as a large channel's would come."""
        everybody = self._channel(args)["members"]
        at = int(args.get("cursor") or 0)
        more = {"next_cursor": str(at + 2) if at + 2 < len(everybody) else ""}
        return {"members": everybody[at : at + 2], "response_metadata": more}

    def post(self, args: Body) -> Body:
        there = self._channel(args)
        if not there["joined"] or there.get("is_archived"):
            raise Refuse("is_archived" if there.get("is_archived") else "not_in_channel")
        self._blocks(args)
        people = self.channels[args["channel"]]
        kept = {name: args.get(name) for name in ("channel", "text", "blocks", "metadata", "thread_ts")}
        ts = self._new_ts()
        self.posts.append({**kept, "ts": ts, "with": people["members"][0] if people.get("is_im") else None})
        return {"channel": args["channel"], "ts": ts, "message": {"text": args.get("text"), "ts": ts}}

    def update(self, args: Body) -> Body:
        found = self._post(args["channel"], args["ts"])
        self._blocks(args)
        found.update({name: args[name] for name in ("text", "blocks", "metadata") if name in args})
        return {"channel": args["channel"], "ts": args["ts"], "text": args.get("text")}

    def _blocks(self, args: Body) -> None:
        """By Slack's page on the data visualization block; of the others any will do."""
        told = args.get("blocks") or []
        blocks = json.loads(told) if isinstance(told, str) else told
        charts = [one for one in blocks if one["type"] == "data_visualization"]
        if len(charts) > 2 or not all(self.charts and _is_chart(one) for one in charts):
            raise Refuse("invalid_blocks")

    def ephemeral(self, args: Body) -> Body:
        self._blocks(args)
        self.whispers.append(dict(args))
        return {"message_ts": self._new_ts()}

    def history(self, args: Body) -> Body:
        self._channel(args)
        found = [
            one for one in self.posts
            if one["channel"] == args["channel"] and float(one["ts"]) > float(args.get("oldest", 0))
        ]  # fmt: skip
        shown = [
            {
                "type": "message",
                "bot_id": "B0OTHER",
                **{k: one[k] for k in ("ts", "text", "blocks", "metadata")},
            }
            for one in reversed(found)
        ]
        return {"messages": shown[: int(args.get("limit", 100))], "has_more": False}

    def open_view(self, args: Body) -> Body:
        user, at = self._triggers.pop(args["trigger_id"], (None, 0.0))
        if user is None or time.time() - at > self.patience:
            raise Refuse("expired_trigger_id")
        view = args["view"] if isinstance(args["view"], dict) else json.loads(args["view"])
        self.views[user] = {**view, "id": f"V{uuid.uuid4().hex[:9].upper()}", "team_id": TEAM, "hash": "1.x"}
        return {"view": self.views[user]}

    def update_view(self, args: Body) -> Body:
        for user, view in self.views.items():
            if view["id"] == args["view_id"]:
                self.views[user] = {**view, **args["view"]}
                return {"view": self.views[user]}
        raise Refuse("not_found")


READS = ("conversations.info", "conversations.members")
PERMISSION = {
    "chat.postMessage": "chat:write", "chat.update": "chat:write", "chat.postEphemeral": "chat:write",
    "conversations.open": "im:write", "users.info": "users:read",
}  # fmt: skip
METHODS: dict[str, Callable[[OtherSlack, Body], Body]] = {
    "auth.test": OtherSlack.auth_test,
    "apps.connections.open": OtherSlack.connect,
    "users.info": OtherSlack.users_info,
    "conversations.open": OtherSlack.open_dm,
    "conversations.info": OtherSlack.info,
    "conversations.members": OtherSlack.members,
    "conversations.history": OtherSlack.history,
    "conversations.replies": OtherSlack.history,
    "chat.postMessage": OtherSlack.post,
    "chat.update": OtherSlack.update,
    "chat.postEphemeral": OtherSlack.ephemeral,
    "views.open": OtherSlack.open_view,
    "views.push": OtherSlack.open_view,
    "views.update": OtherSlack.update_view,
}


def _is_chart(block: Body) -> bool:
    """A title, and lines, bars or areas with a number for each category."""
    chart = block.get("chart", {})
    axis, series = chart.get("axis_config", {}), chart.get("series", [])
    labels = [one for one in axis.get("categories", []) if isinstance(one, str) and 0 < len(one) <= 20]
    whole = all(
        sorted(point["label"] for point in one["data"]) == sorted(set(labels))
        and all(type(point["value"]) in (int, float) for point in one["data"])
        and 0 < len(one["name"]) <= 20
        for one in series
    )
    fits = 0 < len(block.get("title", "")) <= 50 and 0 < len(labels) <= 20 and 0 < len(series) <= 6
    return fits and whole and chart.get("type") in ("line", "bar", "area")


def buttons(post: Body) -> list[Body]:
    """A message's buttons, each with the id of its block."""
    return [
        {**one, "block_id": block["block_id"]}
        for block in post["blocks"] or []
        for one in block.get("elements", [])
        if one["type"] == "button"
    ]


def _shown(block: Body) -> Body:
    """The state of a field that nobody has touched."""
    kind = block["element"]["type"]
    held = (
        {"value": block["element"].get("initial_value")}
        if kind == "plain_text_input"
        else {"selected_option": block["element"].get("initial_option")}
    )
    return {block["element"]["action_id"]: {"type": kind, **held}}


def _chosen(state: Any, value: Any) -> Any:
    """The state of a field with this value, or this very state when it is no text."""
    if not isinstance(value, str) or not isinstance(state, dict):
        return value
    ((action, was),) = state.items()
    if was["type"] == "plain_text_input":
        return {action: {**was, "value": value}}
    return {action: {**was, "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value}}}


def _handler(slack: OtherSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            if self.path.startswith("/link/"):
                self._socket()
            else:
                self._method(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.path.startswith("/actions/"):
                self._answer(self.path.rsplit("/", 1)[1], json.loads(raw))
            elif "json" in self.headers.get("Content-Type", ""):
                self._method(json.loads(raw or "{}"))
            else:
                self._method({name: values[-1] for name, values in parse_qs(raw).items()})

        def _answer(self, to: str, body: Body) -> None:
            try:
                if slack.between("response_url", body, "before") is None:
                    slack.respond(to, body)
                    slack.between("response_url", body, "after")
            except Refuse as word:
                self._say(200, json.dumps({"ok": False, "error": str(word)}), "application/json")
            else:
                self._say(200, "ok")

        def _method(self, args: Body) -> None:
            slack.asking.agent = self.headers.get("User-Agent") or ""
            path, token = urlsplit(self.path).path, (self.headers.get("Authorization") or "").split(" ")[-1]
            found = slack.answer(path.removeprefix("/api/"), token, args)
            if isinstance(found, dict):
                granted = {"X_OAuth_Scopes": ",".join(slack.scopes)} if slack.scopes else {}
                self._say(200, json.dumps(found), "application/json; charset=utf-8", **granted)
            else:
                status, text, *more = found
                self._say(status, text, "text/html", **(more[0] if more else {}))

        def _say(self, status: int, text: str, kind: str = "text/html", **headers: str) -> None:
            data = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(data)

        def _socket(self) -> None:
            key = self.headers["Sec-WebSocket-Key"].encode()
            accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
            said = (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
            )
            self.connection.sendall(said.encode())
            self.close_connection = True
            slack.attach(Link(self.connection))

    return Handler
