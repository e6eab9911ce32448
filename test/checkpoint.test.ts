// A training that goes on from a checkpoint gives the bits of one that was never stopped.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Program } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import {
  datasets,
  DenselyError,
  train,
  type History,
  type Model,
  type Training,
  type TrainOptions,
} from '../lib/index.js';
import { adaptivePace } from '../lib/training/pace.js';
import { trainAtPace } from '../lib/training/train.js';
import { clouds, surface } from './runs.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const newPath = (): string => join(folder, `run-${count++}.ckpt`);

const two = clouds(5, 2, 150, 1);
const three = clouds(6, 3, 130, 2);
const values = surface(3, 140, 3);

const bits = (model: Model): number[] =>
  Object.values(model.parameters).flatMap((m) => Array.from(m.data));

const told = ({ epoch, cost, validation, best, ended, steps, warnings }: History): object => ({
  epoch,
  cost,
  validation,
  best,
  ended,
  steps,
  warnings,
});

const cases: Record<string, { data: typeof two | typeof values; options: TrainOptions }> = {
  'mini-batches, adam, dropout, plateau, patience': {
    data: two,
    options: {
      hidden: [7, 5],
      epochs: 24,
      validation: 0.25,
      patience: 30,
      dropout: 0.2,
      schedule: { plateau: { patience: 1, factor: 0.5 } },
      learningRate: 0.03,
      seed: 5,
    },
  },
  'momentum, averages, decay, cosine, class weights': {
    data: three,
    options: {
      hidden: [6],
      epochs: 15,
      optimizer: 'momentum',
      averageWeights: true,
      weightDecay: 0.1,
      l1: 0.01,
      labelSmoothing: 0.1,
      schedule: 'cosine',
      classWeights: 'balanced',
      batchSize: 17,
      validation: { share: 0.3, seed: 3 },
      metric: 'accuracy',
      watch: { metrics: ['brier'] },
      seed: 6,
    },
  },
  'full batch, exponential, clipping': {
    data: values,
    options: {
      hidden: [5],
      epochs: 90,
      batchSize: 'all',
      clipNorm: 0.5,
      schedule: { exponential: { factor: 0.99 } },
      dtype: 'float64',
      history: 'every',
      seed: 7,
    },
  },
};

/** Runs that are left after a random number of reports, one behind another, until one comes to its end. */
async function inPieces(name: string, path: string, seed: number): Promise<[Model, number]> {
  const { data, options } = cases[name]!;
  let state = seed;
  const draw = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (let lives = 1; ; lives++) {
    const left = new AbortController();
    let reports = 0;
    const last = Math.floor(draw() * 6);
    const onProgress = (): void => {
      if (reports++ === last) left.abort(new Error('left'));
    };
    const steps = 1 + Math.floor(draw() * 9);
    const run = trainAtPace(
      data,
      {
        ...options,
        reportEvery: 1,
        checkpoint: { path, everySeconds: 1e-9 },
        resume: 'auto',
        onProgress,
        signal: left.signal,
      },
      () => steps,
    );
    try {
      return [await run, lives];
    } catch (error) {
      if ((error as Error).message !== 'left') throw error;
    }
  }
}

describe.each(Object.keys(cases))('%s', (name) => {
  const { data, options } = cases[name]!;

  it('is the same however often it was left', async () => {
    const whole = await train(data, { ...options, reportEvery: 1 });
    for (const seed of [1, 2]) {
      const [model, lives] = await inPieces(name, newPath(), seed);
      expect(lives).toBeGreaterThan(2);
      expect(bits(model)).toEqual(bits(whole));
      expect(told(model.history)).toEqual(told(whole.history));
    }
  });

  it('gives its model again when it had ended', async () => {
    const path = newPath();
    const kept = { ...options, checkpoint: { path, everyEpochs: 1 } };
    const model = await train(data, kept);
    const again = await train(data, { ...options, resume: path });
    expect(bits(again)).toEqual(bits(model));
    expect(told(again.history)).toEqual(told(model.history));
  });
});

