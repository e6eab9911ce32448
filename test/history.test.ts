// `history: 'every'` keeps each step's cost of a full-batch run, and changes nothing else.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  session,
  train,
  type DenselyError,
  type History,
  type Model,
  type Progress,
  type SessionOptions,
  type TrainOptions,
} from '../lib/index.js';
import { trainAtPace } from '../lib/training/train.js';

const data = datasets.flower({ size: 150 });
const net = { hidden: [4], activation: 'tanh', seed: 3, batchSize: 'all' } as const;
const every = { history: 'every' } as const;

/** What is the same each time. */
const untimed = ({ epoch, step, cost, rate }: Progress): object => ({ epoch, step, cost, rate });

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The entries of a dense history at the given epochs. */
function costsAt({ cost }: History, epochs: ArrayLike<number>): number[] {
  return Array.from(epochs, (epoch) => cost[epoch]!);
}

/** A dense history up to the last report of another, with its costs where it has some. */
function expectDense(dense: History, sparse: History): void {
  expect([...dense.epoch]).toEqual(count(sparse.epoch.at(-1)! + 1));
  expect(costsAt(dense, sparse.epoch)).toEqual([...sparse.cost]);
  expect([dense.ended, dense.warnings]).toEqual([sparse.ended, sparse.warnings]);
}

function rises({ cost }: History): number {
  return cost.filter((c, i) => i > 0 && c > cost[i - 1]!).length;
}

describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
  const options = { ...net, dtype, epochs: 300, reportEvery: 7 } as const satisfies TrainOptions;

  it.each([{ sgd: 1.2 }, { sgd: 40 }, { momentum: 0.5 }, { adam: 0.01 }])(
    'the same parameters, reports and warnings, and the costs of a session: %o',
    async (rates) => {
      const [[optimizer, learningRate]] = Object.entries(rates) as [['sgd', number]];
      const chosen = { ...options, optimizer, learningRate };
      const reports: [Progress[], Progress[]] = [[], []];
      const sparse = await train(data, { ...chosen, onProgress: (p) => reports[0].push(p) });
      const dense = await train(data, {
        ...chosen,
        ...every,
        onProgress: (p) => reports[1].push(p),
      });
      expect(dense.toBytes()).toEqual(sparse.toBytes());
      expect(reports[1].map(untimed)).toEqual(reports[0].map(untimed));
      expectDense(dense.history, sparse.history);
      const { epochs, reportEvery: _, ...taken } = chosen;
      using steps = await session(data, taken satisfies SessionOptions);
      expect(await steps.run(epochs)).toEqual(dense.history.cost);
    },
  );

  it('warns of the costs that are reported alone', async () => {
    const rate = { optimizer: 'sgd', learningRate: 40 } as const;
    const { history } = await train(data, { ...options, ...rate, ...every });
    expect(rises(history)).toBeGreaterThan(20);
    for (const reportEvery of [1, 7, 299]) {
      const chosen = { ...options, ...rate, reportEvery };
      const [dense, sparse] = [
        await train(data, { ...chosen, ...every }),
        await train(data, chosen),
      ];
      expect(dense.history.warnings).toEqual(sparse.history.warnings);
      expect(dense.history.warnings).toHaveLength(rises(sparse.history) > 0 ? 1 : 0);
    }
  });

  it('is the same however the run is cut into chunks', async () => {
    const whole = await train(data, { ...options, ...every });
    for (const steps of [1, 3, 50, 1000]) {
      const model = await trainAtPace(data, { ...options, ...every }, () => steps);
      expect(model.history).toEqual(whole.history);
      expect(model.toBytes()).toEqual(whole.toBytes());
    }
  });

  it('changes nothing of mini-batches, which keep every epoch', async () => {
    const batches = { ...options, batchSize: 32, epochs: 20 } as const;
    const [dense, sparse] = [
      await train(data, { ...batches, ...every }),
      await train(data, batches),
    ];
    expect(dense.history).toEqual(sparse.history);
    expect([...dense.history.epoch]).toEqual(count(20));
    expect(dense.toBytes()).toEqual(sparse.toBytes());
  });

  it('leaving a loop, stop() and snapshot() give it up to the report that was seen', async () => {
    const endless = { ...options, epochs: 1e6 };
    for (const steps of [1, 4, 1000]) {
      const sparse = await train(data, { ...options, epochs: 22 });
      const left = trainAtPace(data, { ...endless, ...every }, () => steps);
      for await (const { epoch } of left) {
        if (epoch < 21) continue;
        expectDense((await left.snapshot())!.history, { ...sparse.history, ended: 'stopped' });
        break;
      }
      const model = await left;
      expectDense(model.history, { ...sparse.history, ended: 'stopped' });
      expect(model.toBytes()).toEqual(sparse.toBytes());
    }
    const inside = train(data, {
      ...endless,
      ...every,
      onProgress: ({ epoch }) => epoch === 14 && inside.stop(),
    });
    const stopped = await inside;
    expect([...stopped.history.epoch]).toEqual(count(15));
    expect(stopped.history.ended).toBe('stopped');
  });
});

describe('divergence', () => {
  const line = Dataset.from(
    count(20).map((i) => [i]),
    count(20).map((i) => 3 * i + 1),
    { task: 'regression' },
  );
  const explode = {
    hidden: [],
    initializer: 'heNormal',
    optimizer: 'sgd',
    learningRate: 0.5,
    epochs: 2000,
    scale: 'none',
    batchSize: 'all',
  } as const;

  async function failure(options: TrainOptions): Promise<[message: string, model: Model]> {
    const error = await train(line, options).then(
      () => expect.fail('it did not fail'),
      (reason: unknown) => reason as DenselyError,
    );
    expect(error.code).toBe('ERR_DIVERGED');
    return [error.message, error.model as Model];
  }

  it.each(
    (['float32', 'float64'] as const).flatMap((dtype) =>
      [1, 5, 40, 1999].map((reportEvery) => ({ dtype, reportEvery })),
    ),
  )('is told at the same epoch with the same model: %o', async (chosen) => {
    const [sparse, model] = await failure({ ...explode, ...chosen });
    const [dense, same] = await failure({ ...explode, ...chosen, ...every });
    expect(dense).toBe(sparse);
    expect(same.toBytes()).toEqual(model.toBytes());
    expectDense(same.history, model.history);
    expect(same.history.cost.every(Number.isFinite)).toBe(true);
  });

  it('at the very first cost: no history', async () => {
    const options = { ...explode, initializer: { constant: 1e200 }, dtype: 'float64' } as const;
    const [sparse] = await failure(options);
    const [dense, { history }] = await failure({ ...options, ...every });
    expect(dense).toBe(sparse);
    expect(history.epoch).toHaveLength(0);
  });
});
