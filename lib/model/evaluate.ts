import { untilAborted } from '../base/cancel.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { placed, placementOf, type Matrix } from '../base/matrix.js';
import { rowByRow, turned } from '../base/placement.js';
import { atOnce } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Inference, InferenceResult, Program } from '../backend/backend.js';
import type { Dataset } from '../data/dataset.js';
import { scaleTargets, unscaleTargets, type TargetEncoding } from '../data/encoding/target.js';
import type { Label } from '../data/targets.js';
import { notFinite, readTable, type Input } from './inputs.js';
import {
  accuracyOf,
  classScores,
  rocAuc,
  valueScores,
  type ClassScores,
  type Confusion,
  type ValueScores,
} from './metrics.js';
import { checkOutputs, chosenClass } from './outputs.js';
import { outputsOf } from '../network/spec.js';
import type { ModelParts } from './parts.js';
import { checkTargets, truthOf, type Truth } from './truth.js';

/**
 * How good a classifier is. Shares are 0 … 1.
 *
 * @example
 * import { type ClassificationMetrics, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const scores: ClassificationMetrics = logisticRegression(data).evaluate(data);
 * console.log(scores.confusion.flat().reduce((sum, n) => sum + n), scores.classes.length); // 200 2
 */
export interface ClassificationMetrics<L extends Label = Label> {
  /** Tells it from {@link RegressionMetrics}. */
  readonly task: 'classification';
  /** Number of examples. */
  readonly size: number;
  /** Mean cost over the examples, as in training. */
  readonly cost: number;
  /** Share of the examples whose class was predicted. */
  readonly accuracy: number;
  /** Counts: rows are the true classes, columns the predicted ones, in the order of `classes`. */
  readonly confusion: Confusion;
  /** Scores of each class, in the model's order. */
  readonly classes: readonly (ClassScores & {
    /** The class. */
    readonly label: L;
  })[];
  /** Area under the ROC curve; of two classes, both of which the data holds. */
  readonly rocAuc?: number | undefined;
  /** Of a regression only. */
  readonly targets?: undefined;
  /** Of a regression only. */
  readonly mse?: undefined;
  /** Of a regression only. */
  readonly mae?: undefined;
  /** Of a regression only. */
  readonly r2?: undefined;
}

/**
 * How good a regression is, in the targets' own units; over several targets the mean.
 *
 * @example
 * import { Dataset, type RegressionMetrics, train } from 'densely';
 *
 * const rows = Array.from({ length: 50 }, (_, i) => [i]);
 * const line = Dataset.from(rows, rows.map(([x = 0]) => 2 * x), { task: 'regression' });
 * const model = await train(line, { hidden: [], learningRate: 0.1, epochs: 200, seed: 1 });
 * const { r2, targets } = model.evaluate(line) as RegressionMetrics;
 * console.log(r2 > 0.999, targets[0]?.name); // true y
 */
export interface RegressionMetrics extends ValueScores {
  /** Tells it from {@link ClassificationMetrics}. */
  readonly task: 'regression';
  /** Number of examples. */
  readonly size: number;
  /** Mean cost over the examples, as in training: of the scaled targets. */
  readonly cost: number;
  /** Scores of each target. */
  readonly targets: readonly (ValueScores & {
    /** The target's name. */
    readonly name: string;
  })[];
  /** Of a classification only. */
  readonly accuracy?: undefined;
  /** Of a classification only. */
  readonly confusion?: undefined;
  /** Of a classification only. */
  readonly classes?: undefined;
  /** Of a classification only. */
  readonly rocAuc?: undefined;
}

/**
 * What `evaluate` answers: `task` tells which.
 *
 * @example
 * import { datasets, type Metrics, train } from 'densely';
 *
 * const score = (m: Metrics): number => (m.task === 'classification' ? m.accuracy : m.r2);
 * const data = datasets.moons();
 * console.log(score((await train(data, { epochs: 200, seed: 1 })).evaluate(data)) > 0.9); // true
 */
export type Metrics<L extends Label = Label> = ClassificationMetrics<L> | RegressionMetrics;

/**
 * What `evaluate` answers where the labels tell the task: texts, truth values and literal numbers are
 * classes, lists of numbers are values; a `number` may be either.
 *
 * @example
 * import { datasets, logisticRegression, type MetricsOf } from 'densely';
 *
 * const data = datasets.moons();
 * const scores: MetricsOf<0 | 1> = logisticRegression(data).evaluate(data);
 * console.log(scores.accuracy > 0.8); // true
 */
export type MetricsOf<L extends Label> = [L] extends [readonly number[]]
  ? RegressionMetrics
  : [L] extends [string | boolean]
    ? ClassificationMetrics<L>
    : number extends L
      ? Metrics<L>
      : [L] extends [number]
        ? ClassificationMetrics<L>
        : Metrics<L>;

