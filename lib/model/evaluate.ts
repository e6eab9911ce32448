import { zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, some } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { Program } from '../backend/backend.js';
import type { Dataset } from '../data/dataset.js';
import { areNumbered } from '../data/names.js';
import { classReader, oneHot, unseen, type ClassLabel, type Label } from '../data/targets.js';
import {
  accuracyOf,
  classScores,
  rocAuc,
  valueScores,
  type ClassScores,
  type Confusion,
  type ValueScores,
} from './metrics.js';
import { chosenClass } from './outputs.js';
import type { ModelParts } from './parts.js';

/**
 * How good a classifier is. Shares are 0 … 1.
 *
 * @example
 * import { type ClassificationMetrics, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const scores = logisticRegression(data).evaluate(data) as ClassificationMetrics;
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
 * @throws `ERR_DATA` for other features or targets than the model's, or a label that it does not know
 */
export function evaluate<L extends Label>(
  data: Dataset<L>,
  parts: ModelParts<L>,
  program: Program,
): Metrics<L> {
  checkColumns(data, parts);
  return parts.classes === null
    ? regression(data, parts, program)
    : classification(data, parts, program, parts.classes);
}

function classification<L extends Label>(
  data: Dataset<L>,
  parts: ModelParts<L>,
  program: Program,
  classes: readonly L[],
): ClassificationMetrics<L> {
  const codes = classCodes(data, classes);
  const Y = oneHot(codes, classes.length, parts.spec.dtype);
  const { cost, outputs } = outputsOf(data, Y, parts, program);
  const counts = classes.map(() => classes.map(() => 0));
  for (let j = 0; j < codes.length; j++)
    counts[codes[j]!]![chosenClass(outputs, j * Y.rows, Y.rows)]!++;
  return {
    task: 'classification',
    size: data.size,
    cost,
    accuracy: accuracyOf(counts),
    confusion: counts,
    classes: classScores(counts).map((of, c) => ({ label: classes[c]!, ...of })),
    ...(Y.rows === 1 ? { rocAuc: rocAuc(Float64Array.from(outputs), codes) } : {}),
  };
}

function regression<L extends Label>(
  data: Dataset<L>,
  parts: ModelParts<L>,
  program: Program,
): RegressionMetrics {
  const { Y, size } = data;
  const { cost, outputs } = outputsOf(data, Y, parts, program);
  const n = Y.rows;
  const values = Y.data;
  const targets = parts.targets.map((name, r) => {
    const list = Float64Array.from({ length: size }, (_, j) => outputs[j * n + r]!);
    return { name, ...valueScores(list, values.subarray(r * size, (r + 1) * size)) };
  });
  const mean = (of: keyof ValueScores): number =>
    targets.reduce((sum, target) => sum + target[of], 0) / targets.length;
  return {
    task: 'regression',
    size,
    cost,
    mse: mean('mse'),
    mae: mean('mae'),
    r2: mean('r2'),
    targets,
  };
}

/** Outputs of all examples in the targets' units, example by example, and the mean cost. */
function outputsOf(
  { X }: Dataset,
  Y: Matrix,
  { spec, parameters, scaling }: ModelParts,
  program: Program,
): { outputs: FloatArray; cost: number } {
  const outputs = zeros(spec.dtype, X.cols * Y.rows);
  const { cost } = program.infer({ parameters, scaling, x: X, y: Y, out: outputs });
  return { outputs, cost };
}

/** Number of each example's class among the model's classes. */
function classCodes<L extends Label>(data: Dataset<L>, classes: readonly L[]): number[] {
  const position = new Map(classes.map((label, c) => [label, c]));
  const known = data.classes!.map((label) => position.get(label));
  const classOf = classReader(data.Y);
  return Array.from({ length: data.size }, (_, j) => {
    const c = classOf(j);
    return known[c] ?? unseen(j, data.classes![c], classes as readonly ClassLabel[]);
  });
}

function checkColumns({ features, targets, classes, Y }: Dataset, parts: ModelParts): void {
  const kind = (list: readonly unknown[] | null): string => (list === null ? 'values' : 'classes');
  if ((classes === null) !== (parts.classes === null))
    throw otherData(
      `has ${kind(classes)} as targets, but the model predicts ${kind(parts.classes)}`,
    );
  if (classes === null && Y.rows !== parts.targets.length)
    throw otherData(
      `has ${Y.rows} targets (${some(targets)}), but the model predicts ${parts.targets.length} (${some(parts.targets)})`,
    );
  const anonymous = areNumbered(features) || areNumbered(parts.features);
  const same = anonymous
    ? features.length === parts.features.length
    : features.join('\0') === parts.features.join('\0');
  if (same) return;
  throw otherData(
    `has the features ${some(features)}, but the model was trained on ${some(parts.features)}, in this order`,
  );
}

function otherData(what: string): DenselyError {
  return new DenselyError('ERR_DATA', 'data', `data ${what}.`);
}
