// The numbers that the stage shows, as tables: curves, points, charts, and tables of the page.

import { elements, parts } from "../drawing/stage.js";

const MOST_COLUMNS = 12; // of an array; more are pictures
const MOST_ROWS = 50_000;
const TYPES = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u4: Uint32Array, i2: Int16Array, u2: Uint16Array, i1: Int8Array, u1: Uint8Array };

/** [{name, columns: [names], rows: [[values]]}], those with rows. */
export function tables() {
  const curves = elements("canvas").map((canvas) => canvas.plot).filter((plot) => plot?.shown);
  const charts = elements(".js-plotly-plot");
  const found = [
    long("curves", curves.flatMap(({ title, shown }) => shown.lines.map(({ name, points }) => ({ chart: title, line: name ?? "", points })))),
    ...parts().flatMap((live) => grouped(live.arrived)),
    long("charts", charts.flatMap(({ data }) => data.map(ofTrace))),
    ...elements("table").map(onPage),
  ];
  return named(found.filter(({ rows }) => rows.length));
}

function long(name, lines) {
  const rows = lines.flatMap(({ chart, line, points }) => points.map(([x, y, error]) => [chart, line, x, y, error ?? ""]));
  return { name, columns: ["chart", "line", "x", "y", "error"], rows };
}

/** A line of Plotly's, whose numbers may be packed: {bdata, dtype}. */
function ofTrace({ name = "", x, y, error_y: error }) {
  const plain = (values) => (values?.bdata
    ? [...new TYPES[values.dtype](Uint8Array.from(atob(values.bdata), (c) => c.charCodeAt(0)).buffer)] : [...(values ?? [])]);
  const [ys, errors] = [plain(y), plain(error?.array)];
  return { chart: "", line: name, points: plain(x).map((value, i) => [value, ys[i], errors[i]]) };
}

/** Arrays of as many rows stand beside each other. */
function grouped(arrays) {
  const groups = new Map();
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const [n, width = 1] = shape;
    if (shape.length > 2 || !n || n > MOST_ROWS || width > MOST_COLUMNS) continue;
    groups.set(n, [...(groups.get(n) ?? []), { name, width, data }]);
  }
  return [...groups].map(([n, columns]) => ({
    name: columns[0].name,
    columns: columns.flatMap(({ name, width }) => (width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name}_${i + 1}`))),
    rows: Array.from({ length: n }, (_, row) => columns.flatMap(({ width, data }) => [...data.subarray(row * width, (row + 1) * width)])),
  }));
}

function onPage(table) {
  const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim());
  const [head, ...rows] = [...table.rows].map(cells);
  return { name: "table", columns: head ?? [], rows };
}

/** No two of one name. */
function named(found) {
  const counts = new Map();
  return found.map((table) => {
    const n = (counts.get(table.name) ?? 0) + 1;
    counts.set(table.name, n);
    return n === 1 ? table : { ...table, name: `${table.name}-${n}` };
  });
}

/** RFC 4180, with a mark by which spreadsheets know UTF-8. */
export function csv({ columns, rows }) {
  const cell = (value) => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${[columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
