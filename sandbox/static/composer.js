// Where messages and slash commands are typed. What is typed stays with its conversation.
import { el, freshId } from "./dom.js";

const typed = new Map();

// Shortcuts are found by any part of their name, as Slack finds them.
const fits = (one, text) =>
  one.shortcut ? one.name.toLowerCase().includes(text.slice(1).toLowerCase()) : one.name.startsWith(text);

// `say(text)`, `command(name, text)` and `shortcut(callback_id)` return true when taken.
export class Composer {
  constructor(box, testid, commands, say, command, shortcut) {
    Object.assign(this, { commands, say, command, shortcut, key: null, found: [], at: 0, busy: false });
    const list = freshId("commands");
    this.input = el("textarea", {
      rows: 1, dir: "auto", "aria-label": "Message", data: { testid }, role: "combobox", "aria-expanded": "false",
      "aria-controls": list, "aria-autocomplete": "list", autocomplete: "off",
      oninput: () => this.changed(), onkeydown: (event) => this.pressed(event), onblur: () => this.suggest([]),
    });
    this.list = el("ul", { class: "suggestions", id: list, role: "listbox", "aria-label": "Commands and shortcuts", hidden: true });
    this.send = el("button", { type: "button", class: "button primary send", "aria-label": "Send", onclick: () => this.submit() }, "Send");
    box.replaceChildren(this.list, el("div", { class: "write" }, this.input, this.send));
    this.grow();
  }

  show(key, placeholder) {
    if (this.key !== key) {
      this.key = key;
      this.input.value = typed.get(key) || "";
      this.suggest([]);
    }
    if (this.input.placeholder !== placeholder) {
      this.input.placeholder = placeholder;
      this.input.setAttribute("aria-label", placeholder);
    }
    this.grow();
  }

  changed() {
    typed.set(this.key, this.input.value);
    const text = this.input.value;
    this.suggest(/^\/\S*$/.test(text) ? this.commands().filter((c) => fits(c, text)) : []);
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 160)}px`;
    this.send.disabled = !this.input.value.trim() || this.busy;
  }

  suggest(found) {
    this.found = found;
    this.at = 0;
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.list.replaceChildren(...found.map((one, index) => el("li", {
      role: "option", id: `${this.list.id}-${index}`, onpointerdown: (event) => {
        event.preventDefault();
        this.take(one);
      },
    }, el("b", null, one.name), " ", el("span", null, one.about || ""))));
    this.point();
  }

  point() {
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    if (this.found.length) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(one) {
    if (one.shortcut) {
      this.clear(this.key);
      this.suggest([]);
      this.grow();
      return this.shortcut(one.shortcut);
    }
    this.input.value = `${one.name} `;
    this.changed();
    this.input.focus();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (this.found.length && this.steer(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  steer(event) {
    const count = this.found.length;
    const chosen = this.found[this.at];
    if (event.key === "ArrowDown") this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp") this.at = (this.at + count - 1) % count;
    else if (event.key === "Escape") this.suggest([]);
    else if (event.key === "Tab" || (event.key === "Enter" && chosen.name !== this.input.value)) this.take(chosen);
    else return false;
    this.point();
    return true;
  }

  // The field is emptied only when the sandbox took it, and only if nobody typed on meanwhile.
  async submit() {
    const text = this.input.value.trim();
    if (!text || this.busy) return;
    const key = this.key;
    const [, name, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) || [];
    this.busy = true;
    this.suggest([]);
    this.grow();
    try {
      const taken = await (name ? this.command(name, rest) : this.say(text));
      if (taken && (typed.get(key) || "").trim() === text) this.clear(key);
    } finally {
      this.busy = false;
      this.grow();
    }
  }

  clear(key) {
    typed.delete(key);
    if (this.key === key) this.input.value = "";
  }
}
