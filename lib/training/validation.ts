// Looks at held-out examples, which change nothing of a run.
import { untilAborted } from '../base/cancel.js';
import { isRecord, readOptions } from '../base/checks.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { inSlices } from '../base/turns.js';
import type { Measured, Measures, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import { Dataset } from '../data/dataset.js';
import { inputsIn } from '../data/encoding/table.js';
import type { Task } from '../data/task.js';
import { askedOf, lookedOf, truthsOf, type Asked } from '../model/evaluate.js';
import { notFinite } from '../model/input.js';
import type { Evaluated } from '../model/labelled.js';
import type { ModelParts } from '../model/parts.js';
import type { MetricRule } from '../model/own-metric.js';
import { metricOption } from '../model/watched.js';
import type { Figures } from './options.js';

/** What is looked at: metrics, the watched one first, of the validation's examples and of further sets. */
export interface Watched {
  readonly metrics: readonly MetricRule[];
  readonly sets: readonly (readonly [name: string, data: Dataset])[];
}

/** How many classes metrics have to do with. */
export function classesOf({ classes }: Pick<Dataset, 'classes'>): number {
  return classes?.length ?? 0;
}

/** Reads the option `watch`. */
export function watchOption(
  argument: string,
  value: unknown,
  watched: MetricRule,
  kind: readonly [task: Task, classes: number],
): Watched {
  const isList = Array.isArray(value);
  const within = isList ? argument : `${argument}.metrics`;
  const said = isList ? { metrics: value } : readOptions(argument, value, ['metrics', 'sets']);
  const { metrics = [], sets = {} } = said as Partial<Record<'metrics' | 'sets', unknown>>;
  if (!Array.isArray(metrics)) throw invalid(within, metrics, 'a list of metrics');
  if (!isRecord(sets))
    throw invalid(`${argument}.sets`, sets, 'an object with a Dataset for each name');
  const named = Array.from(metrics as unknown[], (metric, i) => {
    const name = `${within}[${i}]`;
    return [name, metricOption(name, metric, ...kind)] as const;
  });
  const cost = metricOption(argument, 'cost', ...kind);
  const once = eachOnce([['metric', watched], ['metric', cost], ...named]);
  for (const [name, set] of Object.entries(sets as object))
    if (!(set instanceof Dataset)) throw invalid(`${argument}.sets.${name}`, set, 'a Dataset');
  return { metrics: once, sets: Object.entries(sets as Record<string, Dataset>) };
}

/** @throws `ERR_OPTION` for two figures with one name */
function eachOnce(
  named: readonly (readonly [argument: string, metric: MetricRule])[],
): MetricRule[] {
  const once: MetricRule[] = [];
  for (const [argument, metric] of named) {
    const { name } = metric;
    const known = once.find((other) => other.name === name);
    if (name === 'epoch' || (known && known.of !== metric.of)) {
      const message = `${argument} is called ${show(name)}, as something else in the history is: give it a name of its own, { metric, minimize, name }.`;
      throw new DenselyError('ERR_OPTION', argument, message);
    }
    if (!known) once.push(metric);
  }
  return once;
}

/**
 * @param what needs them, where it is not all of the option
 * @throws `ERR_OPTION` where nothing is held out
 */
export function needsLooks(
  argument: string,
  { held, isFolded }: { readonly held: object | null; readonly isFolded: boolean },
  what: string = argument,
): void {
  if (held || isFolded) return;
  const message = `${what} needs held-out examples to look at: say validation, such as 0.2 or a Dataset.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

/** Figures by the names of their metrics. */
export function figuresOf(metrics: readonly MetricRule[], figures: readonly number[]): Figures {
  const entries = metrics.map(({ name }, i) => [name, figures[i]!]);
  return Object.freeze(Object.fromEntries(entries)) as Figures;
}

/** Looks at held-out examples. */
export interface Looker {
  /** Numbers of what is looked at. */
  readonly data: readonly (Matrix | FloatArray | null)[];
  /** The figures of all metrics, set by set, of parameters that nobody changes meanwhile. */
  look(parameters: FloatArray, signal: AbortSignal | undefined): Promise<number[]>;
}

/** Held-out sets, ready to be looked at. */
export class Validation implements Looker {
  readonly #program: Program;
  readonly #parts: ModelParts;
  readonly #metrics: readonly MetricRule[];
  readonly #sets: readonly (readonly [asked: Asked, measures: Measures])[];

  constructor(
    program: Program,
    parts: ModelParts,
    metrics: readonly MetricRule[],
    sets: readonly Asked[],
  ) {
    this.#program = program;
    this.#parts = parts;
    this.#metrics = metrics;
    const known = metrics.flatMap((metric) => metric.known ?? []);
    this.#sets = sets.map((asked) => {
      const { thresholds: _, ...truths } = truthsOf(asked, parts);
      return [asked, { ...truths, values: parts.values, metrics: known }] as const;
    });
  }

  get data(): (Matrix | FloatArray | null)[] {
    return this.#sets.flatMap(
      ([
        {
          work: { x, y, weights },
        },
      ]) => [x, y, weights],
    );
  }

  /** The validation's own examples. */
  get held(): Asked {
    return this.#sets[0]![0];
  }

  async look(parameters: FloatArray, signal: AbortSignal | undefined): Promise<number[]> {
    const figures: number[] = [];
    for (const [asked, measures] of this.#sets) {
      const work = { ...asked.work, parameters };
      const measured = await untilAborted(signal, (cancel) =>
        this.#program.measureAsync(work, measures, cancel),
      );
      figures.push(...(await this.#inOrder(asked, measured, signal)));
    }
    return figures;
  }

  /** Those that were measured, and callers' own between them. */
  async #inOrder(
    asked: Asked,
    measured: Measured,
    signal: AbortSignal | undefined,
  ): Promise<number[]> {
    const known = measured.figures.values();
    if (this.#metrics.every((metric) => metric.known !== null)) return [...known];
    const looked = await inSlices(lookedOf(asked, measured, this.#parts), signal);
    const figures: number[] = [];
    for (const metric of this.#metrics) {
      const isOwn = metric.known === null;
      figures.push(isOwn ? await inSlices(metric.of(looked), signal) : known.next().value!);
    }
    return figures;
  }
}

/**
 * Examples as a model that is being trained reads them: scaled once, not at each look.
 * @param argument what errors are about
 * @throws `ERR_DATA` for other features, other targets, or a label that the training data lack
 */
export async function heldSet(
  argument: string,
  data: Evaluated,
  parts: ModelParts,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  try {
    const asked = await inSlices(askedOf(data, parts, 'ignore'), signal);
    return parts.encoding ? withoutFeatures(asked) : await scaledOnce(asked, parts, signal);
  } catch (error) {
    if (!(error instanceof DenselyError) || argument === 'data') throw error;
    const { code, message } = error;
    throw new DenselyError(code, argument, `${argument}: ${message}`, { cause: error });
  }
}

function withoutFeatures(asked: Asked): Asked {
  const scaling = { ...asked.work.scaling, features: null };
  return { ...asked, work: { ...asked.work, scaling } };
}

async function scaledOnce(
  asked: Asked,
  parts: ModelParts,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const { features } = parts.scaling;
  const { x, wrong } = await scaledCopy(asked.work.x, features, parts, false, signal);
  if (wrong >= 0) throw notFinite(asked.input, wrong, parts);
  const own = withoutFeatures(asked);
  return { ...own, work: { ...own.work, x } };
}

/** A model's numbers, scaled; `wrong` is the place of the first that is not finite then, or below 0. */
export async function scaledCopy(
  from: Matrix,
  scaler: ModelParts['scaling']['features'],
  { spec }: ModelParts,
  fullBatch: boolean,
  signal: AbortSignal | undefined,
): Promise<{ readonly x: Matrix; readonly wrong: number }> {
  const { rows, cols } = from;
  const x = inputsIn(sharedZeros(spec.dtype, rows * cols), rows, cols, fullBatch);
  const scale = (cancel: Int32Array): Promise<number> =>
    currentBackend().scale(scaler, from, x, cancel);
  return { x, wrong: await untilAborted(signal, scale) };
}
