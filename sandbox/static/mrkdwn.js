// Slack's mrkdwn as nodes. &amp; &lt; &gt; are decoded once, where text becomes a leaf, and never before:
// decoding earlier would let "&lt;!channel&gt;" come alive.
import { el } from "./dom.js";
import { dateToken } from "./times.js";

const EMOJI = {
  warning: "⚠️", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", bell: "🔔", telephone_receiver: "📞",
  phone: "☎️", house: "🏠", eyes: "👀", wave: "👋", pray: "🙏", rotating_light: "🚨", information_source: "ℹ️",
  hourglass_flowing_sand: "⏳", clock3: "🕒", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂", tada: "🎉",
  "+1": "👍", thumbsup: "👍", point_right: "👉", memo: "📝", calendar: "📅", sparkles: "✨", large_blue_circle: "🔵",
};
const STYLES = { "*": "strong", "_": "em", "~": "s" };
const SAFE_LINK = /^(https?:|mailto:|tel:)/i;

export const decode = (text) => text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);

export function mrkdwn(text, names) {
  const out = document.createDocumentFragment();
  const pieces = String(text ?? "").split(/```\n?([\s\S]+?)\n?```/);
  pieces.forEach((piece, index) => {
    if (index % 2) out.append(el("pre", { dir: "auto" }, decode(piece)));
    else if (piece) out.append(...paragraphs(piece, names));
  });
  return out;
}

// Runs of lines that start with > become one quote; the rest keep their line breaks (white-space: pre-wrap).
function paragraphs(text, names) {
  const runs = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quoted = /^(&gt;|>) ?/.exec(line);
    const last = runs.at(-1);
    const said = quoted ? line.slice(quoted[0].length) : line;
    if (last && last.quote === Boolean(quoted)) last.lines.push(said);
    else runs.push({ quote: Boolean(quoted), lines: [said] });
  }
  return runs.map((run) => el(run.quote ? "blockquote" : "div", { class: "text", dir: "auto" }, inline(run.lines.join("\n"), names)));
}

export function inline(text, names) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(decode(plain));
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = special(text, at, names);
    if (found) {
      flush();
      nodes.push(found.node);
      at += found.length;
    } else plain += text[at++];
  }
  flush();
  return nodes;
}

function special(text, at, names) {
  const sign = text[at];
  if (sign === "`") return code(text, at);
  if (sign === "<") return angle(text, at, names);
  if (sign === ":") return emoji(text, at);
  if (sign === "h" && !isWord(text[at - 1])) return bareLink(text, at);
  return STYLES[sign] ? styled(text, at, names) : null;
}

function code(text, at) {
  const found = /^`([^`\n]+)`/.exec(text.slice(at));
  return found && { node: el("code", null, decode(found[1])), length: found[0].length };
}

function emoji(text, at) {
  const found = /^:([a-z0-9_+-]+):/.exec(text.slice(at, at + 40));
  if (!found || !EMOJI[found[1]]) return null;
  return { node: el("span", { role: "img", "aria-label": found[1].replaceAll("_", " ") }, EMOJI[found[1]]), length: found[0].length };
}

function bareLink(text, at) {
  const found = /^https?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?)*_~]/.exec(text.slice(at));
  return found && { node: link(decode(found[0]), null), length: found[0].length };
}

const isWord = (letter) => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);

// As Slack does: a style opens after a non-word and before a non-space, closes the other way round, within one line.
function styled(text, at, names) {
  const sign = text[at];
  if (isWord(text[at - 1]) || !text[at + 1] || /\s/.test(text[at + 1]) || text[at + 1] === sign) return null;
  for (let end = at + 2; end < text.length && text[end] !== "\n"; end++) {
    if (text[end] === "`") end = Math.max(end, text.indexOf("`", end + 1));
    else if (text[end] === sign && !/\s/.test(text[end - 1]) && !isWord(text[end + 1])) {
      return { node: el(STYLES[sign], null, inline(text.slice(at + 1, end), names)), length: end + 1 - at };
    }
  }
  return null;
}

function angle(text, at, names) {
  const found = /^<([^<>\n]+)>/.exec(text.slice(at));
  const node = found && meaning(found[1], names);
  return node ? { node, length: found[0].length } : null;
}

function meaning(inner, names) {
  const [target, ...rest] = inner.split("|");
  const label = rest.length ? decode(rest.join("|")) : null;
  const id = target.slice(1);
  if (/^@[UW]\w+$/.test(target)) return mention(`@${names.user(id) || label || id}`);
  if (/^#C\w+$/.test(target)) return mention(`#${names.channel(id) || label || id}`);
  if (/^!(channel|here|everyone)$/.test(target)) return mention(`@${id}`, "loud");
  if (target.startsWith("!subteam^")) return mention(label || "@group");
  if (target.startsWith("!date^")) return el("time", null, dated(target, label, names));
  return SAFE_LINK.test(target) ? link(decode(target), label) : null;
}

const mention = (said, more = "") => el("span", { class: `mention ${more}`.trim() }, said);

function dated(target, label, names) {
  const [, seconds, form] = target.split("^");
  return /^\d+$/.test(seconds) && form ? dateToken(seconds, decode(form), names.zone()) : label || target;
}

export function link(target, label) {
  if (!SAFE_LINK.test(target)) return el("span", null, label || target);
  return el("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, label || target);
}

// A Slack text object: plain_text is never interpreted.
export function words(object, names) {
  if (!object) return "";
  if (typeof object === "string") return object;
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : object.text ?? "";
}

export const plain = (object) => (typeof object === "string" ? object : object?.text ?? "");

export const emojiNamed = (name) => EMOJI[name] || `:${name}:`;
