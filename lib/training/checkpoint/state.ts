// A training's state as the numbers of a checkpoint, and back.
import { sharedZeros, type DType, type FloatArray } from '../../base/dtype.js';
import { DenselyError } from '../../base/errors.js';
import { WORDS, type StreamState } from '../../base/random.js';
import type { Slices } from '../../base/slices.js';
import { ordersAt, type OrdersPlace } from '../orders.js';
import { copyInto, type TrainingState } from '../state.js';
import { scheduled, type ScheduleProducts } from '../step-numbers.js';

/** Numbers by name. */
export type Arrays = ReadonlyMap<string, FloatArray>;

/** Large arrays of a state, which go on changing: they are copied before they are written. */
const large = ['parameters', 'slots', 'snapshot', 'average'] as const;

/** Memory for copies, used again by the next checkpoint of the same run. */
export type Room = Map<string, FloatArray>;

/** Copies of what goes on changing; `best` is one already. */
export function* savedState(
  state: TrainingState,
  best: FloatArray | undefined,
  room: Room,
): Slices<Map<string, FloatArray>> {
  const arrays = new Map<string, FloatArray>();
  const add = (name: string, array: FloatArray): void => {
    if (array.length > 0) arrays.set(name, array);
  };
  for (const name of large) {
    const array = state[name];
    if (array !== null) add(name, yield* copied(name, array, room));
  }
  if (best) add('best', best);
  add('carry', state.carry.slice());
  add('powers', state.powers.slice());
  add('plateau', state.plateau.slice());
  for (const name of scheduled) add(`products.${name}`, state.products[name].slice());
  const { stream, examples } = state.orders.place;
  add('stream', streamNumbers(stream, examples));
  return arrays;
}

function* copied(name: string, array: FloatArray, room: Room): Slices<FloatArray> {
  const dtype: DType = array.BYTES_PER_ELEMENT === 4 ? 'float32' : 'float64';
  const copy = room.get(name) ?? sharedZeros(dtype, array.length);
  room.set(name, copy);
  yield* copyInto(copy, array);
  return copy;
}

/** The twister's words, its place, the number that it kept, and the examples taken since. */
function streamNumbers({ key, position, kept }: StreamState, examples: number): Float64Array {
  return Float64Array.of(...key, position, kept ?? NaN, examples);
}

/** Puts a checkpoint's numbers in the place of a state's. */
export function* restoreState(
  state: TrainingState,
  arrays: Arrays,
  steps: { readonly step: number; readonly skipped: number },
): Slices<TrainingState> {
  for (const name of large) {
    const into = state[name];
    if (into === null || into.length === 0) continue;
    yield* copyInto(into, numbersOf(arrays, name, into.length));
  }
  state.carry.set(numbersOf(arrays, 'carry', state.carry.length));
  if (state.powers.length > 0) state.powers.set(numbersOf(arrays, 'powers', state.powers.length));
  state.plateau.set(numbersOf(arrays, 'plateau', state.plateau.length));
  for (const [name, into] of Object.entries<Float64Array>(state.products as ScheduleProducts))
    if (into.length > 0) into.set(numbersOf(arrays, `products.${name}`, into.length));
  const { orders, cancel } = state;
  const drawn = yield* ordersAt(placeIn(arrays), orders.m, cancel);
  return { ...state, ...steps, ...drawn };
}

function placeIn(arrays: Arrays): OrdersPlace {
  const numbers = numbersOf(arrays, 'stream', WORDS + 3);
  const [position, kept, examples] = numbers.subarray(WORDS) as unknown as [number, number, number];
  const key = Uint32Array.from(numbers.subarray(0, WORDS));
  return { stream: { key, position, kept: Number.isNaN(kept) ? null : kept }, examples };
}

/** @throws `ERR_CHECKPOINT` where they are not there */
export function numbersOf(arrays: Arrays, name: string, length: number): FloatArray {
  const array = arrays.get(name);
  if (array?.length === length) return array;
  const found = array ? `${array.length} numbers` : 'none';
  const message = `the checkpoint has ${found} of ${name}, not ${length}: it is of another training.`;
  throw new DenselyError('ERR_CHECKPOINT', 'checkpoint', message);
}
