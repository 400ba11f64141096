// Everything the page asks of the sandbox, and nothing else: no other address is ever called.

export class Refusal extends Error {
  constructor(answer) {
    super(answer.why || WORDS[answer.error] || `The sandbox refused: ${answer.error || "no reason given"}`);
    this.answer = answer;
  }
}

const WORDS = {
  not_acknowledged: "This app took too long to answer. Nothing may have been saved; try again.",
  no_such_element: "This has changed since it was drawn. Look again.",
  sandbox_gone: "The sandbox does not answer. Is it still running?",
};

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refusal({ error: "sandbox_gone" });
  }
  const answer = await response.json().catch(() => ({ ok: false, error: `answer ${response.status}` }));
  if (!answer.ok) throw new Refusal(answer);
  return answer;
}

export const get = (what, query = {}) => call(`/page/${what}?${new URLSearchParams(query)}`);

export const post = (what, body) =>
  call(`/page/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

// A browser opens at most six connections to one address. Hidden windows let theirs go,
// or the seventh window of a curious newcomer would hang.
export function listen(user, heard, connected) {
  let source = null;
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`/page/events?${new URLSearchParams({ user })}`);
    source.addEventListener("change", (event) => heard(JSON.parse(event.data)));
    source.onopen = () => connected(true);
    source.onerror = () => {
      connected(false);
      if (source && source.readyState === EventSource.CLOSED) shut();
    };
  };
  const shut = () => {
    if (source) source.close();
    source = null;
  };
  const turn = () => (document.hidden ? shut() : open());
  document.addEventListener("visibilitychange", turn);
  const retry = setInterval(open, 2000);
  open();
  return () => {
    clearInterval(retry);
    document.removeEventListener("visibilitychange", turn);
    shut();
  };
}
