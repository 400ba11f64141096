// "Are you sure?" where the bot asks for one.
import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";

export function confirmed(ask) {
  if (!ask) return Promise.resolve(true);
  return new Promise((resolve) => {
    const button = (value, object, fallback, style) =>
      el("button", { type: "button", class: `button ${style}`, data: { testid: `confirm-${value}` }, onclick: () => dialog.close(value) }, plain(object) || fallback);
    const dialog = el("dialog", { class: "confirm", "aria-label": plain(ask.title), data: { testid: "confirm" }, onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    } },
    el("h2", { dir: "auto" }, plain(ask.title)), el("p", { dir: "auto" }, plain(ask.text)),
    el("div", { class: "actions end" },
      button("no", ask.deny, "Cancel", ""), button("yes", ask.confirm, "Confirm", ask.style === "danger" ? "danger" : "primary")));
    document.body.append(dialog);
    dialog.showModal();
  });
}
