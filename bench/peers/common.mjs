// What the contenders in Node share: how they are asked, timed and heard.
import { cpuSeconds, idOf, labels, noise, rateOf, wallSeconds } from '../../dist/bench.js';

export { labels, noise };

export const [library, asked] = [process.argv[2], JSON.parse(process.argv.at(-1))];

/** Examples row by row, and their targets: 0/1 for one output, else one-hot. */
export function examplesOf({ sizes, examples }, Numbers = Float32Array) {
  const outputs = sizes.at(-1);
  const classes = labels(examples, Math.max(2, outputs));
  const y = new Numbers(examples * outputs);
  for (const [i, c] of classes.entries()) {
    if (outputs === 1) y[i] = c;
    else y[i * outputs + c] = 1;
  }
  return { x: Numbers.from(noise(examples * sizes[0], 'float32')), y, classes };
}

export const layersOf = (sizes) => sizes.slice(1).map((to, l) => [sizes[l], to]);

/** `make(task)` answers `{ step, amount }`, or nothing; a step may be asynchronous. */
export async function answer(make) {
  const { tasks, seconds, threads } = asked;
  const clock = threads > 1 ? wallSeconds : cpuSeconds;
  const rates = {};
  for (const task of tasks) {
    const made = await make(task);
    if (!made) continue;
    const { step, amount = 1 } = made;
    await step(); // compiles, which is no part of the rate
    const work = async (units) => {
      const times = Math.max(1, Math.ceil(units / amount));
      for (let i = 0; i < times; i++) {
        const ended = step();
        if (ended instanceof Promise) await ended;
      }
      return times * amount;
    };
    // Twice, because their compilers still work beside the first.
    const first = await rateOf(work, seconds, clock);
    const isSlow = amount / first > seconds;
    rates[idOf(task)] = isSlow ? first : Math.max(first, await rateOf(work, seconds, clock));
  }
  // Some of these keep workers that would hold the process.
  process.stdout.write(`${JSON.stringify(rates)}\n`, () => process.exit());
}
