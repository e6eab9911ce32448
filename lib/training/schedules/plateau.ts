// What is made of the rate where the watched value does not become better: PyTorch's ReduceLROnPlateau.
import type { ScheduleNumbers } from './schedule.js';

/** The numbers of a plateau, complete. */
export interface PlateauRule extends Readonly<Record<keyof ScheduleNumbers['plateau'], number>> {
  /** Looks after so many steps, or fewer, see nothing: a warm-up is under way. */
  readonly after: number;
}

/** What a look sees. */
export interface Watched {
  /** Steps that were done. */
  readonly step: number;
  readonly value: number;
  /** Is a lower value better? */
  readonly minimize: boolean;
}

/** The places in the state: the best value, as one to be lowered; looks since then; the factor so far. */
const [BEST, LOOKS, FACTOR] = [0, 1, 2] as const;

/** The numbers that go on from look to look, as before the first; a checkpoint keeps them. */
export function plateauStart(): Float64Array {
  return Float64Array.of(Infinity, 0, 1);
}

/** The factor from here on, for all steps until the next look; the state goes on by a look. */
export function lookAtPlateau(
  { factor, patience, minDelta, least, after }: PlateauRule,
  { step, value, minimize }: Watched,
  state: Float64Array,
): number {
  if (step <= after) return state[FACTOR];
  const lowered = minimize ? value : -value;
  // NaN is below nothing.
  if (lowered < state[BEST] - minDelta) {
    state[BEST] = lowered;
    state[LOOKS] = 0;
  } else if (++state[LOOKS] > patience) {
    const next = state[FACTOR] * factor;
    state[FACTOR] = next > least ? next : least;
    state[LOOKS] = 0;
  }
  return state[FACTOR];
}
