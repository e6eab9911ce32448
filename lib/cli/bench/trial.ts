// One trial: some tasks by one contender, in this process alone.
import { backend } from '../../index.js';
import { denselyWork } from './work.js';
import { measureMachine, type Machine } from './machine.js';
import { plainWork } from './plain.js';
import { amountOf } from './counts.js';
import { idOf, type ProductTask, type Task } from './tasks.js';
import { cpuSeconds, rateOf, wallSeconds } from './timing.js';

/** What a trial's process is asked for. */
export interface Asked {
  readonly by: 'densely' | 'plain' | 'machine' | 'peer';
  readonly tasks: readonly Task[];
  /** Time for each task. */
  readonly seconds: number;
  readonly threads: number;
}

/** Seconds until V8 has compiled the loops of a network for good; those of a product are warm at once. */
const WARM_UP = 0.6;

/** Rates in each task's unit, by its id. */
export type Rates = Readonly<Record<string, number>>;

/** Seconds of a call that has next to nothing to do. */
async function emptyCall(task: ProductTask, { seconds, threads }: Asked, clock: () => number) {
  const nothing: ProductTask = { ...task, m: 1, n: 1, k: 1 };
  return amountOf(nothing) / (await rateOf(denselyWork(nothing, threads), seconds, clock));
}

/** @throws `ERR_OPTION` for more threads than one in a build without them. */
export async function trial(asked: Asked): Promise<Rates | Machine | undefined> {
  const { by, tasks, seconds, threads } = asked;
  if (by === 'machine') return measureMachine(threads > 1);
  const clock = threads > 1 ? wallSeconds : cpuSeconds;
  const rates: Record<string, number> = {};
  const empty: Record<string, number> = {};
  const compiled = by === 'densely' && backend().name === 'native';
  for (const task of tasks) {
    const work = by === 'plain' ? plainWork(task) : denselyWork(task, threads);
    const warmUp = compiled || task.kind === 'product' ? 0 : WARM_UP;
    let rate = await rateOf(work, seconds, clock, warmUp);
    if (task.kind === 'product' && task.inside) {
      const call = (empty[task.dtype] ??= await emptyCall(task, asked, clock));
      rate = amountOf(task) / Math.max(amountOf(task) / rate - call, 1e-9);
    }
    rates[idOf(task)] = rate;
  }
  return rates;
}
