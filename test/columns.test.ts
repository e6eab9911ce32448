// Columns are matched by name wherever both sides have names that somebody gave, else by place.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Dataset, datasets, Model, RandomState, train, type Label } from '../lib/index.js';

const m = 200;
const random = new RandomState(7);
/** The first column decides the class, the second is noise of another size. */
const rows = Array.from({ length: m }, () => [random.normal(), 100 * random.normal()]);
const labels = rows.map(([a]) => (a! > 0 ? 'high' : 'low'));
const turned = rows.map(([a, b]) => [b!, a!]);
const options = { hidden: [4], epochs: 30, seed: 1, learningRate: 0.02 } as const;

const csv = (header: string, list: readonly number[][]): Readable =>
  Readable.from([`${header}\n`, ...list.map((row, j) => `${row.join(',')},${labels[j]}\n`)]);
const records = (names: readonly string[], list: readonly number[][]) =>
  list.map((row, j) => ({ ...Object.fromEntries(names.map((n, i) => [n, row[i]])), y: labels[j] }));

const named = (features: string[], list: number[][]): Dataset =>
  Dataset.from(list, labels, { features }) as Dataset;

describe('the same columns in another order give the same scores', () => {
  it.each<[string, () => Promise<[Dataset, Dataset]> | [Dataset, Dataset]]>([
    ['x1 and x2 in a list', () => [named(['x1', 'x2'], rows), named(['x2', 'x1'], turned)]],
    [
      'x1 and x2 in a header',
      async () => [
        await Dataset.csv(csv('x1,x2,y', rows), { target: 'y' }),
        await Dataset.csv(csv('x2,x1,y', turned), { target: 'y' }),
      ],
    ],
    [
      'records',
      () => [
        Dataset.fromRecords(records(['x1', 'x2'], rows), { target: 'y' }),
        Dataset.fromRecords(records(['x2', 'x1'], turned), { target: 'y' }),
      ],
    ],
  ])('%s', async (_, make) => {
    const [fit, other] = await make();
    const model: Model = await train(fit, options);
    const scores = model.evaluate(fit);
    expect(scores.accuracy).toBeGreaterThan(0.95);
    expect(model.evaluate(other)).toEqual(scores);
    expect(await model.evaluateAsync(other)).toEqual(scores);
    expect(await model.predictAsync(other)).toEqual(await model.predictAsync(fit));
    expect(await model.probabilitiesAsync(other)).toEqual(model.probabilities(rows));
    // A part of it is a view of a view.
    const some = Array.from({ length: 50 }, (__, j) => (j * 7) % m);
    expect(model.evaluate(other.subset(some))).toEqual(model.evaluate(fit.subset(some)));
    // The file keeps that somebody named them.
    expect(Model.fromBytes(model.toBytes()).evaluate(other as never)).toEqual(scores);
  });
});

describe('where one side has no names', () => {
  it('columns are taken by place', async () => {
    const model = await train(named(['a', 'b'], rows), options);
    const anonymous = Dataset.from(rows, labels) as Dataset;
    expect(model.evaluate(anonymous)).toEqual(model.evaluate(named(['a', 'b'], rows)));
    const other: Model = await train(anonymous, options);
    expect(other.evaluate(named(['b', 'a'], rows))).toEqual(model.evaluate(anonymous));
    expect(Model.fromBytes(other.toBytes()).features).toEqual(['x1', 'x2']);
  });

  it('generated data and CSV without a header are such', async () => {
    const model = await train(datasets.moons(), { epochs: 1 });
    const text = Readable.from(['1,2,0\n', '3,4,1\n']);
    const data = await Dataset.csv(text, { target: -1, header: false });
    expect(model.evaluate(data as never).size).toBe(2);
  });
});

describe('other columns', () => {
  it.each<[string, string[], RegExp]>([
    ['another name', ['x1', 'x3'], /missing "x2" \(is it "x3"\?\); not known "x3"/],
    ['one more', ['x1', 'x2', 'x3'], /not known "x3"/],
    ['one less', ['x1'], /missing "x2"/],
  ])('are refused: %s', async (_, features, message) => {
    const model: Model = await train(named(['x1', 'x2'], rows), { epochs: 1 });
    const wide = rows.map(([a, b]) => [a!, b!, 0].slice(0, features.length));
    const data = named(features, wide);
    for (const act of [() => model.evaluateAsync(data), () => model.predictAsync(data)])
      await expect(act()).rejects.toMatchObject({
        code: 'ERR_DATA',
        argument: 'data',
        message: expect.stringMatching(message) as string,
      });
    expect(() => model.evaluate(data)).toThrow(message);
  });

  it('of another number are refused by place too', async () => {
    const model: Model<Label> = await train(named(['x1', 'x2'], rows), { epochs: 1 });
    const data = Dataset.from([[1], [2]], ['low', 'high']) as Dataset;
    await expect(model.predictAsync(data)).rejects.toThrow(/1 instead of 2, by place/);
  });
});
