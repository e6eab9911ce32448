// What else a process does while four trainings run. Prints how much of it was done.
import { readFile } from 'node:fs/promises';
import { kinds } from './long.mjs';

const controller = new AbortController();
const MS = 500;
const runs = [...kinds, ...kinds].map((start) => start());
for (const run of runs) run.catch(() => {});

const counts = { reads: 0, timers: 0, turns: 0 };
const timer = setInterval(() => counts.timers++, 1);
const end = performance.now() + MS;
const turn = () => {
  counts.turns++;
  if (performance.now() < end) setImmediate(turn);
};
turn();
while (performance.now() < end) {
  await readFile(new URL(import.meta.url));
  counts.reads++;
}
clearInterval(timer);
controller.abort();
for (const run of runs) run.stop();
const models = await Promise.all(runs);
console.log(JSON.stringify({ ...counts, ended: models.map((model) => model.history.ended) }));
