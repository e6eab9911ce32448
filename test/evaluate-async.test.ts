// What holds the event loop: evaluations and predictions beside it, on the backend in use, counted in turns.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/base/clock.js';
import { currentBackend } from '../lib/backend/select.js';
import type { Inference, Program } from '../lib/backend/backend.js';
import { isShared } from '../lib/base/dtype.js';
import { placementOf } from '../lib/base/matrix.js';
import { sorted } from '../lib/base/sort.js';
import { atOnce } from '../lib/base/slices.js';
import {
  Dataset,
  Matrix,
  Model,
  RandomState,
  train,
  type DType,
  type Label,
} from '../lib/index.js';
import { ranked, rocAuc } from '../lib/backend/metrics/ranking.js';
import { valueScores } from '../lib/backend/metrics/scores.js';
import { draws, firstDifference, numbers } from './oracles.js';
import { each, refusal, refused, refusedWith, wrong } from './refusals.js';

afterEach(() => vi.restoreAllMocks());

/** A clock that goes so fast that each slice ends after its first piece of work. */
function onePieceASlice(): void {
  let now = 0;
  vi.spyOn(clock, 'now').mockImplementation(() => (now += 1000));
}

/** Turns of the event loop until it settles; `each` is told their number. */
async function turnsOf(
  work: Promise<unknown>,
  each: (turn: number) => void = () => {},
): Promise<number> {
  const watch = { turns: 0, open: true };
  const end = (): void => void (watch.open = false);
  work.then(end, end);
  while (watch.open) {
    await new Promise((resolve) => setImmediate(resolve));
    each(++watch.turns);
  }
  return watch.turns;
}

const random = new RandomState(5);

/** m examples of n normal numbers, and what their first two say. */
function table(m: number, n: number, dtype: DType = 'float64'): { X: Matrix; of: number[] } {
  const X = Matrix.of(draws(dtype, m * n, random), m, n).T;
  return { X, of: Array.from({ length: m }, (_, j) => X.at(0, j) - 0.5 * X.at(1, j)) };
}

const options = { hidden: [8], epochs: 2, seed: 1 } as const;

/** Data of k classes, and the same with its classes in another order beside one more. */
function classes(k: number, m: number, n = 4): { data: Dataset; recoded: Dataset } {
  const { X, of } = table(m, n);
  const labels = of.map((v) => `c${Math.min(k - 1, Math.floor(Math.abs(v) * k))}`);
  const names = Array.from({ length: k }, (_, c) => `c${c}`);
  const recoded = Dataset.from(X, labels, { classes: ['other', ...names].toReversed() });
  return { data: Dataset.from(X, labels, { classes: names }) as Dataset, recoded };
}

function values(m: number): Dataset {
  const { X, of } = table(m, 4);
  const Y = Matrix.from([of, of.map((v) => 100 * v * v)]);
  return Dataset.from(X, Y, { task: 'regression', targets: ['p', 'q'] }) as Dataset;
}

/** The same model, whose backend tells what it was asked to take through the network. */
function watched(model: Model): { model: Model; asked: Inference[] } {
  const asked: Inference[] = [];
  const real = currentBackend();
  const program = vi.spyOn(real, 'program').mockImplementation((spec): Program => {
    program.mockRestore();
    const inner = real.program(spec);
    const inferAsync: Program['inferAsync'] = (work, cancel) => {
      asked.push(work);
      return inner.inferAsync(work, cancel);
    };
    return { ...inner, inferAsync };
  });
  return { model: Model.fromBytes(model.toBytes()), asked };
}

