// The contract of a Training (a promise that is also an iterator of reports) and of the Model it gives.
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  backend,
  backwardPropagation,
  computeCost,
  Dataset,
  datasets,
  DenselyError,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  RandomState,
  train,
  updateParameters,
  type Label,
  type ParameterDict,
  type Progress,
  type TrainOptions,
  type Training,
} from '../lib/index.js';
import { trainAtPace } from '../lib/training/train.js';

const data = datasets.flower({ size: 100 });
const small: TrainOptions = { hidden: [3], seed: 1, learningRate: 0.01, scale: 'none' };
/** Never ends by itself. */
const endless: TrainOptions = { ...small, epochs: 1e9, reportEvery: 1 };
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function reportsOf(run: Training): Promise<Progress[]> {
  const reports: Progress[] = [];
  for await (const report of run) reports.push(report);
  return reports;
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
}

function numbers(dictionary: ParameterDict): number[][] {
  return Object.values<Matrix>(dictionary).map((m) => [...m.data]);
}
const bits = (model: Model): unknown => [numbers(model.parameters), [...model.history.cost]];

describe('a training is a promise', () => {
  it('of a Model; then, catch and finally give plain promises', async () => {
    const run = train(data, { ...small, epochs: 2 });
    expect(run).toBeInstanceOf(Promise);
    for (const derived of [run.then(() => {}), run.catch(() => {}), run.finally(() => {})]) {
      expect(derived.constructor).toBe(Promise);
    }
    const model = await run;
    expect(model).toBeInstanceOf(Model);
    expect(await run.then((same) => same)).toBe(model);
  });

  it('that is pending while there is work, and an async function that returns it gives the Model', async () => {
    const start = async (): Promise<Model> => train(data, { ...small, epochs: 2 });
    expect(await start()).toBeInstanceOf(Model);
  });
});

describe('reports', () => {
  it.each([
    ['every epoch up to 100', { epochs: 7 }, [0, 1, 2, 3, 4, 5, 6]],
    ['one', { epochs: 1 }, [0]],
    ['every fourth and the last', { epochs: 10, reportEvery: 4 }, [0, 4, 8, 9]],
    ['the last once', { epochs: 9, reportEvery: 4 }, [0, 4, 8]],
    ['the first and the last', { epochs: 5, reportEvery: 1000 }, [0, 4]],
    ['every ⌈epochs / 100⌉', { epochs: 250 }, Array.from({ length: 84 }, (_, i) => i * 3)],
  ] as const)('come at fixed epochs: %s', async (_, options, expected) => {
    for (const batchSize of ['all', 40] as const) {
      const run = train(data, { ...small, ...options, batchSize });
      expect((await reportsOf(run)).map((p) => p.epoch)).toEqual(expected);
    }
  });

  it('are seen from the first by every loop: two at once, one after the end, and onProgress', async () => {
    const called: Progress[] = [];
    const run = train(data, { ...small, epochs: 30, onProgress: (p) => called.push(p) });
    const [one, two] = await Promise.all([reportsOf(run), reportsOf(run)]);
    const { history } = await run;
    expect(one).toHaveLength(30);
    for (const seen of [two, called, await reportsOf(run)]) expect(seen).toEqual(one);
    expect(one.map((p) => p.epoch)).toEqual([...history.epoch]);
    expect(one.map((p) => p.cost)).toEqual([...history.cost]);
  });

  it('cannot be changed by one loop for the others', async () => {
    const run = train(data, { ...small, epochs: 3 });
    for await (const report of run)
      expect(() => ((report as { cost: number }).cost = 0)).toThrow(TypeError);
    expect((await reportsOf(run)).map((p) => p.cost)).toEqual([...(await run).history.cost]);
  });

  it('wait for a slow loop, the training does not', async () => {
    const run = train(data, { ...small, epochs: 20 });
    const seen: number[] = [];
    for await (const { epoch } of run) {
      if (epoch === 0) await run;
      seen.push(epoch);
    }
    expect(seen).toHaveLength(20);
  });

  it('arrive while the run goes on', async () => {
    const run = train(data, endless);
    let ended = false;
    void run.then(() => (ended = true));
    for await (const { epoch } of run) {
      expect(ended).toBe(false);
      if (epoch === 200) break;
    }
    expect((await run).history.cost.length).toBeGreaterThan(200);
  });
});

