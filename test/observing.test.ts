// What a run shows is what one keeps: loops, stop() and snapshot() give the model of the last report seen.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  train,
  type DenselyError,
  type Model,
  type Progress,
  type TrainOptions,
  type Training,
} from '../lib/index.js';
import { trainAtPace } from '../lib/training/train.js';

const data = datasets.flower({ size: 100 });
const small = { hidden: [3], seed: 1, learningRate: 0.01, reportEvery: 2 } as const;
const endless: TrainOptions = { ...small, epochs: 1e6 };

const bits = (model: Model): unknown => [
  Object.values(model.parameters).map((m) => [...m.data]),
  [...model.history.epoch],
  [...model.history.cost],
];

/** A training that ends by itself after an epoch. */
async function upTo(epoch: number, options: TrainOptions): Promise<Model> {
  return train(data, { ...options, epochs: epoch + 1, reportEvery: 2 });
}

/** Long enough for a run that is not held to go far ahead. */
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe.each(['all', 32] as const)('batch %s', (batchSize) => {
  const options: TrainOptions = { ...endless, batchSize };

  it.each([0, 1, 5])('leaving the loop at report %i gives its model, however slow', async (at) => {
    const expected = bits(await upTo(2 * at, options));
    for (const wait of [async () => {}, later]) {
      const run = train(data, options);
      let seen = 0;
      for await (const { epoch } of run) {
        expect(epoch).toBe(2 * seen);
        await wait();
        if (seen++ === at) break;
      }
      const model = await run;
      expect(model.history.ended).toBe('stopped');
      expect(bits(model)).toEqual(expected);
    }
  });

  it('also where the run has done all its steps meanwhile', async () => {
    const run = train(data, { ...options, epochs: 5 });
    for await (const { epoch } of run) {
      await later();
      if (epoch === 2) break;
    }
    expect(bits(await run)).toEqual(bits(await upTo(2, options)));
  });

  it('leaving it at the last report ends nothing early', async () => {
    const run = train(data, { ...options, epochs: 5 });
    for await (const { epoch } of run) if (epoch === 4) break;
    expect(bits(await run)).toEqual(bits(await upTo(4, options)));
  });

  it('stop() in the loop gives the report that the loop has seen', async () => {
    const run = train(data, options);
    for await (const { epoch } of run) {
      if (epoch !== 6) continue;
      await later();
      run.stop();
    }
    expect(bits(await run)).toEqual(bits(await upTo(6, options)));
  });

  it('snapshot() gives it while the run goes on', async () => {
    const run = train(data, { ...options, epochs: 9 });
    for await (const { epoch } of run) {
      await later();
      const model = await run.snapshot();
      expect(bits(model)).toEqual(bits(await upTo(epoch, options)));
    }
    expect(await run.snapshot()).toBe(await run);
    expect(bits(await run)).toEqual(bits(await upTo(8, options)));
  });

  it('does not depend on how the run is cut into chunks', async () => {
    const expected = bits(await upTo(4, options));
    for (const steps of [1, 3, 1000]) {
      const run = trainAtPace(data, options, () => steps);
      for await (const { epoch } of run) if (epoch === 4) break;
      expect(bits(await run)).toEqual(expected);
    }
  });
});

describe('without a loop', () => {
  it('stop() gives the model of the last report', async () => {
    const reports: Progress[] = [];
    const run: Training = train(data, {
      ...endless,
      onProgress: (report) => {
        reports.push(report);
        if (report.epoch === 10) run.stop();
      },
    });
    const model = await run;
    expect(reports.at(-1)?.epoch).toBe(10);
    expect(bits(model)).toEqual(bits(await upTo(10, endless)));
  });

  it('before the first report stop() gives what there is, snapshot() waits', async () => {
    const stopped = train(data, endless);
    stopped.stop();
    expect((await stopped).history.epoch).toHaveLength(0);
    const run = train(data, endless);
    const model = await run.snapshot();
    expect(model.history.epoch.at(-1)).toBe(
      model.history.epoch.length === 0 ? -1 : (model.history.epoch.length - 1) * 2,
    );
    run.stop();
    await run;
  });

  it('a failing run fails its snapshots', async () => {
    const run = train(data, { epochs: 0 });
    await expect(run.snapshot()).rejects.toMatchObject({ code: 'ERR_OPTION' });
    await expect(run).rejects.toMatchObject({ code: 'ERR_OPTION' });
  });

  it('never waits', async () => {
    const run = train(data, { ...small, epochs: 40 });
    expect((await run).history.epoch).toHaveLength(40);
  });
});

