// Messages as Slack draws them. A message is redrawn only when it changed.
import { avatar, el, keepFocus } from "./dom.js";
import { blocks } from "./blocks.js";
import { moreActions } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { day, full, time } from "./times.js";

const GROUP_WITHIN = 5 * 60 * 1000;

// `room`: {conversation, zone, names, act(message, block, action, value), openThread(ts), inThread, shortcuts, shortcut(message, id)}
export function drawMessages(list, messages, room) {
  const restore = keepFocus(list);
  const had = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const wanted = rows(messages, room).map((row) => {
    const kept = had.get(row.key);
    if (kept && kept.drawn === row.signature) return kept;
    const node = row.draw();
    node.dataset.key = row.key;
    node.drawn = row.signature;
    return node;
  });
  place(list, wanted);
  restore();
}

// Moving a node that stays where it is would drop its focus and scroll, so only differences are touched.
function place(list, wanted) {
  const keep = new Set(wanted);
  for (const node of [...list.children]) if (!keep.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] || null);
  });
}

function rows(messages, room) {
  const out = [];
  let before = null;
  for (const message of messages.filter((one) => !one.deleted)) {
    const today = day(message.at, room.zone);
    if (!before || day(before.at, room.zone) !== today) {
      if (!room.inThread) out.push({ key: `day ${today}`, signature: today, draw: () => dayLine(today) });
      before = null;
    }
    const follows = goesWith(before, message);
    out.push({
      key: `message ${message.ts}`,
      signature: JSON.stringify([message, follows, room.conversation, room.zone, room.names.version(), room.shortcuts]),
      draw: () => messageNode(message, follows, room),
    });
    before = message;
  }
  return out;
}

function goesWith(before, message) {
  if (!before || before.user !== message.user || before.ephemeral !== message.ephemeral) return false;
  if (message.broadcast || before.broadcast || before.reply_count) return false;
  return new Date(message.at) - new Date(before.at) < GROUP_WITHIN;
}

const dayLine = (said) => el("div", { class: "day" }, el("h3", null, said));

function messageNode(message, follows, room) {
  const who = { id: message.user, name: message.name, bot: message.bot };
  const bar = tools(message, room);
  const kind = ["message", follows && "follows", message.ephemeral && "ephemeral", bar && room.shortcuts.length && "able"].filter(Boolean).join(" ");
  return el("article", { class: kind, data: { testid: `msg-${message.ts}` }, "aria-label": `${message.name}, ${time(message.at, room.zone)}` },
    el("div", { class: "gutter" }, follows ? when(message, room) : avatar(who)),
    el("div", { class: "body" },
      message.ephemeral && el("p", { class: "only-you" }, "Only visible to you"),
      !follows && byline(message, room),
      message.broadcast && broadcastLine(message, room),
      content(message, room),
      message.edited && el("span", { class: "edited" }, "(edited)"),
      footer(message, room)),
    bar);
}

// Nobody answers what only they can see, and Slack offers no shortcuts for it.
function tools(message, room) {
  if (message.ephemeral || (room.inThread && !room.shortcuts.length)) return null;
  return el("div", { class: "tools" },
    !room.inThread && replyButton(message, room),
    room.shortcuts.length > 0 && moreActions(room.shortcuts, (id) => room.shortcut(message, id)));
}

function byline(message, room) {
  return el("p", { class: "byline" },
    el("b", { class: "name", dir: "auto" }, message.name),
    message.bot && el("span", { class: "app-badge" }, "APP"),
    when(message, room));
}

const when = (message, room) =>
  el("time", { class: "when", datetime: message.at, title: full(message.at, room.zone) }, time(message.at, room.zone));

function content(message, room) {
  const context = {
    scope: `message ${message.ts}`, state: {}, names: room.names,
    act: (block, action, value) => room.act(message, block, action, value),
  };
  const drawn = message.blocks?.length ? blocks(message.blocks, context) : mrkdwn(message.text, room.names);
  return el("div", { class: "content" }, drawn);
}

const rootOf = (message) => message.thread_ts || message.ts;

function broadcastLine(message, room) {
  if (room.inThread) return el("p", { class: "broadcast" }, "also sent to the channel");
  return el("p", { class: "broadcast" }, "replied to a thread ",
    el("button", { type: "button", class: "plain link", onclick: () => room.openThread(rootOf(message)) }, "view thread"));
}

function footer(message, room) {
  if (room.inThread || !message.reply_count || rootOf(message) !== message.ts) return null;
  const count = message.reply_count;
  return el("button", {
    type: "button", class: "plain replies", data: { testid: `replies-${message.ts}` }, onclick: () => room.openThread(message.ts),
  }, `${count} ${count === 1 ? "reply" : "replies"}`);
}

function replyButton(message, room) {
  return el("button", {
    type: "button", class: "reply", data: { testid: `reply-${message.ts}` },
    "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => room.openThread(rootOf(message)),
  }, "↩");
}

// What a screen reader is told of a new message: Slack reads the top-level text.
export const spoken = (message, names) => {
  const said = el("div", null, mrkdwn(message.text, names)).textContent;
  return `${message.name}: ${said}`;
};
