// Figures of examples as they go through a network, on the backend in use: the bits of those that JavaScript has of
// the same outputs, scikit-learn's, and whose thread they are measured on.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Inference, Measures, Program } from '../lib/backend/backend.js';
import { jsBackend } from '../lib/backend/js/backend.js';
import { lookedAt } from '../lib/backend/metrics/looked.js';
import { allMetrics, metricTable, type MetricName } from '../lib/backend/metrics/table.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedCopy, sharedIndices, sharedZeros, type DType } from '../lib/base/dtype.js';
import { atOnce } from '../lib/base/slices.js';
import { fitTargets, type TargetEncoding, type TargetScale } from '../lib/data/encoding/target.js';
import type { Task } from '../lib/data/task.js';
import {
  Dataset,
  Matrix,
  RandomState,
  train,
  type Model,
  type TrainOptions,
} from '../lib/index.js';
import { metricNames } from '../lib/model/watched.js';
import { networkSpec, type NetworkSpec } from '../lib/network/spec.js';
import { firstDifference, numbers } from './oracles.js';
import { flag, placements, shared } from './placements.js';

afterEach(() => vi.restoreAllMocks());

/** A network of n outputs that answers with its n inputs. */
function passing(dtype: DType, n: number, levels?: readonly number[]): NetworkSpec {
  return networkSpec(dtype, [n, n], [], levels ? 'quantiles' : 'squared', levels);
}

/** That network's work on outputs example by example; what they should be is of no matter. */
function workOf({ dtype }: NetworkSpec, n: number, outputs: readonly number[]): Inference {
  const m = outputs.length / n;
  const parameters = shared(numbers(dtype, n * n + n));
  for (let i = 0; i < n; i++) parameters[i * n + i] = 1;
  const x = Matrix.of(shared(numbers(dtype, outputs)), m, n).T;
  const out = sharedZeros(dtype, m * n).fill(NaN);
  const scaling = { features: null, targets: null };
  return { parameters, scaling, x, y: x, weights: null, out };
}

type Judged = Omit<Measures, 'metrics' | 'values'> & { readonly values?: Measures['values'] };

/** What the table's own functions say of the outputs that a work has written. */
function figuresHere(spec: NetworkSpec, { out }: Inference, cost: number, of: Measures): number[] {
  return of.metrics.map((name) => {
    const looked = atOnce(lookedAt(out.slice(), of.values, spec, cost, of));
    return atOnce(metricTable[name].of(looked));
  });
}

/** Measures all figures of a task; they have the bits of those that are computed here. */
async function measured(
  spec: NetworkSpec,
  n: number,
  outputs: readonly number[],
  task: Task,
  { values = null, ...judged }: Judged,
): Promise<Record<MetricName, number>> {
  const metrics = metricNames(task, judged.codes ? Math.max(2, n) : 0);
  const work = workOf(spec, n, outputs);
  const of: Measures = { ...judged, values, metrics };
  const program = currentBackend().program(spec);
  const plain = await program.inferAsync(work, flag());
  const written = work.out.slice();
  work.out.fill(NaN);
  const { figures, ...result } = await program.measureAsync(work, of, flag());
  expect(result).toEqual(plain);
  expect(firstDifference(work.out, written)).toBeUndefined();
  const expected = figuresHere(spec, work, plain.cost, of);
  const told = metrics.map((name, i) => `${name} ${figures[i]} ${expected[i]}`).join(', ');
  expect(firstDifference(figures, expected), told).toBeUndefined();
  return Object.fromEntries(metrics.map((name, i) => [name, figures[i]])) as Record<
    MetricName,
    number
  >;
}

const random = new RandomState(11);
const list = (count: number, draw: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => draw(i));
const codesOf = (of: readonly number[]): Uint32Array => {
  const codes = sharedIndices(of.length);
  codes.set(of);
  return codes;
};
const matrix = (rows: number, of: readonly number[]): Matrix =>
  Matrix.of(sharedCopy('float64', Float64Array.from(of)), rows, of.length / rows);