describe('costs', () => {
  const start = { initializer: { normal: 0.5 }, seed: 4, dtype: 'float64' } as const;
  const net = { activation: 'tanh' } as const;
  const options = {
    ...start,
    ...net,
    hidden: [3],
    optimizer: 'sgd',
    learningRate: 0.5,
    scale: 'none',
  } as const;

  it('full batch: epochs count from 0, the cost is before the update', async () => {
    const reports = await reportsOf(train(data, { ...options, batchSize: 'all', epochs: 5 }));
    let parameters = initializeParameters([2, 3, 1], { ...start, ...net });
    for (const report of reports) {
      const [AL, cache] = forwardPropagation(data.X, parameters, net);
      expect(report.cost).toBe(computeCost(AL, data.Y, cache));
      parameters = updateParameters(
        parameters,
        backwardPropagation(parameters, cache, data.X, data.Y),
        0.5,
      );
    }
    expect(reports.map((p) => p.epoch)).toEqual([0, 1, 2, 3, 4]);
  });

  it('mini-batches: the mean over the epoch’s examples, a short last batch counts less', async () => {
    const [m, batchSize] = [data.size, 30];
    const model = await train(data, { ...options, batchSize, epochs: 3 });
    let parameters = initializeParameters([2, 3, 1], { ...start, ...net });
    const random = new RandomState(4);
    for (let weight = 0; weight < 2 * 3 + 3; weight++) random.normal();
    for (let epoch = 0; epoch < 3; epoch++) {
      const order = random.permutation(m);
      let sum = 0;
      for (let from = 0; from < m; from += batchSize) {
        const [X, Y] = [data.X, data.Y].map((all) =>
          columns(all, order.subarray(from, from + batchSize)),
        );
        const [AL, cache] = forwardPropagation(X!, parameters, net);
        sum += computeCost(AL, Y!, cache) * X!.cols;
        parameters = updateParameters(
          parameters,
          backwardPropagation(parameters, cache, X!, Y!),
          0.5,
        );
      }
      expect(model.history.cost[epoch]).toBeCloseTo(sum / m, 14);
    }
    expect(numbers(model.parameters)).toEqual(numbers(parameters));
  });

  function columns(all: Matrix, chosen: Uint32Array): Matrix {
    return Matrix.from(all.toArray().map((row) => Array.from(chosen, (j) => row[j]!)));
  }

  it('batchSize m is the full batch', async () => {
    const run = (batchSize: number | 'all') => train(data, { ...options, batchSize, epochs: 3 });
    expect(bits(await run(data.size))).toEqual(bits(await run('all')));
  });

  it.each(['all', 30] as const)(
    'do not depend on how the run is cut into chunks: batch %s',
    async (batchSize) => {
      const cut = (steps: number) =>
        trainAtPace(data, { ...options, batchSize, epochs: 9 }, () => steps);
      const [all, ...others] = await Promise.all([1000, 1, 3, 7].map(cut));
      for (const other of others) expect(bits(other)).toEqual(bits(all!));
    },
  );
});

