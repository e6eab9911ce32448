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
