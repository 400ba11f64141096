// What this window shows: who looks, where, and what was last heard. Kept in the address, so that a reload stays.
export const page = { user: null, conversation: null, thread: null, home: false, state: null, waiting: {}, places: {} };

export function fromAddress() {
  const told = new URLSearchParams(location.hash.slice(1));
  const link = /^\/archives\/(\w+)/.exec(location.pathname);
  page.user = told.get("user");
  page.conversation = told.get("in") || link?.[1] || null;
}

export function toAddress() {
  const told = new URLSearchParams({ user: page.user, ...(page.conversation ? { in: page.conversation } : {}) });
  history.replaceState(null, "", `/#${told}`);
}

// Where somebody lands: what waits for them first, else where they were, else where you were.
export function landing(state, was) {
  const known = state.conversations;
  const has = (id) => known.some((one) => one.id === id);
  const waits = known.find((one) => one.kind === "im" && one.unread);
  if (waits) return waits.id;
  const [kept, same] = [page.places[state.me.id], was];
  if (kept && has(kept)) return kept;
  if (same && has(same)) return same;
  return known[0]?.id || null;
}

export const unreadOf = (state) =>
  state.conversations.filter((one) => one.kind === "im").reduce((total, one) => total + one.unread, 0);

export const present = () => page.state.users.filter((user) => !user.deleted);

export const names = {
  user: (id) => (id === page.state.bot.user ? page.state.bot.name : page.state.users.find((one) => one.id === id)?.name),
  channel: (id) => page.state.conversations.find((one) => one.id === id)?.name,
  people: present,
  rooms: () => page.state.conversations,
  zone: () => page.state.clock.timezone,
  // Mentions are drawn with names: when these change, messages are redrawn.
  version: () => JSON.stringify([page.state.users.map((one) => one.name), page.state.conversations.map((one) => one.name)]),
};
