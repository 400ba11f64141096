// Forms, as a phone shows them: a sheet over the conversation. Only the top of the stack is drawn.
import { address, byId, el, keepFocus } from "./dom.js";
import { blocks } from "./blocks.js";
import { plain } from "./mrkdwn.js";
import { forget, stateOf } from "./values.js";
import { toast } from "./toast.js";

const open = { stack: [], drawn: null, sending: false, opener: null, last: null, errors: {}, touched: new Map() };
let doing = null;

// `work`: {submit(view, state), close(view), act(view, block, action, value, state), names}
export function setUpForms(work) {
  doing = work;
  byId("sheet-back").addEventListener("keydown", keys);
}

export function drawForms(stack) {
  for (const old of open.stack) if (!stack.some((view) => view.id === old.id)) leave(old);
  open.stack = stack;
  const view = stack.at(-1);
  if (!view) return hide();
  const signature = JSON.stringify([view, open.errors[view.id] || null, open.sending, stack.length]);
  if (signature !== open.drawn) draw(view, signature);
}

// Another person looks: the forms wait for their owner, with what is typed in them.
export function putAside() {
  open.stack = [];
  hide();
}

function leave(view) {
  forget(`form ${view.id}`);
  delete open.errors[view.id];
  open.touched.delete(view.id);
}

function hide() {
  const back = byId("sheet-back");
  if (back.hidden) return;
  back.hidden = true;
  back.replaceChildren();
  byId("slack").inert = false;
  open.drawn = open.last = null;
  const control = open.opener && document.querySelector(open.opener);
  (control || byId("scroll")).focus({ preventScroll: true });
}

function draw(view, signature) {
  const back = byId("sheet-back");
  if (back.hidden) open.opener = address(document.activeElement, document.body);
  const restore = keepFocus(back);
  const scrolled = back.querySelector(".sheet-body")?.scrollTop || 0;
  const same = open.last === pageOf(view);
  const sheet = sheetOf(view);
  back.replaceChildren(sheet);
  back.hidden = false;
  byId("slack").inert = true;
  open.drawn = signature;
  open.last = pageOf(view);
  if (same) sheet.querySelector(".sheet-body").scrollTop = scrolled;
  restore();
  if (!back.contains(document.activeElement)) sheet.focus({ preventScroll: true });
}

// The same sheet, read on: an update that turns a form into something else starts again at its top.
const pageOf = (view) => JSON.stringify([view.id, view.callback_id, view.title, view.submit]);

function contextOf(view) {
  const scope = `form ${view.id}`;
  const context = {
    scope, state: view.state?.values || {}, errors: errorsOf(view), names: doing.names,
    act: (block, action, value) => doing.act(view, block, action, value, stateOf(view.blocks, context)),
    touched: (block) => wipe(view, block),
  };
  return context;
}

function errorsOf(view) {
  const all = { ...view.errors, ...open.errors[view.id] };
  for (const block of open.touched.get(view.id) || []) delete all[block];
  return all;
}

// An error goes away when its field is touched, without redrawing what is being typed.
function wipe(view, block) {
  if (!open.touched.has(view.id)) open.touched.set(view.id, new Set());
  open.touched.get(view.id).add(block);
  const field = byId("sheet-back").querySelector(`[data-block="${CSS.escape(block)}"].wrong`);
  if (!field) return;
  field.classList.remove("wrong");
  field.querySelector(".error")?.remove();
  field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}

function sheetOf(view) {
  const context = contextOf(view);
  const body = el("div", { class: "sheet-body" }, blocks(view.blocks, context));
  return el("div", {
    class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title", tabindex: "-1",
    "aria-busy": String(open.sending), data: { testid: "modal", viewId: view.id },
  }, head(view), body, foot(view, context));
}

function head(view) {
  const nested = open.stack.length > 1;
  return el("header", { class: "sheet-head" },
    el("h2", { id: "sheet-title", dir: "auto" }, plain(view.title)),
    el("button", { type: "button", class: "plain close", "aria-label": nested ? "Back" : "Close form", disabled: open.sending, onclick: close }, nested ? "‹" : "✕"));
}

function foot(view, context) {
  const say = plain(view.close) || (view.submit ? "Cancel" : "Close");
  return el("footer", { class: "sheet-foot" },
    el("button", { type: "button", class: "button", data: { testid: "modal-close" }, disabled: open.sending, onclick: close }, say),
    view.submit && el("button", {
      type: "button", class: "button primary", data: { testid: "modal-submit" }, "aria-disabled": String(open.sending), onclick: () => submit(view, context),
    }, open.sending ? "Sending…" : plain(view.submit)));
}

async function submit(view, context) {
  if (open.sending) return;
  delete open.errors[view.id];
  open.touched.delete(view.id);
  sending(true);
  try {
    drawForms(await doing.submit(view, stateOf(view.blocks, context)));
  } catch (error) {
    refused(view, error);
  } finally {
    sending(false);
  }
  const wrong = byId("sheet-back").querySelector("[aria-invalid]");
  (wrong?.matches(".choices") ? wrong.querySelector("input") : wrong)?.focus();
}

function sending(on) {
  open.sending = on;
  drawForms(open.stack);
}

function refused(view, error) {
  const errors = error.answer?.errors;
  if (!errors) return toast(error.message);
  open.errors[view.id] = errors;
  const shown = new Set(view.blocks.map((block) => block.block_id));
  for (const [block, said] of Object.entries(errors)) if (!shown.has(block)) toast(said);
}

async function close() {
  const view = open.stack.at(-1);
  if (!view || open.sending) return;
  try {
    drawForms(await doing.close(view));
  } catch (error) {
    toast(error.message);
  }
}

function keys(event) {
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.querySelector("[data-testid=modal-submit]")?.click();
  else if (event.key === "Tab") turn(event);
  else return;
  event.stopPropagation();
}

function turn(event) {
  const stops = [...event.currentTarget.querySelectorAll("button, input, select, textarea, a[href], [tabindex='0']")].filter((node) => !node.disabled);
  const [first, last] = [stops[0], stops.at(-1)];
  const at = document.activeElement;
  if (event.shiftKey ? at !== first && stops.includes(at) : at !== last) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
