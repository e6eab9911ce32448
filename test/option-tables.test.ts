// What the tables of options say of themselves, and what follows from them.
import { describe, expect, it } from 'vitest';
import { Dataset, datasets, optionTables, session, sweep, train } from '../lib/index.js';
import { readTrainOptions, withNetwork, trainTable } from '../lib/training/option-table.js';
import { activationsOf, unitsOf } from '../lib/network/spec.js';
import { readSweepOptions } from '../lib/study/sweep-options.js';
import { copied, without } from '../lib/base/option-table.js';
import { refusedWith, wrong } from './refusals.js';

const data = datasets.moons({ size: 20 });

describe('the table of train', () => {
  it('has the defaults that hold where nothing is said', () => {
    const read = readTrainOptions(data, undefined);
    const { initializer, optimizer, ...values } = read;
    expect(values).toMatchObject({
      hidden: [64],
      activation: ['relu'],
      positive: 1,
      scale: 'standard',
      impute: undefined,
      columns: undefined,
      loss: { name: 'binaryCrossEntropy', numbers: [] },
      targetScale: 'standard',
      clamp: false,
      learningRate: 0.001,
      epochs: 100,
      batchSize: 20,
      maxSteps: Infinity,
      maxSeconds: Infinity,
      clipNorm: Infinity,
      clipValue: Infinity,
      averageWeights: 0,
      classWeights: null,
      dropout: { value: [0] },
      labelSmoothing: { value: 0 },
      weightDecay: { value: 0, biases: false },
      l1: { value: 0 },
      l2: { value: 0 },
      schedule: { name: 'constant' },
      validation: { held: null, isPreset: false, warnings: [] },
      validateEvery: 1,
      validateStart: false,
      metric: { name: 'cost', minimize: true },
      patience: Infinity,
      minDelta: 0,
      calibrate: false,
      start: undefined,
      checkpoint: undefined,
      resume: undefined,
      log: [],
      seed: 0,
      dtype: 'float32',
      threads: undefined,
      reportEvery: 1,
      history: 'reports',
      onProgress: undefined,
      signal: undefined,
    });
    const { spec } = withNetwork(data, read, { x: data.X });
    expect([unitsOf(spec), activationsOf(spec), spec.loss]).toEqual([
      [2, 64, 1],
      ['relu'],
      'binaryCrossEntropy',
    ]);
    expect([optimizer.name, typeof initializer.draw]).toEqual(['adam', 'function']);
  });

  it('has defaults that follow from others', () => {
    const large = datasets.moons({ size: 100 });
    expect(readTrainOptions(large, { epochs: 201 })).toMatchObject({
      reportEvery: 3,
      batchSize: 32,
    });
    for (const optimizer of ['sgd', { momentum: { beta: 0.5 } }])
      expect(readTrainOptions(data, { optimizer }).learningRate).toBe(0.01);
    expect(readTrainOptions(data, { hidden: [3, 2] }).activation).toEqual(['relu', 'relu']);
    const values = Dataset.from([[1], [2]], [0.5, 2]);
    expect(readTrainOptions(values, undefined).loss).toEqual({ name: 'squared', numbers: [] });
    const { loss } = readTrainOptions(values, { loss: 'huber' });
    expect(loss).toEqual({ name: 'huber', numbers: [1] });
    expect(readTrainOptions(values, { loss: 'poisson' }).targetScale).toBe('none');
  });

  it('refuses what is for values where the targets are classes or labels, if it is not so anyway', async () => {
    const labels = Dataset.from(
      [[1], [2]],
      [
        [0, 1],
        [1, 1],
      ],
      { task: 'multilabel' },
    );
    for (const examples of [data, labels] as readonly Dataset[])
      for (const said of [
        { targetScale: 'log' },
        { targetScale: 'minmax' },
        { clamp: true },
      ] as const) {
        const [key] = Object.keys(said);
        const words = `${key} must be left out with task '${examples.task}': it is for the values of a regression`;
        const refusal = {
          code: 'ERR_OPTION',
          argument: key,
          message: expect.stringContaining(words) as string,
        };
        await expect(train(examples, { epochs: 1, ...said })).rejects.toMatchObject(refusal);
        await expect(session(examples, said)).rejects.toMatchObject(refusal);
      }
    await expect(sweep(data, { hidden: [2], epochs: 1, clamp: true })).rejects.toThrow(
      /^clamp must be left out/,
    );
    for (const idle of [
      { targetScale: 'none' },
      { targetScale: 'standard' },
      { scale: 'minmax', targetScale: 'minmax' },
      { clamp: false },
    ])
      expect(readTrainOptions(data, idle)).toMatchObject(idle);
    const values = Dataset.from([[1], [2]], [1.5, 2]);
    expect(readTrainOptions(values, { targetScale: 'log', clamp: true })).toMatchObject({
      clamp: true,
    });
  });

  it('says each option in a line or two that fit beside its flag', () => {
    for (const table of Object.values(optionTables)) {
      for (const [key, { says, preset, flag }] of Object.entries(table)) {
        const fixed = preset !== undefined && typeof preset !== 'function';
        const told = fixed ? `, default ${String(preset)}` : '';
        expect(says.length, key).toBeGreaterThan(5);
        expect(`${says}${told}`.length, key).toBeLessThanOrEqual(120);
        if (flag?.form === 'switch') expect(flag.takes, key).toBe('');
        else if (flag !== null) expect(flag.takes, key).toMatch(/^[A-Z]+$|^\d/);
      }
    }
  });

  it('names all options where one is not known', async () => {
    const { message } = await refusedWith(() => train(data, wrong({ nothing: 1 })));
    expect(message).toContain(`Allowed: ${Object.keys(trainTable).join(', ')}.`);
    const { message: ofSweep } = await refusedWith(() => sweep(data, wrong({ nothing: 1 })));
    expect(ofSweep).toContain(`Allowed: ${Object.keys(optionTables.sweep).join(', ')}.`);
  });
});

