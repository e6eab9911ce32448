import { fittingTable } from '../base/table.js';
import type { Label } from '../data/targets.js';
import type { Metrics } from '../model/metric-types.js';
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
export interface SweepRun<L extends Label = Label, R extends object = object> {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Of the split, the start and the shuffling. */
  readonly seed: number;
  /** What was trained. */
  readonly model: Model<L, R>;
  /** On the examples that it was trained on. */
  readonly train: Metrics<L>;
  /** On those held out; null where none are. */
  readonly validation: Metrics<L> | null;
  /** Time of the training. */
  readonly seconds: number;
}

/**
 * What the costs say of a size; ranges over the seeds that overlap count as equal. `best`: the lowest mean
 * cost of the held-out examples; `good`: their cost is equal to the best's; `underfit`: theirs is higher, and
 * that of the training examples too; `overfit`: theirs is higher, although that of the training examples is
 * not; `baseline`: no hidden layer. With a single seed there are no ranges: take several.
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
 * Mean, smallest and largest over the seeds of a score (accuracy, of several labels that of all together, or R²)
 * or of a cost.
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
  /** The smallest. */
  readonly min: number;
  /** The largest. */
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
  /** Costs, which decide the verdict. */
  readonly costs: {
    /** On the training examples. */
    readonly train: Scores;
    /** On those held out; null where none are. */
    readonly validation: Scores | null;
  };
  /** Score on the training examples. */
  readonly train: Scores;
  /** On those held out; null where none are. */
  readonly validation: Scores | null;
  /** Null where nothing was held out, but for the baseline. */
  readonly verdict: Verdict | null;
  /** What the verdict goes by: the costs of the row beside those of the best. Null where there is none. */
  readonly why: string | null;
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
export interface SweepResult<L extends Label = Label, R extends object = object> {
  /** Network by network, seed by seed. */
  readonly runs: readonly SweepRun<L, R>[];
  /** One per network, in the order of `hidden`; the baseline first. */
  readonly rows: readonly SweepRow[];
  /**
   * Of the rows with a hidden layer the one with the lowest mean cost of the held-out examples; where none were
   * held out, with the highest mean score. The smallest of equals.
   */
  readonly best: SweepRow | null;
  /** The rows as a table, of at most so many columns where a width is given. */
  toString(width?: number): string;
}

export function judge<L extends Label, R extends object>(
  runs: readonly SweepRun<L, R>[],
  held: boolean,
): SweepResult<L, R> {
  const groups = new Map<readonly number[], SweepRun<L, R>[]>();
  for (const run of runs) groups.set(run.hidden, [...(groups.get(run.hidden) ?? []), run]);
  const rows = [...groups.values()].map(rowOf);
  const best = bestOf(rows);
  const judged = rows.map((row) => {
    const verdict = verdictOf(row, best, held);
    return { ...row, verdict, why: verdict && whyOf(row, verdict) };
  });
  return {
    runs,
    rows: judged,
    best: best && judged[rows.indexOf(best)]!,
    toString: (width = Infinity) => table(judged, runs[0]?.train.task === 'regression', width),
  };
}

function rowOf<L extends Label, R extends object>(runs: readonly SweepRun<L, R>[]): Row {
  const [{ hidden, model, validation }] = runs as [SweepRun<L, R>];
  const over = (of: (run: SweepRun<L, R>) => number): Scores => scores(runs.map(of));
  const held = (of: (metrics: Metrics<L>) => number): Scores | null =>
    validation && over((run) => of(run.validation!));
  const train = over((run) => run.train.cost);
  return {
    hidden,
    parameters: model.summary().parameters,
    cost: train.mean,
    costs: { train, validation: held((metrics) => metrics.cost) },
    train: over((run) => scoreOf(run.train)),
    validation: held(scoreOf),
    seconds: over((run) => run.seconds).mean,
  };
}

function scores(list: readonly number[]): Scores {
  const mean = list.reduce((sum, score) => sum + score, 0) / list.length;
  return { mean, min: Math.min(...list), max: Math.max(...list) };
}

function scoreOf(m: Metrics): number {
  if (m.task === 'regression') return m.r2;
  return m.task === 'multilabel' ? m.subsetAccuracy : m.accuracy;
}

type Row = Omit<SweepRow, 'verdict' | 'why'>;

function bestOf(rows: readonly Row[]): Row | null {
  const candidates = rows.filter((row) => row.hidden.length > 0);
  if (candidates.length === 0) return null;
  const loss = ({ costs, train }: Row): number => costs.validation?.mean ?? -train.mean;
  const better = (a: Row, b: Row): boolean => {
    // Means of equal numbers may differ by their rounding.
    const tie = Math.abs(loss(a) - loss(b)) < 1e-12;
    return tie ? a.parameters < b.parameters : loss(a) < loss(b);
  };
  return candidates.reduce((best, row) => (better(row, best) ? row : best));
}

function verdictOf(row: Row, best: Row | null, held: boolean): Verdict | null {
  if (row.hidden.length === 0) return 'baseline';
  if (!held || best === null) return null;
  if (row === best) return 'best';
  if (overlap(row.costs.validation!, best.costs.validation!)) return 'good';
  return row.costs.train.min > best.costs.train.max ? 'underfit' : 'overfit';
}

/** No seed tells the two apart. */
function overlap(a: Scores, b: Scores): boolean {
  return a.min <= b.max && b.min <= a.max;
}

function whyOf({ costs }: Row, verdict: Verdict): string {
  const trained = `trained ${range(costs.train)}`;
  if (costs.validation === null) return `no hidden layer, ${trained}`;
  const held = `held out ${range(costs.validation)}`;
  const reasons: Record<Verdict, string> = {
    baseline: `no hidden layer, ${held}, ${trained}`,
    best: `${held}, the lowest mean; ${trained}`,
    good: `${held} overlaps the best's`,
    underfit: `${held}, ${trained}: both above the best's`,
    overfit: `${held} is above the best's, ${trained} is not`,
  };
  return reasons[verdict];
}

function range({ min, max }: Scores): string {
  const [low, high] = [min.toFixed(3), max.toFixed(3)];
  return low === high ? low : `${low} … ${high}`;
}

const nameOf = ({ hidden }: Row): string => (hidden.length === 0 ? 'none' : hidden.join('-'));

/** The rows in at most `width` columns, and why each is judged so. */
function table(rows: readonly SweepRow[], regression: boolean, width: number): string {
  const shown = (score: number): string =>
    regression ? score.toFixed(4) : `${(score * 100).toFixed(2)} %`;
  const cells = rows.map((row) => [
    nameOf(row),
    `${row.parameters}`,
    row.cost.toFixed(4),
    shown(row.train.mean),
    ...(row.validation ? [shown(row.validation.mean)] : []),
    ...(row.costs.validation ? [range(row.costs.validation)] : []),
    `${row.seconds.toFixed(2)} s`,
    row.verdict ?? '',
  ]);
  const held = rows.some((row) => row.validation);
  const columns = held ? ['validation', 'its cost'] : [];
  const head = ['hidden', 'parameters', 'cost', 'train', ...columns, 'time', ''];
  const whole = fittingTable([head, ...cells], {
    left: [0, head.length - 1],
    width,
    least: ['time', 'parameters', 'its cost', 'cost'],
  });
  return held ? `${whole}\n\n${reasons(rows)}` : whole;
}

/** A line for each row. */
function reasons(rows: readonly SweepRow[]): string {
  return ['Costs over the seeds:', ...rows.map((row) => `${nameOf(row)}: ${row.why}`)].join('\n');
}
