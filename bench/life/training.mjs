// What the event loop feels of a training from the call on, as rows.
import { Dataset, train } from '../../dist/index.js';
import { turnsOf } from './cpu.mjs';
import { row } from './row.mjs';

/** m × n numbers with two classes, float64. */
function table(m, n) {
  const data = new Float64Array(m * n);
  for (let i = 0; i < data.length; i++) data[i] = (i * 2654435761) % 1000003;
  const labels = new Float64Array(m).map((_, j) => (j * 7919) % 2);
  return Dataset.from({ shape: [m, n], data }, labels, { task: 'classification' });
}

const small = { hidden: [16], epochs: 1, batchSize: 256 };
const cases = [
  ['60,000 × 784', [60_000, 784], small, '1,050 ms'],
  ['400,000 × 50', [400_000, 50], small, '740 ms'],
  ['4,000,000 × 2', [4_000_000, 2], { ...small, hidden: [4], batchSize: 1024 }, '340 ms'],
  [
    'hidden [8000, 8000]',
    [64, 50],
    { hidden: [8000, 8000], epochs: 1, batchSize: 'all' },
    '829 ms',
  ],
  ['20 × 100,000', [20, 100_000], { hidden: [2], epochs: 1 }, '320 ms'],
];

/** The call of train(), and the longest turn of the event loop while it prepares, trains and ends. */
export async function trainings() {
  const rows = [];
  for (const [name, size, options, before] of cases) {
    const data = table(...size);
    const { call, longest } = await turnsOf(() => train(data, options));
    rows.push(row(`train() of ${name}, until it returns`, call, 'ms', 5, before));
    rows.push(row('  the longest turn until it has ended', longest, 'ms', 15));
  }
  return rows;
}
