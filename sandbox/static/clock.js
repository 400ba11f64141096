// The clock, and the buttons that let time pass.
import { byId, el } from "./dom.js";
import { full, soon } from "./times.js";

let told = null;
let heardAt = 0;
let asked = false;

export function setClock(clock) {
  told = clock;
  heardAt = performance.now();
  tick();
}

// Between answers the page runs on by itself: the sandbox's time runs at real speed.
export const now = () => (told ? new Date(new Date(told.now).getTime() + performance.now() - heardAt) : new Date());

export const zone = () => told?.timezone || "UTC";

export const leaping = () => asked || Boolean(told?.leaping);

function tick() {
  if (!told) return;
  byId("clock").textContent = full(now(), zone());
}

setInterval(tick, 250);

// "Next handover · 21:15"; some names say their time already.
export function marked(mark) {
  const at = soon(mark.at, zone(), now());
  return mark.name.includes(at) ? mark.name : `${mark.name} · ${at}`;
}

// `pass(body)` asks for a leap and returns when it is over.
export function drawClock(pass) {
  const busy = leaping();
  const marks = (told.marks || []).map((mark, index) => ({
    id: `mark-${index}`, text: marked(mark), title: full(mark.at, zone()), body: { mark: mark.name },
  }));
  const next = told.next && { title: full(told.next, zone()), body: { to_next: true } };
  const buttons = [
    { id: "pass-10", text: busy ? "time is passing…" : "Pass 10 minutes", body: { pass_seconds: 600 } },
    ...marks,
    { id: "next-due", text: next ? `Next thing due · ${soon(told.next, zone(), now())}` : "Nothing is due", off: !next, ...next },
  ];
  const box = byId("leaps");
  const signature = JSON.stringify([busy, buttons]);
  if (box.drawn === signature) return;
  box.drawn = signature;
  const held = document.activeElement?.dataset?.testid;
  box.replaceChildren(...buttons.map((b) => leapButton(b, busy, pass)));
  if (held) box.querySelector(`[data-testid="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

function leapButton({ id, text, title, body, off }, busy, pass) {
  return el("button", {
    type: "button", class: "leap", title: title || null, disabled: busy || Boolean(off), data: { testid: id },
    onclick: async () => {
      if (leaping()) return;
      asked = true;
      drawClock(pass);
      try {
        await pass(body);
      } finally {
        asked = false;
        drawClock(pass);
      }
    },
  }, text);
}