/** @throws `ERR_DATA` for other features or targets than the model's, or a label that it does not know */
export function evaluate<L extends Label>(
  data: Dataset<L>,
  parts: ModelParts<L>,
  program: Program,
): Metrics<L> {
  const asked = atOnce(askedOf(data, parts));
  return atOnce(scoresOf(asked, program.infer(asked.work), parts));
}

/** {@link evaluate} beside the event loop; what JavaScript does of it comes in slices. */
export async function evaluateAsync<L extends Label>(
  data: Dataset<L>,
  parts: ModelParts<L>,
  program: Program,
  signal: AbortSignal | undefined,
): Promise<Metrics<L>> {
  const asked = await inSlices(askedOf(data, parts), signal);
  const result = await untilAborted(signal, (cancel) => program.inferAsync(asked.work, cancel));
  return inSlices(scoresOf(asked, result, parts), signal);
}

/** What goes through the network, and what should come out. */
interface Asked extends Truth {
  readonly input: Input;
  readonly work: Inference;
}

function* askedOf<L extends Label>(data: Dataset<L>, parts: ModelParts<L>): Generator<void, Asked> {
  const { spec, parameters, scaling } = parts;
  checkTargets(data, parts);
  const input = yield* readTable(data, parts);
  const truth = yield* truthOf(data, parts);
  const out = sharedZeros(spec.dtype, data.size * outputsOf(spec));
  const y = parts.values ? yield* scaledValues(truth.Y, parts.values) : truth.Y;
  return { ...truth, input, work: { parameters, scaling, x: input.x, y, out } };
}

/** Targets as the network learns them. */
function* scaledValues(Y: Matrix, values: readonly TargetEncoding[]): Generator<void, Matrix> {
  const y = placed(rowByRow(sharedZeros('float64', Y.rows * Y.cols), Y.rows, Y.cols));
  yield* scaleTargets(values, Y, y);
  return y;
}

function* scoresOf<L extends Label>(
  asked: Asked,
  { cost, wrong }: InferenceResult,
  parts: ModelParts<L>,
): Generator<void, Metrics<L>> {
  if (wrong >= 0) throw notFinite(asked.input, wrong, parts);
  if (parts.values) unscaleTargets(parts.values, asked.work.out);
  const { codes, Y, work, input } = asked;
  const piece = Math.ceil(PIECE / outputsOf(parts.spec));
  for (let from = 0; from < Y.cols; from += piece) {
    checkOutputs({ outputs: work.out, input }, from, Math.min(from + piece, Y.cols), parts);
    yield;
  }
  return codes && parts.classes
    ? yield* classification(work.out, codes, cost, parts.classes)
    : yield* regression(work.out, Y, cost, parts.targets);
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

function* classification<L extends Label>(
  outputs: FloatArray,
  codes: Uint32Array,
  cost: number,
  classes: readonly L[],
): Generator<void, ClassificationMetrics<L>> {
  const [size, n] = [codes.length, outputs.length / codes.length];
  const confusion = classes.map(() => classes.map(() => 0));
  const piece = Math.ceil(PIECE / n);
  for (let j = 0; j < size; j++) {
    confusion[codes[j]!]![chosenClass(outputs, j * n, n)]!++;
    if (j % piece === piece - 1) yield;
  }
  const scores = yield* classScores(confusion);
  return {
    task: 'classification',
    size,
    cost,
    accuracy: accuracyOf(confusion, size),
    confusion,
    classes: scores.map((of, c) => ({ label: classes[c]!, ...of })),
    ...(n === 1 ? { rocAuc: yield* rocAuc(outputs, codes) } : {}),
  };
}

function* regression(
  outputs: FloatArray,
  Y: Matrix,
  cost: number,
  names: readonly string[],
): Generator<void, RegressionMetrics> {
  const [n, size] = [Y.rows, Y.cols];
  const predicted = placed(turned(rowByRow(outputs, size, n)));
  const targets: RegressionMetrics['targets'][number][] = [];
  for (const [r, name] of names.entries()) {
    const [p, y] = [yield* rowOf(predicted, r), yield* rowOf(Y, r)];
    targets.push({ name, ...(yield* valueScores(p, y)) });
  }
  const mean = (of: keyof ValueScores): number =>
    targets.reduce((sum, target) => sum + target[of], 0) / targets.length;
  const [mse, mae, r2] = [mean('mse'), mean('mae'), mean('r2')];
  return { task: 'regression', size, cost, mse, mae, r2, targets };
}

/** The numbers of row r, one behind another. */
function* rowOf(m: Matrix, r: number): Generator<void, Float64Array> {
  const { storage, rowStride, colStride, rowOrder, colOrder } = placementOf(m);
  const row = (rowOrder ? rowOrder[r]! : r) * rowStride;
  const numbers = new Float64Array(m.cols);
  for (let j = 0; j < numbers.length; j++) {
    numbers[j] = storage[row + (colOrder ? colOrder[j]! : j) * colStride]!;
    if (j % PIECE === PIECE - 1) yield;
  }
  return numbers;
}