describe('leaving a loop stops the run', () => {
  /** The model so far: its costs begin as those of the undisturbed run. */
  async function expectStopped(run: Training): Promise<void> {
    const { history } = await run;
    expect(history.ended).toBe('stopped');
    const reports = history.cost.length;
    const undisturbed = await train(data, { ...endless, epochs: Math.max(1, reports) });
    expect(history.cost).toEqual(undisturbed.history.cost.slice(0, reports));
    expect(history.epoch).toEqual(undisturbed.history.epoch.slice(0, reports));
  }

  it('break', async () => {
    const run = train(data, endless);
    for await (const { epoch } of run) if (epoch >= 3) break;
    await expectStopped(run);
  });

  it('return', async () => {
    const run = train(data, endless);
    const first = await (async () => {
      for await (const report of run) return report;
      return undefined;
    })();
    expect(first?.epoch).toBe(0);
    await expectStopped(run);
  });

  it('a throw, which goes through', async () => {
    const run = train(data, endless);
    const mine = new Error('mine');
    const loop = async (): Promise<void> => {
      for await (const report of run) if (report.epoch === 2) throw mine;
    };
    expect(await failure(loop())).toBe(mine);
    await expectStopped(run);
  });

  it('one of two loops: the other ends', async () => {
    const run = train(data, endless);
    const all = reportsOf(run);
    for await (const { epoch } of run) if (epoch >= 5) break;
    expect((await all).length).toBe((await run).history.cost.length);
  });

  it('stop(), at once, in onProgress, twice', async () => {
    const atOnce = train(data, endless);
    atOnce.stop();
    atOnce.stop();
    const inside: Training = train(data, { ...endless, onProgress: () => inside.stop() });
    for (const run of [atOnce, inside]) await expectStopped(run);
  });

  it('mini-batches end after a step, not after the epoch', async () => {
    const run = train(datasets.flower({ size: 20_000 }), {
      hidden: [64, 64],
      batchSize: 1,
      epochs: 1000,
    });
    await soon(30);
    run.stop();
    const { history } = await run;
    expect(history.ended).toBe('stopped');
    expect(history.cost).toHaveLength(0);
  });

  it('after the last report it changes nothing', async () => {
    const run = train(data, { ...small, epochs: 3 });
    const model = await run;
    run.stop();
    for await (const { epoch } of run) if (epoch === 0) break;
    expect(await run).toBe(model);
    expect(model.history.ended).toBe('epochs');
  });
});