describe('evaluateAsync', () => {
  it.each([2, 3, 12])('gives the figures of evaluate, bit for bit: %i classes', async (k) => {
    const { data, recoded } = classes(k, 5000);
    for (const dtype of ['float32', 'float64'] as const) {
      const model = (await train(data, { ...options, dtype })) as Model;
      for (const part of [data, data.shuffle({ seed: 2 }), data.subset([5, 4, 4, 3]), recoded]) {
        const expected = model.evaluate(part);
        expect(await model.evaluateAsync(part)).toEqual(expected);
        expect('rocAuc' in expected).toBe(k === 2);
      }
      expect(model.evaluate(recoded)).toEqual(model.evaluate(data));
    }
  });

  it('gives the figures of evaluate, bit for bit: values', async () => {
    const data = values(3000);
    const model = (await train(data, options)) as Model;
    for (const part of [data, data.split({ test: 0.3, seed: 1 })[1]])
      expect(await model.evaluateAsync(part)).toEqual(model.evaluate(part));
  });

  it('gives a part the figures of a copy', async () => {
    const { data } = classes(2, 4000);
    const model = (await train(data, options)) as Model;
    for (const part of data.split({ test: 0.4, seed: 3, stratify: true })) {
      const copy = Dataset.from(part.X, part.labels as string[]);
      expect(await model.evaluateAsync(part)).toEqual((model as Model<Label>).evaluate(copy));
    }
  });

  it('reads data of the same classes where they lie, in shared memory', async () => {
    const { data, recoded } = classes(3, 500);
    const { model, asked } = watched((await train(data, options)) as Model);
    await model.evaluateAsync(data);
    await model.evaluateAsync(recoded);
    const [same, other] = asked;
    expect(placementOf(same!.x).storage).toBe(placementOf(data.X).storage);
    expect(placementOf(same!.y!).storage).toBe(placementOf(data.Y).storage);
    expect(placementOf(other!.x).storage).toBe(placementOf(recoded.X).storage);
    for (const { x, y, out } of asked)
      expect([placementOf(x).storage, placementOf(y!).storage, out].every(isShared)).toBe(true);
  });

  it('measures in pieces, with a turn of the event loop after each slice', async () => {
    const m = 300_000;
    const x = draws('float32', m, random);
    const labels = Float64Array.from(x, (v, j) => (v > 0 !== (j % 5 === 0) ? 1 : 0));
    const data = Dataset.from({ shape: [m, 1], data: x }, labels, { dtype: 'float32' });
    const model = Model.from({ W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) });
    const expected = model.evaluate(data);
    onePieceASlice();
    const asked = model.evaluateAsync(data);
    // Each class's number, each prediction: 32,768 a piece. The ranking: runs of 16,384, and merges.
    expect(await turnsOf(asked)).toBeGreaterThan(2 * 9 + 18 + 5);
    expect(await asked).toEqual(expected);
  });

  it('is given up by a signal, with its reason, within a few turns', async () => {
    const { data } = classes(2, 200_000, 2);
    const model = (await train(data.subset([0, 1, 2, 3, 4, 5]), options)) as Model;
    const reason = new Error('gone');
    const before = AbortSignal.abort(reason);
    await expect(model.evaluateAsync(data, { signal: before })).rejects.toBe(reason);
    onePieceASlice();
    for (const after of [1, 5]) {
      const controller = new AbortController();
      const asked = model.evaluateAsync(data, { signal: controller.signal });
      const turns = turnsOf(asked, (turn) => {
        if (turn === after) controller.abort(reason);
      });
      await expect(asked).rejects.toBe(reason);
      // A native thread looks at it in a millisecond, which may be many turns.
      if (currentBackend().name === 'js') expect(await turns).toBeLessThan(after + 4);
    }
  });

  it('and evaluate refuse a number that is too far away to be scaled', async () => {
    const features = ['weight'];
    const near = Dataset.from([[1e-30], [2e-30]], ['a', 'b'], { features });
    const far = Dataset.from([[1e-30], [1e30]], ['a', 'b'], { features }) as Dataset;
    const model = (await train(near, { epochs: 1 })) as Model;
    const message = '"weight" of example 1 is 1e+30, too far from the training data';
    expect(() => model.evaluate(far)).toThrow(message);
    await expect(model.evaluateAsync(far)).rejects.toThrow(message);
    await expect(model.predictAsync(far)).rejects.toThrow(message);
  });
});

