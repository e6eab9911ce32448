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
import type { EvaluatePlan } from './evaluate-options.js';
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
import { classesScored, labelsScored } from './scored.js';
import { backendWeights } from './weights.js';

/** @throws `ERR_DATA` for other features or targets than the model's, or a label that it does not know */
export function evaluate<L extends Label>(
  data: Evaluated,
  plan: EvaluatePlan<ModelParts<L>>,
  program: Program,
): Metrics<L> {
  return lookAt(data, plan, program, (looked) => scoresOf(looked, plan));
}

/** {@link evaluate} beside the event loop; what JavaScript does of it comes in slices. */
export function evaluateAsync<L extends Label>(
  data: Evaluated,
  plan: EvaluatePlan<ModelParts<L>>,
  program: Program,
  signal: AbortSignal | undefined,
): Promise<Metrics<L>> {
  return lookAtAsync(data, plan, program, (looked) => scoresOf(looked, plan), signal);
}

/** What a look is made with. */
type LookPlan = Pick<EvaluatePlan<ModelParts>, 'parts' | 'extra'>;

/** What is made of a look at examples. */
type Seen<T> = (looked: Looked) => Slices<T>;

/** @throws as {@link evaluate} */
export function lookAt<T>(
  data: Evaluated,
  { parts, extra }: LookPlan,
  program: Program,
  seen: Seen<T>,
): T {
  const asked = atOnce(askedOf(data, parts, extra));
  const result = program.infer(asked.work);
  return atOnce(seen(atOnce(checkedLook(asked, result, parts))));
}

/** {@link lookAt} beside the event loop. */
export async function lookAtAsync<T>(
  data: Evaluated,
  { parts, extra }: LookPlan,
  program: Program,
  seen: Seen<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const asked = await inSlices(askedOf(data, parts, extra), signal);
  const result = await untilAborted(signal, (cancel) => program.inferAsync(asked.work, cancel));
  const looked = await inSlices(checkedLook(asked, result, parts), signal);
  return inSlices(seen(looked), signal);
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
  const looked = await inSlices(checkedLook(asked, result, parts), signal);
  const metrics = await inSlices(scoresOf(looked, { parts, extra: 'refuse', bins: 0 }), signal);
  return { metrics, looked, outputs: asked.work.out };
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

/** @throws `ERR_DATA` for an example of which an input or an output is not finite */
export function* checkedLook(
  asked: Asked,
  result: InferenceResult,
  parts: ModelParts,
): Slices<Looked> {
  const { work, input, Y } = asked;
  if (result.wrong >= 0) throw notFinite(input, result.wrong, parts);
  const looked = yield* lookedOf(asked, result, parts);
  const piece = Math.ceil(PIECE / outputsOf(parts.spec));
  yield* inPieces(Y.cols, piece, (from, to) =>
    checkOutputs({ outputs: work.out, input }, from, to, parts),
  );
  return looked;
}

function* scoresOf<L extends Label>(
  looked: Looked,
  { parts, bins }: EvaluatePlan<ModelParts<L>>,
): Slices<Metrics<L>> {
  const { classes, targets } = parts;
  if (classes) return yield* classification(looked, classes, bins);
  if (taskOf(parts) === 'regression') return yield* regression(looked, targets);
  return yield* multilabel(looked, targets, bins);
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
export function truthsOf(
  { codes, Y, weights }: Asked,
  { positive = 1, thresholds }: ModelParts,
): Truths {
  return { codes: codes ?? null, Y, weights, positive, thresholds };
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

function* classification<L extends Label>(
  looked: Looked,
  classes: readonly L[],
  bins: number,
): Slices<ClassificationMetrics<L>> {
  const { cost, outputs, Y, positive } = looked;
  const size = Y.cols;
  const { confusion, accuracy, scores } = yield* classesMeasured(looked);
  const { precision, recall, f1 } = scores[positive]!;
  const scored = bins > 0 ? yield* classesScored(looked, bins) : null;
  return {
    task: 'classification',
    size,
    cost,
    accuracy,
    balancedAccuracy: balancedAccuracyOf(scores),
    brier: yield* brierMeasured(looked),
    confusion,
    ...scored?.all,
    classes: scores.map((of, c) => ({ label: classes[c]!, ...of, ...scored?.each?.[c] })),
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

function* multilabel(
  looked: Looked,
  names: readonly string[],
  bins: number,
): Slices<MultilabelMetrics> {
  const { cost, Y } = looked;
  const { scores, f1, subsetAccuracy } = yield* labelsMeasured(looked);
  const [ranks, briers] = [yield* labelRanks(looked), yield* labelBriers(looked)];
  const scored = bins > 0 ? yield* labelsScored(looked, bins) : null;
  const labels = scores.map((of, r) => ({
    name: names[r]!,
    ...of,
    ...ranks[r]!,
    brier: briers[r]!,
    ...scored?.[r],
  }));
  return { task: 'multilabel', size: Y.cols, cost, labels, f1, subsetAccuracy };
}
