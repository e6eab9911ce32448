// What is measured on examples whose outputs are known, by the task: for `evaluate` and for whoever watches a metric.
import { zeros, type FloatArray } from '../../base/dtype.js';
import { placed, placementOf, type Matrix } from '../../base/matrix.js';
import { rowByRow, turned } from '../../base/placement.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { unscaleTargets, type TargetEncoding } from '../../data/encoding/target.js';
import { middleLevel, quantileLevels, type NetworkSpec } from '../../network/spec.js';
import { averagePrecision, ranked, rocAuc } from './ranking.js';
import {
  accuracyOf,
  brier,
  classScores,
  confusionOf,
  f1Of,
  mean,
  valueScores,
  type ClassScores,
  type ValueScores,
} from './scores.js';
import { chosenClass, isTrue, sortLevels, type ClassOfTwo } from './told.js';
import { totalWeight, type Weights } from './weights.js';

/** What examples are judged by. */
export interface Truths {
  /** Of classes: the number of each example's; else null. */
  readonly codes: Uint32Array | null;
  /** (n_y, m) targets in their units. */
  readonly Y: Matrix;
  /** What each example counts; null: each counts 1. */
  readonly weights: Float64Array | null;
  /** Of two classes the one that is looked for. */
  readonly positive: ClassOfTwo;
  /** Of two classes, or of each label: the probability above which it is predicted; left out: 0.5. */
  readonly thresholds?: readonly number[] | undefined;
}

/** What a look at examples has. */
export interface Looked extends Truths {
  readonly cost: number;
  /** n_y of each example, or of each class, one behind another, in the targets' units: probabilities, or values. */
  readonly outputs: FloatArray;
}

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 15;

/**
 * What came out of a network, of quantiles the one nearest 0.5.
 *
 * @param out n_L of each example, scaled back; becomes what it is in the targets' own units
 * @param values how it does so where a scaler does not
 */
export function* lookedAt(
  out: FloatArray,
  values: readonly TargetEncoding[] | null,
  spec: NetworkSpec,
  cost: number,
  truths: Truths,
): Slices<Looked> {
  const { Y } = truths;
  if (values) {
    yield* inPieces(Y.cols, PIECE, (from, to) => {
      const n = out.length / Y.cols;
      unscaleTargets(values, out.subarray(from * n, to * n));
    });
  }
  const levels = quantileLevels(spec);
  const outputs = levels ? yield* middleOf(out, levels, spec) : out;
  const { codes, weights, positive, thresholds } = truths;
  return { cost, outputs, codes, Y, weights, positive, thresholds };
}

function* middleOf(
  outputs: FloatArray,
  levels: readonly number[],
  spec: NetworkSpec,
): Slices<FloatArray> {
  const count = levels.length;
  const middle = middleLevel(levels);
  const picked = zeros(spec.dtype, outputs.length / count);
  yield* inPieces(picked.length, Math.ceil(PIECE / count), (from, to) => {
    sortLevels(outputs, from, to, spec);
    for (let j = from; j < to; j++) picked[j] = outputs[j * count + middle]!;
  });
  return picked;
}

/** Of classes: what was predicted of what is, and the figures of that. */
export interface ClassesMeasured {
  readonly confusion: readonly (readonly number[])[];
  readonly accuracy: number;
  readonly scores: readonly ClassScores[];
}

export function* classesMeasured(looked: Looked): Slices<ClassesMeasured> {
  const { outputs, weights, positive, thresholds } = looked;
  const codes = looked.codes!;
  const n = outputs.length / codes.length;
  const said = (j: number): number => chosenClass(outputs, j * n, n, positive, thresholds?.[0]);
  const confusion = yield* confusionOf(classesOf(looked), codes, said, weights, n);
  const accuracy = accuracyOf(confusion, yield* totalWeight(weights, codes.length));
  return { confusion, accuracy, scores: yield* classScores(confusion) };
}

/** Of classes. */
export function* brierMeasured(looked: Looked): Slices<number> {
  return yield* brier(looked.outputs, looked.codes!, looked.weights);
}

/** How well probabilities rank examples; undefined where the classes that it takes are not there. */
export interface RankMeasured {
  readonly rocAuc: number | undefined;
  readonly averagePrecision: number | undefined;
}

/** Of two classes. */
export function rankMeasured(looked: Looked): Slices<RankMeasured> {
  const { outputs, weights, positive } = looked;
  return rankOf(outputs, looked.codes!, weights, positive);
}

