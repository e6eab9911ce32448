// The numbers of a run's steps: rates, penalties, shares. They look at step numbers alone, so the way a run is
// cut into chunks changes nothing.
import { roundTo } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { inPieces } from '../base/slices.js';
import type { Chunk, Penalty, Segment } from '../backend/backend.js';
import { PENALTIES } from '../backend/abi.js';
import { activationsOf } from '../network/spec.js';
import { placesOf, type Place } from '../network/tensors.js';
import type { RunOptions } from './option-table.js';
import type { PenaltyRule } from './regularisation.js';
import { lookAtPlateau, type Watched } from './schedules/plateau.js';
import { scheduleRule, type ScheduleRule } from './schedules/rule.js';
import type { Plan } from './schedules/shapes.js';

/** What a chunk takes of them. */
export type ChunkNumbers = Pick<
  Chunk,
  'scalars' | 'penalties' | 'dropout' | 'smoothing' | 'clips' | 'averaging'
>;

/** What has a schedule, in the order of the state's products. */
export const scheduled = [
  'learningRate',
  'weightDecay',
  'l2',
  'l1',
  'dropout',
  'labelSmoothing',
] as const;

type Name = (typeof scheduled)[number];

/** Running products of each schedule. */
export type ScheduleProducts = Readonly<Record<Name, Float64Array>>;

/** What goes on from step to step: a part of a run's state. */
export interface Carried {
  /** Of the learning rate: what the watchers have made of it. */
  readonly factor: number;
  /** The optimizer's running products. */
  readonly powers: Float64Array;
  readonly products: ScheduleProducts;
  /** What the plateau of the learning rate goes by. */
  readonly plateau: Float64Array;
}

/** Steps that are gone over in one piece of work. */
const PIECE = 1 << 16;

/** Draws of which a dropout's share is told: 2¹⁶. */
const DRAWS = 65536;

/** Numbers of steps, one behind another. */
export class StepNumbers {
  readonly #options: RunOptions;
  readonly #plan: Plan;
  readonly #rules: Readonly<Record<Name, ScheduleRule>>;
  readonly #hidden: number;
  /** The learning rates that were dealt out last, and the first step that has them. */
  #rates: Float64Array;
  #from = 0;
  /** That of the step before them. */
  #before: number;

  constructor(options: RunOptions, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
    this.#rules = rulesOf(options, plan);
    this.#hidden = activationsOf(options.spec).length;
    this.#rates = new Float64Array(0);
    this.#before = options.learningRate;
  }

  /**
   * Goes on behind steps of which the last had this learning rate.
   * @throws `ERR_CHECKPOINT` where a function of the caller says now that it was another one
   */
  resume(step: number, rate: number, factor: number): void {
    const { isOwn, factor: factorAt } = this.#rules.learningRate;
    this.#before = rate;
    if (isOwn || step === 0) return;
    const told = factorAt(step - 1, new Float64Array(0)) * this.#options.learningRate * factor;
    if (told === rate) return;
    const message = `schedule is a function that gives another rate at step ${step - 1} than when the checkpoint was written, ${told} instead of ${rate}: go on with the one that it was begun with.`;
    throw new DenselyError('ERR_CHECKPOINT', 'schedule', message);
  }

  /** The learning rate of the step before those that were dealt out last, or of one of them. */
  rateAt(step: number): number {
    return this.#rates[step - this.#from] ?? this.#before;
  }

  /** The schedules' products before the first step. */
  products(): ScheduleProducts {
    return byName((name) => this.#rules[name].start());
  }

  /** The schedules' products before a step, made anew. */
  *productsAt(step: number): Generator<void, ScheduleProducts> {
    const products = this.products();
    for (const name of scheduled) {
      if (products[name].length === 0) continue;
      const { factor } = this.#rules[name];
      yield* inPieces(step, PIECE, (from, to) => {
        for (let s = from; s < to; s++) factor(s, products[name]);
      });
    }
    return products;
  }

  /** Those of the next `count` steps, from `from` on. */
  take(state: Carried, from: number, count: number, learningRate: number): ChunkNumbers {
    const rates = this.#factors('learningRate', state, from, count);
    for (let i = 0; i < count; i++) rates[i]! *= learningRate * state.factor;
    // Steps that were not done may be dealt again.
    if (from !== this.#from) this.#before = this.rateAt(from - 1);
    [this.#rates, this.#from] = [rates, from];
    return {
      scalars: this.#scalars(state, rates),
      penalties: this.#penalties(state, from, rates),
      dropout: this.#dropout(state, from, count),
      smoothing: this.#smoothing(state, from, count),
      clips: this.#clips(count),
      averaging: this.#averaging(from, count),
    };
  }

  /** Does the learning rate go by looks? */
  get isPlateau(): boolean {
    return this.#rules.learningRate.plateau !== null;
  }

  /** The factor of the learning rate after a look, where it goes by looks. */
  plateau({ plateau }: Carried, watched: Watched): number | undefined {
    const rule = this.#rules.learningRate.plateau;
    return rule === null ? undefined : lookAtPlateau(rule, watched, plateau);
  }

  #factors(name: Name, { products }: Carried, from: number, count: number): Float64Array {
    const { factor } = this.#rules[name];
    const factors = new Float64Array(count);
    for (let i = 0; i < count; i++) factors[i] = factor(from + i, products[name]);
    return factors;
  }

  #scalars({ powers }: Carried, rates: Float64Array): Float64Array {
    const { spec, optimizer } = this.#options;
    let scalars = new Float64Array(0);
    for (let i = 0; i < rates.length; i++) {
      const own = optimizer.scalars(rates[i]!, powers);
      if (i === 0) scalars = new Float64Array(rates.length * own.length);
      for (let s = 0; s < own.length; s++)
        scalars[i * own.length + s] = roundTo(spec.dtype, own[s]!);
    }
    return scalars;
  }

  #penalties(state: Carried, from: number, rates: Float64Array): Float64Array | null {
    const { weightDecay, l2, l1 } = this.#options;
    if (weightDecay.value === 0 && l2.value === 0 && l1.value === 0) return null;
    const numbers = new Float64Array(rates.length * PENALTIES.length);
    for (const [p, name] of (['weightDecay', 'l2', 'l1'] as const).entries()) {
      const { value } = this.#options[name];
      if (value === 0) continue;
      const factors = this.#factors(name, state, from, rates.length);
      for (let i = 0; i < rates.length; i++)
        numbers[i * PENALTIES.length + p] = factors[i]! * value * (p === 0 ? rates[i]! : 1);
    }
    return numbers;
  }