const weightsOf = (of: readonly number[]): Float64Array =>
  sharedCopy('float64', Float64Array.from(of)) as Float64Array;

const ways: Readonly<Record<string, (m: number) => Float64Array | null>> = {
  none: () => null,
  whole: (m) => weightsOf(list(m, (j) => (j * 7) % 4)),
  any: (m) => weightsOf(list(m, () => random.random() * 3)),
};

/** Probabilities many of which are equal, 0, 1 and 0.5 among them; or hardly any. */
const drawn = {
  ties: () => Math.round(random.random() * 20) / 20,
  'hardly any tie': () => random.random(),
};

describe.each(dtypes)('measureAsync, %s', (dtype) => {
  describe.each(Object.entries(ways))('weights: %s', (way, weigh) => {
    it.each(Object.entries(drawn))('has JavaScript’s bits: %s', async (__, draw) => {
      // Longer than a piece of work once.
      for (const m of [1, 2, 90, way === 'any' ? 40_000 : 500]) {
        const weights = weigh(m);
        if (weights?.every((weight) => weight === 0)) weights[0] = 1;
        for (const n of [1, 3]) {
          const p = list(m * n, draw);
          const classes = list(m, () => Math.floor(random.random() * Math.max(2, n)));
          const spec = passing(dtype, n);
          for (const positive of [0, 1] as const) {
            const truth = { codes: codesOf(classes), Y: matrix(1, classes), weights, positive };
            await measured(spec, n, p, 'classification', truth);
          }
          const bits = matrix(
            n,
            p.map((v) => +(v > random.random())),
          );
          const labels = { codes: null, Y: bits, weights, positive: 1 } as const;
          await measured(spec, n, p, 'multilabel', labels);
          const Y = matrix(
            n,
            p.map((v) => 100 * v + random.normal()),
          );
          await measured(spec, n, p, 'regression', { codes: null, Y, weights, positive: 1 });
        }
      }
    });

    it('takes the level of quantiles that is nearest 0.5, once they ascend', async () => {
      for (const levels of [[0.5], [0.1, 0.4, 0.9], [0.2, 0.3]]) {
        const n = levels.length;
        const p = list(500 * n, () => Math.round(random.normal() * 8) / 4);
        const Y = matrix(
          1,
          list(500, () => random.normal()),
        );
        const judged = { codes: null, Y, weights: weigh(500), positive: 1 } as const;
        await measured(passing(dtype, n, levels), n, p, 'regression', judged);
      }
    });

    it.each<[TargetScale, boolean]>([
      ['log', false],
      ['log', true],
      ['quantile', false],
      ['quantile', true],
      ['standard', true],
      ['none', true],
    ])('undoes a target’s own scale: %s, clamped: %s', async (scale, clamp) => {
      const m = 900;
      const truth = list(2 * m, (i) => Math.round(Math.exp(random.normal() * (1 + i / m)) * 8) / 4);
      const Y = matrix(2, truth);
      const values: readonly TargetEncoding[] = atOnce(
        fitTargets(Y, ['a', 'b'], { scale, clamp, seed: 1 }),
      );
      // Far beyond what training saw, and what no float32 holds, too.
      const far = [0, -0, 60, -60, 1e30, -1e30, 900, 39.5, 1e-20, Infinity, -Infinity, NaN];
      const p = list(2 * m, (i) => (i < far.length ? far[i]! : random.normal() * 2));
      const judged = { codes: null, Y, weights: weigh(m), positive: 1, values } as const;
      const inside = p.map((v) => (Number.isFinite(v) ? v : 0));
      const one = { ...judged, Y: matrix(1, truth.slice(0, m)), values: values.slice(0, 1) };
      for (const of of [p, inside]) {
        await measured(passing(dtype, 2), 2, of, 'regression', judged);
        const levels = [0.1, 0.5, 0.9];
        const three = list(3 * m, (i) => of[i % of.length]!);
        await measured(passing(dtype, 3, levels), 3, three, 'regression', one);
      }
    });
  });

  it('reads targets wherever they lie', async () => {
    const p = list(300, () => random.random());
    const draw = (): number => Math.round(random.random());
    for (const of of dtypes)
      for (const { view } of placements(of, 3, 100, random, draw))
        for (const task of ['multilabel', 'regression'] as const) {
          const judged = { codes: null, Y: view, weights: null, positive: 1 } as const;
          await measured(passing(dtype, 3), 3, p, task, judged);
        }
  });

  it('has no ranking with NaN, nor of one class; −0 ties with 0', async () => {
    const spec = passing(dtype, 1);
    const truth = (codes: number[]): Judged => ({
      codes: codesOf(codes),
      Y: matrix(1, codes),
      weights: null,
      positive: 1,
    });
    const wrong = await measured(spec, 1, [0.1, NaN, 0.3], 'classification', truth([0, 1, 1]));
    expect([wrong.rocAuc, wrong.averagePrecision, wrong.brier]).toEqual([NaN, NaN, NaN]);
    const ones = await measured(spec, 1, [0.1, 0.2, 0.3], 'classification', truth([1, 1, 1]));
    expect([ones.rocAuc, ones.averagePrecision]).toEqual([NaN, 1]);
    const zero = await measured(spec, 1, [-0, 0, -0, 0], 'classification', truth([0, 0, 1, 1]));
    expect(zero.rocAuc).toBe(0.5);
    const far = [Infinity, -Infinity, 5e-324, -5e-324, 1e300, 0];
    await measured(spec, 1, far, 'classification', truth([0, 1, 0, 1, 0, 1]));
    // A label that every example has, and one that none has.
    const Y = matrix(3, [1, 1, 1, 0, 0, 0, 0, 1, 1]);
    const p = [0.2, 0.7, 0.1, 0.3, 0.6, 0.4, 0.9, 0.1, 0.5];
    const judged = { codes: null, Y, weights: null, positive: 1 } as const;
    const labels = await measured(passing(dtype, 3), 3, p, 'multilabel', judged);
    expect(labels.rocAuc).toBe(1);
  });
});

