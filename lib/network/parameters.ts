import { readOptions } from '../base/checks.js';
import { zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../base/errors.js';
import { firstNotFinite } from '../base/finite.js';
import { checkDType, checkMatrix, Matrix, wrongMatrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import type { RandomState } from '../base/random.js';
import { withText } from '../base/printed.js';
import { atOnce } from '../base/slices.js';
import type { InitializerEntry } from './initializers.js';
import { NET_KEYS, specOf, unitsOf, type NetworkSpec } from './spec.js';
import {
  checkNetworkSize,
  numbersAt,
  parameterCount,
  placesOf,
  type ParameterName,
  type Place,
} from './tensors.js';

/**
 * Parameters of a network in the course's notation: W[l] (n_l, n_{l-1}), b[l] (n_l, 1), alpha[l] (1, 1), and
 * Wx (n_L, n_x) where a linear path leads from the inputs to the outputs: Z[L] = W[L]·A[L−1] + b[L] + Wx·X.
 * JSON has them as lists of rows.
 *
 * @example
 * import { initializeParameters, type ParameterDict } from 'densely';
 *
 * const deep: ParameterDict = initializeParameters([2, 5, 1], { activation: 'prelu' });
 * console.log(Object.keys(deep), deep.alpha1?.at(0, 0)); // [ 'W1', 'b1', 'alpha1', 'W2', 'b2' ] 0.25
 *
 * @example
 * import { initializeParameters, Matrix, type ParameterDict, predict } from 'densely';
 *
 * // To JSON and back; of float32 parameters by Matrix.from(rows, 'float32').
 * const text = JSON.stringify(initializeParameters(2, 4, 1));
 * const lists = Object.entries<number[][]>(JSON.parse(text));
 * const parameters: ParameterDict = Object.fromEntries(
 *   lists.map(([name, rows]) => [name, Matrix.from(rows)]),
 * );
 * console.log(predict(parameters, Matrix.from([[1], [2]])).at(0, 0)); // 1
 */
export type ParameterDict = {
  readonly [key: Exclude<ParameterName, 'Wx'>]: Matrix;
  /** Of a linear path, where there is one, (n_L, n_x). */
  readonly Wx?: Matrix;
};

/**
 * Parameters of the exercise's 2-layer network.
 *
 * @example
 * import { initializeParameters, type TwoLayer } from 'densely';
 *
 * const { W1, b1, W2, b2 }: TwoLayer = initializeParameters(2, 4, 1);
 * console.log([W1, b1, W2, b2].map(({ rows, cols }) => rows * cols)); // [ 8, 4, 4, 1 ]
 */
export type TwoLayer = {
  /** Weights of the hidden layer, (n_h, n_x). */
  readonly W1: Matrix;
  /** Biases of the hidden layer, (n_h, 1). */
  readonly b1: Matrix;
  /** Weights of the output layer, (n_y, n_h). */
  readonly W2: Matrix;
  /** Biases of the output layer, (n_y, 1). */
  readonly b2: Matrix;
  /** Weights of a linear path from the inputs to the outputs, where there is one, (n_y, n_x). */
  readonly Wx?: Matrix;
};

/** The flat buffer as a dictionary of views on it. */
export function unpack(flat: FloatArray, spec: NetworkSpec, prefix = ''): ParameterDict {
  const named = placesOf(spec).map((place) => [
    `${prefix}${place.name}`,
    Matrix.of(numbersAt(flat, place), place.rows, place.cols),
  ]);
  return withText(Object.fromEntries(named) as ParameterDict);
}

/**
 * A dictionary as one new flat buffer. Every entry of `spec` must be there with its shape and dtype and
 * finite numbers, and no other.
 */
export function pack(
  argument: string,
  dictionary: unknown,
  spec: NetworkSpec,
  prefix = '',
): FloatArray {
  const given = ownEntries(argument, dictionary, prefix);
  const flat = zeros(spec.dtype, parameterCount(spec));
  const places = placesOf(spec);
  for (const { name: own, offset, rows, cols } of places) {
    const name = `${prefix}${own}`;
    const m = checkMatrix(`${argument}.${name}`, entryOf(argument, given, name, prefix));
    if (m.rows !== rows || m.cols !== cols) {
      const turned = m.rows === cols && m.cols === rows;
      throw wrongMatrix(`${argument}.${name}`, m, shape({ rows, cols }), turned);
    }
    checkDType(`${argument}.${name}`, m, spec.dtype, `the network`);
    flat.set(m.data, offset);
  }
  if (given.size > places.length) {
    const known = places.map(({ name }) => `${prefix}${name}`);
    throw unknownEntry(argument, [...given.keys()], known, spec);
  }
  checkFinite(argument, flat, spec, prefix);
  return flat;
}

function checkFinite(argument: string, flat: FloatArray, spec: NetworkSpec, prefix: string): void {
  const wrong = firstNotFinite(flat);
  if (wrong < 0) return;
  const place = placesOf(spec).findLast(({ offset }) => offset <= wrong)!;
  const [at, name] = [wrong - place.offset, `${argument}.${prefix}${place.name}`];
  const [r, c] = [Math.floor(at / place.cols), at % place.cols];
  throw new DenselyError(
    'ERR_DATA',
    name,
    `${name} row ${r}, column ${c} is ${flat[wrong]}: it must be a finite number. Where training made it so, a lower learningRate does not.`,
  );
}

function ownEntries(argument: string, dictionary: unknown, prefix = ''): Map<string, unknown> {
  if (dictionary === null || typeof dictionary !== 'object' || Array.isArray(dictionary)) {
    const names = ['W1', 'b1', 'W2', 'b2'].map((name) => `${prefix}${name}`).join(', ');
    const allowed = `a dictionary of matrices such as { ${names} }`;
    throw invalid(argument, dictionary, allowed, 'ERR_SHAPE');
  }
  return new Map(Object.entries(dictionary));
}

function entryOf(
  argument: string,
  given: Map<string, unknown>,
  name: string,
  prefix = '',
): unknown {
  if (!given.has(name)) {
    const there = [...given.keys()].map(show).join(', ') || 'nothing';
    const from = prefix === '' ? '' : ' backwardPropagation gives all of them.';
    const message = `${argument} has no ${name}; it holds ${there}.${from}`;
    throw new DenselyError('ERR_SHAPE', argument, message);
  }
  return given.get(name);
}

function unknownEntry(
  argument: string,
  given: readonly string[],
  allowed: readonly string[],
  spec: NetworkSpec,
): DenselyError {
  const name = given.find((key) => !allowed.includes(key));
  return new DenselyError(
    'ERR_SHAPE',
    argument,
    `${argument} holds ${show(name)}, which a ${unitsOf(spec).join('-')} network has no place for; allowed: ${allowed.join(', ')}.`,
  );
}

/** Layer sizes n_0 … n_L of a dictionary: W1, W2, … without a gap, each fitting the one before. */
export function sizesOf(argument: string, dictionary: unknown): number[] {
  const given = ownEntries(argument, dictionary);
  if (!given.has('W1')) entryOf(argument, given, 'W1');
  const sizes = [checkMatrix(`${argument}.W1`, given.get('W1')).cols];
  for (let l = 1; given.has(`W${l}`); l++) {
    const name = `${argument}.W${l}`;
    const W = checkMatrix(name, given.get(`W${l}`));
    if (W.cols !== sizes[l - 1]) {
      throw wrongShape(
        name,
        shape(W),
        `(n_${l}, ${sizes[l - 1]}): W${l - 1} has ${sizes[l - 1]} rows`,
      );
    }
    sizes.push(W.rows);
  }
  const layers = sizes.length - 1;
  const later = [...given.keys()].some((key) => Number(/^[Wb]([1-9]\d*)$/.exec(key)?.[1]) > layers);
  if (later) entryOf(argument, given, `W${layers + 1}`);
  return sizes;
}

/** Has a dictionary of these layer sizes the weights of a linear path? */
export function hasPath(
  argument: string,
  dictionary: unknown,
  { length }: readonly number[],
): boolean {
  const has = ownEntries(argument, dictionary).has('Wx');
  if (!has || length > 2) return has;
  const message = `${argument} holds Wx, but no hidden layer for a path to lead past: add Wx to W1.`;
  throw new DenselyError('ERR_SHAPE', `${argument}.Wx`, message);
}

/** Weights that are drawn in one piece of work. */
const PIECE = 1 << 14;

/**
 * Puts starting parameters into a flat buffer of zeros: weights drawn layer by layer, row by row;
 * biases 0; slopes at their start. Draws are float64, rounded once to the dtype.
 * @throws `ERR_OPTION` where that is not finite
 */
export function* starting(
  spec: NetworkSpec,
  initializer: InitializerEntry,
  random: RandomState,
  flat: FloatArray,
): Generator<void, void> {
  for (const place of placesOf(spec)) {
    const numbers = numbersAt(flat, place);
    const { start, rows, cols } = place;
    const isLast = place.layer === spec.layers.length;
    const draw = start === null ? initializer.draw(random, cols, rows, isLast) : () => start;
    for (let from = 0; from < numbers.length; from += PIECE) {
      const to = Math.min(from + PIECE, numbers.length);
      for (let i = from; i < to; i++) numbers[i] = draw();
      const wrong = firstNotFinite(numbers.subarray(from, to));
      if (wrong >= 0) throw tooLarge(place, numbers[from + wrong]!, spec);
      yield;
    }
  }
}

function tooLarge({ name }: Place, value: number, { dtype }: NetworkSpec): DenselyError {
  return new DenselyError(
    'ERR_OPTION',
    'initializer',
    `initializer makes ${name} begin with ${value}: ${dtype} cannot hold such weights. Take a smaller number.`,
  );
}

/** {@link starting} parameters as one new flat buffer. */
export function initialize(
  spec: NetworkSpec,
  initializer: InitializerEntry,
  random: RandomState,
): FloatArray {
  const flat = zeros(spec.dtype, parameterCount(spec));
  atOnce(starting(spec, initializer, random, flat));
  return flat;
}

/** The network that a dictionary and `net` describe, and its flat parameters. */
export function networkOf(
  parameters: unknown,
  net: unknown,
): { spec: NetworkSpec; flat: FloatArray } {
  const sizes = sizesOf('parameters', parameters);
  const { dtype } = (parameters as TwoLayer).W1;
  const linear = hasPath('parameters', parameters, sizes);
  const spec = specOf(sizes, { ...readOptions('net', net, NET_KEYS), linear }, dtype);
  checkNetworkSize('parameters', spec);
  return { spec, flat: pack('parameters', parameters, spec) };
}
