// What the other measuring scripts share: the machine, statistics, a table.
import { cpus, loadavg } from 'node:os';
import { backend } from '../dist/index.js';
import { alignedTable, figure, median } from '../dist/bench.js';

export { figure, median, alignedTable as table };

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

/** A line that is written over, where somebody looks. */
export function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${text}`);
}

function row({ what, value, unit, goal, least, before }, withBefore) {
  const words = [what, `${figure(value)} ${unit}`, ...(withBefore ? [before ?? ''] : [])];
  if (goal !== undefined) return [...words, `≤ ${goal} ${unit}`, value <= goal ? 'met' : 'missed'];
  if (least !== undefined)
    return [...words, `≥ ${least} ${unit}`, value >= least ? 'met' : 'missed'];
  return [...words, '', ''];
}

/**
 * Figures `{ what, value, unit }` with a `goal` that they must not exceed, or reach at `least`, and with
 * what 0.1.0 took `before`, a text.
 */
export function printGoals(here, figures) {
  if (process.argv.includes('--json'))
    return console.log(JSON.stringify({ machine: here, figures }, null, 2));
  const withBefore = figures.some(({ before }) => before !== undefined);
  const heads = ['figure', 'here', ...(withBefore ? ['0.1.0'] : []), 'goal', ''];
  const rows = figures.map((figure) => row(figure, withBefore));
  return console.log(`${header(here)}\n\n${alignedTable([heads, ...rows])}`);
}
