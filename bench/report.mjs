// What the benchmarks share: the machine, statistics, a table.
import { cpus, loadavg } from 'node:os';
import { backend } from '../dist/index.js';

/** The machine and what runs on it: figures mean nothing without. */
export function machine() {
  const { name, isa, isas } = backend();
  const load = loadavg().map((l) => Math.round(l * 100) / 100);
  return {
    cpu: cpus()[0].model,
    cores: cpus().length,
    node: process.version,
    backend: name,
    isa,
    isas,
    load,
  };
}

export function header({ cpu, cores, node, backend, isa, isas, load }) {
  return `${cpu}, ${cores} cores, node ${node}, ${backend} ${isa} (of ${isas.join(', ')}), load ${load.join(' ')}`;
}

export function quantile(values, q) {
  const list = Float64Array.from(values).sort();
  return list[Math.min(list.length - 1, Math.floor(q * list.length))];
}

export const median = (values) => quantile(values, 0.5);

/** A line that is written over, where somebody looks. */
export function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${text}`);
}

/** Three significant digits, with thousands separated. */
export function figure(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

/** Rows of texts as aligned columns, the first to the left, the others to the right. */
export function table(rows) {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  const cell = (text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]));
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