function* rankOf(
  p: FloatArray,
  truth: ArrayLike<number>,
  weights: Weights,
  positive: ClassOfTwo,
): Slices<RankMeasured> {
  const ranking = yield* ranked(p, truth, weights);
  return {
    rocAuc: yield* rocAuc(ranking),
    averagePrecision: yield* averagePrecision(ranking, positive),
  };
}

/** Of values: of each target. */
export function valuesMeasured(looked: Looked): Slices<ValueScores[]> {
  return eachTarget(looked, (p, y) => valueScores(p, y, looked.weights));
}

/** The mean over targets of each figure. */
export function meanValues(targets: readonly ValueScores[]): ValueScores {
  const of = (figure: keyof ValueScores): number => mean(targets.map((scores) => scores[figure]));
  return { mse: of('mse'), rmse: of('rmse'), mae: of('mae'), r2: of('r2') };
}

/** Of several labels: what was predicted of what is. */
export interface LabelsMeasured {
  readonly scores: readonly ClassScores[];
  readonly f1: { readonly macro: number; readonly micro: number };
  readonly subsetAccuracy: number;
}

export function* labelsMeasured(looked: Looked): Slices<LabelsMeasured> {
  const { Y, weights, thresholds } = looked;
  const scores: ClassScores[] = [];
  const isWrong = new Uint8Array(Y.cols);
  const sum = { found: 0, said: 0, support: 0 };
  for (let r = 0; r < Y.rows; r++) {
    const [p, y] = yield* columnsOf(looked, r);
    const said = (j: number): boolean => isTrue(p[j]!, thresholds?.[r]);
    const confusion = yield* labelConfusion(said, y, weights, isWrong);
    const [[, more = 0] = [], [missed = 0, found = 0] = []] = confusion;
    sum.found += found;
    sum.said += more + found;
    sum.support += missed + found;
    scores.push((yield* classScores(confusion))[1]!);
  }
  const macro = mean(scores.map(({ f1 }) => f1));
  const micro = f1Of(sum.found, sum.said, sum.support);
  const right = yield* rightWeight(isWrong, weights);
  const subsetAccuracy = right / (yield* totalWeight(weights, Y.cols));
  return { scores, f1: { macro, micro }, subsetAccuracy };
}

/** Of several labels: each one's {@link rankMeasured}. */
export function labelRanks(looked: Looked): Slices<RankMeasured[]> {
  return eachTarget(looked, (p, y) => rankOf(p, y, looked.weights, 1));
}

/** Of several labels: Brier's score of each. */
export function labelBriers(looked: Looked): Slices<number[]> {
  return eachTarget(looked, (p, y) => brier(p, y, looked.weights));
}

function* eachTarget<F>(
  looked: Looked,
  measure: (p: FloatArray, y: FloatArray) => Slices<F>,
): Slices<F[]> {
  const figures: F[] = [];
  for (let r = 0; r < looked.Y.rows; r++)
    figures.push(yield* measure(...(yield* columnsOf(looked, r))));
  return figures;
}

/** Rows are what is, 0 or 1, columns what was predicted. Marks the examples that are wrong. */
function labelConfusion(
  said: (example: number) => boolean,
  y: FloatArray,
  weights: Weights,
  isWrong: Uint8Array,
): Slices<number[][]> {
  const told = (j: number): number => {
    const label = said(j) ? 1 : 0;
    if (label !== y[j]) isWrong[j] = 1;
    return label;
  };
  return confusionOf(2, y, told, weights);
}

function* rightWeight(isWrong: Uint8Array, weights: Weights): Slices<number> {
  let right = 0;
  yield* inPieces(isWrong.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++) if (isWrong[j] === 0) right += weights ? weights[j]! : 1;
  });
  return right;
}

/** How many classes there are: one output says two. */
function classesOf({ outputs, Y }: Looked): number {
  return Math.max(2, outputs.length / Y.cols);
}

/** What was predicted of a target, and what is. */
export function* columnsOf(
  { outputs, Y }: Looked,
  target: number,
): Slices<readonly [p: Float64Array, y: Float64Array]> {
  const predicted = placed(turned(rowByRow(outputs, Y.cols, Y.rows)));
  return [yield* rowOf(predicted, target), yield* rowOf(Y, target)];
}

/** The numbers of row r, one behind another. */
function* rowOf(m: Matrix, r: number): Slices<Float64Array> {
  const { storage, rowStride, colStride, rowOrder, colOrder } = placementOf(m);
  const row = (rowOrder ? rowOrder[r]! : r) * rowStride;
  const numbers = new Float64Array(m.cols);
  yield* inPieces(numbers.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++)
      numbers[j] = storage[row + (colOrder ? colOrder[j]! : j) * colStride]!;
  });
  return numbers;
}
