// Same seed and options, same bits, whatever the number of threads. The JavaScript backend has one.
import { describe, expect, it } from 'vitest';
import {
  backend,
  Dataset,
  Matrix,
  RandomState,
  train,
  type DType,
  type TrainOptions,
} from '../lib/index.js';
import { randomMatrix } from './oracles.js';
import { clouds, hash, kept, runFixed, runNames, surface } from './runs.js';

const dtypes: readonly DType[] = ['float32', 'float64'];
const THREADS = [1, 2, 4, 8] as const;
const isNative = backend().name === 'native';

/** Every phase of a step is large enough to be shared. */
const wide: Readonly<Record<string, () => [Dataset, TrainOptions]>> = {
  'mini-batches, softmax, adam': () => [
    clouds(150, 10, 260, 1),
    { hidden: [120], batchSize: 130, epochs: 1 },
  ],
  'full batch in two blocks, momentum': () => [
    surface(9, 4200, 2),
    {
      hidden: [32, 16],
      activation: ['prelu', 'elu'],
      optimizer: 'momentum',
      batchSize: 'all',
      epochs: 2,
    },
  ],
  'one output, sgd': () => [
    Dataset.from(
      randomMatrix('float64', 40, 400, new RandomState(3)),
      Matrix.of(
        new Float64Array(400).map((_, i) => i % 2),
        1,
        400,
      ),
    ),
    { hidden: [90, 30], activation: 'tanh', optimizer: 'sgd', batchSize: 200, epochs: 2 },
  ],
};

describe.each(dtypes)('threads, %s', (dtype) => {
  it.each(runNames)('%s: has the one hash', async (name) => {
    const own = dtype === 'float64' && !isNative ? ', js' : '';
    for (const threads of isNative ? THREADS : [8]) {
      expect(hash(await runFixed(name, { dtype, threads }))).toBe(kept(dtype, `${name}${own}`));
    }
  });

  it.each(isNative ? Object.keys(wide) : [])(
    '%s: 1, 2, 4 and 8 threads, alone and at once',
    async (name) => {
      const [data, options] = wide[name]!();
      const run = async (threads: number): Promise<string> =>
        hash(await train(data, { ...options, dtype, threads, seed: 5 }));
      const alone = await run(1);
      for (const threads of THREADS) expect(await run(threads)).toBe(alone);
      const together = await Promise.all(THREADS.map(run));
      expect(together).toEqual(THREADS.map(() => alone));
    },
  );
});
