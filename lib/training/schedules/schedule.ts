/**
 * The numbers that a schedule takes; what is left out has its default. Every factor is one of the learning rate,
 * and `t` is the step by the planned steps: 0 before the first step, never 1.
 *
 * @example
 * import { type ScheduleNumbers } from 'densely';
 *
 * const halved: ScheduleNumbers['step'] = { every: 10, factor: 0.5 };
 * console.log(halved.every); // 10
 */
export interface ScheduleNumbers {
  /** The learning rate as it is; takes none. */
  readonly constant: Readonly<Record<string, never>>;
  /** On a straight line over the planned steps, `from + (to − from)·t`. PyTorch's LinearLR. */
  readonly linear: {
    /** The first step's factor, 0 … 1, default 1. */
    readonly from?: number | undefined;
    /** What it comes near to, 0 … 1, default 0. */
    readonly to?: number | undefined;
  };
  /**
   * Half a wave of the cosine over the planned steps, `to + (1 − to)·½(1 + cos(πt))` (Loshchilov and Hutter
   * 2017, without restarts). PyTorch's CosineAnnealingLR, step by step.
   */
  readonly cosine: {
    /** What it comes near to, 0 … 1, default 0. */
    readonly to?: number | undefined;
  };
  /**
   * Four waves over the planned steps, each twice as long as the one before: `½(1 − cos(2π·log₂(1 + 15t)))`
   * (Holzmüller, Grinsztajn and Steinwart 2024, RealMLP). It begins with 0, and takes no numbers.
   */
  readonly coslog4: Readonly<Record<string, never>>;
  /** The whole rate for half of the planned steps, then `½(1 + cos(π(2t − 1)))`; takes none. */
  readonly flatCosine: Readonly<Record<string, never>>;
  /**
   * Up to the whole rate and down below where it came from, two half waves of the cosine over the planned steps
   * (Smith and Topin 2019). PyTorch's OneCycleLR, whose `max_lr` is the learning rate; momentum stays as it is.
   */
  readonly oneCycle: {
    /** Share of the planned steps that go up, 0 … 1, default 0.3. */
    readonly warmUp?: number | undefined;
    /** The first step's factor, 0 … 1, default 0.04 (PyTorch: 1 / `div_factor`). */
    readonly start?: number | undefined;
    /**
     * The last step's factor, 0 … 1, default 4·10⁻⁶, of the whole rate too (PyTorch: 1 / `div_factor` /
     * `final_div_factor`).
     */
    readonly end?: number | undefined;
  };
  /** Multiplied by the factor at the beginning of every epoch but the first. PyTorch's ExponentialLR. */
  readonly exponential: {
    /** Above 0, at most 1. */
    readonly factor: number;
  };
  /** Multiplied by the factor every so many epochs. PyTorch's StepLR. */
  readonly step: {
    /** Whole epochs from one cut to the next. */
    readonly every: number;
    /** Above 0, at most 1, default 0.1. */
    readonly factor?: number | undefined;
  };
  /**
   * Multiplied by the factor where the watched value of the validation has not become better in more than
   * `patience` looks. PyTorch's ReduceLROnPlateau with an absolute threshold, without cooldown and `eps`.
   */
  readonly plateau: {
    /** Above 0, below 1, default 0.1. */
    readonly factor?: number | undefined;
    /** Looks one behind another without a better value that are put up with, default 10. */
    readonly patience?: number | undefined;
    /** By how much a value must be better than the best, from 0 on, default 0. */
    readonly minDelta?: number | undefined;
    /** The smallest factor that comes of it, 0 … 1, default 0. */
    readonly least?: number | undefined;
  };
  /**
   * On a straight line up to the whole rate, then another schedule over the rest of the planned steps, whose steps
   * and epochs are counted from there. Its length is said in one of three ways. PyTorch's SequentialLR of a LinearLR
   * and another.
   */
  readonly warmUp: {
    /** Its length in steps. */
    readonly steps?: number | undefined;
    /** Its length in epochs, to the nearest whole step. */
    readonly epochs?: number | undefined;
    /** Its length as a share of the planned steps, above 0, below 1, to the nearest whole step. */
    readonly share?: number | undefined;
    /** The first step's factor, 0 … 1, default 0. */
    readonly from?: number | undefined;
    /** What comes behind it, no other warm-up, default constant. */
    readonly next?: Schedule | undefined;
  };
}

/**
 * Those that have no default: the name alone says too little.
 * @inline
 */
type Incomplete = 'exponential' | 'step' | 'warmUp';

/**
 * How the learning rate goes on from step to step: by its name or with its numbers, such as
 * `{ cosine: { to: 0.1 } }`. The rate of a step is the learning rate times the schedule's factor, in float64; it is
 * the same on every machine, and however often the run is interrupted.
 *
 * A function of `t`, the step by the planned steps, gives the factor itself, a finite number from 0 on: what it
 * computes with the engine's `Math.cos` and the like may differ from one machine to another.
 *
 * @example
 * import { type Schedule } from 'densely';
 *
 * const schedules: Schedule[] = [
 *   'cosine',
 *   { step: { every: 30, factor: 0.5 } },
 *   { warmUp: { share: 0.1, next: 'linear' } },
 *   (t) => 1 - t * t,
 * ];
 * console.log(schedules.length); // 4
 */
export type Schedule =
  | Exclude<keyof ScheduleNumbers, Incomplete>
  | {
      readonly [K in keyof ScheduleNumbers]: { readonly [N in K]: ScheduleNumbers[N] };
    }[keyof ScheduleNumbers]
  | ((t: number) => number);

/**
 * A number that may have a schedule of its own: the number alone stays as it is, and `{ value, schedule }` is the
 * value times the schedule's factor, step by step. A plateau is none of them: it is the learning rate's.
 *
 * @example
 * import { type Scheduled } from 'densely';
 *
 * const decay: Scheduled = { value: 0.02, schedule: 'flatCosine' };
 * console.log(decay.value); // 0.02
 */
export type Scheduled<Value = number> =
  | Value
  | {
      /** What the factors multiply. */
      readonly value: Value;
      /** Default constant. */
      readonly schedule?: Schedule | undefined;
    };
