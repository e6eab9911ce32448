import { cancelFlag } from '../base/cancel.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { RandomState, type StreamState } from '../base/random.js';
import { inPieces, type Slices } from '../base/slices.js';
import { starting } from '../network/parameters.js';
import { parameterCount } from '../network/tensors.js';
import type { RunOptions } from './option-table.js';
import { Orders, ordersAt, type OrdersPlace } from './orders.js';
import { plateauStart } from './schedules/plateau.js';
import { copyOf, type Carried, type ScheduleProducts, type StepNumbers } from './step-numbers.js';

/** Everything that a run changes. */
export interface TrainingState extends Carried {
  /** Steps that were dealt out; between two chunks: that were done. */
  step: number;
  /** Of them, those whose examples all weigh 0. */
  skipped: number;
  readonly parameters: FloatArray;
  /** The optimizer's, slots × as many numbers as there are parameters. */
  readonly slots: FloatArray;
  /** The parameters of the last recorded cost that was finite; before that the starting ones. */
  readonly snapshot: FloatArray;
  /** The mean of the parameters over the last steps, where it is wanted. */
  readonly average: FloatArray | null;
  /** Of the epoch under way: the sum of its costs, each times its examples; its examples. */
  readonly carry: Float64Array;
  /** The run's stream: starting parameters first, then the order of each epoch. */
  readonly random: RandomState;
  readonly orders: Orders;
  /** 0, or how the run is to end early. */
  readonly cancel: Int32Array;
  /** A watcher may write to it. */
  factor: number;
}

/** Numbers that are copied in one piece of work. */
const PIECE = 1 << 17;

/**
 * @param m examples of an epoch
 * @param products of the schedules, before the first step
 */
export function newState(
  { spec, optimizer, seed, averageWeights }: RunOptions,
  m: number,
  products: ScheduleProducts,
): TrainingState {
  const length = parameterCount(spec);
  const random = new RandomState(seed);
  const cancel = cancelFlag();
  return {
    step: 0,
    skipped: 0,
    parameters: sharedZeros(spec.dtype, length),
    slots: sharedZeros(spec.dtype, optimizer.slots * length),
    snapshot: sharedZeros(spec.dtype, length),
    average: averageWeights > 0 ? sharedZeros(spec.dtype, length) : null,
    carry: sharedZeros('float64', 2) as Float64Array,
    random,
    orders: new Orders(random, m, cancel),
    cancel,
    factor: 1,
    powers: optimizer.powers(),
    products,
    plateau: plateauStart(),
  };
}

/** A place in a run. */
interface Point {
  /** Steps that are done there. */
  readonly step: number;
  /** Where the run's stream stood when its starting parameters were drawn. */
  readonly start: StreamState;
  /** Examples that were taken from the orders. */
  readonly examples: number;
}

/**
 * The state at a place in a run: the products and the orders are made anew; parameters and slots stay.
 */
export function* stateAt(
  state: TrainingState,
  { optimizer }: RunOptions,
  numbers: StepNumbers,
  { step, start, examples }: Point,
): Generator<void, TrainingState> {
  const powers = optimizer.powers();
  for (let s = 0; s < step; s++) {
    optimizer.scalars(1, powers);
    if (s % PIECE === 0) yield;
  }
  const { m } = state.orders;
  const drawn = yield* ordersAt({ stream: start, examples }, m, state.cancel);
  state.carry.fill(0);
  const products = yield* numbers.productsAt(step);
  return { ...state, ...drawn, step, powers, products };
}

/** What dealing steps changes, but for their number. */
export interface Dealt {
  readonly powers: Float64Array;
  readonly products: ScheduleProducts;
  readonly orders: OrdersPlace;
}

export function dealtSoFar({ powers, products, orders }: TrainingState): Dealt {
  return { powers: powers.slice(), products: copyOf(products), orders: orders.place };
}

/** The state with what had been dealt before, and behind so many examples more. */
export function* rewound(
  state: TrainingState,
  { powers, products, orders: { stream, examples: before } }: Dealt,
  examples: number,
): Generator<void, TrainingState> {
  const { m } = state.orders;
  const drawn = yield* ordersAt({ stream, examples: before + examples }, m, state.cancel);
  return { ...state, ...drawn, powers, products };
}

/** Draws the starting parameters of a new state. */
export function* drawStart(state: TrainingState, options: RunOptions): Generator<void, void> {
  const { spec, initializer, start } = options;
  if (start) yield* copyInto(state.parameters, start.parameters);
  else yield* starting(spec, initializer, state.random, state.parameters);
  yield* copyStart(state);
}

/** Sets what goes by the starting parameters. */
function* copyStart({ parameters, snapshot, average }: TrainingState): Generator<void, void> {
  yield* copyInto(snapshot, parameters);
  if (average) yield* copyInto(average, parameters);
}

/** Copies as many numbers as `from` has. */
export function copyInto(to: FloatArray, from: FloatArray): Slices<void> {
  return inPieces(from.length, PIECE, (a, b) => to.set(from.subarray(a, b), a));
}
