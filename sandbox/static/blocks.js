// Block Kit layout blocks. `context`: {scope, state, errors, names, act(block, action, value), touched(block)}.
import { chart } from "./charts.js";
import { el, freshId } from "./dom.js";
import { element, isGroup } from "./elements.js";
import { plain, words } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

export function blocks(list, context) {
  return list.map((block) => {
    const node = (MAKERS[block.type] || unknown)(block, context);
    if (block.block_id) node.dataset.block = block.block_id;
    return node;
  });
}

const unknown = (block) => el("p", { class: "unknown" }, `[A ${block.type} block stands here; this sandbox does not draw it.]`);

const header = (block) => el("h3", { class: "block-header", dir: "auto" }, plain(block.text));

function section(block, context) {
  const text = block.text && el("div", { class: "section-text", dir: "auto" }, words(block.text, context.names));
  const fields = block.fields && el("div", { class: "fields" },
    block.fields.map((field) => el("div", { dir: "auto" }, words(field, context.names))));
  const wanted = block.accessory && block.accessory.type !== "image";
  return el("div", { class: "section" },
    el("div", { class: "section-body" }, text, fields),
    wanted && el("div", { class: "accessory" }, element(block.accessory, placeOf(block, context, textOf(block)))));
}

const textOf = (block) => plain(block.text).replace(/[*_~`]/g, "").split("\n")[0].slice(0, 60);

const placeOf = (block, context, label) => ({ block: block.block_id, context, label, dispatch: true });

function actions(block, context) {
  return el("div", { class: "actions" }, block.elements.map((e) => element(e, placeOf(block, context, ""))));
}

function contextLine(block, context) {
  return el("div", { class: "context" }, block.elements.map((part) =>
    part.type === "image" ? el("span", { class: "alt", role: "img", "aria-label": part.alt_text }, part.alt_text)
      : el("span", { dir: "auto" }, words(part, context.names))));
}

function image(block) {
  return el("figure", { class: "image" },
    el("div", { role: "img", "aria-label": block.alt_text }, block.alt_text),
    block.title && el("figcaption", { dir: "auto" }, plain(block.title)));
}

function input(block, context) {
  const e = block.element;
  const [field, label, error] = [freshId("field"), freshId("label"), freshId("error")];
  const wrong = context.errors?.[block.block_id];
  const hint = block.hint && el("p", { class: "hint", id: freshId("hint"), dir: "auto" }, plain(block.hint));
  const group = isGroup(e);
  const place = {
    block: block.block_id, context, id: group ? null : field, labelledby: label, label: plain(block.label),
    dispatch: Boolean(block.dispatch_action), optional: Boolean(block.optional),
    describedby: [hint?.id, wrong && error].filter(Boolean).join(" ") || null,
  };
  const node = element(e, place);
  if (wrong) (node.matches(".counted") ? node.firstChild : node).setAttribute("aria-invalid", "true");
  const name = [plain(block.label), block.optional && el("span", { class: "optional" }, " (optional)")];
  return el("div", { class: `field${wrong ? " wrong" : ""}` },
    group ? el("div", { class: "label", id: label, dir: "auto" }, name) : el("label", { id: label, for: field, dir: "auto" }, name),
    node,
    wrong && el("p", { class: "error", id: error, role: "alert", data: { testid: `error-${block.block_id}` }, dir: "auto" }, wrong),
    hint);
}

function alert(block, context) {
  return el("div", { class: `alert ${block.level || ""}`, dir: "auto" }, words(block.text, context.names));
}

const MAKERS = {
  header, section, actions, input, image, alert, table,
  context: contextLine,
  divider: () => el("hr"),
  rich_text: richText,
  markdown: (block) => el("div", { class: "text", dir: "auto" }, block.text),
  data_table: dataTable,
  data_visualization: chart,
};
