import { alignedTable } from '../base/table.js';
import type { Label } from '../data/targets.js';
import type { Metrics } from '../model/evaluate.js';
import type { Model } from '../model/model.js';

/**
 * One training of a sweep.
 *
 * @example
 * import { datasets, sweep, type SweepRun } from 'densely';
 *
 * const score = (run: SweepRun): number => run.validation?.accuracy ?? 0;
 * const { runs } = await sweep(datasets.moons(), { hidden: [8], epochs: 100, baseline: false });
 * console.log(runs.map(score).every((s) => s > 0.7)); // true
 */
export interface SweepRun<L extends Label = Label> {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Of the split, the start and the shuffling. */
  readonly seed: number;
  /** What was trained. */
  readonly model: Model<L>;
  /** On the examples that it was trained on. */
  readonly train: Metrics<L>;
  /** On those held out; null where none are. */
  readonly validation: Metrics<L> | null;
  /** Time of the training. */
  readonly seconds: number;
}

/**
 * What the held-out examples say of a size. `best`: the highest mean score; `good`: no worse than the
 * seeds scatter; `underfit`: worse, and it fits its training examples less well than the best does;
 * `overfit`: worse, although it fits them at least as well; `baseline`: no hidden layer.
 *
 * @example
 * import { datasets, sweep, type Verdict } from 'densely';
 *
 * const { rows } = await sweep(datasets.moons(), { hidden: [8], epochs: 20 });
 * const verdicts: (Verdict | null)[] = rows.map(({ verdict }) => verdict);
 * console.log(verdicts); // [ 'baseline', 'best' ]
 */
export type Verdict = 'baseline' | 'underfit' | 'good' | 'best' | 'overfit';

/**
 * Mean, smallest and largest score over the seeds: accuracy, or R².
 *
 * @example
 * import { datasets, type Scores, sweep } from 'densely';
 *
 * const spread = ({ min, max }: Scores): number => max - min;
 * const { best } = await sweep(datasets.moons(), { hidden: [8], epochs: 20 });
 * console.log(best && spread(best.train)); // 0
 */
export interface Scores {
  /** Over the seeds. */
  readonly mean: number;
  /** Of the worst seed. */
  readonly min: number;
  /** Of the best seed. */
  readonly max: number;
}

/**
 * One network of a sweep, over its seeds.
 *
 * @example
 * import { datasets, sweep, type SweepRow } from 'densely';
 *
 * const line = ({ hidden, parameters }: SweepRow) => `${hidden.join('-')}: ${parameters}`;
 * const { rows } = await sweep(datasets.moons(), { hidden: [2, [4, 3]], epochs: 5, baseline: false });
 * console.log(rows.map(line)); // [ '2: 9', '4-3: 31' ]
 */
export interface SweepRow {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Number of parameters. */
  readonly parameters: number;
  /** Mean cost on the training examples. */
  readonly cost: number;
  /** On the training examples. */
  readonly train: Scores;
  /** Null where nothing was held out. */
  readonly validation: Scores | null;
  /** Null where nothing was held out, but for the baseline. */
  readonly verdict: Verdict | null;
  /** Mean time of a training. */
  readonly seconds: number;
}

/**
 * All of a sweep; `String(result)` is a table.
 *
 * @example
 * import { datasets, sweep, type SweepResult } from 'densely';
 *
 * const result: SweepResult = await sweep(datasets.moons(), { hidden: [8], epochs: 50 });
 * console.log(result.best?.hidden, String(result).includes('baseline')); // [ 8 ] true
 */
export interface SweepResult<L extends Label = Label> {
  /** Network by network, seed by seed. */
  readonly runs: readonly SweepRun<L>[];
  /** One per network, in the order of `hidden`; the baseline first. */
  readonly rows: readonly SweepRow[];
  /** The row with the highest mean score of those with a hidden layer; the smallest of equals. */
  readonly best: SweepRow | null;
  /** The rows as a table. */
  toString(): string;
}

export function judge<L extends Label>(
  runs: readonly SweepRun<L>[],
  held: boolean,
): SweepResult<L> {
  const groups = new Map<readonly number[], SweepRun<L>[]>();
  for (const run of runs) groups.set(run.hidden, [...(groups.get(run.hidden) ?? []), run]);
  const rows = [...groups.values()].map(rowOf);
  const best = bestOf(rows);
  const judged = rows.map((row) => ({ ...row, verdict: verdictOf(row, best, held) }));
  return {
    runs,
    rows: judged,
    best: best && judged[rows.indexOf(best)]!,
    toString: () => table(judged, runs[0]?.train.task === 'regression'),
  };
}

function rowOf<L extends Label>(runs: readonly SweepRun<L>[]): Omit<SweepRow, 'verdict'> {
  const [{ hidden, model, validation }] = runs as [SweepRun<L>];
  const mean = (of: (run: SweepRun<L>) => number): number =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return {
    hidden,
    parameters: model.summary().parameters,
    cost: mean((run) => run.train.cost),
    train: scores(runs.map((run) => run.train)),
    validation: validation && scores(runs.map((run) => run.validation!)),
    seconds: mean((run) => run.seconds),
  };
}

function scores(metrics: readonly Metrics[]): Scores {
  const list = metrics.map((m) => (m.task === 'regression' ? m.r2 : m.accuracy));
  const mean = list.reduce((sum, score) => sum + score, 0) / list.length;
  return { mean, min: Math.min(...list), max: Math.max(...list) };
}

type Row = Omit<SweepRow, 'verdict'>;

const scoreOf = (row: Row): Scores => row.validation ?? row.train;

function bestOf(rows: readonly Row[]): Row | null {
  const candidates = rows.filter((row) => row.hidden.length > 0);
  if (candidates.length === 0) return null;
  const better = (a: Row, b: Row): boolean => {
    const [x, y] = [scoreOf(a).mean, scoreOf(b).mean];
    // Means of equal scores may differ by their rounding.
    const tie = Math.abs(x - y) < 1e-12;
    return tie ? a.parameters < b.parameters : x > y;
  };
  return candidates.reduce((best, row) => (better(row, best) ? row : best));
}

function verdictOf(row: Row, best: Row | null, held: boolean): Verdict | null {
  if (row.hidden.length === 0) return 'baseline';
  if (!held || best === null) return null;
  if (row === best) return 'best';
  // Half the range over the seeds: with one seed nothing but the best is good.
  const { min, max, mean } = scoreOf(best);
  if (scoreOf(row).mean >= mean - (max - min) / 2) return 'good';
  return row.train.mean < best.train.mean ? 'underfit' : 'overfit';
}

function table(rows: readonly SweepRow[], regression: boolean): string {
  const shown = (score: number): string =>
    regression ? score.toFixed(4) : `${(score * 100).toFixed(2)} %`;
  const range = ({ min, max }: Scores): string =>
    regression
      ? `${min.toFixed(3)} … ${max.toFixed(3)}`
      : `${(min * 100).toFixed(1)} … ${(max * 100).toFixed(1)}`;
  const cells = rows.map((row) => [
    row.hidden.length === 0 ? 'none' : row.hidden.join('-'),
    `${row.parameters}`,
    row.cost.toFixed(4),
    shown(row.train.mean),
    ...(row.validation ? [shown(row.validation.mean), range(row.validation)] : []),
    `${row.seconds.toFixed(2)} s`,
    row.verdict ?? '',
  ]);
  const held = rows.some((row) => row.validation) ? ['validation', 'range'] : [];
  const head = ['hidden', 'parameters', 'cost', 'train', ...held, 'time', ''];
  return alignedTable([head, ...cells], [0, head.length - 1]);
}
