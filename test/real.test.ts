// Real tables at all defaults; `npm run bench:real` prints the whole of it.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { backend, Dataset, RandomState, train } from '../lib/index.js';
import { localFiles } from './fixtures.js';
import { idx } from './idx.js';

/** How the tables are read: the last column is the class. */
const table = { target: -1, header: false, task: 'classification' } as const;

/** Lines of a table from `skip` on, as the pieces of a CSV text. */
async function* lines(name: string, skip: number): AsyncGenerator<string> {
  const bytes = readFileSync(new URL(`fixtures/${name}`, import.meta.url));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  yield text.split('\n').slice(skip).join('\n');
}

/** The rows of a zipped table with spaces between its numbers. */
const numbers = (path: string): number[][] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));

/** Ten features, five of which matter, and noise (Friedman 1991); as many rows as the diabetes table. */
function friedman(): Dataset<number> {
  const random = new RandomState(1);
  const rows = Array.from({ length: 442 }, () => Array.from({ length: 10 }, () => random.random()));
  const values = rows.map(
    ([a, b, c, d, e]) =>
      10 * Math.sin(Math.PI * a! * b!) + 20 * (c! - 0.5) ** 2 + 10 * d! + 5 * e! + random.normal(),
  );
  return Dataset.from(rows, values, { task: 'regression' });
}

/** The digits of 8 × 8 pixels as IDX files of 28 × 28. */
async function largeDigits(): Promise<[images: Uint8Array, labels: Uint8Array]> {
  const digits = await Dataset.csv(lines('digits.csv.gz', 0), table);
  const small = digits.X.T.toArray();
  const pixels = small.flatMap((image) =>
    seeds(784).map((i) => 15 * image[8 * Math.floor(i / 98) + Math.floor(((i % 28) * 2) / 7)]!),
  );
  return [idx([digits.size, 28, 28], pixels), idx([digits.size], digits.labels as number[])];
}

function median(values: readonly number[]): number {
  const list = Float64Array.from(values).sort();
  const half = list.length / 2;
  return (list[Math.ceil(half) - 1]! + list[Math.floor(half)]!) / 2;
}

const seeds = (n: number): number[] => Array.from({ length: n }, (_, seed) => seed);

// The JavaScript backend needs half a minute for some of them on a busy machine.
describe('median over seeds, stratified 80/20', { timeout: 300_000 }, () => {
  it.each([
    ['iris.csv', 1, 10, 0.95],
    ['wine_data.csv', 1, 10, 0.97],
    ['breast_cancer.csv', 1, 5, 0.965],
    ['digits.csv.gz', 0, 1, 0.97],
  ] as const)('%s', async (name, skip, count, goal) => {
    const data = await Dataset.csv(lines(name, skip), table);
    const accuracies: number[] = [];
    for (const seed of seeds(count)) {
      const [fit, test] = data.split({ test: 0.2, seed, stratify: true });
      accuracies.push((await train(fit, { seed, epochs: 100 })).evaluate(test).accuracy!);
    }
    expect(median(accuracies)).toBeGreaterThanOrEqual(goal);
  });

  async function medianShare(data: Dataset<number>): Promise<number> {
    const shares: number[] = [];
    for (const seed of seeds(10)) {
      const [fit, test] = data.split({ test: 0.2, seed });
      shares.push((await train(fit, { seed, epochs: 100 })).evaluate(test).r2!);
    }
    return median(shares);
  }

  it('a table of values made here, R²', async () => {
    expect(await medianShare(friedman())).toBeGreaterThanOrEqual(0.8);
  });

  const diabetes = localFiles('diabetes_data_raw.csv.gz', 'diabetes_target.csv.gz');
  it.skipIf(diabetes.lacks)(`diabetes, R²${diabetes.lacks}`, async () => {
    const [rows, targets] = diabetes.paths.map(numbers) as [number[][], number[][]];
    const data = Dataset.from(rows, targets.flat(), { task: 'regression' });
    expect(await medianShare(data)).toBeGreaterThanOrEqual(0.4);
  });
});

describe('images of 28 × 28 pixels', { timeout: 300_000 }, () => {
  /** The last fifth is for testing. */
  async function accuracy(data: Dataset<number>, epochs: number): Promise<number> {
    const border = Math.ceil(0.8 * data.size);
    const model = await train(data.subset(seeds(border)), { epochs });
    const test = data.subset(seeds(data.size - border).map((j) => border + j));
    return model.evaluate(test).accuracy!;
  }

  it('digits made larger, as IDX files', async () => {
    const [images, labels] = await largeDigits();
    const data = (await Dataset.idx(images, labels)) as Dataset<number>;
    expect([data.size, data.features.length]).toEqual([1797, 784]);
    expect(await accuracy(data, 5)).toBeGreaterThanOrEqual(0.9);
  });

  const mnist = localFiles('t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz');
  const slow = backend().isa === 'js' || backend().isa === 'scalar';
  const note = mnist.lacks || (slow ? ' (skipped on slow kernels)' : '');
  it.skipIf(note)(`MNIST, 8,000 for training and 2,000 for testing${note}`, async () => {
    const [images, labels] = mnist.paths as [string, string];
    const data = (await Dataset.idx(images, labels)) as Dataset<number>;
    expect(await accuracy(data, 20)).toBeGreaterThanOrEqual(0.945);
  });
});