interface Case {
  readonly title: string;
  readonly task: Task;
  readonly dtype: DType;
  readonly positive: 0 | 1;
  readonly y: (number | number[])[];
  readonly p: (number | number[])[];
  readonly figures: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const fixture = new URL('./fixtures/metrics.json', import.meta.url);
const { weights: counts, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  readonly weights: Readonly<Record<string, number[] | null>>;
  readonly cases: readonly Case[];
};

it.each(cases)('has scikit-learn’s figures: $title, $dtype', async (of) => {
  const rows = of.p.map((row) => [row].flat());
  const n = rows[0]!.length;
  const truth = of.y.map((row) => [row].flat());
  const isClasses = of.task === 'classification';
  for (const [name, expected] of Object.entries(of.figures)) {
    const weights = counts[name] ? weightsOf(counts[name]) : null;
    const Y = matrix(
      truth[0]!.length,
      truth[0]!.flatMap((_, r) => truth.map((row) => row[r]!)),
    );
    const codes = isClasses ? codesOf(truth.flat()) : null;
    const judged = { codes, Y, weights, positive: of.positive };
    const figures = await measured(passing(of.dtype, n), n, rows.flat(), of.task, judged);
    let compared = 0;
    for (const metric of allMetrics) {
      const value = expected[metric];
      if (typeof value !== 'number') continue;
      compared++;
      expect(Math.abs(figures[metric] - value), metric).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      );
    }
    expect(compared).toBe(metricNames(of.task, isClasses ? Math.max(2, n) : 0).length - 1);
  }
});

/** What a training looks at: each call of its backend. */
function watchLooks(): { work: Inference; measures: Measures; spec: NetworkSpec }[] {
  const looks: ReturnType<typeof watchLooks> = [];
  const real = currentBackend();
  const program = real.program.bind(real);
  vi.spyOn(real, 'program').mockImplementation((spec): Program => {
    const inner = program(spec);
    const measureAsync: Program['measureAsync'] = (work, measures, cancel) => {
      const parameters = sharedCopy(spec.dtype, work.parameters);
      looks.push({ work: { ...work, parameters }, measures, spec });
      return inner.measureAsync(work, measures, cancel);
    };
    return { ...inner, measureAsync };
  });
  return looks;
}

