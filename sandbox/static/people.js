// Who you are, and where you can go.
import { avatar, byId, el, icon, keepFocus, LOCK } from "./dom.js";

// Redraws only what differs, so that a chip is not swapped under a finger.
function redraw(box, signature, make) {
  if (box.drawn === signature) return;
  const restore = keepFocus(box);
  box.replaceChildren(...make());
  box.drawn = signature;
  // On a phone both rows scroll sideways: who and where you are stays in sight.
  box.querySelector("[aria-pressed=true], [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  restore();
}

export const newMessages = (count) => `${count} new message${count === 1 ? "" : "s"}`;

// `waiting`: unread direct messages, by user id
export function drawPeople(users, me, waiting, become) {
  redraw(byId("people"), JSON.stringify([users, me, waiting]), () =>
    users.map((user) => chip(user, user.id === me, waiting[user.id] || 0, become)));
}

function chip(user, pressed, unread, become) {
  const under = unread ? el("span", { class: "fresh" }, newMessages(unread)) : el("span", { class: "title", dir: "auto" }, user.title);
  return el("button", {
    type: "button", class: `chip${unread ? " waiting" : ""}`, "aria-pressed": String(pressed), data: { testid: `user-${user.id}` },
    title: [user.name, user.title].filter(Boolean).join(", "), onclick: () => become(user.id),
  },
  el("span", { class: "chip-words" }, el("b", { dir: "auto" }, user.name), under),
  unread > 0 && el("span", { class: "badge", "aria-hidden": "true" }, String(unread)));
}

export function drawConversations(conversations, open, go) {
  redraw(byId("conversations"), JSON.stringify([conversations.map((c) => [c.id, c.name, c.private, c.unread]), open]), () => {
    const part = (title, kind) => {
      const found = conversations.filter((c) => c.kind === kind);
      return found.length > 0 && el("section", null, el("h2", null, title),
        el("ul", null, found.map((c) => el("li", null, conversation(c, c.id === open, go)))));
    };
    return [part("Channels", "channel"), part("Direct messages", "im")].filter(Boolean);
  });
}

function conversation(c, here, go) {
  const sign = c.kind === "im" ? avatar({ id: c.id, name: c.name, bot: true }, true) : c.private ? icon(LOCK, "private") : el("span", { class: "hash", "aria-hidden": "true" }, "#");
  return el("button", {
    type: "button", class: `conversation${c.unread ? " unread" : ""}`, "aria-current": here ? "page" : null,
    data: { testid: `conv-${c.id}` }, onclick: () => go(c.id),
  },
  sign, el("span", { class: "conversation-name", dir: "auto" }, c.name),
  c.unread > 0 && el("span", { class: `badge ${c.kind}`, "aria-label": `${c.unread} unread` }, String(c.unread)));
}

// A newcomer has to see that somebody else was told: the line names who, and takes you there.
export function drawPointer(users, me, waiting, become) {
  const found = users.filter((user) => user.id !== me && waiting[user.id]);
  const box = byId("pointer");
  box.hidden = found.length === 0;
  if (!found.length) return "";
  const [first, ...others] = found;
  const said = `${first.name} has ${newMessages(waiting[first.id])}`;
  const more = others.length ? `, and so ${others.length === 1 ? `has ${others[0].name}` : `have ${others.length} others`}` : "";
  box.textContent = `${said}${more}. Look as ${first.name} ›`;
  box.onclick = () => become(first.id);
  return said + more;
}
