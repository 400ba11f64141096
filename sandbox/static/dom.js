// Nodes without innerHTML: whatever people write stays text.

export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) give(node, name, value);
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function give(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

export const byId = (id) => document.getElementById(id);

let serial = 0;
export const freshId = (stem) => `${stem}-${++serial}`;

export function icon(path, label) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const LOCK = "M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zm1.6 0h4.8V5a2.4 2.4 0 0 0-4.8 0z";

const TONES = 7;

export function avatar(user, small = false) {
  const words = (user.name || "?").trim().split(/\s+/);
  const initials = words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  const sum = [...(user.id || "")].reduce((total, letter) => total * 31 + letter.codePointAt(0) >>> 0, 7);
  const kind = `avatar tone-${sum % TONES}${small ? " small" : ""}${user.bot ? " app" : ""}`;
  return el("span", { class: kind, "aria-hidden": "true" }, initials);
}

// A redraw replaces nodes: this finds the same control again and puts the focus and caret back.
export function keepFocus(root) {
  const held = document.activeElement;
  if (!held || !root.contains(held) || held === root) return () => {};
  const where = address(held, root);
  const caret = "selectionStart" in held ? safeCaret(held) : null;
  return () => {
    const found = where && root.querySelector(where);
    if (!found || found === document.activeElement) return;
    found.focus({ preventScroll: true });
    if (caret && found.setSelectionRange) found.setSelectionRange(...caret);
  };
}

function safeCaret(node) {
  return node.selectionStart === null ? null : [node.selectionStart, node.selectionEnd];
}

export function address(node, root) {
  const holder = node.closest("[data-action-id]");
  if (!holder || !root.contains(holder)) return node.dataset.testid ? `[data-testid="${CSS.escape(node.dataset.testid)}"]` : null;
  const home = holder.closest("[data-testid]");
  const scope = home && root.contains(home) ? `[data-testid="${CSS.escape(home.dataset.testid)}"] ` : "";
  const { blockId, actionId } = holder.dataset;
  const own = `[data-block-id="${CSS.escape(blockId)}"][data-action-id="${CSS.escape(actionId)}"]`;
  return scope + own + (node === holder ? "" : ` [value="${CSS.escape(node.value ?? "")}"]`);
}
