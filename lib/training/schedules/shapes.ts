// One entry a schedule: its numbers, and its factor step by step. Only + − × ÷ and the own functions of lib/base:
// the bits are the same on every engine.
import { float64 } from '../../base/arithmetic.js';
import { notNegative, numberWithin, wholeNumber } from '../../base/checks.js';
import { invalid } from '../../base/errors.js';
import { log1p } from '../../base/math.js';
import type { Reading } from '../../base/option-table.js';
import { sin } from '../../base/trigonometric.js';
import type { ScheduleNumbers } from './schedule.js';

/** How long a run is to be. */
export interface Plan {
  /** Infinity: nobody knows. */
  readonly steps: number;
  readonly perEpoch: number;
}

/** The factor of step `step`, from 0, one behind another; the products go on by a step. */
export type Factor = (step: number, products: Float64Array) => number;

interface Shape<Numbers> {
  /** The numbers that it takes. */
  readonly numbers: { readonly [N in keyof Numbers]-?: Reading<number, number, unknown> };
  /** What is to be said in place of the name alone, where that says too little. */
  readonly needs: string | null;
  /** Does it go over the planned steps, and not by epochs alone? */
  readonly isPlanned: boolean;
  /** Running products that it goes by, each 1 before the first step. */
  readonly products: number;
  readonly factor: (plan: Plan, numbers: Readonly<Record<keyof Numbers, number>>) => Factor;
}

const LARGEST = 1e9;

/** A number that must be said. */
const required = (read: Reading<number, number, unknown>['read']) =>
  ({ read, preset: undefined }) as const;

/** A part of the whole rate. */
const part = (preset: number): Reading<number, number, unknown> => ({
  read: (argument, value) => numberWithin(argument, value, 0, 1),
  preset,
});

/** What something is multiplied by again and again; 0 would end the training. */
function shrinking(argument: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw invalid(argument, value, 'a number above 0, at most 1');
}

/** ½(1 − cos(πx)) as the square of a sine: what is near 0 loses nothing to the 1. */
function halfWave(x: number): number {
  const s = sin((Math.PI / 2) * x);
  return s * s;
}

/** One product, multiplied at every `every`-th step: powers would be the engine's. */
const multiplied =
  (every: number, by: number): Factor =>
  (step, products) => {
    if (step > 0 && step % every === 0) products[0]! *= by;
    return products[0]!;
  };

const whole: Pick<Shape<unknown>, 'needs' | 'isPlanned' | 'products' | 'factor'> = {
  needs: null,
  isPlanned: false,
  products: 0,
  factor: () => () => 1,
};

const planned = { needs: null, isPlanned: true, products: 0 } as const;

const linear: Shape<ScheduleNumbers['linear']> = {
  ...planned,
  numbers: { from: part(1), to: part(0) },
  factor:
    ({ steps }, { from, to }) =>
    (step) =>
      from + (to - from) * (step / steps),
};

const cosine: Shape<ScheduleNumbers['cosine']> = {
  ...planned,
  numbers: { to: part(0) },
  factor:
    ({ steps }, { to }) =>
    (step) =>
      to + (1 - to) * halfWave((steps - step) / steps),
};

/** From log1p to a half wave's argument: 2 / ln 2, so that two half waves are a whole one. */
const TWO_OVER_LN2 = 2.8853900817779268;

const coslog4: Shape<ScheduleNumbers['coslog4']> = {
  ...planned,
  numbers: {},
  factor:
    ({ steps }) =>
    (step) =>
      halfWave(TWO_OVER_LN2 * log1p(float64, (15 * step) / steps)),
};

const flatCosine: Shape<ScheduleNumbers['flatCosine']> = {
  ...planned,
  numbers: {},
  factor:
    ({ steps }) =>
    (step) =>
      2 * step < steps ? 1 : halfWave((2 * (steps - step)) / steps),
};

const oneCycle: Shape<ScheduleNumbers['oneCycle']> = {
  ...planned,
  numbers: { warmUp: part(0.3), start: part(0.04), end: part(4e-6) },
  factor({ steps }, { warmUp, start, end }) {
    const last = steps - 1;
    // As PyTorch has it: between two steps, or before the first, where the shares say so.
    const top = warmUp * steps - 1;
    return (step) => {
      if (step > top) return end + (1 - end) * halfWave((last - step) / (last - top));
      return step === top ? 1 : start + (1 - start) * halfWave(step / top);
    };
  },
};

const exponential: Shape<ScheduleNumbers['exponential']> = {
  needs: '{ exponential: { factor: 0.95 } }, with what an epoch multiplies it by',
  isPlanned: false,
  products: 1,
  numbers: { factor: required(shrinking) },
  factor: ({ perEpoch }, { factor }) => multiplied(perEpoch, factor),
};

const step: Shape<ScheduleNumbers['step']> = {
  needs: '{ step: { every: 10 } }, with the epochs from one cut to the next',
  isPlanned: false,
  products: 1,
  numbers: {
    every: required((argument, value) => wholeNumber(argument, value, 1, LARGEST)),
    factor: { read: shrinking, preset: 0.1 },
  },
  factor: ({ perEpoch }, { every, factor }) => multiplied(every * perEpoch, factor),
};

const plateau: Shape<ScheduleNumbers['plateau']> = {
  ...whole,
  numbers: {
    factor: {
      read(argument, value) {
        if (value !== 1) return shrinking(argument, value);
        throw invalid(argument, value, 'a number above 0, below 1');
      },
      preset: 0.1,
    },
    patience: {
      read: (argument, value) => wholeNumber(argument, value, 0, LARGEST),
      preset: 10,
    },
    minDelta: { read: notNegative, preset: 0 },
    least: part(0),
  },
};

/** The schedules with numbers, by their names; a warm-up is made of another. */
export const shapes: {
  readonly [K in Exclude<keyof ScheduleNumbers, 'warmUp'>]: Shape<ScheduleNumbers[K]>;
} = {
  constant: { ...whole, numbers: {} },
  linear,
  cosine,
  coslog4,
  flatCosine,
  oneCycle,
  exponential,
  step,
  plateau,
};

export type ShapeName = keyof typeof shapes;

/** For who knows a name only when it runs. */
export function shapeOf(name: ShapeName): Shape<Record<string, number>> {
  return shapes[name] as Shape<Record<string, number>>;
}
