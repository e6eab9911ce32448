// The figures of predictions: scikit-learn's, those of examples that come as often as they count, and callers' own.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DType, FloatArray } from '../../lib/base/dtype.js';
import { atOnce, type Slices } from '../../lib/base/slices.js';
import { placesInOrder } from '../../lib/base/sort.js';
import type { Task } from '../../lib/data/task.js';
import { Matrix, metrics, RandomState, type OwnValues } from '../../lib/index.js';
import { classesMeasured, labelsMeasured, type Looked } from '../../lib/backend/metrics/looked.js';
import { averagePrecision, ranked, rocAuc } from '../../lib/backend/metrics/ranking.js';
import { metricTable, type MetricName } from '../../lib/backend/metrics/table.js';
import { metricNames, metricOption } from '../../lib/model/watched.js';
import { draws, firstDifference, numbers } from '../oracles.js';

type Figures = Partial<Record<MetricName, number>> & {
  readonly confusion?: number[][];
  readonly classes?: Readonly<Record<'precision' | 'recall' | 'f1' | 'support', number[]>>;
  readonly micro?: number;
};

interface Case {
  readonly title: string;
  readonly task: Task;
  readonly dtype: DType;
  readonly positive: 0 | 1;
  readonly y: (number | number[])[];
  readonly p: (number | number[])[];
  readonly figures: Readonly<Record<string, Figures>>;
}

const fixture = new URL('../fixtures/metrics.json', import.meta.url);
const { weights, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  readonly weights: Readonly<Record<string, number[] | null>>;
  readonly cases: readonly Case[];
};

const rowsOf = (list: readonly (number | number[])[]): number[][] =>
  list.map((row) => (typeof row === 'number' ? [row] : row));

function lookAt({ task, dtype, positive, y, p }: Case, counted: readonly number[] | null): Looked {
  const [outputs, truth] = [rowsOf(p), rowsOf(y)];
  return {
    cost: 0.25,
    outputs: numbers(dtype, outputs.flat()),
    codes: task === 'classification' ? Uint32Array.from(truth.flat()) : null,
    Y: Matrix.from(truth).T,
    weights: counted && Float64Array.from(counted),
    positive,
  };
}

const classCount = ({ task, p }: Case): number =>
  task === 'classification' ? Math.max(2, rowsOf(p)[0]!.length) : 0;

/** Each figure that the table has of a task. */
function figuresOf(of: Case, looked: Looked): Partial<Record<MetricName, number>> {
  const names = metricNames(of.task, classCount(of));
  return Object.fromEntries(names.map((name) => [name, atOnce(metricTable[name].of(looked))]));
}

const near = (value: number): number =>
  expect.closeTo(value, 11 - Math.floor(Math.log10(Math.abs(value) + 1e-12))) as number;

describe.each(cases)('$title, $dtype', (of) => {
  it.each(Object.keys(weights))('has scikit-learn’s figures, weights: %s', (name) => {
    const looked = lookAt(of, weights[name]!);
    const { confusion, classes, micro, ...expected } = of.figures[name]!;
    const figures = figuresOf(of, looked);
    expect(figures.cost).toBe(0.25);
    for (const [figure, value] of Object.entries(expected)) {
      const got = figures[figure as MetricName]!;
      expect(Math.abs(got - value), `${figure}: ${got}, not ${value}`).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      );
    }
    expect(Object.keys(figures).sort()).toEqual([...Object.keys(expected), 'cost'].sort());
    if (classes) {
      const measured = atOnce(classesMeasured(looked));
      expect(measured.confusion).toEqual(confusion!.map((row) => row.map(near)));
      for (const figure of ['precision', 'recall', 'f1', 'support'] as const)
        expect(measured.scores.map((scores) => scores[figure])).toEqual(classes[figure].map(near));
    }
    if (micro !== undefined) expect(atOnce(labelsMeasured(looked)).f1.micro).toBeCloseTo(micro, 12);
  });

  it('counts an example of weight n as n examples', () => {
    const counts = weights['whole']!;
    const often = <T>(list: readonly T[]): T[] =>
      list.flatMap((row, j) => new Array<T>(counts[j]!).fill(row));
    const copies = { ...of, y: often(of.y), p: often(of.p) };
    const [weighed, repeated] = [lookAt(of, counts), lookAt(copies, null)];
    const [a, b] = [figuresOf(of, weighed), figuresOf(copies, repeated)];
    for (const [name, value] of Object.entries(b))
      expect(Math.abs(a[name as MetricName]! - value)).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      );
    const exact = ['accuracy', 'balancedAccuracy', 'subsetAccuracy', 'f1', 'rocAuc'] as const;
    for (const name of exact) expect(a[name]).toBe(b[name]);
    if (of.task !== 'classification') return;
    expect(atOnce(classesMeasured(weighed))).toEqual(atOnce(classesMeasured(repeated)));
  });

  it('has the same bits with weights of 1 as without', () => {
    const ones = of.y.map(() => 1);
    expect(figuresOf(of, lookAt(of, ones))).toEqual(figuresOf(of, lookAt(of, null)));
  });
});