it('a training that maxSteps has cut goes on', async () => {
  const { data, options } = cases['mini-batches, adam, dropout, plateau, patience']!;
  const path = newPath();
  const cut = await train(data, { ...options, checkpoint: path, maxSteps: 31 });
  expect([cut.history.ended, cut.history.steps]).toEqual(['steps', 31]);
  const on = await train(data, { ...options, checkpoint: path, resume: 'auto' });
  expect(bits(on)).toEqual(bits(await train(data, options)));
});

it('a training that stop() ends goes on, also where the step that it ends with was to be looked at', async () => {
  const options: TrainOptions = {
    hidden: [5],
    epochs: 20,
    batchSize: 'all',
    validation: 0.25,
    validateEvery: 1,
    schedule: { plateau: { patience: 1, factor: 0.5 } },
    learningRate: 0.3,
    seed: 8,
  };
  const whole = await train(two, options);
  const path = newPath();
  let run: Training | undefined;
  const backend = currentBackend();
  const { program: real } = backend;
  const spy = vi.spyOn(backend, 'program').mockImplementation((spec) => {
    const program = real(spec);
    const train: Program['train'] = async (chunk) => {
      const done = await program.train(chunk);
      run?.stop();
      return done;
    };
    return { ...program, train };
  });
  for (let lives = 0; ; lives++) {
    run = trainAtPace(two, { ...options, checkpoint: path, resume: 'auto' }, () => 1);
    const model = await run;
    if (lives < 20) expect(model.history.ended).toBe('stopped');
    else {
      spy.mockRestore();
      expect(bits(model)).toEqual(bits(whole));
      return expect(told(model.history)).toEqual(told(whole.history));
    }
  }
});

it('a training that was left between its last look and its end is at its end', async () => {
  const path = newPath();
  const options: TrainOptions = {
    hidden: [6],
    epochs: 99,
    metric: 'accuracy',
    validation: 0.3,
    patience: 2,
    seed: 9,
  };
  const checkpoint = { path, everyEpochs: 1, keep: 2 };
  const whole = await train(two, { ...options, checkpoint });
  expect(whole.history.ended).toBe('patience');
  // Of the same step, before it was known to be the last.
  const again = await train(two, { ...options, resume: `${path}.1` });
  expect(bits(again)).toEqual(bits(whole));
  expect(told(again.history)).toEqual(told(whole.history));
});

it('is no larger than it must be', async () => {
  const path = newPath();
  const options = {
    hidden: [64, 64],
    epochs: 3,
    validation: 0.25,
    averageWeights: true,
    seed: 1,
  } as const;
  const model = await train(three, { ...options, checkpoint: { path, everyEpochs: 1 } });
  const { parameters } = model.summary();
  // Parameters, best, two slots, snapshot and average.
  expect(statSync(path).size).toBeLessThan(6 * 4 * parameters + 16_384);
});

it('keeps older ones too', async () => {
  const path = newPath();
  const checkpoint = { path, everyEpochs: 1, keep: 3 };
  const options = { hidden: [3], epochs: 6, seed: 1 } as const;
  const model = await train(two, { ...options, checkpoint });
  const names = readdirSync(folder).filter((name) => name.replace(/\.\d$/, '') === basename(path));
  expect(names).toHaveLength(3);
  for (const older of [path, `${path}.1`, `${path}.2`])
    expect(bits(await train(two, { ...options, resume: older }))).toEqual(bits(model));
});

