/** Steps of the next chunk, from those of the last and the time it took (ms). */
export type Pace = (steps: number, elapsed: number) => number;

const TARGET_MS = 20;
const MOST_STEPS = 16_384;

/** About 20 ms of work: the hop to the thread costs nothing beside it, and a stop is never late. */
export const adaptivePace: Pace = (steps, elapsed) => {
  // A clock may stand still, go back or tell no time at all.
  const took = elapsed > 0.1 ? elapsed : 0.1;
  const factor = Math.min(4, Math.max(0.25, TARGET_MS / took));
  return Math.min(MOST_STEPS, Math.max(1, Math.round(steps * factor)));
};
