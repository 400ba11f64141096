// Tables and charts, all as plain tables: the numbers are what matters here.
import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";

function cell(value, context) {
  if (value?.type === "rich_text") return richText(value, context);
  if (value && typeof value === "object") return String(value.text ?? value.value ?? "");
  return String(value ?? "");
}

function grid(caption, rows, context, rowHeader = -1) {
  const line = (row, head) => el("tr", null, row.map((value, column) =>
    el(head || column === rowHeader ? "th" : "td", { scope: head ? "col" : column === rowHeader ? "row" : null, dir: "auto" }, cell(value, context))));
  const [first, ...others] = rows;
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption || "Table" },
    el("table", null, caption && el("caption", { dir: "auto" }, caption),
      first && el("thead", null, line(first, true)), el("tbody", null, others.map((row) => line(row, false)))));
}

export const table = (block, context) => grid("", block.rows || [], context);

export const dataTable = (block, context) => grid(plain(block.caption), block.rows || [], context, block.row_header_column_index ?? -1);

export function chart(block, context) {
  const { type, series = [], segments, axis_config: axis = {} } = block.chart || {};
  const rows = type === "pie" || segments
    ? [["", "Value"], ...(segments || []).map((part) => [part.label, part.value])]
    : [[axis.x_label || "", ...series.map((one) => one.name)], ...points(axis, series)];
  return grid(plain(block.title), rows, context, 0);
}

function points(axis, series) {
  const labels = axis.categories || (series[0]?.data || []).map((point) => point.label);
  return labels.map((label) => [label, ...series.map((one) => one.data.find((point) => point.label === label)?.value ?? "")]);
}
