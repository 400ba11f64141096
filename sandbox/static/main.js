// Puts the page together: who looks, what is asked of the sandbox, what is drawn.
import { get, post, Refusal } from "./api.js";
import { byId } from "./dom.js";
import { drawClock, setClock } from "./clock.js";
import { Composer } from "./composer.js";
import { drawForms, putAside, setUpForms } from "./forms.js";
import { coalesced, Live } from "./live.js";
import { closeMenu } from "./menu.js";
import { fromAddress, landing, names, page, present, toAddress, unreadOf } from "./page.js";
import { drawConversations, drawPeople, drawPointer } from "./people.js";
import { drawHead, drawHome, drawRoom, followNext, here, loadRoom, loadThread, opened, openThread, setUpRooms } from "./rooms.js";
import { kindly, toast } from "./toast.js";

const asking = coalesced(refresh);
const askingOthers = coalesced(refreshOthers, 150);
const live = new Live(heard);
const composers = {};
let othersAt = null;

function heard(change) {
  if (change?.kind === "error" && change.why) toast(change.why);
  asking();
}

async function refresh() {
  try {
    const user = page.user;
    const [state, { views }] = await Promise.all([get("state", { user }), get("view", { user })]);
    if (user !== page.user) return;
    take(state);
    if (page.home) drawHome();
    else await loadRoom();
    await loadThread();
    drawAll();
    drawForms(views);
  } catch (error) {
    lost(error);
  }
}

function lost(error) {
  if (!(error instanceof Refusal)) throw error;
  byId("bot").textContent = "the sandbox does not answer";
  byId("bot").className = "bot off";
}

function take(state) {
  page.state = state;
  page.waiting[state.me.id] = unreadOf(state);
  setClock(state.clock);
  if (!here()) page.conversation = landing(state, null);
  if (othersAt !== state.revision) askingOthers();
  othersAt = state.revision;
}

// Everybody's unread messages, so that a newcomer sees who was told.
async function refreshOthers() {
  const others = present().filter((user) => user.id !== page.user);
  const states = await Promise.all(others.map((user) => get("state", { user: user.id }).catch(() => null)));
  for (const state of states) if (state) page.waiting[state.me.id] = unreadOf(state);
  drawAll();
}

let pointed = "";

function drawAll() {
  const { state } = page;
  byId("workspace").textContent = state.workspace.name;
  drawBot(state.bot);
  drawClock(pass);
  drawConversations(withApp(state), page.conversation, go);
  page.waiting[page.user] = unreadOf(state);
  drawPeople(present(), page.user, page.waiting, become);
  const said = drawPointer(present(), page.user, page.waiting, become);
  if (said && said !== pointed) byId("announce").textContent = said;
  pointed = said;
  drawHead();
  drawComposers();
  drawTitle();
  toAddress();
}

function drawBot(bot) {
  const said = bot.connected ? `${bot.name} is connected` : "the bot is not connected";
  if (byId("bot").textContent !== said) byId("bot").textContent = said;
  byId("bot").className = bot.connected ? "bot on" : "bot off";
}

function drawTitle() {
  const waiting = page.waiting[page.user];
  const count = waiting ? `(${waiting}) ` : "";
  document.title = `${count}${page.state.me.name} · ${here()?.name || page.state.workspace.name} · Sandbox`;
}

function drawComposers() {
  const room = here();
  byId("composer").hidden = !room || page.home;
  if (!room) return;
  const sign = room.kind === "im" ? "" : "#";
  composers.room.show(`${page.user} ${room.id}`, `Message ${sign}${room.name}`);
  if (page.thread) composers.thread.show(`${page.user} ${room.id} ${page.thread}`, "Reply…");
}

async function become(user) {
  if (user === page.user) return goToWaiting();
  const was = page.conversation;
  closeMenu();
  putAside();
  openThread(null);
  Object.assign(page, { user, home: false });
  const state = await kindly(() => get("state", { user }));
  if (!state || page.user !== user) return;
  page.state = state;
  page.conversation = landing(state, was);
  live.follow(user);
  drawAll();
  asking();
}

// An app with a Home stands among the conversations before it has ever written to somebody.
const APP = "app";

function withApp(state) {
  const met = state.conversations.some((one) => one.members.includes(state.bot.user) && one.kind === "im");
  if (met || !state.bot.home) return state.conversations;
  return [...state.conversations, { id: APP, kind: "im", name: state.bot.name, unread: 0 }];
}

async function meet() {
  const { user } = page;
  openThread(null);
  const answer = await opened(true);
  if (!answer || user !== page.user) return;
  const state = await kindly(() => get("state", { user }));
  if (!state || user !== page.user) return;
  page.state = state;
  Object.assign(page, { conversation: answer.conversation, home: true });
  drawHome();
  drawAll();
  asking();
}

function goToWaiting() {
  const waits = page.state.conversations.find((one) => one.kind === "im" && one.unread);
  if (waits) go(waits.id);
}

function go(conversation) {
  if (conversation === APP) return meet();
  if (conversation === page.conversation && !page.home) return;
  openThread(null);
  Object.assign(page, { conversation, home: false });
  page.places[page.user] = conversation;
  if (here()?.kind === "im" && page.state.bot.home) opened(false);
  drawAll();
  asking();
}

async function pass(body) {
  const answer = await kindly(() => post("clock", body));
  if (answer?.clock) setClock(answer.clock);
  asking();
}

async function taken(what, body) {
  const answer = await kindly(() => post(what, { user: page.user, conversation: page.conversation, ...body }));
  if (answer) followNext();
  asking();
  return Boolean(answer);
}

function setUpComposers() {
  const shortcuts = () => page.state.shortcuts.filter((one) => one.type === "global");
  const commands = () => [...page.state.commands, ...shortcuts().map((one) => ({ name: one.name, about: one.description, shortcut: one.callback_id }))];
  const command = (name, text) => taken("command", { command: name, text });
  const shortcut = (callback_id) => taken("shortcut", { callback_id });
  composers.room = new Composer(byId("composer"), "composer", commands, (text) => taken("say", { text }), command, shortcut);
  const reply = (text) => taken("say", { text, thread_ts: page.thread });
  composers.thread = new Composer(byId("thread-composer"), "thread-composer", () => [], reply, (name, text) => reply(`${name} ${text}`.trim()));
}

// A refusal with field errors keeps the form; any other outcome shows the stack the sandbox answers with.
async function stackAfter(request) {
  const { views } = await request;
  asking();
  return views;
}

function setUpFormWork() {
  const told = (view) => ({ user: page.user, view_id: view.id });
  setUpForms({
    names,
    submit: (view, state) => stackAfter(post("view/submit", { ...told(view), state })),
    close: (view) => stackAfter(post("view/close", told(view))),
    act: async (view, block_id, action_id, value, state) => {
      const views = await kindly(() => stackAfter(post("view/act", { ...told(view), block_id, action_id, value, state })));
      if (views) drawForms(views);
    },
  });
}

async function start() {
  fromAddress();
  setUpRooms(asking);
  setUpComposers();
  setUpFormWork();
  const wanted = page.user ? { user: page.user } : {};
  const state = await get("state", wanted).catch(() => get("state"));
  page.user = state.me.id;
  take(state);
  if (state.conversations.length === 0) drawRoom([]);
  live.follow(page.user);
  drawAll();
  asking();
}

start().catch(lost);
