// What a search tries: every combination of a grid, or draws from ranges and lists.
import { float64 } from '../base/arithmetic.js';
import { flag, readOptions, seedNumber, wholeNumber } from '../base/checks.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { logarithm } from '../base/logarithm.js';
import { exp } from '../base/math.js';
import { copied, keysOf, without } from '../base/option-table.js';
import { RandomState } from '../base/random.js';
import { isKeyed } from '../base/tags.js';
import { sharedTable, type SharedTrainOptions } from './shared-options.js';

/**
 * Options of {@link train} that a search can try.
 *
 * @example
 * import { datasets, sweep, type SearchedOptions } from 'densely';
 *
 * const key: keyof SearchedOptions = 'learningRate';
 * const grid = { [key]: [0.01, 0.1] };
 * console.log((await sweep(datasets.moons(), { grid, epochs: 5 })).rows.length); // 2
 */
export type SearchedOptions = Omit<SharedTrainOptions, 'seed'>;

/**
 * Values of each option that is searched over; every combination is tried, the last key's values in turn first.
 *
 * @example
 * import { datasets, sweep, type SearchGrid } from 'densely';
 *
 * const grid: SearchGrid = { hidden: [[], [8]], learningRate: [0.001, 0.01] };
 * const { rows } = await sweep(datasets.moons(), { grid, epochs: 30 });
 * console.log(rows.length, rows.every(({ values }) => 'hidden' in values)); // 4 true
 */
export type SearchGrid = {
  readonly [K in keyof SearchedOptions]?: readonly NonNullable<SearchedOptions[K]>[] | undefined;
};

/**
 * Numbers to draw from, evenly.
 *
 * @example
 * import { datasets, sweep, type SearchRange } from 'densely';
 *
 * const learningRate: SearchRange = { from: 1e-4, to: 0.1, log: true };
 * const grid = { trials: 3, seed: 1, space: { learningRate } };
 * const { rows } = await sweep(datasets.moons(), { grid, epochs: 5 });
 * console.log(rows.every(({ values }) => Number(values.learningRate) < 0.1)); // true
 */
export interface SearchRange {
  /** The smallest. */
  readonly from: number;
  /** The largest. */
  readonly to: number;
  /** Evenly on a logarithmic scale: as many from 0.001 to 0.01 as from 0.01 to 0.1. Default false. */
  readonly log?: boolean | undefined;
  /** Whole numbers, both ends among them. Default false. */
  readonly whole?: boolean | undefined;
}

/**
 * Draws instead of a grid: of each option from a range, or one of a list.
 *
 * @example
 * import { datasets, sweep, type RandomSearch } from 'densely';
 *
 * const grid: RandomSearch = {
 *   trials: 4,
 *   seed: 1,
 *   space: { hidden: [[8], [16]], batchSize: { from: 8, to: 64, whole: true } },
 * };
 * const { rows } = await sweep(datasets.moons(), { grid, epochs: 5 });
 * console.log(rows.map(({ trial }) => trial).sort()); // [ 0, 1, 2, 3 ]
 */
export interface RandomSearch {
  /** How often to draw, default 20. Fewer are the first of more. */
  readonly trials?: number | undefined;
  /** Of the drawing, default 0. */
  readonly seed?: number | undefined;
  /** What to draw from; each trial draws in this order. */
  readonly space: {
    readonly [K in keyof SearchedOptions]?:
      readonly NonNullable<SearchedOptions[K]>[] | SearchRange | undefined;
  };
}

/** The options of a trial that a search has chosen, in the order in which they were named. */
export type Candidate = Readonly<Record<string, unknown>>;

/** What is to be tried. */
export interface Candidates {
  readonly keys: readonly string[];
  readonly all: readonly Candidate[];
  /** What tells one search from another: more draws go on with fewer. */
  readonly identity: unknown;
}

const MOST = 100_000;

const searchedKeys = keysOf(without(sharedTable, 'seed'));

/** Reads the option `grid`. */
export function readCandidates(argument: string, value: unknown): Candidates {
  if (!isKeyed(value))
    throw invalid(
      argument,
      value,
      'lists of values by option, such as { learningRate: [0.001, 0.01] }, or { trials, seed, space }',
    );
  return 'space' in value || 'trials' in value
    ? drawn(argument, value)
    : combined(readLists(argument, value), argument);
}

