// rich_text blocks, as far as bots use them.
import { el } from "./dom.js";
import { emojiNamed, link } from "./mrkdwn.js";
import { dateToken } from "./times.js";

export const richText = (block, context) => el("div", { class: "rich" }, (block.elements || []).map((part) => whole(part, context.names)));

function whole(part, names) {
  const inner = () => (part.elements || []).map((leaf) => run(leaf, names));
  if (part.type === "rich_text_list") {
    const items = part.elements.map((item) => el("li", { dir: "auto" }, item.elements.map((leaf) => run(leaf, names))));
    return el(part.style === "ordered" ? "ol" : "ul", null, items);
  }
  if (part.type === "rich_text_quote") return el("blockquote", { class: "text", dir: "auto" }, inner());
  if (part.type === "rich_text_preformatted") return el("pre", { dir: "auto" }, inner());
  return el("div", { class: "text", dir: "auto" }, inner());
}

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text),
  emoji: (leaf) => emojiNamed(leaf.name),
  user: (leaf, names) => el("span", { class: "mention" }, `@${names.user(leaf.user_id) || leaf.user_id}`),
  channel: (leaf, names) => el("span", { class: "mention" }, `#${names.channel(leaf.channel_id) || leaf.channel_id}`),
  broadcast: (leaf) => el("span", { class: "mention loud" }, `@${leaf.range}`),
  date: (leaf, names) => dateToken(leaf.timestamp, leaf.format, names.zone()),
};

function run(leaf, names) {
  let node = (LEAVES[leaf.type] || ((other) => other.text || ""))(leaf, names);
  const style = leaf.style || {};
  for (const [name, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"]]) {
    if (style[name]) node = el(tag, null, node);
  }
  return node;
}
