// The "⋯" menu. It hangs from the body, so that neither a scrolling pane nor a redraw clips it.
import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";

let open = null;

export function overflow(e, place, data, choose) {
  const node = el("button", {
    type: "button", class: "button overflow", data, "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": place.label ? `More: ${place.label}` : "More",
    onclick: () => (open?.owner === node ? closeMenu() : show(e, node, choose)),
  }, "⋯");
  return node;
}

function show(e, owner, choose) {
  const { blockId, actionId } = owner.dataset;
  openMenu(owner, e.options.map((option) => ({
    text: plain(option.text), about: plain(option.description),
    data: { value: option.value ?? "", menuBlock: blockId, menuAction: actionId },
    act: () => {
      choose(owner, option.value);
      if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
    },
  })));
}

// What can be done with one message, beside answering it.
export function moreActions(choices, choose) {
  const node = el("button", {
    type: "button", class: "more-actions", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    data: { testid: "more-actions" },
    onclick: () => (open?.owner === node ? closeMenu() : openMenu(node, choices.map((one) => ({
      text: one.name, about: one.description, data: { value: one.callback_id }, act: () => choose(one.callback_id),
    })))),
  }, "⋮");
  return node;
}

// `choices`: {text, about, data, act()}
function openMenu(owner, choices) {
  closeMenu();
  const items = choices.map((one) => el("button", {
    type: "button", role: "menuitem", class: "menu-item", tabindex: "-1", data: one.data,
    onclick: () => {
      closeMenu();
      one.act();
    },
  }, one.text, one.about && el("span", { class: "description" }, one.about)));
  const menu = el("div", { class: "menu", role: "menu", data: { testid: "menu" }, onkeydown: (event) => keys(event, items) }, items);
  document.body.append(menu);
  open = { menu, owner };
  owner.setAttribute("aria-expanded", "true");
  lay(menu, owner);
  items[0]?.focus({ preventScroll: true });
}

function lay(menu, owner) {
  const at = owner.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = menu;
  const below = at.bottom + high + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - wide - 8))}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - high - 4)}px`;
}

function keys(event, items) {
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  if (event.key in steps) items[steps[event.key] % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function closeMenu() {
  if (!open) return;
  const { menu, owner } = open;
  open = null;
  menu.remove();
  owner.setAttribute("aria-expanded", "false");
  if (owner.isConnected) owner.focus({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.owner.contains(event.target)) closeMenu();
});
addEventListener("resize", closeMenu);
// It goes along with what it hangs from: a page that is still scrolling from the tap itself must not take it away.
document.addEventListener("scroll", (event) => {
  if (!open?.owner.isConnected || event.target === open.menu) return;
  const { top, bottom } = open.owner.getBoundingClientRect();
  if (bottom > 0 && top < innerHeight) lay(open.menu, open.owner);
  else closeMenu();
}, true);
