// Real tables at all defaults; `npm run bench:real` prints the whole of it.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { backend, Dataset, train } from '../lib/index.js';

/** Lines of a table from `skip` on, as the pieces of a CSV text. */
async function* lines(name: string, skip: number): AsyncGenerator<string> {
  const bytes = readFileSync(new URL(`fixtures/${name}`, import.meta.url));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  yield text.split('\n').slice(skip).join('\n');
}

const shared = (name: string): URL => new URL(`../../shared/data/${name}`, import.meta.url);

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
    const options = { target: -1, header: false, task: 'classification' } as const;
    const data = await Dataset.csv(lines(name, skip), options);
    const accuracies: number[] = [];
    for (const seed of seeds(count)) {
      const [fit, test] = data.split({ test: 0.2, seed, stratify: true });
      accuracies.push((await train(fit, { seed })).evaluate(test).accuracy!);
    }
    expect(median(accuracies)).toBeGreaterThanOrEqual(goal);
  });

  const numbers = (name: string): number[][] =>
    gunzipSync(readFileSync(shared(name)))
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));

  const diabetes = shared('diabetes_data_raw.csv.gz');
  it.skipIf(!existsSync(diabetes))('diabetes, R² (skipped where the file is absent)', async () => {
    const values = numbers('diabetes_target.csv.gz').flat();
    const data = Dataset.from(numbers('diabetes_data_raw.csv.gz'), values, { task: 'regression' });
    const shares: number[] = [];
    for (const seed of seeds(10)) {
      const [fit, test] = data.split({ test: 0.2, seed });
      shares.push((await train(fit, { seed })).evaluate(test).r2!);
    }
    expect(median(shares)).toBeGreaterThanOrEqual(0.4);
  });

  const images = shared('t10k-images-idx3-ubyte.gz');
  const slow = backend().isa === 'js' || backend().isa === 'scalar';
  it.skipIf(!existsSync(images) || slow)(
    'MNIST, 8,000 for training and 2,000 for testing (skipped where the files are absent and on slow kernels)',
    async () => {
      const labels = shared('t10k-labels-idx1-ubyte.gz');
      const data = await Dataset.idx(fileURLToPath(images), fileURLToPath(labels));
      const fit = data.subset(seeds(8000));
      const test = data.subset(seeds(2000).map((j) => 8000 + j));
      const model = await train(fit, { epochs: 20 });
      expect(model.evaluate(test).accuracy).toBeGreaterThanOrEqual(0.945);
    },
  );
});
