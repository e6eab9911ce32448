// The temperature of held-out examples: SciPy's, in the last layer of what a training gives.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { atOnce } from '../lib/base/slices.js';
import {
  Dataset,
  datasets,
  Matrix,
  Model,
  RandomState,
  session,
  sweep,
  train,
  type Label,
  type TrainOptions,
} from '../lib/index.js';
import { partsWithin } from '../lib/model/predicting.js';
import { scaledOutput, temperatureOf } from '../lib/model/temperature.js';
import { networkSpec } from '../lib/network/spec.js';
import { flatOf } from './figures-of-models.js';
import { refusedWith } from './refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = gunzipSync(readFileSync(new URL('fixtures/scores.json.gz', import.meta.url)));
const { weights, temperatures } = JSON.parse(file.toString()) as {
  readonly weights: Readonly<Record<string, number[] | null>>;
  readonly temperatures: readonly {
    readonly title: string;
    readonly z: number[][];
    readonly y: number[][];
    readonly temperature: Readonly<Record<string, number>>;
  }[];
};

describe.each(temperatures)(
  'the temperature of logits of $title',
  ({ title, z, y, temperature }) => {
    const loss = title === 'three classes' ? 'crossEntropy' : 'binaryCrossEntropy';
    const held = (from: number, to: number, counted: number[] | null) => ({
      logits: Float64Array.from(z.slice(from, to).flat()),
      Y: Matrix.from(y.slice(from, to)).T,
      weights: counted && counted.slice(from, to),
    });

    it.each(Object.keys(weights))('is where the log loss is least, weights: %s', (name) => {
      const counted = weights[name]!;
      const found = atOnce(temperatureOf([held(0, z.length, counted)], loss));
      expect(Math.abs(found / temperature[name]! - 1)).toBeLessThan(1e-7);
      // Of several sets that of all of them.
      const parts = [held(0, 50, counted), held(50, z.length, counted)];
      expect(Math.abs(atOnce(temperatureOf(parts, loss)) / temperature[name]! - 1)).toBeLessThan(
        1e-7,
      );
    });
  },
);

describe('a temperature', () => {
  const of = (z: number[], y: number[], weights: number[] | null = null): number =>
    atOnce(
      temperatureOf(
        [{ logits: Float64Array.from(z), Y: Matrix.from([y]), weights }],
        'binaryCrossEntropy',
      ),
    );

  it('is 1 where nothing can be told', () => {
    expect(of([1, 2], [1, 1])).toBe(1);
    expect(of([1, -2], [1, 0], [1, 0])).toBe(1);
    expect(of([1, Infinity], [1, 0])).toBe(1);
    expect(of([1, NaN], [1, 0])).toBe(1);
  });

  it('goes no further than e³ either way', () => {
    expect(of([1, -2], [1, 0])).toBeCloseTo(Math.exp(-3), 7);
    expect(of([1, -2], [0, 1])).toBeCloseTo(Math.exp(3), 5);
    expect(of([1000, -1000], [1, 0])).toBeGreaterThanOrEqual(Math.exp(-3));
  });

  it('multiplies the last layer, rounded once', () => {
    const spec = networkSpec('float32', [2, 2, 1], ['prelu'], 'binaryCrossEntropy');
    const flat = Float32Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1));
    const scaled = atOnce(scaledOutput(flat, spec, 1 / 3));
    const expected = Array.from(flat, (w, i) => (i < 7 ? w : Math.fround(w * (1 / 3))));
    expect([...scaled]).toEqual(expected);
    expect(flat[9]).toBe(Math.fround(1));
  });
});

const random = new RandomState(6);
const rows = Array.from({ length: 160 }, () => [random.normal(), random.normal()]);
const noisy = rows.map(([a = 0, b = 0]) => [a + 0.8 * random.normal(), b + 0.8 * random.normal()]);
const two = Dataset.from(
  rows,
  noisy.map(([a = 0, b = 0]) => +(a > b * b - 0.5)),
);
const three = Dataset.from(
  rows,
  noisy.map(([a = 0, b = 0]) => (a > 0.4 ? 'a' : b > 0 ? 'b' : 'c')),
);
const bits = noisy.map(([a = 0, b = 0]) => [+(a > 0), +(b > 0.5)]);
const labels = Dataset.from(rows, bits, { task: 'multilabel' });
const base = { hidden: [12], epochs: 30, learningRate: 0.05, validation: 0.3, seed: 3 } as const;

