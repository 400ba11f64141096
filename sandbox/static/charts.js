// Charts: lines and bars as small drawings, with their numbers in a table behind them. Dashes, marks and hatching tell
// the series apart without any colour.
import { el, freshId } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { grid } from "./tables.js";

const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [330, 190, 34, 10, 8, 22];
const FLOOR = HIGH - BOTTOM;
const LETTER = 6.2; // about as wide as a letter of the labels
const DASHES = [null, "7 4", "2 3", "9 3 2 3", "4 2", "1 5"];
const MARKS = ["circle", null, null, null, "square", "square"];
const HATCHES = ["", "M0 5L5 0", "M2.5 0V5", "M0 2.5H5", "M0 0L5 5", "M0 0L5 5M0 5L5 0"];

export function chart(block, context) {
  const { type, series = [], segments, axis_config: axis = {} } = block.chart || {};
  const title = plain(block.title);
  if (type === "pie") return grid(title, [["", "Value"], ...(segments || []).map((part) => [part.label, part.value])], context, 0);
  const labels = axis.categories || [];
  const lines = series.map((one) => labels.map((label) => one.data.find((point) => point.label === label)?.value ?? 0));
  const rows = [[axis.x_label || "", ...series.map((one) => one.name)], ...labels.map((label, n) => [label, ...lines.map((values) => values[n])])];
  return el("figure", { class: "chart" },
    el("figcaption", { dir: "auto" }, title),
    axis.y_label && el("p", { class: "axis", dir: "auto" }, axis.y_label),
    drawing(type, labels, lines, `${title}. ${type === "bar" ? "Bar" : "Line"} chart of ${named(series)}. The numbers are in the table below.`),
    axis.x_label && el("p", { class: "axis x", dir: "auto" }, axis.x_label),
    series.length > 1 && el("ul", { class: "legend" }, series.map((one, n) => el("li", null, sample(type, n), el("span", { dir: "auto" }, one.name)))),
    el("details", null, el("summary", null, "The numbers"), grid(title, rows, context, 0)));
}

const named = (series) => series.map((one) => one.name).join(", ");

function svg(tag, props, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) if (value !== null) node.setAttribute(name, value);
  node.append(...children.flat(2).filter(Boolean));
  return node;
}

function drawing(type, labels, lines, said) {
  const ticks = scale(lines.flat(), type === "line");
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const y = (value) => FLOOR - (value - low) / (high - low) * (FLOOR - TOP);
  const step = (WIDE - LEFT - RIGHT) / labels.length;
  const x = (n) => LEFT + (n + .5) * step;
  const stem = freshId("hatch");
  return svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": said },
    ticks.map((tick) => rule(tick, y(tick))),
    below(labels, x, step),
    type === "bar" ? [hatches(stem, lines.length), bars(lines, x, y, step, stem)] : lines.map((values, n) => curve(values, n, x, y, type)));
}

// Up to eight round numbers that hold every value; nought among them, but for lines that are far from it.
function scale(values, floats) {
  const [least, high] = [Math.min(...values), Math.max(0, ...values)];
  const low = floats && least > high / 2 ? least : Math.min(0, least);
  const rough = (high - low || 1) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((one) => one * power >= rough) * power;
  const from = Math.floor(low / step);
  const to = Math.max(from + 1, Math.ceil((high || 1) / step));
  return Array.from({ length: to - from + 1 }, (_, n) => Number(((from + n) * step).toPrecision(12)));
}

const rule = (tick, at) => [
  svg("line", { class: tick === 0 ? "nought" : "rule", x1: LEFT, x2: WIDE - RIGHT, y1: at, y2: at }),
  svg("text", { x: LEFT - 5, y: at + 4, "text-anchor": "end" }, String(tick).replace("-", "−"))];

// As many labels as there is room for, the last always: it is the newest.
function below(labels, x, step) {
  const longest = Math.max(...labels.map((label) => label.length)) * LETTER + 8;
  const every = Math.ceil(longest / step);
  return labels.map((label, n) => {
    if ((labels.length - 1 - n) % every) return null;
    const half = label.length * LETTER / 2;
    const [first, last] = [x(n) - half < 0, x(n) + half > WIDE];
    const [at, anchor] = last ? [WIDE - 1, "end"] : first ? [1, "start"] : [x(n), "middle"];
    return svg("text", { x: at, y: HIGH - 6, "text-anchor": anchor }, label);
  });
}

function curve(values, n, x, y, type) {
  const path = values.map((value, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const area = type === "area" && svg("path", { class: "area", d: `${path}L${x(values.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z` });
  const alone = values.length === 1 && !MARKS[n] && "square";
  return svg("g", { class: `series-${n}` }, area,
    svg("path", { class: "curve", d: path, "stroke-dasharray": DASHES[n] }),
    (MARKS[n] || alone) && values.map((value, at) => mark(MARKS[n] || alone, x(at), y(value))));
}

function mark(shape, x, y) {
  return shape === "circle" ? svg("circle", { class: "mark", cx: x, cy: y, r: 3 }) : svg("rect", { class: "mark", x: x - 2.5, y: y - 2.5, width: 5, height: 5 });
}

function hatches(stem, count) {
  return svg("defs", {}, Array.from({ length: count }, (_, n) =>
    svg("pattern", { id: `${stem}-${n}`, class: `series-${n}`, width: 5, height: 5, patternUnits: "userSpaceOnUse" },
      svg("path", { class: "curve", d: HATCHES[n] }))));
}

function bars(lines, x, y, step, stem) {
  const wide = step * .8 / lines.length;
  return lines.map((values, n) => svg("g", { class: `series-${n}` }, values.map((value, at) => svg("rect", {
    class: n ? "bar hatched" : "bar", fill: n ? `url(#${stem}-${n})` : null,
    x: x(at) - step * .4 + n * wide, width: wide, y: Math.min(y(value), y(0)), height: Math.abs(y(value) - y(0)),
  }))));
}

function sample(type, n) {
  const stem = freshId("hatch");
  const part = type === "bar" ? [hatches(stem, n + 1), svg("rect", {
    class: n ? "bar hatched" : "bar", fill: n ? `url(#${stem}-${n})` : null, x: 1, y: 1, width: 26, height: 10 })]
    : [svg("path", { class: "curve", d: "M0 6H28", "stroke-dasharray": DASHES[n] }), MARKS[n] && mark(MARKS[n], 14, 6)];
  return svg("svg", { class: `sample series-${n}`, viewBox: "0 0 28 12", "aria-hidden": "true" }, part);
}