describe('predictAsync and probabilitiesAsync', () => {
  const { X, of } = table(20_000, 3);
  const labels = of.map((v) => (v > 0 ? 'yes' : 'no'));
  const data = Dataset.from(X, labels, { features: ['a', 'b', 'c'] }) as Dataset;

  it('read a dataset, its Matrix and its parts where they lie; all else is copied', async () => {
    const { model, asked } = watched((await train(data, options)) as Model);
    const part = data.subset([3, 1, 2]);
    for (const examples of [data, data.X, part, part.X]) await model.predictAsync(examples);
    for (const { x } of asked.splice(0))
      expect(placementOf(x).storage).toBe(placementOf(data.X).storage);

    const shared = Matrix.of(new Float64Array(new SharedArrayBuffer(8 * 6)), 3, 2);
    const turned = Matrix.from([[1, 2, 3]]).T;
    for (const examples of [X, shared, turned, [[1, 2, 3]], [1, 2, 3]])
      await model.predictAsync(examples as Matrix);
    for (const { x, out } of asked) {
      expect([isShared(placementOf(x).storage), isShared(out)]).toEqual([true, true]);
      for (const mine of [X, shared, turned])
        expect(placementOf(x).storage.buffer).not.toBe(placementOf(mine).storage.buffer);
    }
    expect(asked[0]!.x.toArray()).toEqual(X.toArray());
  });

  it('give a dataset, its parts and a Matrix of any kind what rows are given', async () => {
    const model = (await train(data, { ...options, dtype: 'float32' })) as Model;
    const [part] = data.split({ test: 0.9, seed: 1 });
    const rows = part.X.T.toArray();
    const expected = model.probabilities(rows);
    const low = Matrix.of(numbers('float32', X.data), 3, X.cols);
    expect(await model.probabilitiesAsync(part)).toEqual(expected);
    expect(await model.probabilitiesAsync(part.X)).toEqual(expected);
    expect(await model.probabilitiesAsync(rows)).toEqual(expected);
    expect(await model.probabilitiesAsync(Matrix.from(rows).T)).toEqual(expected);
    expect(await model.predictAsync(part)).toEqual(model.predict(rows));
    expect(await model.probabilitiesAsync(low)).toEqual(model.probabilities(low.T.toArray()));
  });

  it('make their answers in pieces, with a turn of the event loop after each slice', async () => {
    const model = (await train(data.subset([0, 1, 2, 3]), options)) as Model;
    const expected = model.predict(X);
    onePieceASlice();
    const asked = model.predictAsync(data);
    // 4,096 labels a piece.
    expect(await turnsOf(asked)).toBeGreaterThanOrEqual(20_000 / 4096);
    expect(await asked).toEqual(expected);
  });

  it('read rows in the call, before anything can change them', async () => {
    const model = (await train(data, options)) as Model;
    const mine = Array.from({ length: 50 }, (_, j) => [j, -j, 1]);
    const typed = mine.map((row) => Float32Array.from(row));
    const expected = model.probabilities(mine);
    const asked = [model.probabilitiesAsync(mine), model.probabilitiesAsync(typed)];
    for (const row of [...mine, ...typed]) row.fill(NaN);
    for (const answer of asked) expect(await answer).toEqual(expected);
  });

  it('name the number that is not finite by its place', async () => {
    const model = (await train(data, { ...options, scale: 'none' })) as Model;
    const place = async (examples: unknown): Promise<unknown> =>
      ((await refusal(() => model.predictAsync(wrong(examples)))) as Error).message.split(';')[0];
    const [fine, bad] = [
      [1, 2, 3],
      [1, Infinity, NaN],
    ];
    const named = 'examples row 1, column 1 ("b") is Infinity';
    expect(await place([fine, bad])).toBe(named);
    expect(await place([fine, Float32Array.from(bad)])).toBe(named);
    const columns = Matrix.of(Float64Array.of(...fine, ...bad), 2, 3).T;
    expect(await place(columns)).toBe('examples row 1, column 1 is Infinity');
    expect(() => model.predict(columns)).toThrow('examples row 1, column 1 is Infinity');
    // Finite where it lies, not as a float32.
    expect(await place(Dataset.from([fine, [1, 2, 1e300]], ['no', 'yes']))).toContain(
      'data row 1, column 2 ("c") is 1e+300, which float32 cannot hold',
    );
  });
});

