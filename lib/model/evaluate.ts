import { untilAborted } from '../base/cancel.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { placed, placementOf, type Matrix } from '../base/matrix.js';
import { repeated, rowByRow } from '../base/placement.js';
import { atOnce, inPieces, type Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Inference, InferenceResult, Program } from '../backend/backend.js';
import {
  brierMeasured,
  classesMeasured,
  labelBriers,
  labelRanks,
  labelsMeasured,
  lookedAt,
  meanValues,
  rankMeasured,
  valuesMeasured,
  type Looked,
  type Truths,
} from '../backend/metrics/looked.js';
import { balancedAccuracyOf } from '../backend/metrics/scores.js';
import { scaleTargets, type TargetEncoding } from '../data/encoding/target.js';
import type { Label } from '../data/targets.js';
import type { Extra } from './example-cells.js';
import { notFinite, type Input } from './input.js';
import { readEvaluated, type Evaluated, type WeighedTruth } from './labelled.js';
import type {
  ClassificationMetrics,
  Metrics,
  MultilabelMetrics,
  RegressionMetrics,
} from './metric-types.js';
import { checkOutputs } from './outputs.js';
import { outputsOf, quantileLevels } from '../network/spec.js';
import { taskOf, type ModelParts } from './parts.js';
import { backendWeights } from './weights.js';

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

/** What a model says of examples, and how good that is. */
export interface Judged<L extends Label = Label> {
  readonly metrics: Metrics<L>;
  readonly looked: Looked;
  /** n_L of each example, one behind another, in the targets' units; quantiles ascend. */
  readonly outputs: FloatArray;
}

/** {@link evaluateAsync}, with what came out of the network. */
export async function judgedAsync<L extends Label>(
  data: Evaluated,
  parts: ModelParts<L>,
  program: Program,
  signal: AbortSignal | undefined,
): Promise<Judged<L>> {
  const asked = await inSlices(askedOf(data, parts, 'refuse'), signal);
  const result = await untilAborted(signal, (cancel) => program.inferAsync(asked.work, cancel));
  return inSlices(judgedOf(asked, result, parts), signal);
}

/** What goes through the network, and what should come out. */
export interface Asked extends WeighedTruth {
  readonly input: Input;
  readonly work: Inference;
}

export function* askedOf<L extends Label>(
  data: Evaluated,
  parts: ModelParts<L>,
  extra: Extra,
): Generator<void, Asked> {
  const { spec, parameters, scaling } = parts;
  const { input, weights, ...truth } = yield* readEvaluated(data, parts, extra);
  const out = sharedZeros(spec.dtype, input.x.cols * outputsOf(spec));
  const values = parts.values ? yield* scaledValues(truth.Y, parts.values) : truth.Y;
  const levels = quantileLevels(spec);
  const y = levels ? placed(repeated(placementOf(values), levels.length)) : values;
  const counted = yield* backendWeights(weights, spec.dtype);
  const work = { parameters, scaling, x: input.x, y, weights: counted, out };
  return { ...truth, input, weights, work };
}

/** Targets as the network learns them. */
function* scaledValues(Y: Matrix, values: readonly TargetEncoding[]): Generator<void, Matrix> {
  const y = placed(rowByRow(sharedZeros('float64', Y.rows * Y.cols), Y.rows, Y.cols));
  yield* scaleTargets(values, Y, y);
  return y;
}

function* scoresOf<L extends Label>(
  asked: Asked,
  result: InferenceResult,
  parts: ModelParts<L>,
): Slices<Metrics<L>> {
  return (yield* judgedOf(asked, result, parts)).metrics;
}

function* judgedOf<L extends Label>(
  asked: Asked,
  result: InferenceResult,
  parts: ModelParts<L>,
): Slices<Judged<L>> {
  const { spec } = parts;
  const { work, input, Y } = asked;
  if (result.wrong >= 0) throw notFinite(input, result.wrong, parts);
  const looked = yield* lookedOf(asked, result, parts);
  const piece = Math.ceil(PIECE / outputsOf(spec));
  yield* inPieces(Y.cols, piece, (from, to) =>
    checkOutputs({ outputs: work.out, input }, from, to, parts),
  );
  return { metrics: yield* metricsOf(looked, parts), looked, outputs: work.out };
}

function* metricsOf<L extends Label>(looked: Looked, parts: ModelParts<L>): Slices<Metrics<L>> {
  const { classes, targets } = parts;
  if (classes) return yield* classification(looked, classes);
  return yield* (taskOf(parts) === 'regression' ? regression : multilabel)(looked, targets);
}

/** What came out of the network, which becomes what it is in the targets' own units. */
export function lookedOf(
  asked: Asked,
  { cost }: InferenceResult,
  parts: ModelParts,
): Slices<Looked> {
  return lookedAt(asked.work.out, parts.values, parts.spec, cost, truthsOf(asked, parts));
}

/** What examples are judged by. */
export function truthsOf({ codes, Y, weights }: Asked, { positive = 1 }: ModelParts): Truths {
  return { codes: codes ?? null, Y, weights, positive };
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

function* classification<L extends Label>(
  looked: Looked,
  classes: readonly L[],
): Slices<ClassificationMetrics<L>> {
  const { cost, outputs, Y, positive } = looked;
  const size = Y.cols;
  const { confusion, accuracy, scores } = yield* classesMeasured(looked);
  const { precision, recall, f1 } = scores[positive]!;
  return {
    task: 'classification',
    size,
    cost,
    accuracy,
    balancedAccuracy: balancedAccuracyOf(scores),
    brier: yield* brierMeasured(looked),
    confusion,
    classes: scores.map((of, c) => ({ label: classes[c]!, ...of })),
    ...(outputs.length === size && {
      ...(yield* rankMeasured(looked)),
      positive: classes[positive]!,
      precision,
      recall,
      f1,
    }),
  };
}

function* regression(looked: Looked, names: readonly string[]): Slices<RegressionMetrics> {
  const { cost, Y } = looked;
  const targets = yield* valuesMeasured(looked);
  return {
    task: 'regression',
    size: Y.cols,
    cost,
    ...meanValues(targets),
    targets: targets.map((scores, r) => ({ name: names[r]!, ...scores })),
  };
}

function* multilabel(looked: Looked, names: readonly string[]): Slices<MultilabelMetrics> {
  const { cost, Y } = looked;
  const { scores, f1, subsetAccuracy } = yield* labelsMeasured(looked);
  const [ranks, briers] = [yield* labelRanks(looked), yield* labelBriers(looked)];
  const labels = scores.map((of, r) => ({
    name: names[r]!,
    ...of,
    ...ranks[r]!,
    brier: briers[r]!,
  }));
  return { task: 'multilabel', size: Y.cols, cost, labels, f1, subsetAccuracy };
}
