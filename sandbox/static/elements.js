// Interactive elements. `place` says where one stands: {block, context, label, dispatch, describedby}.
import { el, freshId } from "./dom.js";
import { plain, words } from "./mrkdwn.js";
import { current, hold } from "./values.js";
import { overflow } from "./menu.js";
import { confirmed } from "./confirm.js";
import { instant, wall } from "./times.js";

export function element(e, place) {
  const make = MAKERS[e.type];
  return make ? make(e, place) : el("span", { class: "unknown" }, `[${e.type} is not drawn here]`);
}

const marks = (e, place) => ({ blockId: place.block, actionId: e.action_id });

// What a control without label and placeholder is called.
const CALLED = {
  datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time", users_select: "Person", multi_users_select: "People",
  conversations_select: "Conversation", channels_select: "Channel", static_select: "Choose one", radio_buttons: "Choose one", checkboxes: "Choose any",
};

const called = (e, place) => place.label || plain(e.placeholder) || CALLED[e.type] || e.action_id;

const naming = (e, place) => ({
  id: place.id,
  "aria-label": place.id ? null : called(e, place),
  "aria-describedby": place.describedby || null,
});

// One request at a time for one control; the look stays "pressed" until the answer is here.
export async function press(control, work) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

export async function act(e, place, control, value) {
  if (!(await confirmed(e.confirm))) return;
  await press(control, () => place.context.act(place.block, e.action_id, value));
}

function button(e, place) {
  const node = el("button", {
    type: "button",
    class: `button ${e.style || ""}`.trim(),
    data: marks(e, place),
    "aria-label": e.accessibility_label || null,
    onclick: async () => {
      await act(e, place, node, e.value);
      if (e.url) window.open(e.url, "_blank", "noopener,noreferrer");
    },
  }, plain(e.text));
  return node;
}

// A change is held as a draft, and told to the bot where Slack would tell it.
function changed(e, place, control, value) {
  hold(place.context.scope, place.block, e.action_id, value);
  place.context.touched?.(place.block);
  if (place.dispatch) act(e, place, control, value);
}

function text(e, place) {
  const kind = { number_input: "number", email_text_input: "email", url_text_input: "url" }[e.type] || "text";
  const node = el(e.multiline ? "textarea" : "input", {
    type: e.multiline ? null : kind, rows: e.multiline ? 4 : null, step: e.is_decimal_allowed ? "any" : null,
    dir: "auto", autocomplete: "off", placeholder: plain(e.placeholder), data: marks(e, place), ...naming(e, place),
    value: current(e, place.block, place.context) ?? "",
  });
  const count = counter(e, node);
  node.addEventListener("input", () => {
    hold(place.context.scope, place.block, e.action_id, node.value);
    place.context.touched?.(place.block);
    count.update();
    if (place.dispatch && triggers(e).includes("on_character_entered")) place.context.act(place.block, e.action_id, node.value);
  });
  node.addEventListener("keydown", (event) => {
    const enter = event.key === "Enter" && !event.isComposing && !e.multiline;
    if (enter && place.dispatch && triggers(e).includes("on_enter_pressed")) place.context.act(place.block, e.action_id, node.value);
  });
  return count.node ? el("div", { class: "counted" }, node, count.node) : node;
}

const triggers = (e) => e.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];

// No maxlength attribute: a browser would cut a long paste without a word.
function counter(e, node) {
  if (!e.max_length) return { node: null, update() {} };
  const shown = el("span", { class: "count", "aria-live": "polite" });
  const update = () => {
    const left = e.max_length - [...node.value].length;
    const near = left < 50 || left < e.max_length / 5;
    shown.textContent = left < 0 ? `${-left} too many` : near ? `${left} left` : "";
    shown.classList.toggle("over", left < 0);
  };
  update();
  return { node: shown, update };
}

function choices(e, names) {
  const users = () => names.people().map((user) => ({ value: user.id, text: user.name }));
  if (e.type.endsWith("users_select")) return [{ options: users() }];
  if (e.type === "conversations_select" || e.type === "channels_select") return [{ options: names.rooms().map((room) => ({ value: room.id, text: room.name })) }];
  return e.option_groups || [{ options: e.options || [] }];
}

function select(e, place) {
  const chosen = current(e, place.block, place.context);
  const option = (o) => el("option", { value: o.value, selected: o.value === chosen }, plain(o.text));
  const groups = choices(e, place.context.names).map((group) =>
    group.label ? el("optgroup", { label: plain(group.label) }, group.options.map(option)) : group.options.map(option));
  const node = el("select", {
    data: marks(e, place), ...naming(e, place),
    onchange: () => changed(e, place, node, node.value || null),
  }, el("option", { value: "", selected: chosen === null, hidden: !place.optional }, plain(e.placeholder) || "Choose…"), groups);
  return node;
}

// While a year is typed a browser tells of each digit: 0002, 0020, 0202. Those are nobody's dates.
const halfTyped = (value) => /^0\d{3}-/.test(value);

const same = (value) => value;

// `into` and `from` turn what Slack keeps into what the browser shows, and back.
function picker(type, into = same, from = same) {
  return (e, place) => {
    const zone = place.context.names.zone();
    const known = current(e, place.block, place.context);
    const node = el("input", {
      type, data: marks(e, place), ...naming(e, place), value: known === null ? "" : into(known, zone),
      onchange: () => halfTyped(node.value) || changed(e, place, node, node.value ? from(node.value, zone) : null),
    });
    return node;
  };
}

// Radio buttons, checkboxes and pickers of several are one labelled group of native boxes.
function boxes(type) {
  return (e, place) => {
    const group = freshId("choice");
    const chosen = [current(e, place.block, place.context)].flat();
    const taken = () => [...node.querySelectorAll("input:checked")].map((box) => box.value);
    const tell = () => changed(e, place, node, type === "radio" ? taken()[0] ?? null : taken());
    const options = choices(e, place.context.names).flatMap((g) => g.options);
    const node = el("div", {
      class: `choices${e.type.startsWith("multi") ? " boxed" : ""}`, data: marks(e, place),
      role: type === "radio" ? "radiogroup" : "group",
      "aria-labelledby": place.labelledby || null, "aria-label": place.labelledby ? null : called(e, place),
      "aria-describedby": place.describedby || null,
    }, options.map((o) => choice(type, group, o, chosen.includes(o.value), tell, place.context.names)));
    return node;
  };
}

function choice(type, group, option, checked, tell, names) {
  const box = el("input", { type, name: group, value: option.value, checked, onchange: tell });
  const more = option.description && el("span", { class: "description" }, words(option.description, names));
  return el("label", { class: "choice" }, box, el("span", { dir: "auto" }, words(option.text, names), more));
}

const MAKERS = {
  button,
  overflow: (e, place) => overflow(e, place, marks(e, place), (control, value) => act(e, place, control, value)),
  plain_text_input: text, email_text_input: text, url_text_input: text, number_input: text,
  static_select: select, external_select: select, users_select: select, conversations_select: select, channels_select: select,
  multi_static_select: boxes("checkbox"), multi_users_select: boxes("checkbox"),
  radio_buttons: boxes("radio"), checkboxes: boxes("checkbox"),
  datepicker: picker("date"), timepicker: picker("time"), datetimepicker: picker("datetime-local", wall, instant),
};

// These are groups of controls, so a label's `for` cannot point at them.
export const isGroup = (e) => /^(radio_buttons|checkboxes|multi_)/.test(e.type);
