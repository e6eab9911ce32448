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

/**
 * Growth of the resident memory in MB, after a warm-up of three times the work: compiled code and the
 * heap's own pages go on arriving for some 2,000 trainings, then nothing does.
 */
async function growth(work, count) {
  await work(3 * count);
  const before = await resident();
  await work(count);
  return ((await resident()) - before) / 2 ** 20;
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