describe('the table of sweep', () => {
  it('has its own options and those of train that mean the same', () => {
    const sizes = ['hidden', 'seeds', 'holdout', 'baseline', 'parallel', 'signal'];
    const own = [...sizes, 'grid', 'score', 'folder'];
    const single = [
      'hidden',
      'seed',
      'onProgress',
      'start',
      'checkpoint',
      'resume',
      'log',
    ] as const;
    const shared = without(optionTables.train, ...single, 'signal');
    expect(Object.keys(optionTables.sweep)).toEqual([...own, ...Object.keys(shared)]);
    expect(optionTables.sweep).toMatchObject(shared);
  });

  it('is read once, the rest left to the trainings', () => {
    const { parallel, ...plan } = readSweepOptions({ hidden: [1, [2, 3], []], epochs: 7 });
    expect(parallel).toBeGreaterThan(0);
    expect(plan).toEqual({
      hidden: [[], [1], [2, 3]],
      seeds: [0],
      holdout: 0.2,
      signal: undefined,
      options: { epochs: 7, validation: 'none' },
    });
    expect(readSweepOptions({ hidden: [1, []], baseline: false }).hidden).toEqual([[1], []]);
  });
});

describe('copied', () => {
  it('copies lists and plain objects to their depth, and leaves all else as it is', () => {
    const { signal } = new AbortController();
    const value = { a: [1, { b: [2] }], signal, f: () => 1, n: null, x: Float64Array.of(1) };
    const copy = copied(value) as typeof value;
    expect(copy).toEqual(value);
    for (const key of ['signal', 'f', 'x'] as const) expect(copy[key]).toBe(value[key]);
    expect([copy === value, copy.a === value.a, copy.a[1] === value.a[1]]).toEqual([
      false,
      false,
      false,
    ]);
    const nested = { sets: { test: data } };
    expect((copied(nested) as typeof nested).sets.test).toBe(data);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(copied(circle)).toHaveLength(1);
  });
});
