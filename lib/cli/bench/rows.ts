// Results as rows, and rows as tables.
import { cpus, loadavg } from 'node:os';
import { alignedTable } from '../../base/table.js';
import { backend } from '../../index.js';
import { limitOf, rateAt } from './counts.js';
import type { Machine, Rates } from './machine.js';
import type { Result } from './run.js';
import { units } from './tasks.js';
import { median } from './timing.js';

/** One figure. */
export interface Row {
  readonly task: string;
  readonly dtype: string;
  readonly threads: number;
  readonly contender: string;
  /** Of the native backend. */
  readonly isa: string | null;
  readonly value: number;
  readonly unit: string;
  /** What the machine allows at most, in the same unit, and the share of it that was reached. */
  readonly limit: number | null;
  readonly limitShare: number | null;
  /** There, and false, where the machine was too busy for a figure of several threads. */
  readonly judged?: false;
}

/** The limits of one thread and of several. */
export type Machines = Readonly<Record<number, Machine | undefined>>;

export function rowOf({ task, contender, rates, idle }: Result, machines: Machines): Row {
  const { name, isa, threads } = contender;
  const machine = machines[threads];
  const [value, limit] = [median(rates), machine ? limitOf(task, machine) : null];
  return {
    task: task.task,
    dtype: contender.dtype?.(task) ?? task.dtype,
    threads,
    contender: name,
    isa,
    value,
    unit: units[task.kind],
    limit,
    limitShare: limit === null || !idle ? null : value / limit,
    ...(idle ? {} : { judged: false }),
  };
}

/** The row that others of as many threads are compared with: the first of densely, native before js. */
export function own(rows: readonly Row[], threads = 1): Row | undefined {
  const native = rows.filter((row) => row.contender === 'densely native');
  return (
    native.find((row) => row.threads === threads) ??
    native[0] ??
    rows.find((row) => row.contender === 'densely js')
  );
}

/** Three significant digits, thousands separated. */
export function figure(value: number): string {
  if (value >= 1e6) return `${figure(value / 1e6)} M`;
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

export function percentage(share: number | null): string {
  return share === null ? '' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

export function label({ contender, isa, threads }: Row): string {
  return `${contender.replace('densely ', '')}${isa ? ` ${isa}` : ''}${threads > 1 ? `, ${threads} threads` : ''}`;
}

/** How many times as fast the compared row is. */
export function ratio(row: Row, compared: Row | undefined): string {
  if (!compared || row === compared || !row.unit.endsWith('/s')) return '';
  return row.judged === false ? 'busy' : `${figure(compared.value / row.value)} ×`;
}

/** A product is another task in another element type. */
function nameOf({ task, dtype, unit }: Row): string {
  return unit === units.product && dtype === 'float64' ? `${task} float64` : task;
}

/** Rows of one task together, in the order of their first appearance. */
export function byTask(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const same = groups.get(nameOf(row));
    if (same) same.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return [...groups.values()];
}

/** A line for each row: the share of the limit, and how many times as fast densely is. */
export function lines(rows: readonly Row[]): string {
  const body = byTask(rows).flatMap((group) =>
    group.map((row, i) => [
      i === 0 ? nameOf(row) : '',
      label(row),
      `${figure(row.value)} ${row.unit}`,
      percentage(row.limitShare),
      ratio(row, own(group, row.threads)),
    ]),
  );
  return alignedTable([['task', 'contender', 'measured', 'of limit', 'ratio'], ...body], [0, 1]);
}

/** The machine and what runs on it: figures mean nothing without. */
export function header(machines: Machines): string {
  const { name, isa, isas } = backend();
  const load = loadavg().map((l) => l.toFixed(2));
  const on = name === 'native' ? `native ${isa} (of ${isas.join(', ')})` : 'js';
  const lines = [
    `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, load ${load.join(' ')}`,
    `node ${process.version}, ${on}`,
  ];
  for (const [threads, machine] of Object.entries(machines)) {
    if (machine)
      lines.push(`limits, ${threads} thread${threads === '1' ? '' : 's'}: ${limits(machine)}`);
  }
  if (machines[1]) lines.push(`nanoseconds a number: ${functionCosts(machines[1])}`);
  return lines.join('\n');
}

function functionCosts({ float32, float64 }: Machine): string {
  const list = ({ seconds }: Rates): string =>
    Object.entries(seconds)
      .map(([name, each]) => `${name} ${(each * 1e9).toFixed(2)}`)
      .join(', ');
  return `${list(float32)}\n  and in float64: ${list(float64)}`;
}

function limits({ float32, float64, read }: Machine): string {
  const giga = (rate: number): string => figure(rate / 1e9);
  const [near, far] = [rateAt(read, 2 ** 17), rateAt(read, 2 ** 26)];
  return `${giga(float32.fma)} GFLOP/s float32, ${giga(float64.fma)} float64; ${giga(near)} GB/s near, ${giga(far)} far`;
}
