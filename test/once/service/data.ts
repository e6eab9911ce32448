// What the service is trained on here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../children.js';

export interface Fixture {
  readonly rows: readonly (readonly number[])[];
  readonly targets: readonly string[];
}

/** A fixture with the names of its classes as targets. */
function fixture(name: string): Fixture {
  const [first, ...lines] = readFileSync(join(root, 'test/fixtures', name), 'utf8')
    .trim()
    .split('\n');
  const classes = first!.split(',').slice(2);
  const table = lines.map((line) => line.split(',').map(Number));
  return {
    rows: table.map((row) => row.slice(0, -1)),
    targets: table.map((row) => classes[row.at(-1)!]!),
  };
}

export const iris: Fixture = fixture('iris.csv');
export const wine: Fixture = fixture('wine_data.csv');

export const columns: readonly string[] = [
  'sepal_length',
  'sepal_width',
  'petal_length',
  'petal_width',
];

/** The irises with named columns, in the two other ways that the service reads. */
export const records: readonly object[] = iris.rows.map((row, i) => ({
  ...Object.fromEntries(columns.map((name, c) => [name, row[c]])),
  species: iris.targets[i],
}));
export const csv: readonly string[] = [
  [...columns, 'species'].join(','),
  ...iris.rows.map((row, i) => [...row, iris.targets[i]].join(',')),
];

/** A training that lasts longer than any test waits. */
export const longTraining: object = { ...wine, options: { hidden: [256, 256], epochs: 10_000 } };

/** Lines that arrive one by one. */
export function upload(lines: readonly string[], delay = 0): ReadableStream<Uint8Array> {
  const pieces = lines.map((line) => Buffer.from(`${line}\n`)).values();
  return new ReadableStream({
    async pull(controller) {
      if (delay > 0) await pause(delay);
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