describe.each([
  ['two classes', two],
  ['three classes', three],
  ['labels', labels],
] as [string, Dataset<Label>][])('a calibrated training of %s', (_, data) => {
  const calibrated: TrainOptions = { ...base, calibrate: true };

  it('is the plain one, its logits divided by the temperature of its best look', async () => {
    const [model, plain] = [await train(data, calibrated), await train(data, base)];
    const { temperature, ...history } = model.history;
    expect(history).toEqual(plain.history);
    const { spec, parameters } = partsWithin(plain as Model);
    const scaled = atOnce(scaledOutput(parameters, spec, 1 / temperature!));
    expect(flatOf(model)).toEqual([...scaled]);
    expect(temperature).not.toBe(1);
    // What was held out is known by a training that names it.
    const held = { ...base, validation: data };
    const [own, other] = [await train(data, { ...held, calibrate: true }), await train(data, held)];
    const losses = [own, other].map((of) => (of as Model).evaluate(data).cost);
    expect(losses[0]!).toBeLessThan(losses[1]!);
    for (const factor of [0.98, 1.02]) {
      const parts = partsWithin(own as Model);
      const off = atOnce(scaledOutput(parts.parameters, parts.spec, factor));
      expect(new Model({ ...parts, parameters: off }).evaluate(data).cost).toBeGreaterThan(
        losses[0]!,
      );
    }
    expect((own as Model).predict(data.X)).toEqual((other as Model).predict(data.X));
  });

  it('gives the same bits when it goes on from a checkpoint', async () => {
    const path = join(folder, `${data.task}-${data.Y.rows}.ckpt`);
    const whole = await train(data, calibrated);
    const cut = await train(data, { ...calibrated, checkpoint: path, maxSteps: 40 });
    const again = await train(data, { ...calibrated, checkpoint: path, resume: path });
    expect(cut.history.temperature).not.toBe(whole.history.temperature);
    expect(again.history.temperature).toBe(whole.history.temperature);
    expect(flatOf(again)).toEqual(flatOf(whole));
    // Of one that has ended, and one that was begun without it.
    const ended = await train(data, { ...calibrated, checkpoint: path, resume: path });
    expect(flatOf(ended)).toEqual(flatOf(whole));
    const plain = await train(data, { ...base, checkpoint: path, resume: path });
    expect(plain.history.temperature).toBeUndefined();
  });

  it('is calibrated where it is left, and in snapshots', async () => {
    const run = train(data, { ...calibrated, reportEvery: 1 });
    let seen: Model<Label> | undefined;
    for await (const { epoch } of run) {
      if (epoch < 9) continue;
      seen = await run.snapshot();
      break;
    }
    const model = await run;
    expect(model.history.ended).toBe('stopped');
    expect(model.history.temperature).toBeGreaterThan(0);
    expect(seen!.history.temperature).toBe(model.history.temperature);
    expect(flatOf(seen!)).toEqual(flatOf(model));
    const last = await run.snapshot('last');
    expect(last.history.temperature).toBeGreaterThan(0);
  });
});

it('has the same temperature on every backend and instruction set', async () => {
  const { history } = await train(two, { ...base, calibrate: true });
  expect(history.temperature).toBe(EXPECTED);
});

// ln T lies flat around its least log loss: any other rounding would show here.
const EXPECTED = 1.0970536389939956;

describe('calibrate', () => {
  it('takes the fifth that is held out by default', async () => {
    const data = datasets.moons({ size: 240, seed: 4 });
    const { history } = await train(data, { hidden: [64], seed: 1, calibrate: true });
    expect(history.heldOut!.isDefault).toBe(true);
    expect(history.temperature).toBeGreaterThan(0);
  });

  it('is refused where nothing is held out, or nothing has a probability', async () => {
    for (const options of [{ epochs: 3 }, { validation: 'none' }, { hidden: [64] }] as const) {
      const refusal = await refusedWith(() => train(two, { ...options, calibrate: true }));
      expect([refusal.code, refusal.argument]).toEqual(['ERR_OPTION', 'calibrate']);
      expect(refusal.message).toContain('say validation');
    }
    const values = Dataset.from([[1], [2], [3]], [0.5, 1.5, 2.5]);
    const refusal = await refusedWith(() => train(values, { validation: values, calibrate: true }));
    expect(refusal.message).toContain("task 'regression'");
    const wrong = await refusedWith(() => train(two, { ...base, calibrate: 1 as never }));
    expect(wrong.message).toContain('true or false');
    const unknown = await refusedWith(() => session(two, { calibrate: true } as object));
    expect(unknown.message).toContain('calibrate');
  });

  it('warns of held-out examples that tell no temperature, or none within bounds', async () => {
    const ones = two.subset([...two.labels.keys()].filter((j) => two.labels[j] === 1));
    const stays = await train(two, { ...base, validation: ones, calibrate: true });
    expect(stays.history.temperature).toBe(1);
    expect(stays.history.warnings.at(-1)).toContain('it stays 1');
    expect(flatOf(stays)).toEqual(flatOf(await train(two, { ...base, validation: ones })));
    const far = Dataset.from([[-9], [-8], [8], [9]], [0, 0, 1, 1]);
    const sure = await train(far, { ...base, validation: far, epochs: 60, calibrate: true });
    expect(sure.history.warnings.at(-1)).toContain('as far as it may go');
    expect(sure.history.temperature).toBeCloseTo(Math.exp(-3), 6);
  });

  it('goes when a training goes on from its model, and holds for networks without hidden layers', async () => {
    const model = await train(two, { ...base, hidden: [], calibrate: true });
    expect(model.history.temperature).toBeGreaterThan(0);
    const further = await train(two, { start: model.withThreshold(0.2), epochs: 1 });
    expect(further.threshold).toBe(0.5);
    expect(String(further)).not.toContain('temperature');
    expect(Model.fromBytes(further.toBytes()).history.temperature).toBeUndefined();
  });

  it('is of each training of a sweep', async () => {
    const { runs } = await sweep(two, {
      epochs: 4,
      validation: 0.3,
      hidden: [2, 4],
      calibrate: true,
    });
    expect(runs.map(({ model }) => model.history.temperature! > 0)).toEqual([true, true, true]);
  });
});
