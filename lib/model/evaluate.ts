import { untilAborted } from '../base/cancel.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { placed, placementOf, type Matrix } from '../base/matrix.js';
import { rowByRow, turned } from '../base/placement.js';
import { atOnce } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Inference, InferenceResult, Program } from '../backend/backend.js';
import { scaleTargets, unscaleTargets, type TargetEncoding } from '../data/encoding/target.js';
import type { Label } from '../data/targets.js';
import type { Extra } from './example-cells.js';
import { notFinite, type Input } from './input.js';
import { readEvaluated, type Evaluated } from './labelled.js';
import type {
  ClassificationMetrics,
  Metrics,
  MultilabelMetrics,
  RegressionMetrics,
} from './metric-types.js';
import { accuracyOf, classScores, f1Of, rocAuc, valueScores, type ValueScores } from './metrics.js';
import { checkOutputs, chosenClass, isTrue } from './outputs.js';
import { outputsOf } from '../network/spec.js';
import { taskOf, type ModelParts } from './parts.js';
import type { ClassOfTwo } from './positive.js';
import type { Truth } from './truth.js';

/** @throws `ERR_DATA` for other features or targets than the model's, or a label that it does not know */
export function evaluate<L extends Label>(
  data: Evaluated,
  parts: ModelParts<L>,
  program: Program,
  extra: Extra,
): Metrics<L> {
  const asked = atOnce(askedOf(data, parts, extra));
  return atOnce(scoresOf(asked, program.infer(asked.work), parts));
}

/** {@link evaluate} beside the event loop; what JavaScript does of it comes in slices. */
export async function evaluateAsync<L extends Label>(
  data: Evaluated,
  parts: ModelParts<L>,
  program: Program,
  { signal, extra }: { readonly signal: AbortSignal | undefined; readonly extra: Extra },
): Promise<Metrics<L>> {
  const asked = await inSlices(askedOf(data, parts, extra), signal);
  const result = await untilAborted(signal, (cancel) => program.inferAsync(asked.work, cancel));
  return inSlices(scoresOf(asked, result, parts), signal);
}

/** What goes through the network, and what should come out. */
interface Asked extends Truth {
  readonly input: Input;
  readonly work: Inference;
}

function* askedOf<L extends Label>(
  data: Evaluated,
  parts: ModelParts<L>,
  extra: Extra,
): Generator<void, Asked> {
  const { spec, parameters, scaling } = parts;
  const { input, ...truth } = yield* readEvaluated(data, parts, extra);
  const out = sharedZeros(spec.dtype, input.x.cols * outputsOf(spec));
  const y = parts.values ? yield* scaledValues(truth.Y, parts.values) : truth.Y;
  return { ...truth, input, work: { parameters, scaling, x: input.x, y, weights: null, out } };
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
  if (codes && parts.classes)
    return yield* classification(work.out, codes, cost, parts.classes, parts.positive);
  const scored = taskOf(parts) === 'regression' ? regression : multilabel;
  return yield* scored(work.out, Y, cost, parts.targets);
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

function* classification<L extends Label>(
  outputs: FloatArray,
  codes: Uint32Array,
  cost: number,
  classes: readonly L[],
  positive: ClassOfTwo = 1,
): Generator<void, ClassificationMetrics<L>> {
  const [size, n] = [codes.length, outputs.length / codes.length];
  const confusion = classes.map(() => classes.map(() => 0));
  const piece = Math.ceil(PIECE / n);
  for (let j = 0; j < size; j++) {
    confusion[codes[j]!]![chosenClass(outputs, j * n, n, positive)]!++;
    if (j % piece === piece - 1) yield;
  }
  const scores = yield* classScores(confusion);
  const { precision, recall, f1 } = scores[positive]!;
  return {
    task: 'classification',
    size,
    cost,
    accuracy: accuracyOf(confusion, size),
    confusion,
    classes: scores.map((of, c) => ({ label: classes[c]!, ...of })),
    ...(n === 1 && {
      rocAuc: yield* rocAuc(outputs, codes),
      positive: classes[positive]!,
      precision,
      recall,
      f1,
    }),
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

function* multilabel(
  outputs: FloatArray,
  Y: Matrix,
  cost: number,
  names: readonly string[],
): Generator<void, MultilabelMetrics> {
  const [n, size] = [Y.rows, Y.cols];
  const predicted = placed(turned(rowByRow(outputs, size, n)));
  const labels: MultilabelMetrics['labels'][number][] = [];
  const wrong = new Uint8Array(size);
  const sum = { found: 0, said: 0, support: 0 };
  for (const [r, name] of names.entries()) {
    const [p, y] = [yield* rowOf(predicted, r), yield* rowOf(Y, r)];
    const confusion = yield* confusionOf(p, y, wrong);
    const [[, more = 0] = [], [missed = 0, found = 0] = []] = confusion;
    sum.found += found;
    sum.said += more + found;
    sum.support += missed + found;
    labels.push({ name, ...(yield* classScores(confusion))[1]!, rocAuc: yield* rocAuc(p, y) });
  }
  const macro = labels.reduce((total, { f1 }) => total + f1, 0) / n;
  const f1 = { macro, micro: f1Of(sum.found, sum.said, sum.support) };
  const right = wrong.reduce((count, isWrong) => count - isWrong, size);
  return { task: 'multilabel', size, cost, labels, f1, subsetAccuracy: right / size };
}

/** Counts of one label: rows are what is, 0 or 1, columns what was predicted. Marks the examples that are wrong. */
function* confusionOf(
  p: ArrayLike<number>,
  y: ArrayLike<number>,
  wrong: Uint8Array,
): Generator<void, number[][]> {
  const confusion = [
    [0, 0],
    [0, 0],
  ];
  for (let j = 0; j < wrong.length; j++) {
    const said = isTrue(p[j]!) ? 1 : 0;
    confusion[y[j]!]![said]!++;
    if (said !== y[j]) wrong[j] = 1;
    if (j % PIECE === PIECE - 1) yield;
  }
  return confusion;
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
