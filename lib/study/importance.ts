// Which columns a model goes by: what its score loses where the values of a column are dealt out anew (Breiman 2001),
// as scikit-learn's `permutation_importance`.
import { nothingMore, readOptions, seedNumber, wholeNumber } from '../base/checks.js';
import { untilAborted } from '../base/cancel.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { sharedZeros } from '../base/dtype.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import { inPieces, type Slices } from '../base/slices.js';
import { fittingTable, wrappedText } from '../base/table.js';
import { inSlices } from '../base/turns.js';
import type { Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import { inputsIn } from '../data/encoding/table.js';
import type { Label } from '../data/targets.js';
import { lookedOf, type Asked } from '../model/evaluate.js';
import type { LabelledExamples } from '../model/example-types.js';
import { evaluatedOf } from '../model/labelled.js';
import { Model } from '../model/model.js';
import type { MetricRule } from '../model/own-metric.js';
import { taskOf, type ModelParts } from '../model/parts.js';
import { partsWithin } from '../model/predicting.js';
import { metricOption } from '../model/watched.js';
import type { Metric } from '../training/options.js';
import { heldSet } from '../training/validation.js';
import { observing } from './observed.js';
import { momentsOf } from './score.js';

/**
 * One report of {@link importance}.
 *
 * @example
 * import { datasets, importance, type ImportanceProgress, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const onProgress = ({ feature, done, total }: ImportanceProgress): void =>
 *   console.log(`${feature}: ${done} of ${total}`);
 * await importance(logisticRegression(data), data, { repeats: 2, onProgress });
 * // x1: 2 of 4
 * // x2: 4 of 4
 */
export interface ImportanceProgress {
  /** The column that was measured. */
  readonly feature: string;
  /** Scores that were measured. */
  readonly done: number;
  /** One for each column and repeat. */
  readonly total: number;
}

/**
 * Options of {@link importance}.
 *
 * @example
 * import { datasets, importance, type ImportanceOptions, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const options: ImportanceOptions = { score: 'rocAuc', repeats: 10, seed: 1 };
 * console.log((await importance(logisticRegression(data), data, options)).score); // rocAuc
 */
export interface ImportanceOptions {
  /**
   * What is measured: a figure of `evaluate` by its name, or one of your own. Default accuracy, of several labels
   * subsetAccuracy, of values r2.
   */
  readonly score?: Metric | undefined;
  /** How often each column is dealt out, 1 … 1000, default 5. */
  readonly repeats?: number | undefined;
  /** Of the permutations, 0 … 2³²−1, default 0. */
  readonly seed?: number | undefined;
  /** Throws the work away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each column; an error that it throws, or a promise of it that rejects, ends the work. */
  readonly onProgress?: ((progress: ImportanceProgress) => void) | undefined;
}

/**
 * What a model's score loses without a column.
 *
 * @example
 * import { datasets, type FeatureImportance, importance, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const { features } = await importance(logisticRegression(data), data);
 * const name = ({ name }: FeatureImportance): string => name;
 * console.log(features.map(name)); // [ 'x1', 'x2' ]
 */
export interface FeatureImportance {
  /** Of the column. */
  readonly name: string;
  /** Mean of `values`: around 0 where the model does not go by the column. */
  readonly mean: number;
  /** Their standard deviation. */
  readonly deviation: number;
  /** Of each repeat: how much worse the score was; below 0 where it was better. */
  readonly values: readonly number[];
}

/**
 * What a model goes by; `String(importance)` is a table, the most important column first.
 *
 * @example
 * import { datasets, type Importance, importance, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const { score, baseline }: Importance = await importance(logisticRegression(data), data);
 * console.log(score, baseline); // accuracy 0.85
 */
export interface Importance {
  /** What was measured. */
  readonly score: string;
  /** The score of the data as they are. */
  readonly baseline: number;
  /** Of each column of the model, in its order. */
  readonly features: readonly FeatureImportance[];
  /** A table; of at most so many columns where a width is given. */
  toString(width?: number): string;
}

/**
 * How much worse a model's score becomes where the values of one column are dealt out among the examples, so that
 * they tell nothing any more: for each column, as the table has it. All inputs that a category or a date makes move
 * together. Take data that the model has not seen. Of columns that say the same each may look needless, since the
 * other is left.
 *
 * @param data a Dataset, or records that hold their targets
 * @returns mean and deviation of each column's loss over the repeats
 * @throws (rejects) `ERR_OPTION`; `ERR_DATA` as {@link Model.evaluate}, and for data that have no such score; the
 * signal's reason
 *
 * @example
 * import { Dataset, importance, train } from 'densely';
 *
 * const rows = Array.from({ length: 200 }, (_, i) => ({ plan: i % 3 ? 'free' : 'team', day: i % 7, left: i % 3 > 0 }));
 * const [fit, test] = Dataset.fromRecords(rows, { target: 'left' }).split({ test: 0.5, seed: 1 });
 * const model = await train(fit, { epochs: 100, seed: 1 });
 * const { features } = await importance(model, test, { score: 'rocAuc', seed: 1 });
 * console.log(features.map(({ name, mean }) => `${name} ${mean > 0.2}`)); // [ 'plan true', 'day false' ]
 */
export async function importance<L extends Label>(
  model: Model<L>,
  data: LabelledExamples,
  options?: ImportanceOptions,
): Promise<Importance> {
  nothingMore('importance()', arguments, 3);
  return importanceBy(model, data, options);
}

/** Tells the order in which a column's values are dealt out in a repeat. */
export type Permutations = (m: number, feature: number, repeat: number) => Slices<Uint32Array>;

/** {@link importance} with given permutations; else they are drawn, one after another. */
export async function importanceBy(
  model: unknown,
  data: unknown,
  options: unknown,
  permutations?: Permutations,
): Promise<Importance> {
  if (!(model instanceof Model)) throw invalid('model', model, 'a Model', 'ERR_DATA');
  const keys = ['score', 'repeats', 'seed', 'signal', 'onProgress'] as const;
  const { score, repeats = 5, seed = 0, ...observers } = readOptions('options', options, keys);
  const parts = partsWithin(model) as ModelParts;
  const plan = {
    parts,
    program: currentBackend().program(parts.spec),
    metric: scoreOption('score', score, parts),
    repeats: wholeNumber('repeats', repeats, 1, 1000),
    permutations: permutations ?? drawn(seedNumber('seed', seed)),
  };
  const evaluated = evaluatedOf(data, parts);
  return observing<ImportanceProgress, Importance>(observers, async (tell, signal) => {
    const asked = await heldSet('data', evaluated, parts, signal);
    const { x } = asked.work;
    const dealt = inputsIn(sharedZeros(x.dtype, x.rows * x.cols), x.rows, x.cols, false);
    const rows = Array.from({ length: x.rows }, (_, r) => r);
    await inSlices(deal(x, dealt, rows, null), signal);
    const own = { ...asked, work: { ...asked.work, x: dealt } };
    return measured({ ...plan, x, asked: own, signal }, tell);
  });
}

function drawn(seed: number): Permutations {
  const random = new RandomState(seed);
  return function* (m) {
    const order = new Uint32Array(m);
    yield* random.permute(order);
    return order;
  };
}

const PRESET = {
  classification: 'accuracy',
  multilabel: 'subsetAccuracy',
  regression: 'r2',
} as const;

function scoreOption(argument: string, value: unknown, parts: ModelParts): MetricRule {
  const task = taskOf(parts);
  return metricOption(argument, value ?? PRESET[task], task, parts.classes?.length ?? 0);
}

interface Measuring {
  readonly parts: ModelParts;
  readonly program: Program;
  readonly metric: MetricRule;
  readonly repeats: number;
  readonly permutations: Permutations;
  /** The inputs as they are. */
  readonly x: Matrix;
  /** With a copy of them. */
  readonly asked: Asked;
  readonly signal: AbortSignal;
}

async function measured(
  work: Measuring,
  tell: (progress: ImportanceProgress) => void,
): Promise<Importance> {
  const { parts, metric, repeats } = work;
  const baseline = await figureOf(work);
  if (Number.isNaN(baseline)) {
    const message = `data have no ${show(metric.name)}, which is what importance measures: give examples of all classes, or another score.`;
    throw new DenselyError('ERR_DATA', 'data', message);
  }
  const total = repeats * parts.features.length;
  const features: FeatureImportance[] = [];
  for (const [f, name] of parts.features.entries()) {
    const scores = await scoresWithout(work, f);
    const values = scores.map((value) => (metric.minimize ? value - baseline : baseline - value));
    features.push({ name, ...momentsOf(values), values });
    tell({ feature: name, done: repeats * (f + 1), total });
  }
  const { name: score } = metric;
  return {
    score,
    baseline,
    features,
    toString: (width = Infinity) => table(score, baseline, features, width),
  };
}

async function figureOf({ parts, program, metric, asked, signal }: Measuring): Promise<number> {
  const result = await untilAborted(signal, (cancel) => program.inferAsync(asked.work, cancel));
  const looked = await inSlices(lookedOf(asked, result, parts), signal);
  return inSlices(metric.of(looked), signal);
}

/** The scores of a column's repeats; its values are back in their places then. */
async function scoresWithout(work: Measuring, f: number): Promise<number[]> {
  const { x, asked, parts, permutations, repeats, signal } = work;
  const dealt = asked.work.x;
  const rows = inputsOf(parts, f);
  const scores: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const order = await inSlices(permutations(x.cols, f, repeat), signal);
    await inSlices(deal(x, dealt, rows, order), signal);
    scores.push(await figureOf(work));
  }
  await inSlices(deal(x, dealt, rows, null), signal);
  return scores;
}

