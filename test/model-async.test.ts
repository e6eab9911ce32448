// Predictions off the event loop, at the model.
import { describe, expect, it } from 'vitest';
import { Dataset, datasets, Matrix, train, type Model } from '../lib/index.js';
import { each, refused, wrong } from './refusals.js';

const data = datasets.flower({ size: 200 });
const rows = data.X.T.toArray();
const model = await train(data, { hidden: [8], epochs: 5, seed: 1 });
const values = await train(
  Dataset.from(
    rows,
    rows.map(([a, b]) => [100 + a!, b!]),
    { task: 'regression' },
  ),
  { hidden: [8], epochs: 5, seed: 1 },
);

describe('predictAsync and probabilitiesAsync', () => {
  it('answer as predict and probabilities do', async () => {
    for (const m of [model, values] as unknown as Model[]) {
      expect(await m.predictAsync(rows)).toEqual(m.predict(rows));
      expect(await m.predictAsync(data.X)).toEqual(m.predict(data.X));
      expect(await m.predictAsync(rows[3]!)).toEqual(m.predict(rows[3]!));
      expect(await m.probabilitiesAsync(rows)).toEqual(m.probabilities(rows));
      expect(await m.probabilitiesAsync(rows[3]!)).toEqual(m.probabilities(rows[3]!));
    }
  });

  it('take a copy of the examples before they return', async () => {
    const mine = rows.map((row) => Float64Array.from(row));
    const matrix = Matrix.from(rows).T;
    const asked = [model.probabilitiesAsync(mine), model.probabilitiesAsync(matrix)];
    for (const row of mine) row.fill(NaN);
    matrix.T.data.fill(NaN);
    for (const answer of asked) expect(await answer).toEqual(model.probabilities(rows));
  });

  it('hundreds at once, beside a training', async () => {
    const expected = model.probabilities(rows);
    const run = train(data, { epochs: 1e9, reportEvery: 1 });
    const all = Array.from({ length: 300 }, () => model.probabilitiesAsync(rows));
    for (const answer of await Promise.all(all)) expect(answer).toEqual(expected);
    run.stop();
    await run;
  });

  it('are given up by a signal, with its reason', async () => {
    const reason = new Error('gone');
    const before = AbortSignal.abort(reason);
    await expect(model.predictAsync(rows, { signal: before })).rejects.toBe(reason);
    const large = Matrix.of(new Float64Array(2 * 20_000), 2, 20_000);
    const wide = await train(data, { hidden: [256, 256], epochs: 1 });
    const controller = new AbortController();
    const ended: string[] = [];
    const whole = wide.predictAsync(large).then(() => ended.push('whole'));
    const asked = wide.predictAsync(large, { signal: controller.signal });
    controller.abort(reason);
    await expect(asked.finally(() => ended.push('given up'))).rejects.toBe(reason);
    await whole;
    expect(ended).toEqual(['given up', 'whole']);
  });
});

refused('predictAsync', [
  ...each('ERR_OPTION', (o) => model.predictAsync(rows, wrong(o)), [
    [{ sginal: null }, 'sginal', 'did you mean "signal"'],
    [{ signal: {} }, 'signal', 'an AbortSignal'],
    [5, 'options'],
  ]),
  ['another width', () => model.predictAsync([1, 2, 3]), 'ERR_SHAPE', 'example', '("x1", "x2")'],
  ['NaN', () => model.predictAsync([[1, NaN]]), 'ERR_DATA', 'examples', 'row 0, column 1 ("x2")'],
  ['nothing', () => model.predictAsync(wrong(undefined)), 'ERR_DATA', 'example'],
]);
