import { readOptions, wholeNumber } from '../base/checks.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import type { Dataset } from '../data/dataset.js';
import { classReader, type Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import { checkTwoClasses, fitLogistic, inverseStrength } from './logistic.js';

/**
 * Options of {@link logisticRegressionCV}.
 *
 * @example
 * import { datasets, type LogisticCVOptions, logisticRegressionCV } from 'densely';
 *
 * const options: LogisticCVOptions = { Cs: [0.1, 1, 10], folds: 4 };
 * const { scores } = logisticRegressionCV(datasets.moons(), options);
 * console.log(scores.length, scores[0]?.scores.length); // 3 4
 */
export interface LogisticCVOptions {
  /** Values of C to try, default ten from 10⁻⁴ to 10⁴, evenly on a logarithmic scale. */
  readonly Cs?: readonly number[] | undefined;
  /** Parts of the data, each tested once on what was fitted to the others; default 5. */
  readonly folds?: number | undefined;
}

/**
 * What cross-validation says of one C.
 *
 * @example
 * import { datasets, type FoldScores, logisticRegressionCV } from 'densely';
 *
 * const line = ({ C, mean }: FoldScores): string => `C ${C}: ${mean.toFixed(2)}`;
 * console.log(logisticRegressionCV(datasets.moons(), { Cs: [1] }).scores.map(line)); // [ 'C 1: 0.86' ]
 */
export interface FoldScores {
  /** The value that was tried. */
  readonly C: number;
  /** Accuracy on each held-out fold, 0 … 1. */
  readonly scores: readonly number[];
  /** Mean of the scores. */
  readonly mean: number;
}

/**
 * A regularized logistic regression, and why it has this C.
 *
 * @example
 * import { type CrossValidated, datasets, logisticRegressionCV } from 'densely';
 *
 * const chosen: CrossValidated = logisticRegressionCV(datasets.moons(), { Cs: [0.01, 1] });
 * console.log(chosen.C, chosen.scores.length); // 1 2
 */
export interface CrossValidated<L extends Label = Label> {
  /** Fitted to all of the data. */
  readonly model: Model<L>;
  /** The first of those with the best mean score. */
  readonly C: number;
  /** Of each C that was tried, in its order. */
  readonly scores: readonly FoldScores[];
}

const DEFAULT_CS = Array.from({ length: 10 }, (_, i) => 10 ** ((8 * i) / 9 - 4));

/** Means of equal scores may differ by their rounding. */
const TIE = 1e-12;

/**
 * Logistic regression whose C is chosen by cross-validation, with the defaults, the folds (stratified,
 * unshuffled) and the rule (first best wins) of scikit-learn's `LogisticRegressionCV`, each fit
 * converged: as by its solver `newton-cholesky`. Its default solver stops earlier, so that among values
 * of C that tie here it may see another as the first.
 *
 * @param data two classes, each with at least one example per fold
 * @throws `ERR_DATA` when the data has not two classes, or fewer of one than folds
 *
 * @example
 * import { datasets, logisticRegressionCV } from 'densely';
 *
 * const flower = datasets.flower();
 * console.log(logisticRegressionCV(flower).model.evaluate(flower).accuracy); // 0.47
 */
export function logisticRegressionCV<L extends Label>(
  data: Dataset<L>,
  options?: LogisticCVOptions,
): CrossValidated<L> {
  checkTwoClasses(data);
  const { Cs = DEFAULT_CS, folds: k = 5 } = readOptions('options', options, ['Cs', 'folds']);
  if (!Array.isArray(Cs) || Cs.length === 0)
    throw invalid('Cs', Cs, 'a list of at least one value of C');
  const values = Array.from(Cs as unknown[], (C, i) => inverseStrength(`Cs[${i}]`, C));
  const folds = stratifiedFolds(data, wholeNumber('folds', k, 2, data.size));
  const scores = values.map((C) => scoresOf(data, folds, C));
  const best = scores.reduce((a, b) => (b.mean > a.mean + TIE ? b : a));
  return { model: fitLogistic(data, best.C), C: best.C, scores };
}

function scoresOf<L extends Label>(
  data: Dataset<L>,
  folds: readonly number[][],
  C: number,
): FoldScores {
  const scores = folds.map((test, f) => {
    const rest = folds.flatMap((fold, other) => (other === f ? [] : fold));
    return fitLogistic(data.subset(rest), C).evaluate(data.subset(test)).accuracy!;
  });
  return { C, scores, mean: scores.reduce((sum, score) => sum + score, 0) / scores.length };
}

/**
 * Examples of each of k folds: the classes in the order in which they appear, the members of a class in
 * consecutive blocks (scikit-learn's `StratifiedKFold` without shuffling).
 */
export function stratifiedFolds(data: Dataset, k: number): number[][] {
  const members = new Map<number, number[]>();
  const classOf = classReader(data.Y);
  for (let j = 0; j < data.size; j++) {
    const c = classOf(j);
    const list = members.get(c);
    if (list) list.push(j);
    else members.set(c, [j]);
  }
  const folds = Array.from({ length: k }, (): number[] => []);
  let before = 0;
  for (const [c, list] of members) {
    if (list.length < k) throw tooFew(data.classes![c], list.length, k);
    let from = 0;
    for (let f = 0; f < k; f++) {
      // Every k-th of all examples in the order of their classes belongs to fold f.
      const first = (((f - before) % k) + k) % k;
      const end = from + Math.ceil((list.length - first) / k);
      while (from < end) folds[f]!.push(list[from++]!);
    }
    before += list.length;
  }
  return folds.map((fold) => fold.sort((a, b) => a - b));
}

function tooFew(label: Label | undefined, count: number, k: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'folds',
    `class ${show(label)} has ${count} examples: fewer than ${k} folds. Take fewer folds.`,
  );
}
