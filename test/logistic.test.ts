// Logistic regression, plain and cross-validated, against scikit-learn on the exercise's five sets.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  logisticRegression,
  logisticRegressionCV,
  Matrix,
  RandomState,
  type Label,
  type Model,
} from '../lib/index.js';
import { atOnce } from '../lib/base/slices.js';
import { stratifiedFolds } from '../lib/data/folds.js';
import { fixture } from './fixtures.js';
import { each, refused, wrong } from './refusals.js';

interface Line {
  readonly coef: number[][];
  readonly intercept: number[];
}

/** By scikit-learn's default solver, which stops about 1e-6 from the optimum. */
interface Default extends Line {
  readonly C: number[];
  readonly accuracy_percent: number;
  readonly LogisticRegression_default_C1: Line;
}

/** By its exact one. */
interface Exact {
  readonly C: number;
  readonly scores_by_fold: number[][];
  readonly same_C: Line;
  readonly C1: Line;
}

type Sets = Record<string, { readonly logreg_cv: Default }>;
const all = fixture('scikit-learn.json') as {
  flower: { readonly logreg_cv: Default };
  extra_datasets: { global_seed_1: Sets };
};
const exact = fixture('logistic-newton.json') as Record<string, Exact>;

const random = new RandomState(1);
const circles = datasets.circles({ random });
const moons = datasets.moons({ random });
const blobs = datasets.blobs();
const quantiles = datasets.gaussianQuantiles({ random });
const parity = Matrix.of(blobs.X.data, 2, 200);
const sets: Record<string, readonly [Dataset, Default]> = {
  flower: [datasets.flower(), all.flower.logreg_cv],
  'noisy circles': [circles, all.extra_datasets.global_seed_1.noisy_circles!.logreg_cv],
  'noisy moons': [moons, all.extra_datasets.global_seed_1.noisy_moons!.logreg_cv],
  'blobs, odd and even': [
    Dataset.from(
      parity,
      blobs.labels.map((l) => l % 2),
    ),
    all.extra_datasets.global_seed_1.blobs!.logreg_cv,
  ],
  'gaussian quantiles': [quantiles, all.extra_datasets.global_seed_1.gaussian_quantiles!.logreg_cv],
};

/** Largest difference of the two weights and the bias. */
function distance({ parameters }: Model<Label>, { coef, intercept }: Line): number {
  const { W1, b1 } = parameters as Record<string, Matrix>;
  const weights = [...W1!.data, ...b1!.data];
  return Math.max(...weights.map((w, i) => Math.abs(w - [...coef[0]!, ...intercept][i]!)));
}

describe.each(Object.keys(sets))('%s', (name) => {
  const [data, figures] = sets[name]!;
  const newton = exact[name]!;

  it('chooses the C of scikit-learn’s exact solver, by the same scores of the folds', () => {
    const { C, scores } = logisticRegressionCV(data);
    expect(Math.abs(C / newton.C - 1)).toBeLessThan(1e-14);
    const best = Math.max(...scores.map(({ mean }) => mean));
    const tied = scores.filter(({ mean }) => mean > best - 1e-12).map((s) => s.C);
    // On the circles four values of C tie for exact fits; the default solver sees the third as the first.
    const first = name === 'noisy circles' ? tied[2]! : C;
    expect([C, first]).toEqual([tied[0], expect.closeTo(figures.C[0]!, 12)]);
    for (const [i, { scores: byFold }] of scores.entries()) {
      for (const [f, score] of byFold.entries())
        expect(score, `C ${i}, fold ${f}`).toBeCloseTo(newton.scores_by_fold[f]![i]!, 12);
    }
  });

  it('has its coefficients to 1e-8, and those of the default solver to 1e-4', () => {
    const { model } = logisticRegressionCV(data);
    expect(distance(model, newton.same_C)).toBeLessThan(1e-8);
    const same = logisticRegression(data, { C: figures.C[0]! });
    expect(distance(same, figures)).toBeLessThan(1e-4);
    // One point may lie between the two lines.
    const percent = same.evaluate(data).accuracy! * 100;
    expect(Math.abs(percent - figures.accuracy_percent)).toBeLessThan(100.1 / data.size);
  });

  it('with C = 1', () => {
    const model = logisticRegression(data, { C: 1 });
    expect(distance(model, newton.C1)).toBeLessThan(1e-8);
    expect(distance(model, figures.LogisticRegression_default_C1)).toBeLessThan(1e-4);
  });
});

describe('folds', () => {
  /** allocation[f][k]: how many of y, in order of appearance and every n-th from f on, are of class k. */
  function reference(y: readonly Label[], n: number): number[][] {
    const order = [...new Set(y)];
    const codes = y.map((label) => order.indexOf(label));
    const sorted = codes.toSorted((a, b) => a - b);
    const folds = Array.from({ length: n }, (): number[] => []);
    for (const k of order.keys()) {
      const members = [...codes.keys()].filter((j) => codes[j] === k);
      for (let f = 0; f < n; f++) {
        const count = sorted.filter((code, i) => i % n === f && code === k).length;
        folds[f]!.push(...members.splice(0, count));
      }
    }
    return folds.map((fold) => fold.sort((a, b) => a - b));
  }

  const foldsOf = (data: Dataset, k: number): number[][] =>
    atOnce(stratifiedFolds(data, k)).map((fold) => [...fold]);

  it('are scikit-learn’s', () => {
    const stream = new RandomState(6);
    for (let m = 20; m < 60; m++) {
      const labels = Array.from({ length: m }, (_, j) =>
        j < 12 ? 'abc'[j % 3]! : 'abc'[stream.interval(2)]!,
      );
      const data = Dataset.from(
        labels.map((_, j) => [j]),
        labels,
      );
      for (const k of [2, 3, 4]) expect(foldsOf(data, k)).toEqual(reference(labels, k));
    }
  });
});

const small = Dataset.from([[1], [2], [3], [4], [5]], [0, 0, 0, 1, 1]);
refused('logisticRegressionCV', [
  ...each('ERR_OPTION', (o) => logisticRegressionCV(circles, wrong(o)), [
    [{ Cs: [] }, 'Cs', 'at least one'],
    [{ Cs: [1, 0] }, 'Cs[1]', 'above 0'],
    [{ Cs: 1 }, 'Cs', 'not 1'],
    [{ folds: 1 }, 'folds', 'from 2'],
    [{ fold: 3 }, 'fold', 'did you mean "folds"'],
  ]),
  [
    'too few examples',
    () => logisticRegressionCV(small, { folds: 3 }),
    'ERR_DATA',
    'folds',
    'class 1 has 2 examples',
  ],
  ['several classes', () => logisticRegressionCV(blobs), 'ERR_DATA', 'data', '6 classes'],
  ['C', () => logisticRegression(circles, { C: -1 }), 'ERR_OPTION', 'C', 'not -1'],
]);
