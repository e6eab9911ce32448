// Does the process grow?
//   node --expose-gc --max-semi-space-size=2 examples/service/memory.mjs [--json]
// Without the second flag V8's own young generation grows by 16 MB at some moment, once.
import { setTimeout as pause } from 'node:timers/promises';
import { Dataset, train } from 'densely';

const rows = Array.from({ length: 200 }, (_, i) =>
  Array.from({ length: 32 }, (_, j) => Math.sin(i * 7 + j * 3)),
);
const data = Dataset.from(
  rows,
  rows.map(([a, b]) => (a > b ? 'up' : 'down')),
);
const model = await train(data, { hidden: [64, 64], epochs: 5 });

const predict = (count) => {
  for (let i = 0; i < count; i++) model.predict(rows[i % rows.length]);
};
const trainings = async (count) => {
  for (let i = 0; i < count; i++) await train(data, { hidden: [16], epochs: 2, seed: i });
};

const ROUNDS = 5;

/**
 * Growth of the resident memory in MB by `count` calls: the median of five rounds after a warm-up of one.
 * A single round may gain or lose 3 MB when V8 takes or frees pages of its heap; a leak grows in each.
 */
async function growth(work, count) {
  await work(count);
  const marks = [await resident()];
  for (let round = 0; round < ROUNDS; round++) {
    await work(count);
    marks.push(await resident());
  }
  const grown = marks.slice(1).map((mark, i) => (mark - marks[i]) / 2 ** 20);
  return grown.sort((a, b) => a - b)[(ROUNDS - 1) / 2];
}

async function resident() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await pause(50);
  }
  return process.memoryUsage.rss();
}

const results = [
  { work: 'predictions', count: 100_000, goal: 1, growth: await growth(predict, 100_000) },
  { work: 'trainings', count: 1000, goal: 2, growth: await growth(trainings, 1000) },
];
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else
  for (const { work, count, growth, goal } of results)
    console.log(`${count} ${work}: ${growth.toFixed(2)} MB (goal: at most ${goal} MB)`);
if (results.some(({ growth, goal }) => growth > goal)) process.exitCode = 1;
