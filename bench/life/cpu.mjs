// The CPU time of the calling thread, and of its turns of the event loop (Linux).
import { existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Takes away what nobody holds, so that it is not counted with what comes. */
export const collect = runInNewContext('gc');

const path = `/proc/self/task/${process.pid}/schedstat`;
/** Whether this system tells it. */
export const hasThreadTime = existsSync(path);

const file = hasThreadTime ? openSync(path) : undefined;
const text = Buffer.alloc(64);
const never = new Int32Array(new SharedArrayBuffer(4));

/** CPU time of the main thread in ms. The kernel counts up when a thread leaves its core, so it sleeps. */
export function threadTime() {
  Atomics.wait(never, 0, 0, 0.01);
  const length = readSync(file, text, 0, text.length, 0);
  return Number(text.toString('latin1', 0, length).split(' ')[0]) / 1e6;
}

/** CPU time of all threads in ms. */
export function processTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What `work` answers, and the time that `clock` counts meanwhile. */
export function timed(clock, work) {
  const before = clock();
  const result = work();
  return { result, ms: clock() - before };
}

/** The smallest of some measurements: the others were disturbed. */
export function least(count, measure) {
  return Math.min(...Array.from({ length: count }, measure));
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * CPU time (ms) of the call of `work`, which answers with a promise, and of the longest turn of the event
 * loop from then on until it settles.
 */
export async function turnsOf(work) {
  const { result, ms: call } = timed(threadTime, work);
  const watch = { open: true, longest: 0 };
  const ended = result.finally(() => void (watch.open = false));
  for (let last = threadTime(); watch.open;) {
    await turn();
    const now = threadTime();
    watch.longest = Math.max(watch.longest, now - last);
    last = now;
  }
  await ended;
  return { call, longest: watch.longest };
}

/** By how many bytes the process grows at most while `work` goes on. */
export async function grown(work) {
  // Memory of buffers is given back beside the event loop.
  for (let i = 0; i < 3; i++) {
    collect();
    await turn();
  }
  const before = process.memoryUsage.rss();
  // From here on the largest size counts anew.
  writeFileSync('/proc/self/clear_refs', '5');
  work();
  return process.resourceUsage().maxRSS * 1024 - before;
}
