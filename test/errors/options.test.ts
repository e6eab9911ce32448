// Whatever is passed means something: keys that nobody knows, arguments behind the last, options of a class, null.
import { afterEach, describe, expect, it } from 'vitest';
import {
  activations,
  backend,
  backwardPropagation,
  computeCost,
  Dataset,
  datasets,
  diagnose,
  forwardPropagation,
  initializeParameters,
  layerSizes,
  logisticRegression,
  logisticRegressionAsync,
  logisticRegressionCV,
  logisticRegressionCVAsync,
  matmul,
  Matrix,
  metrics,
  Model,
  nnModel,
  predict,
  RandomState,
  readColumns,
  ridge,
  ridgeAsync,
  session,
  summary,
  sweep,
  train,
  updateParameters,
} from '../../lib/index.js';
import {
  activationCurves,
  confusionMatrix,
  decisionBoundary,
  learningCurves,
  networkDiagram,
  scatterPlot,
  sweepPanels,
  toPng,
  weightHistograms,
} from '../../lib/plot/index.js';
import { readOptions } from '../../lib/base/checks.js';
import { about, refused, refusedWith, type Case } from '../refusals.js';
import { AL, cache, data, expectUnchanged, grads, model, parameters, W1, X, Y } from './inputs.js';

expectUnchanged();

const row = [1, 2];
const csv = ['a,b\n', '1,2\n', '3,4\n'];
const random = new RandomState(1);
const small = { hidden: [2], epochs: 1, seed: 1 };
const steps = await session(data, { hidden: [2], dtype: 'float64' });
const flat = new Float64Array(9);
const values = Dataset.from([[1], [2]], [0.5, 1.5]);
const scores = model.evaluate(data);
const { history } = model;
type Anything = (...args: unknown[]) => unknown;
type Call = [name: string, call: unknown, args: readonly unknown[], on?: object];

/** Every function that takes a fixed number of arguments, called with as many. */
const calls: Call[] = [
  ['Matrix.from', Matrix.from, [[[1]], 'float64']],
  ['Matrix.of', Matrix.of, [Float64Array.of(1), 1, 1]],
  ['toArray', X.toArray, [], X],
  ['map', X.map, [Math.abs], X],
  ['plus', X.plus, [1], X],
  ['minus', X.minus, [1], X],
  ['times', X.times, [1], X],
  ['sum', X.sum, [undefined], X],
  ['random', random.random, [], random],
  ['normal', random.normal, [], random],
  ['uniform', random.uniform, [0, 1], random],
  ['interval', random.interval, [3], random],
  ['shuffle', random.shuffle, [[1, 2]], random],
  ['permutation', random.permutation, [3], random],
  ['restore', random.restore, [random.state], random],
  ['Dataset.from', Dataset.from, [[[1], [2]], [0, 1], undefined]],
  ['Dataset.fromRecords', Dataset.fromRecords, [[{ a: 1, b: 'x' }], { target: 'b' }]],
  ['Dataset.csv', Dataset.csv, [csv, { target: 'b' }]],
  ['Dataset.idx', Dataset.idx, ['a', 'b', undefined]],
  ['readColumns', readColumns, [csv, undefined]],
  ['split', data.split, [{ test: 0.5 }], data],
  ['subset', data.subset, [[0]], data],
  ['shuffle', data.shuffle, [{ seed: 1 }], data],
  ['describe', data.describe, [], data],
  ...Object.entries(datasets).map(([name, of]): Call => [`datasets.${name}`, of, [{ size: 8 }]]),
  ['train', train, [data, small]],
  ['session', session, [data, undefined]],
  ['run', steps.run, [1], steps],
  ['gradients', steps.gradients, [], steps],
  ['parametersInto', steps.parametersInto, [flat], steps],
  ['model', steps.model, [], steps],
  ['restore', steps.restore, [flat, 0], steps],
  ['Model.from', Model.from, [parameters, undefined]],
  ['Model.fromBytes', Model.fromBytes, [model.toBytes(), undefined]],
  ['Model.load', Model.load, ['no such file', undefined]],
  ['summary', model.summary, [], model],
  ['save', model.save, ['no/such/folder/model'], model],
  ['toBytes', model.toBytes, [], model],
  ['toBytesAsync', model.toBytesAsync, [], model],
  ['predict', model.predict, [row, undefined], model],
  ['probabilities', model.probabilities, [row, undefined], model],
  ['predictInto', model.predictInto, [Float64Array.of(1, 2), new Float64Array(1)], model],
  ['predictAsync', model.predictAsync, [row, undefined], model],
  ['probabilitiesAsync', model.probabilitiesAsync, [row, undefined], model],
  ['evaluate', model.evaluate, [data, undefined], model],
  ['evaluateAsync', model.evaluateAsync, [data, undefined], model],
  ['accuracy', metrics.accuracy, [Y, Y, undefined]],
  ['logisticRegression', logisticRegression, [data, undefined]],
  ['logisticRegressionAsync', logisticRegressionAsync, [data, undefined]],
  ['ridge', ridge, [values, undefined]],
  ['ridgeAsync', ridgeAsync, [values, undefined]],
  ['logisticRegressionCV', logisticRegressionCV, [data, undefined]],
  ['logisticRegressionCVAsync', logisticRegressionCVAsync, [data, undefined]],
  ['sweep', sweep, [data, { hidden: [1], epochs: 1 }]],
  ['initializeParameters', initializeParameters, [2, 4, 1, undefined]],
  ['initializeParameters', initializeParameters, [[2, 4, 1], undefined]],
  ['layerSizes', layerSizes, [X, Y, 4]],
  ['summary', summary, [parameters, undefined]],
  ['forwardPropagation', forwardPropagation, [X, parameters, undefined]],
  ['computeCost', computeCost, [AL, Y, cache]],
  ['backwardPropagation', backwardPropagation, [parameters, cache, X, Y, undefined]],
  ['updateParameters', updateParameters, [parameters, grads, 1]],
  ['predict', predict, [parameters, X, undefined]],
  ['diagnose', diagnose, [parameters, X, undefined]],
  ['nnModel', nnModel, [X, Y, 4, { numIterations: 1 }]],
  ['matmul', matmul, [W1, X]],
  ['backend', backend, []],
  ['activationCurves', activationCurves, [{ relu: activations.relu }, undefined]],
  ['confusionMatrix', confusionMatrix, [scores, undefined]],
  ['decisionBoundary', decisionBoundary, [model, data, undefined]],
  ['learningCurves', learningCurves, [history, undefined]],
  ['networkDiagram', networkDiagram, [model.summary(), undefined]],
  ['scatterPlot', scatterPlot, [data, undefined]],
  ['sweepPanels', sweepPanels, [[{ hidden: [], model }], data, undefined]],
  ['toPng', toPng, ['<svg/>', undefined]],
  ['weightHistograms', weightHistograms, [parameters, undefined]],
];

