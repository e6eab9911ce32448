// The CPU time of the calling thread, and of its turns of the event loop (Linux).
import { existsSync, openSync, readSync, writeFileSync } from 'node:fs';

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
 * loop until that settles.
 */
export async function turnsOf(work) {
  const over = new AbortController();
  let longest = 0;
  const { result, ms: call } = timed(threadTime, work);
  const settled = result.finally(() => over.abort());
  for (let last = threadTime(); !over.signal.aborted;) {
    await turn();
    const now = threadTime();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return { call, longest, value: await settled };
}

/** What `work` answers, and by how many bytes the process grew at most meanwhile. */
export function grown(work) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  // From here on the largest size counts anew.
  writeFileSync('/proc/self/clear_refs', '5');
  const result = work();
  return { result, bytes: process.resourceUsage().maxRSS * 1024 - before };
}