  #dropout(state: Carried, from: number, count: number): Chunk['dropout'] {
    const { dropout, seed, batchSize } = this.#options;
    if (dropout.value.every((share) => share === 0)) return null;
    const factors = this.#factors('dropout', state, from, count);
    const places = Uint32Array.from(factors, (_, i) => {
      return ((from + i) % this.#plan.perEpoch) * batchSize;
    });
    const thresholds = new Uint32Array(count * this.#hidden);
    factors.forEach((factor, i) => {
      for (let l = 0; l < this.#hidden; l++)
        thresholds[i * this.#hidden + l] = Math.min(
          DRAWS - 1,
          Math.round(shareAt('dropout', dropout.value[l]! * factor, from + i) * DRAWS),
        );
    });
    return { seed, step: from, places, thresholds };
  }

  #smoothing(state: Carried, from: number, count: number): Float64Array | null {
    const { value } = this.#options.labelSmoothing;
    if (value === 0) return null;
    const factors = this.#factors('labelSmoothing', state, from, count);
    return factors.map((factor, i) => shareAt('labelSmoothing', factor * value, from + i));
  }

  #clips(count: number): Float64Array | null {
    const { clipNorm, clipValue } = this.#options;
    if (clipNorm === Infinity && clipValue === Infinity) return null;
    return Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? clipNorm : clipValue));
  }

  /** 1 − a of each step, a = min(1 − 1/steps of the window, (1 + t)/(10 + t)). */
  #averaging(from: number, count: number): Float64Array | null {
    const { averageWeights } = this.#options;
    if (averageWeights === 0) return null;
    const most = 1 - 1 / Math.max(1, averageWeights * this.#plan.perEpoch);
    const shares = new Float64Array(count);
    for (let i = 0; i < count; i++)
      shares[i] = 1 - Math.min(most, (1 + from + i) / (10 + from + i));
    return shares;
  }
}

/**
 * A share of a step.
 * @throws `ERR_OPTION` where a function of the caller makes more of it than there is
 */
function shareAt(name: 'dropout' | 'labelSmoothing', share: number, step: number): number {
  if (share < 1) return share;
  const argument = `${name}.schedule`;
  const message = `${argument} makes the share ${share} at step ${step}: it must stay below 1.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

function byName<T>(of: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(scheduled.map((name) => [name, of(name)])) as Record<Name, T>;
}

export function copyOf(products: ScheduleProducts): ScheduleProducts {
  return byName((name) => products[name].slice());
}

function rulesOf(options: RunOptions, plan: Plan): Record<Name, ScheduleRule> {
  return byName((name) =>
    scheduleRule(name === 'learningRate' ? options.schedule : options[name].schedule, plan),
  );
}

/** How a step changes each stretch of the parameters; null where all are changed alike. */
export function segmentsOf(options: RunOptions): readonly Segment[] | null {
  const places = placesOf(options.spec);
  const { weightDecay, l2, l1 } = options;
  const plain = [weightDecay, l2, l1].every(({ value }) => value === 0);
  if (plain && places.every(({ rate }) => rate === 1)) return null;
  const segments: Segment[] = [];
  for (const place of places) {
    const { offset, rows, cols, rate } = place;
    const of: Record<Penalty, number> = {
      decay: isPenalized(place, weightDecay),
      l2: isPenalized(place, l2),
      l1: isPenalized(place, l1),
    };
    segments.push({ offset, length: rows * cols, rate, ...of });
  }
  return segments;
}

function isPenalized({ decays, role }: Place, { biases }: PenaltyRule): 0 | 1 {
  return decays || (biases && role === 'bias') ? 1 : 0;
}