const titles = (all: Call[]): [string, Call][] =>
  all.map((call) => [`${call[0]} of ${call[2].length}`, call]);

describe('nothing stands behind the arguments', () => {
  it.each(titles(calls))('%s', async (_, [name, call, args, on]) => {
    const more = (extra: unknown) => () => (call as Anything).call(on, ...args, extra);
    const option = await refusedWith(more({ threshold: 0.7 }));
    expect([option.code, option.argument]).toEqual(['ERR_OPTION', 'threshold']);
    const takes = `${name}() takes ${args.length || 'no'} argument${args.length === 1 ? '' : 's'}`;
    expect(option.message).toBe(`${takes} and has no option "threshold".`);
    const number = await refusedWith(more(0.7));
    const argument = `arguments[${args.length}]`;
    expect([number.code, number.argument]).toEqual(['ERR_OPTION', argument]);
    expect(number.message).toBe(`${takes}; leave out ${argument}, 0.7.`);
  });

  it('undefined, and what the methods of lists pass, is nothing', async () => {
    expect((model.predict as Anything)(row, undefined)).toBe(model.predict(row));
    const rows = [row, [3, -1], [0, 0]];
    expect(rows.map(model.predict as (example: number[]) => 0 | 1, model)).toEqual(
      model.predict(rows),
    );
    expect(Float64Array.of(0, 1).map(activations.sigmoid.value)[0]).toBe(0.5);
    const drawn = Array.from({ length: 3 }, random.normal.bind(random));
    expect(drawn.every(Number.isFinite)).toBe(true);
  });

  refused('a row as a second argument', [
    [
      'two rows',
      () => (model.predict as Anything).call(model, row, row),
      'ERR_OPTION',
      'arguments[1]',
    ],
  ]);
});

describe('seed, dtype and their kind are never null', () => {
  const nothing = null as unknown as number;
  const seeds: Case[] = (
    [
      ...Object.entries(datasets).map(([name, of]) => [name, () => of({ seed: nothing })]),
      ['RandomState', () => new RandomState(nothing)],
      ['split', () => data.split({ test: 0.5, seed: nothing })],
      ['shuffle', () => data.shuffle({ seed: nothing })],
      ['initializeParameters', () => initializeParameters([2, 1], { seed: nothing })],
      ['nnModel', () => nnModel(X, Y, 4, { seed: nothing })],
      ['train', () => train(data, { seed: nothing })],
      ['session', () => session(data, { seed: nothing })],
    ] as [string, () => unknown][]
  ).map(([name, call]) => [name, call, 'ERR_OPTION', 'seed', 'not null']);
  const dtype = null as unknown as 'float32';
  refused('seed: null', [
    ...seeds,
    [
      'sweep',
      () => sweep(data, { hidden: [1], seeds: [nothing] }),
      'ERR_OPTION',
      'seeds[0]',
      'not null',
    ],
  ]);
  refused('others', [
    [
      'Dataset.from',
      () => Dataset.from([[1]], ['a'], { dtype }),
      'ERR_OPTION',
      'dtype',
      'not null',
    ],
    [
      'Dataset.fromRecords',
      () => Dataset.fromRecords([{ a: 1, b: 'x' }], { target: 'b', dtype }),
      'ERR_OPTION',
      'dtype',
      'not null',
    ],
    [
      'random',
      () => datasets.moons({ random: null as unknown as RandomState }),
      'ERR_OPTION',
      'random',
      'not null',
    ],
    ['uniform', () => random.uniform(0, nothing), 'ERR_OPTION', 'high', 'not null'],
    ['uniform', () => random.uniform(NaN, 1), 'ERR_OPTION', 'low', 'not NaN'],
  ]);
});