describe('the area under the ROC curve', () => {
  it('of many scores with ties is that of all pairs', () => {
    const m = 40_000;
    const scores = Float32Array.from({ length: m }, () => Math.round(random.random() * 50) / 64);
    const second = Uint8Array.from({ length: m }, (_, j) =>
      random.random() < 0.3 + 0.2 * scores[j]! ? 1 : 0,
    );
    const counts = Array.from({ length: 65 }, () => [0, 0]);
    scores.forEach((score, j) => counts[Math.round(score * 64)]![second[j]!]!++);
    let [below, ordered] = [0, 0];
    for (const [zeros, ones] of counts as [number, number][]) {
      ordered += ones * (below + zeros / 2);
      below += zeros;
    }
    const auc = ordered / (below * (m - below));
    expect(atOnce(rocAuc(atOnce(ranked(scores, second, null))))).toBeCloseTo(auc, 13);
  });

  it('with a score that is NaN is NaN, and no model has one', async () => {
    const ranking = atOnce(ranked(Float64Array.of(NaN, 0.5), Uint8Array.of(0, 1), null));
    expect(atOnce(rocAuc(ranking))).toBeNaN();
    // The two units are ∞ and −∞.
    const [W1, W2] = [Matrix.from([[1e308], [-1e308]]), Matrix.from([[1, 1]])];
    const zero = (n: number): Matrix => Matrix.of(new Float64Array(n), n, 1);
    const parameters = { W1, b1: zero(2), W2, b2: zero(1) };
    const model = Model.from(parameters, { activation: 'identity' });
    const data = Dataset.from([[1e308], [0]], [0, 1]);
    for (const call of [() => model.evaluate(data), () => model.evaluateAsync(data)])
      expect((await refusedWith(call)).message).toContain('data row 0 gives NaN');
  });

  it('and scores of values look at so many numbers a piece', () => {
    const m = 200_000;
    let reads = 0;
    const counted = new Proxy([] as number[], {
      get: (_, key) => (key === 'length' ? m : (reads++, Number(key) % 2)),
    });
    const works = [ranked(new Float64Array(m), counted, counted), valueScores(counted, counted)];
    for (const work of works) {
      const pieces: number[] = [];
      for (let done = false; !done; reads = 0) {
        done = work.next().done === true;
        pieces.push(reads);
      }
      expect(Math.max(...pieces)).toBeLessThanOrEqual(4 * 2 ** 16);
      expect(pieces.length).toBeGreaterThan(4);
    }
  });
});

describe('sorting in pieces', () => {
  it.each([0, 1, 2, 16_383, 16_384, 16_385, 50_000, 65_536, 100_003])(
    'gives what sort gives: %i numbers',
    (n) => {
      for (const dtype of ['float32', 'float64'] as const) {
        const drawn = draws(dtype, n, random).map((v, i) => (i % 3 === 0 ? Math.round(v) : v));
        const expected = drawn.slice().sort();
        const got = atOnce(sorted(drawn));
        expect(got.constructor).toBe(expected.constructor);
        // Which of 0 and −0 comes first is not said.
        const plain = (list: ArrayLike<number>): number[] => Array.from(list, (v) => v + 0);
        expect(firstDifference(plain(got), plain(expected))).toBeUndefined();
      }
    },
  );
});

const { data: two } = classes(2, 100);
const fitted = (await train(two, options)) as Model;

refused('evaluateAsync', [
  ...each('ERR_OPTION', (o) => fitted.evaluateAsync(two, wrong(o)), [
    [{ sginal: null }, 'sginal', 'did you mean "signal"'],
    [{ signal: {} }, 'signal', 'an AbortSignal'],
  ]),
  ['no dataset', () => fitted.evaluateAsync(wrong(two.X)), 'ERR_DATA', 'data', 'a Dataset'],
  [
    'values',
    () => fitted.evaluateAsync(values(10)),
    'ERR_DATA',
    'data',
    'has values as targets, but the model predicts classes',
  ],
  [
    'a label that it does not know',
    () =>
      fitted.evaluateAsync(
        Dataset.from(
          two.X,
          two.labels.map((label) => `${String(label)}!`),
        ),
      ),
    'ERR_DATA',
    'targets',
    'which is none of the 2 known classes',
  ],
]);
