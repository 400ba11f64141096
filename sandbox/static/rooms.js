// The open conversation, its thread, and staying where the reader is.
import { get, post } from "./api.js";
import { byId, el, icon, keepFocus, LOCK } from "./dom.js";
import { blocks } from "./blocks.js";
import { drawMessages, spoken } from "./messages.js";
import { names, page } from "./page.js";
import { kindly } from "./toast.js";
import { stateOf } from "./values.js";
import { marked } from "./clock.js";

const NEAR = 60;
const seen = { room: null, last: null, follow: false };
let afterAct = () => {};

export function setUpRooms(after) {
  afterAct = after;
  byId("thread-close").onclick = () => openThread(null);
  byId("more-below").onclick = () => bottom(byId("scroll"));
  byId("scroll").addEventListener("scroll", () => near(byId("scroll")) && (byId("more-below").hidden = true));
  stick(byId("scroll"));
  stick(byId("thread-scroll"));
}

// A phone's keyboard or a new line in the bar makes the pane smaller: who reads the end goes on reading the end.
function stick(box) {
  let atEnd = true;
  box.addEventListener("scroll", () => (atEnd = near(box)));
  // A Home is read from its top.
  new ResizeObserver(() => atEnd && !page.home && bottom(box)).observe(box);
}

const near = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

const bottom = (box) => (box.scrollTop = box.scrollHeight);

export const here = () => page.state?.conversations.find((one) => one.id === page.conversation);

// Whoever you are when you tap, not when it was drawn: a message stays as it is when somebody else looks.
function roomOf(inThread) {
  const { conversation } = page;
  return {
    conversation, zone: page.state.clock.timezone, names, inThread, openThread,
    act: (message, block_id, action_id, value) => touch("click", { user: page.user, conversation, ts: message.ts, block_id, action_id, value }),
    shortcuts: page.state.shortcuts.filter((one) => one.type === "message"),
    shortcut: (message, callback_id) => touch("shortcut", { user: page.user, conversation, ts: message.ts, callback_id }),
  };
}

async function touch(what, told) {
  await kindly(() => post(what, told));
  afterAct();
}

export async function openThread(ts) {
  page.thread = ts;
  byId("replies").replaceChildren();
  if (!ts) {
    byId("thread").hidden = true;
    byId("slack").classList.remove("with-thread");
    return byId("scroll").focus({ preventScroll: true });
  }
  await loadThread();
  byId("thread-scroll").focus({ preventScroll: true });
  afterAct();
}

// Whoever writes wants to see what comes of it.
export const followNext = () => (seen.follow = true);

// An answer that comes after somebody went elsewhere is dropped.
export async function loadRoom() {
  const { user, conversation } = page;
  if (!conversation || page.home) return;
  const { messages } = await get("messages", { user, conversation });
  if (user !== page.user || conversation !== page.conversation || page.home) return;
  drawRoom(messages);
  await markRead();
}

export function drawRoom(messages) {
  const box = byId("scroll");
  const entered = seen.room !== `${page.user} ${page.conversation}`;
  const follow = entered || seen.follow || near(box);
  seen.follow = false;
  drawMessages(byId("messages"), messages, roomOf(false));
  drawEmpty(messages);
  if (follow) bottom(box);
  announce(messages, entered, follow);
}

function drawEmpty(messages) {
  if (messages.length) return;
  const [mark] = page.state.clock.marks || [];
  const next = mark && ` ${marked(mark)}.`;
  byId("messages").replaceChildren(el("p", { class: "empty" }, "No messages yet.", next));
}

function announce(messages, entered, follow) {
  const last = messages.at(-1)?.ts || null;
  const fresh = entered ? [] : messages.filter((one) => one.ts > (seen.last || "") && one.user !== page.user);
  seen.room = `${page.user} ${page.conversation}`;
  seen.last = last;
  if (!fresh.length) return;
  byId("announce").textContent = fresh.map((one) => spoken(one, names)).join(". ");
  if (!follow) byId("more-below").hidden = false;
}

async function markRead() {
  const room = here();
  if (!room?.unread || document.hidden) return;
  room.unread = 0;
  await post("read", { user: page.user, conversation: room.id });
}

export async function loadThread() {
  const { user, conversation, thread } = page;
  if (!thread) return;
  const answer = await kindly(() => get("thread", { user, conversation, ts: thread }));
  if (user !== page.user || conversation !== page.conversation || thread !== page.thread) return;
  if (!answer) return openThread(null);
  const box = byId("thread-scroll");
  const follow = byId("thread").hidden || near(box);
  byId("thread").hidden = false;
  byId("slack").classList.add("with-thread");
  byId("thread-about").textContent = here()?.name || "";
  drawMessages(byId("replies"), answer.messages, roomOf(true));
  if (follow) bottom(box);
}

export function drawHead() {
  const room = here();
  const direct = room?.kind === "im";
  const sign = room && !direct && (room.private ? icon(LOCK, "private") : "# ");
  byId("room").replaceChildren(...[sign, room?.name || "No conversation"].filter(Boolean));
  const count = room?.members.length || 0;
  byId("room-about").textContent = direct ? `You are ${page.state.me.name}` : count ? `${count} members` : "";
  drawTabs(direct);
}

function drawTabs(direct) {
  const box = byId("tabs");
  const able = direct && page.state.bot.home;
  box.hidden = !able;
  if (!able) page.home = false;
  const tab = (text, home) => el("button", {
    type: "button", class: "tab", "aria-pressed": String(page.home === home), data: { testid: home ? "tab-home" : "tab-messages" },
    onclick: () => turn(home),
  }, text);
  const signature = JSON.stringify([able, page.home]);
  if (box.drawn !== signature) box.replaceChildren(tab("Home", true), tab("Messages", false));
  box.drawn = signature;
}

async function turn(home) {
  if (page.thread) openThread(null);
  page.home = home;
  seen.room = null;
  byId("messages").replaceChildren();
  await opened(home);
  afterAct();
}

// Slack tells an app each time somebody comes to one of its tabs. Resolves to what the sandbox answers.
export const opened = (home) => kindly(() => post("home", { user: page.user, tab: home ? "home" : "messages" }));

export function drawHome() {
  const view = page.state.home;
  const box = byId("messages");
  const signature = `home ${view?.hash}`;
  if (box.firstChild?.drawn === signature) return;
  const entered = !box.querySelector(".home");
  const restore = keepFocus(box);
  const node = el("div", { class: "home content", data: { testid: "home" } }, view ? blocks(view.blocks, homeOf(view)) : "Nothing here yet.");
  node.drawn = signature;
  box.replaceChildren(node);
  restore();
  if (entered) byId("scroll").scrollTop = 0;
}

function homeOf(view) {
  const { user } = page;
  const context = {
    scope: `home ${view.id}`, state: view.state?.values || {}, names,
    act: (block_id, action_id, value) =>
      touch("view/act", { user, view_id: view.id, block_id, action_id, value, state: stateOf(view.blocks, context) }),
  };
  return context;
}
