import { cancelFlag } from '../base/cancel.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { RandomState, type StreamState } from '../base/random.js';
import { starting } from '../network/parameters.js';
import { parameterCount } from '../network/tensors.js';
import type { RunOptions } from './option-table.js';
import { Orders } from './orders.js';

/** Everything that a run changes. */
export interface TrainingState {
  /** Steps that were dealt out; between two chunks: that were done. */
  step: number;
  readonly parameters: FloatArray;
  /** The optimizer's, slots × as many numbers as there are parameters. */
  readonly slots: FloatArray;
  /** The parameters of the last recorded cost that was finite; before that the starting ones. */
  readonly snapshot: FloatArray;
  /** Of the epoch under way: the sum of its costs, each times its examples; its examples. */
  readonly carry: Float64Array;
  /** The run's stream: starting parameters first, then the order of each epoch. */
  readonly random: RandomState;
  readonly orders: Orders;
  /** 0, or how the run is to end early. */
  readonly cancel: Int32Array;
  /** Of the learning rate: what the watchers have made of it. */
  factor: number;
  /** The optimizer's running products. */
  readonly powers: Float64Array;
}

/** Numbers that are copied in one piece of work. */
const PIECE = 1 << 17;

/** @param m examples of an epoch */
export function newState({ spec, optimizer, seed }: RunOptions, m: number): TrainingState {
  const length = parameterCount(spec);
  const random = new RandomState(seed);
  const cancel = cancelFlag();
  return {
    step: 0,
    parameters: sharedZeros(spec.dtype, length),
    slots: sharedZeros(spec.dtype, optimizer.slots * length),
    snapshot: sharedZeros(spec.dtype, length),
    carry: sharedZeros('float64', 2) as Float64Array,
    random,
    orders: new Orders(random, m, cancel),
    cancel,
    factor: 1,
    powers: optimizer.powers(),
  };
}

/**
 * The state at the beginning of step `step` of a run whose stream stood at `start` when its starting
 * parameters were drawn: the products and the orders are made anew; parameters and slots stay.
 */
export function* stateAt(
  state: TrainingState,
  { optimizer }: RunOptions,
  start: StreamState,
  step: number,
  examples: number,
): Generator<void, TrainingState> {
  const powers = optimizer.powers();
  for (let s = 0; s < step; s++) {
    optimizer.scalars(1, powers);
    if (s % PIECE === 0) yield;
  }
  const random = new RandomState(0);
  random.restore(start);
  const orders = new Orders(random, state.orders.m, state.cancel);
  yield* orders.skip(examples);
  state.carry.fill(0);
  return { ...state, step, random, orders, powers };
}

/** Draws the starting parameters of a new state. */
export function* drawStart(state: TrainingState, options: RunOptions): Generator<void, void> {
  const { parameters, snapshot, random } = state;
  yield* starting(options.spec, options.initializer, random, parameters);
  for (let at = 0; at < parameters.length; at += PIECE) {
    snapshot.set(parameters.subarray(at, at + PIECE), at);
    yield;
  }
}