/** The inputs that a column makes. */
function inputsOf({ encoding }: ModelParts, f: number): number[] {
  if (!encoding) return [f];
  const { first, inputNames } = encoding;
  const from = first[f]!;
  return Array.from({ length: (first[f + 1] ?? inputNames.length) - from }, (_, i) => from + i);
}

/** Numbers that are written in one piece of work. */
const PIECE = 1 << 15;

/** Example j gets these inputs of example `order[j]`; null: its own. */
function* deal(
  x: Matrix,
  dealt: Matrix,
  rows: readonly number[],
  order: Uint32Array | null,
): Slices<void> {
  const [source, into] = [placementOf(x), placementOf(dealt)];
  for (const r of rows)
    yield* inPieces(x.cols, PIECE, (from, to) => {
      for (let j = from; j < to; j++)
        into.storage[r * into.rowStride + j * into.colStride] =
          source.storage[r * source.rowStride + (order ? order[j]! : j) * source.colStride]!;
    });
}

/** The columns by what they matter. */
function table(
  score: string,
  baseline: number,
  features: readonly FeatureImportance[],
  width: number,
): string {
  const sorted = features.toSorted((a, b) => b.mean - a.mean);
  const rows = sorted.map(({ name, mean, deviation }) => [
    name,
    mean.toFixed(4),
    deviation.toFixed(4),
  ]);
  const heads = ['column', 'importance', 'deviation'];
  const text = fittingTable([heads, ...rows], { left: [0], width, least: ['deviation'] });
  const what = `${score} ${baseline.toFixed(4)}; how much worse where a column is dealt out anew:`;
  return `${wrappedText(what, width)}\n\n${text}`;
}
