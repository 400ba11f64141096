// Short words that pass: refusals, and what Slack says when an app was too slow.
import { byId, el } from "./dom.js";

const STAYS = 9000;

export function toast(said, kind = "error") {
  const box = byId("toasts");
  for (const other of box.children) if (other.dataset.said === said) other.remove();
  const node = el("div", { class: `toast ${kind}`, data: { testid: "toast", said } },
    el("span", { dir: "auto" }, said),
    el("button", { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => node.remove() }, "✕"));
  box.append(node);
  setTimeout(() => node.remove(), STAYS);
}

export async function kindly(work) {
  try {
    return await work();
  } catch (error) {
    if (!error.answer) throw error;
    toast(error.message);
    return null;
  }
}
