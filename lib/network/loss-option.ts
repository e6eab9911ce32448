import { oneOf, readOptions } from '../base/checks.js';
import { roundTo, type DType } from '../base/dtype.js';
import { invalid, show } from '../base/errors.js';
import { lossTable, type Loss } from './losses.js';

/**
 * Loss of a regression, of the scaled targets. `squared`, (1/2)d²: predicts means. `absolute`, |d|: medians.
 * `huber` (Huber 1964), ½d² as far as δ and δ(|d| − ½δ) beyond: means that outliers move less; δ is 1, or as
 * given, in deviations of the target where that is scaled as standard. `poisson`, e^z − y·z: means of counts, and of
 * other targets from 0 on, which are not scaled. `quantiles` (Koenker and Bassett 1978), max(τd, (τ − 1)d) with
 * d = y − z: for each of 1 … 64 ascending levels τ the value that a share τ of the targets lies below.
 *
 * @example
 * import { Dataset, type LossOption, train } from 'densely';
 *
 * const loss: LossOption = { huber: 0.5 };
 * const data = Dataset.from([[1], [2], [3]], [10.5, 20, 900]);
 * console.log((await train(data, { loss, epochs: 1 })).task); // regression
 */
export type LossOption =
  | 'squared'
  | 'absolute'
  | 'huber'
  | 'poisson'
  | {
      /** δ, above 0, in scaled units. */
      readonly huber: number;
    }
  | {
      /** Levels, ascending, within 0 and 1. */
      readonly quantiles: readonly number[];
    };

/** A loss with the numbers that it takes, in float64. */
export interface LossRule {
  readonly name: Loss;
  readonly numbers: readonly number[];
}

/** Losses that may be said by their name alone. */
const names = ['squared', 'absolute', 'huber', 'poisson'] as const;

/** Numbers of those that may be said without. */
const presets: Readonly<Partial<Record<Loss, readonly number[]>>> = { huber: [1] };

const withNumbers = ['huber', 'quantiles'] as const;

/** Levels at most, and so numbers of a loss. */
export const MOST_LOSS_NUMBERS = 64;

/** Reads a loss once. */
export function lossOption(argument: string, value: unknown): LossRule {
  if (value === null || typeof value !== 'object') return named(argument, value);
  const given = readOptions(argument, value, withNumbers);
  const [name, ...more] = withNumbers.filter((key) => given[key] !== undefined);
  if (name === undefined || more.length > 0)
    throw invalid(argument, value, '{ huber: δ } or { quantiles: [0.1, 0.5, 0.9] }');
  const said = given[name];
  const numbers = name === 'huber' ? [said] : levelsIn(`${argument}.${name}`, said);
  return checkLossNumbers(argument, name, numbers, 'float64');
}

function named(argument: string, value: unknown): LossRule {
  if (value === 'quantiles')
    throw invalid(argument, value, 'with its levels, { quantiles: [0.1, 0.5, 0.9] }');
  const name = oneOf(argument, value, names);
  return { name, numbers: presets[name] ?? [] };
}

function levelsIn(argument: string, value: unknown): unknown[] {
  const list = Array.isArray(value) ? Array.from(value as unknown[]) : [];
  if (list.length >= 1 && list.length <= MOST_LOSS_NUMBERS) return list;
  throw invalid(
    argument,
    value,
    `a list of 1 to ${MOST_LOSS_NUMBERS} levels, such as [0.1, 0.5, 0.9]`,
  );
}

/**
 * Numbers that a loss can take in a dtype, as many as it takes.
 * @throws `ERR_OPTION` about the first that it cannot
 */
export function checkLossNumbers(
  argument: string,
  name: Loss,
  numbers: readonly unknown[],
  dtype: DType,
): LossRule {
  if (name === 'huber') checkDelta(`${argument}.huber`, numbers[0], dtype);
  if (name === 'quantiles') checkLevels(`${argument}.quantiles`, numbers, dtype);
  return { name, numbers: numbers as readonly number[] };
}

function checkDelta(argument: string, value: unknown, dtype: DType): void {
  const delta = typeof value === 'number' ? roundTo(dtype, value) : NaN;
  if (delta > 0 && delta < Infinity) return;
  throw invalid(argument, value, `a finite number above 0${rounded(delta, value, dtype)}`);
}

function checkLevels(argument: string, levels: readonly unknown[], dtype: DType): void {
  let before = 0;
  for (const [i, value] of levels.entries()) {
    const level = typeof value === 'number' ? roundTo(dtype, value) : NaN;
    if (!(level > before && level < 1)) {
      const least = i === 0 ? '0' : show(levels[i - 1]);
      const allowed = `a level above ${least} and below 1${rounded(level, value, dtype)}`;
      throw invalid(`${argument}[${i}]`, value, allowed);
    }
    before = level;
  }
}

function rounded(number: number, value: unknown, dtype: DType): string {
  return number === value || Number.isNaN(number) ? '' : `; in ${dtype} it becomes ${number}`;
}

/** Outputs of a network whose loss it is, of so many columns of targets: one per level where it is of quantiles. */
export function outputsFor({ name, numbers }: LossRule, targets: number): number {
  return lossTable[name].numbersPerOutput > 0 ? numbers.length : targets;
}