describe('signal', () => {
  it('rejects with its reason, tells the loop, leaves no listener', async () => {
    const controller = new AbortController();
    let begun = (): void => {};
    const first = new Promise<void>((resolve) => (begun = resolve));
    const { signal } = controller;
    const run = train(data, { ...endless, signal, onProgress: () => begun() });
    const loop = reportsOf(run);
    await first;
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort('enough');
    expect(await failure(run)).toBe('enough');
    expect(await failure(loop)).toBe('enough');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('leaves no listener after an end, a stop, a failure; aborting then changes nothing', async () => {
    const { signal, ...controller } = aborter();
    const end = train(data, { ...small, epochs: 2, signal });
    const stopped = train(data, { ...endless, signal });
    const broken = train(data, {
      ...small,
      learningRate: 1e308,
      dtype: 'float64',
      optimizer: 'sgd',
      signal,
    });
    const wrong = train(data, { epochs: 0, signal });
    stopped.stop();
    await Promise.allSettled([end, stopped, broken, wrong]);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    controller.abort();
    expect((await end).history.ended).toBe('epochs');
    expect((await stopped).history.ended).toBe('stopped');
  });

  function aborter(): { signal: AbortSignal; abort(): void } {
    const controller = new AbortController();
    return { signal: controller.signal, abort: () => controller.abort() };
  }

  it('one signal ends many runs', async () => {
    const { signal, abort } = aborter();
    const runs = Array.from({ length: 4 }, () => train(data, { ...endless, signal }));
    const errors = Promise.all(runs.map(failure));
    await soon(5);
    abort();
    for (const error of await errors) expect(error).toBe(signal.reason);
  });

  it('AbortSignal.timeout', async () => {
    const error = await failure(train(data, { ...endless, signal: AbortSignal.timeout(10) }));
    expect((error as Error).name).toBe('TimeoutError');
  });
});

describe('a failing run', () => {
  const broken = (): Training => train(data, { epochs: 0 });

  /** Reasons of rejections that nobody handled while `act` ran. */
  async function unhandled(act: () => Promise<void>): Promise<unknown[]> {
    const reasons: unknown[] = [];
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => reasons.push(reason));
    try {
      await act();
      await soon(5);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('unhandledRejection', other);
    }
    return reasons;
  }

  it('throws in the loop, which owes no await', async () => {
    let error: unknown;
    const reasons = await unhandled(async () => {
      error = await failure(reportsOf(broken()));
    });
    expect((error as DenselyError).code).toBe('ERR_OPTION');
    expect(reasons).toEqual([]);
  });

  it('gives the loop every report before it throws', async () => {
    const run = train(data, {
      ...small,
      epochs: 10,
      onProgress: ({ epoch }) => expect(epoch).toBeLessThan(4),
    });
    const seen: number[] = [];
    await failure(
      (async () => {
        for await (const { epoch } of run) seen.push(epoch);
      })(),
    );
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('tells every observer of the same error', async () => {
    const run = broken();
    const errors = await Promise.all([
      failure(run),
      failure(reportsOf(run)),
      failure(reportsOf(run)),
    ]);
    expect(new Set(errors).size).toBe(1);
    expect(await failure(reportsOf(run))).toBe(errors[0]);
  });

  it('rejects unhandled, once, when nobody iterates or awaits', async () => {
    const reasons = await unhandled(async () => void broken());
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toBeInstanceOf(DenselyError);
  });

  it('never throws in the call itself', async () => {
    expect(await failure(train(undefined as unknown as Dataset))).toBeInstanceOf(DenselyError);
  });
});

describe('divergence', () => {
  const line = Dataset.from(
    Array.from({ length: 20 }, (_, i) => [i]),
    Array.from({ length: 20 }, (_, i) => 3 * i + 1),
    { task: 'regression' },
  );
  const explode = {
    hidden: [],
    initializer: 'heNormal',
    optimizer: 'sgd',
    learningRate: 0.5,
    epochs: 2000,
    scale: 'none',
  } as const;

  async function diverged(
    set: Dataset,
    options: TrainOptions,
  ): Promise<{ error: DenselyError; model: Model }> {
    const error = (await failure(train(set, options))) as DenselyError;
    expect(error).toBeInstanceOf(DenselyError);
    expect(error.code).toBe('ERR_DIVERGED');
    expect(error.argument).toBe('learningRate');
    expect(error.message).toContain(`Lower learningRate from ${options.learningRate}`);
    expect(error.model).toBeInstanceOf(Model);
    return { error, model: error.model as Model };
  }

  const matrixOf = (set: Dataset, model: Model): [Matrix, Matrix] => [
    Matrix.from(set.X.toArray(), model.dtype),
    Matrix.from(set.Y.toArray(), model.dtype),
  ];

  it.each([
    ['float64', 'all'],
    ['float32', 'all'],
    ['float64', 6],
    ['float32', 6],
  ] as const)(
    '%s, batch %s: the last finite cost and its epoch, and the model',
    async (dtype, batchSize) => {
      const { error, model } = await diverged(line, {
        ...explode,
        dtype,
        batchSize,
        reportEvery: 1,
      });
      const { cost, epoch, ended } = model.history;
      expect(error.message).toMatch(new RegExp(`cost is (NaN|Infinity) at epoch ${epoch.length};`));
      expect(error.message).toContain(
        `the last finite cost is ${cost.at(-1)} at epoch ${epoch.at(-1)}`,
      );
      expect(ended).toBe('stopped');
      expect(cost.every(Number.isFinite)).toBe(true);
      expect(numbers(model.parameters).flat().every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(model.predict([2]))).toBe(true);
      if (batchSize !== 'all') return;
      const [X, Y] = matrixOf(line, model);
      const [AL, cache] = forwardPropagation(X, model.parameters, { output: 'identity' });
      expect(computeCost(AL, Y, cache)).toBe(cost.at(-1));
    },
  );

  it('between two reports: the model of the last report', async () => {
    const { error, model } = await diverged(line, {
      ...explode,
      batchSize: 'all',
      reportEvery: 1999,
      dtype: 'float64',
    });
    expect(error.message).toMatch(
      /cost is (NaN|Infinity) at epoch 1999; the last finite cost is .* at epoch 0\./,
    );
    expect(numbers(model.parameters)).toEqual(
      numbers(initializeParameters([1, 1], { initializer: 'heNormal' })),
    );
  });

  it('at the very first cost: the starting parameters', async () => {
    const initializer = { constant: 1e200 };
    const { error, model } = await diverged(line, { ...explode, initializer, dtype: 'float64' });
    expect(error.message).toContain('cost is Infinity at epoch 0; no cost was finite');
    expect(numbers(model.parameters)).toEqual([[1e200], [0]]);
  });

  it('in the last update, after the last cost', async () => {
    const { error, model } = await diverged(line, {
      ...explode,
      epochs: 1,
      learningRate: 1e308,
      dtype: 'float64',
      batchSize: 'all',
    });
    expect(error.message).toMatch(
      /a parameter is not finite; the last finite cost is .* at epoch 0\./,
    );
    expect(numbers(model.parameters)).toEqual(
      numbers(initializeParameters([1, 1], { initializer: 'heNormal' })),
    );
  });

  it('a classifier with a rate of 1e6 stays finite or says so', async () => {
    for (const dtype of ['float32', 'float64'] as const) {
      for (const optimizer of ['sgd', 'momentum', 'adam'] as const) {
        const options = { hidden: [8], optimizer, learningRate: 1e6, epochs: 50, dtype } as const;
        const outcome = await train(data, options).catch(
          (error: unknown) => (error as DenselyError).model,
        );
        expect(outcome).toBeInstanceOf(Model);
        const model = outcome as Model;
        expect(
          [...numbers(model.parameters).flat(), ...model.history.cost].every(Number.isFinite),
        ).toBe(true);
      }
    }
  });

  it('ends the loop with the error, after the finite reports', async () => {
    const run = train(line, { ...explode, dtype: 'float32' });
    const costs: number[] = [];
    const error = await failure(
      (async () => {
        for await (const { cost } of run) costs.push(cost);
      })(),
    );
    expect((error as DenselyError).code).toBe('ERR_DIVERGED');
    expect(costs.length).toBeGreaterThan(0);
    expect(costs.every(Number.isFinite)).toBe(true);
  });

  it.each(['all', 6] as const)(
    'a rising cost is one warning in the history: batch %s',
    async (batchSize) => {
      const run = train(line, { ...explode, epochs: 12, batchSize, learningRate: 0.02 });
      const { warnings } = (await run).history;
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(
        /^cost rose from \S+ at epoch \d+ to \S+ at epoch \d+: lower learningRate from 0\.02$/,
      );
    },
  );

  it('a falling cost is none', async () => {
    const { warnings } = (
      await train(line, { ...explode, epochs: 12, batchSize: 'all', learningRate: 1e-4 })
    ).history;
    expect(warnings).toEqual([]);
  });
});

describe('runs beside each other', () => {
  it('the data is the run’s own: whatever the caller does to its arrays changes nothing', async () => {
    const options = { ...small, epochs: 40, dtype: 'float64' } as const;
    const undisturbed = bits(await train(data, options));
    for (const batchSize of [32, 'all'] as const) {
      const expected =
        batchSize === 32 ? undisturbed : bits(await train(data, { ...options, batchSize }));
      const rows = data.X.T.toArray().map((row) => Float64Array.from(row));
      const targets = Matrix.from(data.Y.toArray());
      const run = train(Dataset.from(rows, targets), { ...options, batchSize });
      for (const [i, row] of rows.entries()) {
        if (i % 2 === 0) row.fill(NaN);
        else structuredClone(row.buffer, { transfer: [row.buffer] });
      }
      rows.length = 0;
      targets.data.fill(0.5);
      await soon(1);
      structuredClone(targets.data.buffer, {
        transfer: [targets.data.buffer as ArrayBuffer],
      });
      expect(bits(await run)).toEqual(expected);
    }
  });

  it('nor does writing into the dataset while it trains', async () => {
    const options = { ...small, epochs: 40 } as const;
    const expected = bits(await train(datasets.flower({ size: 100 }), options));
    const mine = datasets.flower({ size: 100 });
    const run = train(mine, options);
    mine.X.data.fill(7);
    mine.Y.data.fill(7);
    expect(bits(await run)).toEqual(expected);
  });

  it('four at once give the bits of four in turn', async () => {
    const four: TrainOptions[] = [
      { ...small, epochs: 30, seed: 1 },
      { ...small, epochs: 30, seed: 2, dtype: 'float64', batchSize: 7 },
      { ...small, epochs: 30, seed: 3, hidden: [5, 4], activation: ['prelu', 'tanh'] },
      { ...small, epochs: 300, optimizer: 'momentum', batchSize: 'all', dtype: 'float64' },
    ];
    const inTurn: unknown[] = [];
    for (const options of four) inTurn.push(bits(await train(data, options)));
    const atOnce = await Promise.all(four.map((options) => train(data, options)));
    expect(atOnce.map(bits)).toEqual(inTurn);
  });

  it('timers go on meanwhile', async () => {
    // On a thread of its own a single long step holds up nothing; in JavaScript chunks leave turns.
    const native = backend().name === 'native';
    const many = datasets.flower({ size: native ? 100_000 : 2000 });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const run = train(many, {
      hidden: native ? [64, 64] : [16],
      batchSize: native ? 'all' : 32,
      epochs: native ? 3 : 10,
    });
    ticks = 0;
    await run;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(native ? 20 : 2);
  });

  it('predicting while training on the same dataset', async () => {
    const model = await train(data, { ...small, epochs: 5 });
    const expected = model.predict(data.X);
    const run = train(data, endless);
    for (let i = 0; i < 20; i++) {
      await soon(1);
      expect(model.predict(data.X)).toEqual(expected);
    }
    run.stop();
    await run;
  });
});

describe('a model', () => {
  const rows = data.X.T.toArray();

  it.each(['float32', 'float64'] as const)(
    '%s: one example, a list, a Matrix, typed arrays agree',
    async (dtype) => {
      const model = await train(data, { ...small, epochs: 20, dtype });
      const labels = model.predict(rows);
      const shares = model.probabilities(rows);
      expect(labels).toHaveLength(100);
      expect(model.predict(data.X)).toEqual(labels);
      expect(model.predict(rows.map((row) => Float64Array.from(row)))).toEqual(labels);
      expect(model.probabilities(data.X)).toEqual(shares);
      for (const [i, row] of rows.entries()) {
        expect(model.predict(row)).toBe(labels[i]);
        expect(model.predict(Float64Array.from(row))).toBe(labels[i]);
        expect(model.probabilities(row)).toEqual(shares[i]);
        expect(shares[i]![0]! + shares[i]![1]!).toBeCloseTo(1, 15);
        expect(labels[i]).toBe(shares[i]![1]! > 0.5 ? 1 : 0);
      }
      const Numbers = dtype === 'float32' ? Float32Array : Float64Array;
      const out = new Numbers(100);
      model.predictInto(Numbers.from(rows.flat()), out);
      expect([...out]).toEqual(shares.map((p) => p[1]));
    },
  );

  it('is the network of the verbs', async () => {
    const model = await train(data, { ...small, activation: 'tanh', epochs: 20, dtype: 'float64' });
    const [AL] = forwardPropagation(data.X, model.parameters);
    expect(model.probabilities(data.X).map((p) => p[1])).toEqual([...AL.data]);
  });

  it('predictInto lets NaN through', async () => {
    const model = await train(data, { ...small, epochs: 1 });
    const out = new Float32Array(3);
    model.predictInto(Float32Array.of(1, 2, NaN, 1, 1, 2), out);
    expect([...out].map(Number.isNaN)).toEqual([false, true, false]);
    expect(out[2]).toBe(out[0]);
  });

  it('gives its parameters as copies', async () => {
    const model = await train(data, { ...small, epochs: 2 });
    const before = numbers(model.parameters);
    const shares = model.probabilities(rows);
    for (const m of Object.values<Matrix>(model.parameters)) m.data.fill(NaN);
    expect(numbers(model.parameters)).toEqual(before);
    expect(model.probabilities(rows)).toEqual(shares);
    expect(Object.keys(model.parameters)).toEqual(['W1', 'b1', 'W2', 'b2']);
  });

  it('sums up its layers', async () => {
    const model = await train(data, { hidden: [5, 3], activation: ['prelu', 'tanh'], epochs: 1 });
    const summary = model.summary();
    expect(summary.parameters).toBe(2 * 5 + 5 + 1 + 5 * 3 + 3 + 3 + 1);
    expect(summary.layers.map((l) => l.activation)).toEqual(['prelu', 'tanh', 'sigmoid']);
    expect(summary.layers[1]).toMatchObject({ layer: 2, W: [3, 5], b: [3, 1], parameters: 18 });
    expect(String(summary).split('\n')).toHaveLength(5);
    expect(String(summary)).toContain(`total          ${summary.parameters}`);
  });

  it.each<[string, readonly Label[], readonly Label[]]>([
    ['text', ['no', 'yes', 'yes', 'no'], ['no', 'yes']],
    ['boolean', [false, true, true, false], [false, true]],
    ['0 and 1', [0, 1, 1, 0], [0, 1]],
    ['other numbers', [7, -2, -2, 7], [-2, 7]],
    ['three names', ['c', 'a', 'b', 'c'], ['a', 'b', 'c']],
  ])('labels are the caller’s own: %s', async (_, targets, classes) => {
    const examples = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ];
    const set = Dataset.from(examples, targets, { task: 'classification' });
    const model = await train(set, {
      hidden: [16],
      epochs: 400,
      learningRate: 0.05,
      batchSize: 'all',
      seed: 1,
    });
    expect(set.classes).toEqual(classes);
    expect(model.classes).toEqual(classes);
    expect(model.predict(examples)).toEqual(targets);
    expect(model.predict(examples[0]!)).toBe(targets[0]);
    expect(model.probabilities(examples[0]!)).toHaveLength(classes.length);
  });

  it('one-hot rows: two are a sigmoid, more a softmax', async () => {
    const targets = [
      [1, 0, 1, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
    ];
    const two = [targets[0]!, targets[0]!.map((v) => 1 - v)];
    for (const [rows, activation] of [
      [two, 'sigmoid'],
      [targets, 'softmax'],
    ] as const) {
      const set = Dataset.from([[0], [1], [0], [2]], Matrix.from(rows));
      const model = await train(set, {
        hidden: [],
        epochs: 300,
        learningRate: 0.1,
        batchSize: 'all',
      });
      expect(set.classes).toEqual(rows.map((_, c) => c));
      expect(model.summary().layers[0]!.activation).toBe(activation);
      expect(model.predict([0])).toBe(0);
      expect(model.probabilities([0])).toHaveLength(rows.length);
    }
  });

  it('softmax: three clouds are learnt, shares add up to 1', async () => {
    const random = new RandomState(5);
    const centres: [number, number, string][] = [
      [0, 3, 'north'],
      [3, -2, 'east'],
      [-3, -2, 'west'],
    ];
    const examples = Array.from({ length: 150 }, (_, i) => {
      const [x, y, name] = centres[i % 3]!;
      return { row: [x + 0.5 * random.normal(), y + 0.5 * random.normal()], name };
    });
    const set = Dataset.from(
      examples.map((e) => e.row),
      examples.map((e) => e.name),
    );
    const model = await train(set, { hidden: [8], epochs: 60, learningRate: 0.02, seed: 1 });
    expect(model.predict(set.X)).toEqual(examples.map((e) => e.name));
    expect(model.predict([0, 3])).toBe('north');
    for (const shares of model.probabilities(set.X)) {
      expect(shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    }
    expect(model.history.cost.at(-1)).toBeLessThan(0.05);
  });

  it('regression: one value, and several by a Matrix', async () => {
    const x = Array.from({ length: 64 }, (_, i) => [i / 32 - 1]);
    const options = {
      hidden: [],
      optimizer: 'sgd',
      learningRate: 0.5,
      batchSize: 'all',
      epochs: 200,
      dtype: 'float64',
    } as const;
    const one = await train(
      Dataset.from(
        x,
        x.map(([v]) => 2 * v! + 1),
        { task: 'regression' },
      ),
      options,
    );
    expect(one.classes).toBeNull();
    expect(one.predict([0.25])).toBeCloseTo(1.5, 6);
    expect(one.predict([[0], [1]]).map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1, 3]);
    const Y = Matrix.from([x.map(([v]) => 2 * v! + 1), x.map(([v]) => -v!)]);
    const two = await train(Dataset.from(x, Y, { task: 'regression' }), options);
    expect([...two.probabilities([0.25])].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([
      1.5, -0.25,
    ]);
    const rounded = (values: unknown) => (values as number[]).map((v) => Math.round(v * 1e6) / 1e6);
    expect(rounded(two.predict([0.25]))).toEqual([1.5, -0.25]);
    expect(two.predict([[0.25], [1]]).map(rounded)).toEqual([
      [1.5, -0.25],
      [3, -1],
    ]);
    const out = new Float64Array(4);
    two.predictInto(Float64Array.of(0.25, 1), out);
    expect([...out].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1.5, -0.25, 3, -1]);
  });
});
