// Keeps the page up to date: told of changes by events, by polling where they are missing.
import { listen } from "./api.js";

const SOON = 40;
const POLL = 1000;
const POLL_BESIDE_EVENTS = 4000;

// Runs `work` soon, never twice at once, and once more where it was asked for meanwhile.
export function coalesced(work, pause = SOON) {
  let timer = null;
  let running = false;
  let again = false;
  const run = async () => {
    timer = null;
    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (again) ask();
      again = false;
    }
  };
  const ask = () => {
    if (running) again = true;
    else timer ??= setTimeout(run, pause);
  };
  return ask;
}

export class Live {
  constructor(changed) {
    this.changed = changed;
    this.connected = false;
    this.stop = () => {};
    this.polled = 0;
    setInterval(() => this.poll(), POLL);
    document.addEventListener("visibilitychange", () => document.hidden || changed(null));
  }

  follow(user) {
    this.stop();
    this.connected = false;
    this.stop = listen(user, (change) => this.changed(change), (connected) => {
      this.connected = connected;
      if (connected) this.changed(null);
    });
  }

  poll() {
    const due = performance.now() - this.polled > (this.connected ? POLL_BESIDE_EVENTS : POLL - 50);
    if (!due) return;
    this.polled = performance.now();
    this.changed(null);
  }
}