describe('options of a class', () => {
  class Run {
    readonly hidden = [2];
    get epochs(): number {
      return 3;
    }
    get seed(): number {
      return 7;
    }
    describe(): string {
      return 'three epochs';
    }
  }
  const plain = { hidden: [2], epochs: 3, seed: 7 };

  it('are read, getters of the class too', async () => {
    const expected = await train(data, plain);
    for (const options of [new Run(), Object.create(plain), new (class extends Run {})()])
      expect((await train(data, options as object)).toBytes()).toEqual(expected.toBytes());
    expect(expected.history.epoch).toHaveLength(3);
  });

  it('each once', () => {
    let reads = 0;
    class Once {
      get seed(): number {
        return ++reads;
      }
    }
    expect(data.shuffle(new Once()).labels).toEqual(data.shuffle({ seed: 1 }).labels);
    expect(reads).toBe(1);
  });

  class Longer extends Run {
    get epoch(): number {
      return 3;
    }
  }
  refused('with a getter that is no option', [
    ['of a class', () => train(data, new Longer()), 'ERR_OPTION', 'epoch', 'did you mean "epochs"'],
    [
      'of another object',
      () => train(data, Object.create({ epoch: 3 }) as object),
      'ERR_OPTION',
      'epoch',
      'did you mean "epochs"',
    ],
  ]);
});

describe('what everybody has', () => {
  const shared = Object.prototype as { seed?: number };
  afterEach(() => delete shared.seed);

  it('is no option', () => {
    const expected = data.shuffle({}).labels;
    shared.seed = 5;
    expect(data.shuffle({}).labels).toEqual(expected);
    expect(data.shuffle(Object.create({}) as object).labels).toEqual(expected);
  });
});

describe('any options object, by the plain object that says the same', () => {
  const known = ['seed', 'size', 'noise', 'random'] as const;
  const stream = new RandomState(1507);
  const pick = <T>(list: readonly T[]): T => list[stream.interval(list.length - 1)]!;

  /** A layer over `below` with some keys: own or inherited values, getters of a class, methods. */
  function layered(below: object | null, keys: readonly [string, unknown][]): object {
    const layer = Object.create(below) as object;
    for (const [key, value] of keys) {
      const kind = pick(['value', 'getter', 'hidden getter']);
      const enumerable = kind !== 'hidden getter';
      const held = kind === 'value' ? { value } : { get: () => value };
      Object.defineProperty(layer, key, { ...held, enumerable, configurable: true });
    }
    Object.defineProperty(layer, 'constructor', { value: () => {}, configurable: true });
    return layer;
  }

  it('gives the same, or the same refusal', async () => {
    const counts = { taken: 0, refused: 0 };
    for (let round = 0; round < 300; round++) {
      const expected: Record<string, unknown> = {};
      let options = pick<object | null>([null, Object.prototype]);
      for (let depth = 1 + stream.interval(2); depth > 0; depth--) {
        const keys = Array.from({ length: stream.interval(2) }, (): [string, unknown] => [
          stream.interval(9) === 0 ? pick(['sead', 'Size', 'x', '__proto__']) : pick(known),
          pick([1, 'two', null, undefined, round]),
        ]);
        options = layered(options, keys);
        for (const [key, value] of keys)
          Object.defineProperty(expected, key, { value, enumerable: true, configurable: true });
      }
      const unknown = Object.keys(expected).filter((key) => !known.includes(key as 'seed'));
      if (unknown.length === 0) {
        const given = Object.entries(expected).filter(([, value]) => value !== undefined);
        expect(readOptions('options', options, known)).toEqual(Object.fromEntries(given));
        counts.taken++;
        continue;
      }
      const error = await refusedWith(() => readOptions('options', options, known));
      expect(unknown).toContain(error.argument);
      expect(about(error)[2]).toContain(`options has no key "${error.argument}"`);
      counts.refused++;
    }
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(40);
  });
});
