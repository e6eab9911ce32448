import { readOptions } from '../base/checks.js';
import { DenselyError, invalid, nearest, show } from '../base/errors.js';
import type { RandomState } from '../base/random.js';

/** Draws one weight; called row by row, so that a stream gives NumPy's own matrix. */
type Draw = () => number;

interface Entry {
  readonly draw: (random: RandomState, inputs: number, outputs: number) => Draw;
}

const normal =
  (scale: number, random: RandomState): Draw =>
  () =>
    random.normal() * scale;

const uniform =
  (limit: number, random: RandomState): Draw =>
  () =>
    random.uniform(-limit, limit);

const table = {
  zeros: { draw: () => () => 0 } satisfies Entry as Entry,
  xavierNormal: {
    draw: (random, inputs, outputs) => normal(Math.sqrt(2 / (inputs + outputs)), random),
  } satisfies Entry as Entry,
  xavierUniform: {
    draw: (random, inputs, outputs) => uniform(Math.sqrt(6 / (inputs + outputs)), random),
  } satisfies Entry as Entry,
  heNormal: {
    draw: (random, inputs) => normal(Math.sqrt(2 / inputs), random),
  } satisfies Entry as Entry,
  heUniform: {
    draw: (random, inputs) => uniform(Math.sqrt(6 / inputs), random),
  } satisfies Entry as Entry,
};

/** @inline */
type Named = keyof typeof table;

/**
 * How weights start (biases start at 0 and draw nothing): zeros; a constant; normal with a scale;
 * Xavier/Glorot (2010), normal with variance 2/(in+out) or uniform within √(6/(in+out)); He (2015),
 * normal with variance 2/in or uniform within √(6/in).
 *
 * @example
 * import { initializeParameters, type Initializer } from 'densely';
 *
 * const half: Initializer = { constant: 0.5 };
 * console.log(initializeParameters(2, 4, 1, { initializer: half }).W1.at(3, 1)); // 0.5
 */
export type Initializer =
  | Named
  | {
      /** Every weight. */
      readonly constant: number;
    }
  | {
      /** Deviation of normal weights. */
      readonly normal: number;
    };

const names = Object.keys(table) as Named[];
const allowed = `one of ${names.map(show).join(', ')}, { constant: number } or { normal: scale }`;

/** Reads an initializer once and gives its way to draw. */
export function initializerOption(argument: string, value: unknown): Entry {
  if (typeof value === 'string') {
    if ((names as string[]).includes(value)) return table[value as Named];
    const hint = `${allowed}; the nearest is ${show(nearest(value, names))}`;
    throw invalid(argument, value, hint);
  }
  if (value === null || typeof value !== 'object') throw invalid(argument, value, allowed);
  const { constant, normal: scale } = readOptions(argument, value, ['constant', 'normal']);
  if ((constant === undefined) === (scale === undefined)) throw invalid(argument, value, allowed);
  if (constant !== undefined) {
    const weight = finiteNumber(`${argument}.constant`, constant);
    return { draw: () => () => weight };
  }
  const deviation = finiteNumber(`${argument}.normal`, scale);
  if (deviation < 0)
    throw new DenselyError(
      'ERR_OPTION',
      argument,
      `${argument}.normal is a scale, at least 0, not ${show(deviation)}.`,
    );
  return { draw: (random) => normal(deviation, random) };
}

function finiteNumber(argument: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid(argument, value, 'a finite number');
}