function readLists(argument: string, value: unknown): [key: string, values: readonly unknown[]][] {
  return entriesIn(argument, value).map(([key, values]) => [
    key,
    listOf(`${argument}.${key}`, values),
  ]);
}

/** @throws `ERR_OPTION` for what is no option of `train` that can be searched over, and where there is none */
function entriesIn(argument: string, value: unknown): [key: string, value: unknown][] {
  if (isKeyed(value) && Object.hasOwn(value, 'seed')) {
    const message = `${argument} cannot have seed: the option seeds says with which seeds each trial is trained.`;
    throw new DenselyError('ERR_OPTION', `${argument}.seed`, message);
  }
  const entries = Object.entries(readOptions(argument, value, searchedKeys));
  if (entries.length > 0) return entries.map(([key, of]) => [key, copied(of)]);
  throw new DenselyError(
    'ERR_OPTION',
    argument,
    `${argument} is empty: name at least one option with its values, such as { learningRate: [0.001, 0.01] }.`,
  );
}

function listOf(argument: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value as unknown[];
  throw invalid(argument, value, 'a list of at least one value');
}

/** Every combination, the last key's values in turn first. */
function combined(
  lists: readonly (readonly [key: string, values: readonly unknown[]])[],
  argument: string,
): Candidates {
  const count = lists.reduce((product, [, values]) => product * values.length, 1);
  if (count > MOST) {
    const message = `${argument} has ${count} combinations, and at most ${MOST} are tried: name fewer values, or draw some of them, grid: { trials, seed, space }.`;
    throw new DenselyError('ERR_OPTION', argument, message);
  }
  let all: Candidate[] = [{}];
  for (const [key, values] of lists)
    all = all.flatMap((before) => values.map((value) => ({ ...before, [key]: value })));
  return { keys: lists.map(([key]) => key), all, identity: { grid: lists } };
}

/** Draws one value. */
type Draw = (random: RandomState) => unknown;

function drawn(argument: string, value: object): Candidates {
  const said = readOptions(argument, value, ['trials', 'seed', 'space']);
  const { trials = 20, seed = 0 } = said;
  const count = wholeNumber(`${argument}.trials`, trials, 1, MOST);
  const random = new RandomState(seedNumber(`${argument}.seed`, seed));
  const within = `${argument}.space`;
  const space = entriesIn(within, said.space === undefined ? {} : said.space);
  const draws = space.map(([key, of]) => [key, drawOf(`${within}.${key}`, of)] as const);
  const all = Array.from({ length: count }, (): Candidate => {
    return Object.fromEntries(draws.map(([key, draw]) => [key, draw(random)]));
  });
  return { keys: space.map(([key]) => key), all, identity: { seed, space } };
}

function drawOf(argument: string, value: unknown): Draw {
  if (isKeyed(value)) return rangeOf(argument, value);
  if (!Array.isArray(value)) throw invalid(argument, value, 'a list of values, or { from, to }');
  const list = listOf(argument, value);
  return (random) => list[random.interval(list.length - 1)];
}

function rangeOf(argument: string, value: object): Draw {
  const said = readOptions(argument, value, ['from', 'to', 'log', 'whole']);
  const log = flag(`${argument}.log`, said.log ?? false);
  const whole = flag(`${argument}.whole`, said.whole ?? false);
  const from = endOf(`${argument}.from`, said.from, log, whole);
  const to = endOf(`${argument}.to`, said.to, log, whole);
  if (!(from < to)) throw invalid(`${argument}.to`, to, `above from, which is ${show(from)}`);
  // A whole number stands for all up to the next.
  const end = whole ? to + 1 : to;
  const [low, high] = log ? [logarithm(from), logarithm(end)] : [from, end];
  return (random) => {
    const at = low + (high - low) * random.random();
    const number = log ? exp(float64, at) : at;
    return Math.min(to, Math.max(from, whole ? Math.floor(number) : number));
  };
}

function endOf(argument: string, value: unknown, log: boolean, whole: boolean): number {
  const isEnd = typeof value === 'number' && Number.isFinite(value) && (!log || value > 0);
  if (isEnd && (!whole || Number.isSafeInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a finite number';
  throw invalid(argument, value, log ? `${kind} above 0, where log is true` : kind);
}