describe('a ranking', () => {
  const scores = Float64Array.of(0.1, 0.4, 0.35, 0.8);

  it('counts many pairs exactly', () => {
    // All of the second class are above: 2.25 · 10¹² pairs, and one that is not.
    const m = 3_000_001;
    const many = Float64Array.from({ length: m }, (_, j) => j / m);
    const second = Uint8Array.from({ length: m }, (_, j) => (j === 0 || j > m / 2 ? 1 : 0));
    const [ones, zeros] = [1_500_001, 1_500_000];
    const auc = atOnce(rocAuc(atOnce(ranked(many, second, null))));
    expect(auc).toBe(((ones - 1) * zeros) / (ones * zeros));
  });

  it('has no figure of examples that are not there, or do not count', () => {
    for (const [second, counted, auc, precision] of [
      [[1, 1, 1, 1], null, undefined, 1],
      [[0, 0, 0, 0], null, undefined, undefined],
      [[0, 1, 1, 1], [0, 1, 1, 1], undefined, 1],
      [[0, 1, 1, 1], [1, 0, 0, 0], undefined, undefined],
    ] as const) {
      const ranking = atOnce(ranked(scores, second, counted));
      expect([atOnce(rocAuc(ranking)), atOnce(averagePrecision(ranking))]).toEqual([
        auc,
        precision,
      ]);
    }
    const wrong = atOnce(ranked(Float64Array.of(0.1, NaN), [0, 1], null));
    expect([atOnce(rocAuc(wrong)), atOnce(averagePrecision(wrong))]).toEqual([NaN, NaN]);
  });

  it('in a table is NaN where it has no figure; labels without one are left out of the mean', () => {
    const one: Looked = {
      cost: 1,
      outputs: scores,
      codes: Uint32Array.of(1, 1, 1, 1),
      Y: Matrix.from([[1, 1, 1, 1]]),
      weights: null,
      positive: 1,
    };
    expect(atOnce(metricTable.rocAuc.of(one))).toBeNaN();
    expect(atOnce(metricTable.averagePrecision.of({ ...one, positive: 0 }))).toBeNaN();
    const outputs = Float64Array.of(0.1, 0.1, 0.4, 0.4, 0.35, 0.35, 0.8, 0.8);
    const Y = Matrix.from([
      [0, 0, 1, 1],
      [1, 1, 1, 1],
    ]);
    const labels: Looked = { ...one, outputs, codes: null, Y };
    expect(atOnce(metricTable.rocAuc.of(labels))).toBe(0.75);
    expect(atOnce(metricTable.averagePrecision.of(labels))).toBeCloseTo((5 / 6 + 1) / 2, 15);
  });
});

describe('places in order', () => {
  const odd = [0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1e-45, 1, -1, 3.4e38, -3.4e38];
  it.each([0, 1, 2, 100, 65_536, 65_537, 200_000])('are those of a stable sort: %i', (n) => {
    const random = new RandomState(n);
    for (const dtype of ['float32', 'float64'] as const) {
      const drawn = draws(dtype, n, random).map((v, i) =>
        i % 3 === 0 ? Math.round(v) : i % 97 === 1 ? odd[i % odd.length]! : v,
      );
      // Infinity − Infinity is no order.
      const expected = Array.from(drawn, (_, i) => i).sort((a, b) =>
        drawn[a] === drawn[b] ? a - b : drawn[a]! < drawn[b]! ? -1 : 1,
      );
      expect(firstDifference(atOnce(placesInOrder(drawn)), expected)).toBeUndefined();
    }
  });
});

/** The most numbers of a proxy that a piece of work reads, and the pieces. */
function pieces(work: Slices<unknown>, read: () => number): number[] {
  const list: number[] = [];
  for (let done = false; !done;) {
    done = work.next().done === true;
    list.push(read());
  }
  return list;
}

