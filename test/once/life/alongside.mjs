// What else a process does while four trainings run: files are read until fifty are, timers and turns
// of the event loop go on meanwhile. Prints how much was done and how the trainings ended.
import { readFile } from 'node:fs/promises';
import { trainings } from './long.mjs';

const READS = 50;
const counts = { timers: 0, turns: 0, ended: 0 };
const runs = [...trainings, ...trainings].map((start) => start());
for (const run of runs) void run.then(() => counts.ended++);

const timer = setInterval(() => counts.timers++, 1);
const turn = () => {
  counts.turns++;
  immediate = setImmediate(turn);
};
let immediate = setImmediate(turn);
for (let i = 0; i < READS; i++) await readFile(new URL(import.meta.url));
clearInterval(timer);
clearImmediate(immediate);

const before = { ...counts };
for (const run of runs) run.stop();
const models = await Promise.all(runs);
console.log(JSON.stringify({ ...before, stopped: models.map((model) => model.history.ended) }));