describe('refuses', () => {
  const options = { hidden: [4], epochs: 5, seed: 1 } as const;
  const refusal = async (given: TrainOptions, data = two): Promise<DenselyError> => {
    const error: unknown = await train(data, given).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DenselyError);
    return error as DenselyError;
  };

  it('a checkpoint of other options or data, which stays', async () => {
    const path = newPath();
    await train(two, { ...options, checkpoint: path });
    const before = readFileSync(path);
    const resumed = { ...options, checkpoint: path, resume: 'auto' } as const;
    const others: [TrainOptions, typeof two, string][] = [
      [{ ...resumed, learningRate: 0.5 }, two, 'options that differ'],
      [{ ...resumed, seed: 2 }, two, 'options that differ'],
      [{ ...resumed, initializer: 'heNormal' }, two, 'another start'],
      [resumed, clouds(5, 2, 150, 9), 'other data'],
      [{ ...options, checkpoint: path }, two, 'of another run'],
    ];
    for (const [given, data, words] of others) {
      const { code, message } = await refusal(given, data);
      expect(code).toBe('ERR_CHECKPOINT');
      expect(message).toContain(words);
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('what is no checkpoint, is damaged, or is not there', async () => {
    const path = newPath();
    await train(two, { ...options, checkpoint: path });
    const bytes = readFileSync(path);
    const damaged = newPath();
    writeFileSync(
      damaged,
      bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte)),
    );
    expect((await refusal({ ...options, resume: damaged })).message).toContain('checksum');
    const short = newPath();
    writeFileSync(short, bytes.subarray(0, bytes.length - 40));
    expect((await refusal({ ...options, resume: short })).code).toBe('ERR_CHECKPOINT');
    const other = newPath();
    writeFileSync(other, 'a text');
    expect((await refusal({ ...options, checkpoint: other })).code).toBe('ERR_CHECKPOINT');
    expect(readFileSync(other, 'utf8')).toBe('a text');
    expect((await refusal({ ...options, resume: newPath() })).message).toContain(
      'there is no file',
    );
    const model = newPath();
    await (await train(two, options)).save(model);
    expect((await refusal({ ...options, resume: model })).message).toContain('no checkpoint');
  });

  it('a folder that is not there, and resume without a place', async () => {
    const path = join(folder, 'no', 'such', 'a.ckpt');
    expect((await refusal({ ...options, checkpoint: path })).code).toBe('ERR_CHECKPOINT');
    expect((await refusal({ ...options, resume: 'auto' })).argument).toBe('resume');
  });

  it('the checkpoint that another run has written meanwhile', async () => {
    const path = newPath();
    const long = { ...options, epochs: 1e6, checkpoint: { path, everySeconds: 0.01 } } as const;
    const run = train(two, long);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const other = newPath();
    await train(two, { ...options, checkpoint: other });
    const theirs = readFileSync(other);
    const errors: unknown[] = [];
    run.catch((e: unknown) => errors.push(e));
    // A write that is under way may still come after this one.
    while (errors.length === 0) {
      writeFileSync(path, theirs);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(errors).toMatchObject([{ code: 'ERR_CHECKPOINT', argument: 'checkpoint' }]);
    expect(readFileSync(path).equals(theirs)).toBe(true);
  });
});

it('a function as a schedule must give what it gave', async () => {
  const path = newPath();
  const options = { hidden: [3], epochs: 9, seed: 1, checkpoint: path } as const;
  await train(two, { ...options, schedule: (t) => 1 - t, maxSteps: 20 });
  const error: unknown = await train(two, {
    ...options,
    resume: 'auto',
    schedule: (t) => 1 - t / 2,
  }).catch((e: unknown) => e);
  expect((error as DenselyError).argument).toBe('schedule');
  const on = await train(two, { ...options, resume: 'auto', schedule: (t) => 1 - t });
  const whole = await train(two, { hidden: [3], epochs: 9, seed: 1, schedule: (t) => 1 - t });
  expect(bits(on)).toEqual(bits(whole));
});

it('goes on beside the event loop with a large network', async () => {
  const path = newPath();
  const data = datasets.moons({ size: 400 });
  const options = { hidden: [512, 512], epochs: 4, seed: 1 } as const;
  const kept = { ...options, checkpoint: { path, everySeconds: 0.01 } };
  const model = await trainAtPace(data, kept, adaptivePace);
  expect(bits(model)).toEqual(bits(await train(data, options)));
});