/** Spies on every figure that JavaScript measures. */
const spies = () => allMetrics.map((name) => vi.spyOn(metricTable[name], 'of'));

const rows = list(120, () => 0).map(() => [random.normal(), random.normal()]);
const prices = rows.map(([a = 0, b = 0]) => 1000 * Math.exp(a + 0.3 * b) + 7.5);
const problems: readonly [string, unknown, TrainOptions, ('multilabel' | 'regression')?][] = [
  ['two classes', rows.map(([a = 0, b = 0]) => (a > b ? 'yes' : 'no')), { positive: 'no' }],
  ['three classes', rows.map(([a = 0, b = 0]) => (a > 0.4 ? 'x' : b > 0 ? 'y' : 'z')), {}],
  ['labels', rows.map(([a = 0, b = 0]) => [+(a > 0), +(a + b > 0.5)]), {}, 'multilabel'],
  ['a value', prices, { targetScale: 'log' }],
  ['a value by its quantiles', prices, { targetScale: 'quantile', clamp: true }],
  ['two values', rows.map(([a = 0, b = 0]) => [100 * a, a * b]), { loss: 'huber' }],
  ['quantiles', prices, { loss: { quantiles: [0.1, 0.4, 0.9] } }],
];

it.each(problems)(
  'a training that watches all figures has those of both backends: %s',
  async (_, targets, options, task) => {
    const looks = watchLooks();
    const called = spies();
    const weights = rows.map((__, j) => (j % 4) / 2 + 0.25);
    const data = Dataset.from(rows, targets as number[], { task, weights }) as Dataset;
    const metrics = metricNames(data.task, data.classes?.length ?? 0);
    const { history } = await train(data, {
      hidden: [6],
      epochs: 6,
      seed: 2,
      validation: 0.4,
      watch: { metrics },
      ...options,
    });
    const isNative = currentBackend().name === 'native';
    expect(called.some(({ mock }) => mock.calls.length > 0)).toBe(!isNative);
    expect(looks).toHaveLength(6);
    for (const [i, { work, measures, spec }] of looks.entries()) {
      const out = sharedZeros(spec.dtype, work.out.length);
      const there = jsBackend(true).program(spec);
      const { figures } = await there.measureAsync({ ...work, out }, measures, flag());
      const told = measures.metrics.map((name) => history.validation![name]![i]!);
      expect(measures.metrics).toEqual(expect.arrayContaining([...metrics]));
      expect(firstDifference(figures, told)).toBeUndefined();
    }
  },
);

describe('300,000 held-out examples', () => {
  const m = 300_000;
  const x = Float32Array.from({ length: m }, () => random.normal());
  const labels = Float64Array.from(x, (v, j) => (v > 0 !== (j % 5 === 0) ? 1 : 0));
  const held = Dataset.from({ shape: [m, 1], data: x }, labels, { dtype: 'float32' });
  const fit = held.subset([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const options = { hidden: [], epochs: 1, validation: held, metric: 'rocAuc', seed: 1 } as const;

  it('are measured where the network is', async () => {
    const called = spies();
    const model = (await train(fit, options)) as Model;
    const calls = called.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    // rocAuc, and the cost.
    expect(calls).toBe(currentBackend().name === 'native' ? 0 : 2);
    const { rocAuc } = model.evaluate(held);
    expect(model.history.best!.value).toBe(rocAuc);
  });

  it('are left when they are cancelled', async () => {
    const reason = new Error('gone');
    const looks = watchLooks();
    const controller = new AbortController();
    const run = train(fit, { ...options, epochs: 1000, signal: controller.signal });
    const watch = async (): Promise<void> => {
      while (looks.length === 0) await new Promise((resolve) => setImmediate(resolve));
      controller.abort(reason);
    };
    await Promise.all([expect(run).rejects.toBe(reason), watch()]);
    expect(looks.length).toBe(1);
  });
});
