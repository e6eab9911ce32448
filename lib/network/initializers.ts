import { readOptions } from '../base/checks.js';
import { DenselyError, invalid, nearestHint, show } from '../base/errors.js';
import { keysOf } from '../base/option-table.js';
import type { RandomState } from '../base/random.js';

/** Draws one weight; called row by row, so that a stream gives NumPy's own matrix. */
type Draw = () => number;

export interface InitializerEntry {
  /** Of a layer with so many inputs and outputs; the last one may be drawn otherwise. */
  readonly draw: (random: RandomState, inputs: number, outputs: number, isLast: boolean) => Draw;
}

const normal =
  (scale: number, random: RandomState): Draw =>
  () =>
    random.normal() * scale;

const uniform =
  (limit: number, random: RandomState): Draw =>
  () =>
    random.uniform(-limit, limit);

const initializers = {
  zeros: { draw: (): Draw => () => 0 },
  xavierNormal: {
    draw: (random: RandomState, inputs: number, outputs: number): Draw =>
      normal(Math.sqrt(2 / (inputs + outputs)), random),
  },
  xavierUniform: {
    draw: (random: RandomState, inputs: number, outputs: number): Draw =>
      uniform(Math.sqrt(6 / (inputs + outputs)), random),
  },
  heNormal: {
    draw: (random: RandomState, inputs: number): Draw => normal(Math.sqrt(2 / inputs), random),
  },
  heUniform: {
    draw: (random: RandomState, inputs: number): Draw => uniform(Math.sqrt(6 / inputs), random),
  },
  heLecunNormal: {
    draw: (random: RandomState, inputs: number, _outputs: number, isLast: boolean): Draw =>
      normal(Math.sqrt((isLast ? 1 : 2) / inputs), random),
  },
} as const;

/** @inline */
type Named = keyof typeof initializers;

/**
 * How weights start (biases start at 0 and draw nothing): `zeros`; a constant; normal with a scale;
 * Xavier/Glorot (2010), `xavierNormal` with variance 2/(in+out) or `xavierUniform` within √(6/(in+out)); He
 * (2015), `heNormal` with variance 2/in or `heUniform` within √(6/in); `heLecunNormal` as `heNormal`, but the
 * last layer, behind which no relu halves anything, with variance 1/in (LeCun et al. 1998).
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

const named: Readonly<Record<Named, InitializerEntry>> = initializers;
const names = keysOf(named);
const allowed = `one of ${names.map(show).join(', ')}, { constant: number } or { normal: scale }`;

/** Reads an initializer once and gives its way to draw. */
export function initializerOption(argument: string, value: unknown): InitializerEntry {
  if (typeof value === 'string') {
    if ((names as string[]).includes(value)) return named[value as Named];
    throw invalid(argument, value, `${allowed}${nearestHint(value, names)}`);
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