describe('a loop holds the run', () => {
  /** Reports told so far, by a second observer that holds nothing. */
  function counted(options: TrainOptions): { run: Training; told: Progress[] } {
    const told: Progress[] = [];
    return { run: train(data, { ...options, onProgress: (p) => void told.push(p) }), told };
  }

  it('that is more than two reports ahead', async () => {
    const { run, told } = counted(endless);
    for await (const { epoch } of run) {
      await later();
      // Two ahead of those seen, and the one that makes it more than two.
      expect(told.length).toBeLessThanOrEqual(epoch / 2 + 1 + 3);
      if (epoch === 6) break;
    }
    await run;
  });

  it('but not while its body awaits the run', async () => {
    const { run, told } = counted({ ...small, epochs: 60 });
    let seen = 0;
    for await (const { epoch } of run) {
      seen++;
      if (epoch === 4) expect((await run).history.epoch).toHaveLength(60);
    }
    expect([seen, told.length]).toEqual([31, 31]);
  });

  it('of two loops the one that is further behind', async () => {
    const { run, told } = counted(endless);
    const fast = (async () => {
      let last = -1;
      for await (const { epoch } of run) last = epoch;
      return last;
    })();
    for await (const { epoch } of run) {
      await later();
      expect(told.length).toBeLessThanOrEqual(epoch / 2 + 1 + 3);
      if (epoch === 4) break;
    }
    // Nobody loses what was shown to him.
    const { history } = await run;
    expect(history.epoch.at(-1)).toBe(await fast);
    expect(history.epoch.at(-1)).toBeGreaterThanOrEqual(4);
  });

  it('no more than a loop that begins late, which keeps the oldest model there is', async () => {
    const { run, told } = counted(endless);
    while (told.length < 20) await later();
    for await (const { epoch } of run) {
      expect(epoch).toBe(0);
      await later();
      break;
    }
    const { history } = await run;
    expect(history.epoch.at(-1)).toBeGreaterThanOrEqual(2 * 19);
    expect(history.ended).toBe('stopped');
  });
});

describe('an asynchronous onProgress', () => {
  it('is not awaited', async () => {
    const never = new Promise<void>(() => {});
    const run = train(data, { ...small, epochs: 4, onProgress: () => never });
    expect((await run).history.epoch).toHaveLength(4);
  });

  it('ends the run by its rejection as by a throw', async () => {
    const mine = new Error('mine');
    const run = train(data, { ...endless, onProgress: () => Promise.reject(mine) });
    await expect(run).rejects.toBe(mine);
  });
});

describe('a divergence', () => {
  const line = Dataset.from([[1], [2], [3], [4]], [1, 3, 5, 7], { task: 'regression' });
  const explode: TrainOptions = {
    hidden: [],
    optimizer: 'sgd',
    learningRate: 1000,
    dtype: 'float64',
    batchSize: 'all',
    scale: 'none',
    epochs: 1000,
    reportEvery: 1,
  };

  it('is told to a slow loop after all reports before it', async () => {
    const fast = await train(line, explode).catch((error: unknown) => error as DenselyError);
    const { history } = (fast as DenselyError).model as Model;
    const seen: number[] = [];
    const run = train(line, explode);
    const loop = (async () => {
      for await (const { epoch } of run) if (seen.push(epoch) % 10 === 0) await later();
    })();
    await expect(loop).rejects.toMatchObject({ code: 'ERR_DIVERGED' });
    expect(seen).toEqual([...history.epoch]);
  });

  it('that comes after the loop was left is none', async () => {
    const fast = await train(line, explode).catch((error: unknown) => error as DenselyError);
    const last = ((fast as DenselyError).model as Model).history.epoch.length - 1;
    const run = train(line, explode);
    for await (const { epoch } of run) {
      if (epoch < last - 1) continue;
      await later();
      break;
    }
    expect((await run).history.epoch.at(-1)).toBe(last - 1);
  });
});

it('a loop that is left during a look keeps what it saw', async () => {
  let seen = -1;
  let leave = (): void => {};
  const metric = (): number => {
    if (seen === 3) leave();
    return 0;
  };
  const watch = { metrics: [{ metric, minimize: true }] };
  const run = train(datasets.moons({ size: 60 }), {
    epochs: 30,
    validation: 0.3,
    watch,
    reportEvery: 1,
  });
  const loop = run[Symbol.asyncIterator]();
  leave = () => void loop.return?.();
  while (seen < 3) seen = (await loop.next()).value!.epoch;
  const { history } = await run;
  expect([history.ended, history.epoch.at(-1)]).toEqual(['stopped', 3]);
});