it('every figure is measured in pieces', () => {
  const m = 300_000;
  let reads = 0;
  const counted = (length: number, value: (i: number) => number): FloatArray => {
    const array = Float64Array.from({ length }, (_, i) => value(i));
    return new Proxy(array, {
      get: (of, key) => {
        if (typeof key === 'string' && /^\d/.test(key)) reads++;
        const found: unknown = Reflect.get(of, key, of);
        return typeof found === 'function' ? found.bind(of) : found;
      },
    });
  };
  const Y = Matrix.of(new Float64Array(m), 1, m);
  const outputs = counted(m, (i) => (i % 1000) / 1000);
  const weights = counted(m, (i) => i % 3) as Float64Array;
  const codes = Uint32Array.from({ length: m }, (_, i) => i % 2);
  for (const name of metricNames('classification', 2)) {
    reads = 0;
    const work = metricTable[name].of({ cost: 0, outputs, codes, Y, weights, positive: 1 });
    const read = pieces(work, () => {
      const since = reads;
      reads = 0;
      return since;
    });
    expect(Math.max(...read), name).toBeLessThanOrEqual(4 * 2 ** 16);
    if (name !== 'cost') expect(read.length, name).toBeGreaterThan(4);
  }
});

describe('a metric option', () => {
  it('is each name of its task', () => {
    for (const [task, k] of [
      ['classification', 2],
      ['classification', 3],
      ['multilabel', 0],
      ['regression', 0],
    ] as const)
      for (const name of metricNames(task, k))
        expect(metricOption('metric', name, task, k)).toEqual({
          name,
          minimize: ['cost', 'brier', 'mse', 'rmse', 'mae'].includes(name),
          of: metricTable[name].of,
          known: name,
        });
    expect(metricNames('classification', 3)).toEqual([
      'cost',
      'accuracy',
      'balancedAccuracy',
      'brier',
    ]);
  });

  it.each(cases.filter(({ dtype }) => dtype === 'float32'))(
    'may be a function of targets, outputs and weights: $title',
    (of) => {
      const given: [OwnValues, OwnValues, Float64Array | null][] = [];
      const metric = (y: OwnValues, p: OwnValues, w: Float64Array | null): number =>
        given.push([y, p, w]);
      const { name, minimize, ...rule } = metricOption(
        'metric',
        { metric, minimize: true, name: 'mine' },
        of.task,
        classCount(of),
      );
      expect([name, minimize]).toEqual(['mine', true]);
      const looks = [lookAt(of, null), lookAt(of, weights['any']!)];
      expect(looks.map((looked) => atOnce(rule.of(looked)))).toEqual([1, 2]);
      const plain = (values: OwnValues): unknown =>
        Array.from(values as Iterable<number | Float64Array>, (row) =>
          typeof row === 'number' ? row : [...row],
        );
      given.forEach(([y, p, w], i) => {
        expect([plain(y), plain(p)]).toEqual([of.y, of.p]);
        expect(w).toEqual(looks[i]!.weights);
        // Copies: what it does to them changes nothing.
        w?.fill(NaN);
        if (p instanceof Float64Array) p.fill(NaN);
      });
      expect(looks[1]!.weights!.some(Number.isNaN)).toBe(false);
      expect(looks[1]!.outputs.some(Number.isNaN)).toBe(false);
    },
  );

  it('is called as its function where it has no name', () => {
    const nameOf = (value: object): string => metricOption('metric', value, 'regression', 0).name;
    expect(nameOf({ metric: () => 0, minimize: true })).toBe('metric');
    expect(nameOf({ metric: Math.max, minimize: true })).toBe('max');
  });

  it('may give NaN', () => {
    const { of } = metricOption('metric', { metric: () => NaN, minimize: false }, 'regression', 0);
    expect(atOnce(of(lookAt(cases.at(-1)!, null)))).toBeNaN();
  });
});

it('metrics.accuracy takes weights', () => {
  const [P, Y] = [Matrix.from([[0, 1, 1, 0]]), Matrix.from([[0, 1, 0, 0]])];
  expect(metrics.accuracy(P, Y, {})).toBe(0.75);
  expect(metrics.accuracy(P, Y, { weights: [1, 1, 2, 0] })).toBe(0.5);
  expect(metrics.accuracy(P, Y, { weights: Float32Array.of(0, 0, 3, 1) })).toBe(0.25);
});
