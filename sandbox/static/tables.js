// Tables: message tables, data tables, and the numbers behind a chart.
import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";

function cell(value, context) {
  if (value?.type === "rich_text") return richText(value, context);
  if (value && typeof value === "object") return String(value.text ?? value.value ?? "");
  return String(value ?? "");
}

export function grid(caption, rows, context, rowHeader = -1) {
  const line = (row, head) => el("tr", null, row.map((value, column) =>
    el(head || column === rowHeader ? "th" : "td", { scope: head ? "col" : column === rowHeader ? "row" : null, dir: "auto" }, cell(value, context))));
  const [first, ...others] = rows;
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption || "Table" },
    el("table", null, caption && el("caption", { dir: "auto" }, caption),
      first && el("thead", null, line(first, true)), el("tbody", null, others.map((row) => line(row, false)))));
}

export const table = (block, context) => grid("", block.rows || [], context);

export const dataTable = (block, context) => grid(plain(block.caption), block.rows || [], context, block.row_header_column_index ?? -1);
