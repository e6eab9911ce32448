// What a search gives: its trials, the best first, and how they are printed.
import { isRecord } from '../base/checks.js';
import { DenselyError, show } from '../base/errors.js';
import { shortNumber } from '../base/printed.js';
import { scoreText } from '../base/printed.js';
import { fittingTable, shortText, wrappedText } from '../base/table.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import type { MetricRule } from '../model/own-metric.js';
import { train } from '../training/train.js';
import { spreadOf, type ScoreSpread } from './score.js';
import type { Candidate } from './search-space.js';
import type { SharedTrainOptions } from './shared-options.js';

/**
 * One trial of a search: options, and how good trainings with them are on what was held out.
 *
 * @example
 * import { datasets, type SearchTrial, sweep } from 'densely';
 *
 * const told = ({ trial, values }: SearchTrial): string => `${trial}: ${values.learningRate}`;
 * const run = sweep(datasets.moons(), { grid: { learningRate: [0.001, 0.01] }, epochs: 5 });
 * for await (const trial of run) console.log(told(trial));
 * // 0: 0.001
 * // 1: 0.01
 */
export interface SearchTrial {
  /** Counted from 0, in the order in which the grid has them, or they were drawn. */
  readonly trial: number;
  /** What it has of the grid. */
  readonly values: Readonly<Record<string, unknown>>;
  /** All that it was trained with, to be given to {@link train}; the seed is the first one. */
  readonly options: SharedTrainOptions;
  /** Of what was held out, seed by seed, fold by fold; NaN where there is none. */
  readonly scores: readonly number[];
  /** Of these. */
  readonly score: ScoreSpread;
  /** Mean time of a training. */
  readonly seconds: number;
  /** Why it has no score; null where it has one. A training that diverges ends its trial, not the search. */
  readonly error: string | null;
}

/**
 * All trials of a search; `String(result)` is a table.
 *
 * @example
 * import { datasets, type SearchResult, sweep, train } from 'densely';
 *
 * const data = datasets.moons();
 * const grid = { learningRate: [0.001, 0.01], hidden: [[8], [16]] };
 * const result: SearchResult<0 | 1> = await sweep(data, { grid, epochs: 40, score: 'accuracy' });
 * console.log(result.best?.values.learningRate, result.rows.length); // 0.01 4
 * const model = await result.refit();
 * // The same as, with whatever else is wanted of one training:
 * const same = await train(data, { ...result.best?.options, onProgress: () => {} });
 * console.log(same.predict([0, 1]) === model.predict([0, 1])); // true
 */
export interface SearchResult<L extends Label = Label, R extends object = object> {
  /** The best first; of equal ones, and of those without a score, in the order in which they were tried. */
  readonly rows: readonly SearchTrial[];
  /** The first row; null where no trial has a score. */
  readonly best: SearchTrial | null;
  /** What deserves a look, such as a training that diverged. */
  readonly warnings: readonly string[];
  /**
   * Trains the best options on all of the data.
   * @throws (rejects) `ERR_DATA` where no trial has a score
   */
  refit(): Promise<Model<L, R>>;
  /** The rows as a table, of at most so many columns where a width is given. */
  toString(width?: number): string;
}

/** What is known of a search at its end. */
interface Ended {
  readonly keys: readonly string[];
  readonly rule: MetricRule;
  readonly warnings: readonly string[];
}

export function ranked<L extends Label, R extends object>(
  data: Dataset<L, R>,
  trials: readonly SearchTrial[],
  { keys, rule, warnings }: Ended,
): SearchResult<L, R> {
  const loss = ({ score }: SearchTrial): number => (rule.minimize ? score.mean : -score.mean);
  const isScored = ({ score }: SearchTrial): boolean => !Number.isNaN(score.mean);
  const scored = trials.filter(isScored).sort((a, b) => loss(a) - loss(b));
  const rows = [...scored, ...trials.filter((trial) => !isScored(trial))];
  const best = scored[0] ?? null;
  return {
    rows,
    best,
    warnings,
    refit: async () => {
      if (best === null) throw noScore(rule.name, warnings);
      return train(data, best.options);
    },
    toString: (width = Infinity) => searchText(rows, { keys, rule, warnings }, width),
  };
}

/** A score of trials that lack one is none: the mean is of all that were to be trained. */
export function trialScore(rule: MetricRule, scores: readonly number[]): ScoreSpread {
  const spread = spreadOf(rule, scores);
  return scores.some(Number.isNaN) ? { ...spread, mean: NaN, deviation: NaN } : spread;
}

function noScore(name: string, warnings: readonly string[]): DenselyError {
  const [why = 'every score is NaN'] = warnings;
  const message = `no trial has a ${name}, so that none is the best: ${why}. Hold out other examples, or name another score.`;
  return new DenselyError('ERR_DATA', 'score', message);
}

/** Options in a few words. */
export function valuesText(values: Candidate): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .join(', ');
}

const LONGEST = 24;

function valueText(value: unknown): string {
  if (typeof value === 'number') return shortNumber(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join('-');
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  return shortText(isRecord(value) ? JSON.stringify(value) : show(value), LONGEST);
}

/** A line for each trial, and what deserves a look. */
function searchText(
  rows: readonly SearchTrial[],
  { keys, rule, warnings }: Ended,
  width: number,
): string {
  const isSpread = rows.some(({ scores }) => scores.length > 1);
  const cells = rows.map(({ trial, values, score, seconds }) => [
    ...keys.map((key) => valueText(values[key])),
    scoreText(score.mean),
    ...(isSpread ? [scoreText(score.deviation)] : []),
    `${seconds.toFixed(2)} s`,
    String(trial),
  ]);
  const head = [...keys, rule.name, ...(isSpread ? ['deviation'] : []), 'time', 'trial'];
  const least = ['time', 'trial', 'deviation', ...keys.toReversed()];
  const left = keys.map((_, c) => c);
  const table = fittingTable([head, ...cells], { left, width, least });
  return [table, ...warnings.map((text) => wrappedText(`warning: ${text}`, width))].join('\n');
}
