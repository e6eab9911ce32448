// Clocks, rates, statistics.
import { cpuUsage, hrtime } from 'node:process';

/** CPU time of this process: one thread works at a time, whoever else has the machine. */
export function cpuSeconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1e6;
}

export function wallSeconds(): number {
  return Number(hrtime.bigint()) / 1e9;
}

/** Does `units`, or the least amount above it that can be done, and answers how many. */
export type Work = (units: number) => number | Promise<number>;

async function measure(
  work: Work,
  units: number,
  clock: () => number,
): Promise<{ done: number; time: number }> {
  const start = clock();
  const done = await work(units);
  return { done, time: clock() - start };
}

/**
 * Units per second. More and more units are done until they take `seconds`, and all of them together
 * `warmUp`; then the least amount is timed and taken off, so that setting up a run does not count.
 */
export async function rateOf(
  work: Work,
  seconds: number,
  clock: () => number,
  warmUp = 0,
): Promise<number> {
  const start = clock();
  let all = await measure(work, 0, clock);
  if (all.time >= Math.max(4 * seconds, warmUp)) return all.done / all.time;
  while (all.time < seconds || clock() - start < warmUp) {
    const growth = (1.5 * seconds) / Math.max(all.time, 1e-4);
    all = await measure(work, all.done * Math.min(16, Math.max(1, growth)), clock);
  }
  const least = await measure(work, 0, clock);
  if (least.done < all.done && least.time < all.time)
    return (all.done - least.done) / (all.time - least.time);
  return all.done / all.time;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const list = Float64Array.from(values).sort();
  const half = list.length / 2;
  return (list[Math.ceil(half) - 1]! + list[Math.floor(half)]!) / 2;
}
