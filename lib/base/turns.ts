// Long work of JavaScript, with turns of the event loop between its slices.

import { abortable } from './cancel.js';
import { clock } from './clock.js';
import type { Slices } from './slices.js';

/** All works together take about so long (ms) between two turns. */
const SLICE_MS = 6;

/** Of pieces of a microsecond there are fewer in a slice, so that this tells only when a clock stands still. */
const MOST_PIECES = 8192;

/** What is done between two turns. */
export class Slice {
  readonly #end = clock.now() + SLICE_MS;
  #pieces = 0;

  /** Asked after each piece. Where the clock tells no time (NaN), one piece is a slice. */
  get isOver(): boolean {
    return ++this.#pieces >= MOST_PIECES || !(clock.now() < this.#end);
  }
}

/** Settles after the event loop has had a turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { setImmediate, MessageChannel: Channel, setTimeout } = clock;
    if (setImmediate) setImmediate(resolve);
    else if (Channel) afterMessage(new Channel(), resolve);
    else setTimeout(resolve, 0);
  });
}

/** Browsers hold back timers that follow one another by 4 ms, messages never. An open port would stay. */
function afterMessage(
  { port1, port2 }: InstanceType<typeof MessageChannel>,
  then: () => void,
): void {
  port1.addEventListener('message', () => {
    port1.close();
    then();
  });
  port1.start();
  port2.postMessage(null);
}

/** Goes on until the slice is over, but does a piece at least; true when its promise has settled. */
type Job = (slice: Slice) => boolean;

const jobs: Job[] = [];

/** One slice a turn, whoever works: the jobs in turn, as many as have the time. */
async function workOff(): Promise<void> {
  while (jobs.length > 0) {
    await turn();
    const slice = new Slice();
    do {
      const job = jobs[0]!;
      const over = job(slice);
      jobs.shift();
      if (!over) jobs.push(job);
    } while (jobs.length > 0 && !slice.isOver);
  }
}

/**
 * Does the work in slices of a few milliseconds, each after a turn of the event loop; the call itself
 * does nothing of it. Each `yield` of `work` is where it may be cut; what it computes must not depend on
 * that. Works that go on at once share the slices.
 * @throws the signal's reason; then the work is left by `return()`
 */
export async function inSlices<T>(work: Generator<void, T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const job: Job = (slice) => {
      try {
        if (signal?.aborted) work.return(undefined as never);
        signal?.throwIfAborted();
        const result = sliceOf(work, slice);
        if (result.done) resolve(result.value);
        return result.done === true;
      } catch (error) {
        reject(error as Error);
        return true;
      }
    };
    if (jobs.push(job) === 1) void workOff();
  });
}

function sliceOf<T>(work: Generator<void, T>, slice: Slice): IteratorResult<void, T> {
  let result = work.next();
  while (!result.done && !slice.isOver) result = work.next();
  return result;
}

/**
 * {@link inSlices} of work that asks now and then: it yields a question in the place of nothing, and goes on
 * with its answer, which is waited for.
 * @throws the signal's reason, whoever is asked; what `answer` throws is thrown here, and the work is left
 */
export async function inSlicesAsking<T, Ask extends object>(
  work: Slices<T, Ask | void>,
  answer: (ask: Ask) => unknown,
  signal?: AbortSignal,
): Promise<T> {
  let given: unknown;
  try {
    for (;;) {
      const step = await inSlices(untilAsked(work, given), signal);
      if (step.done) return step.value;
      given = await abortable(Promise.resolve(answer(step.value)), signal);
    }
  } catch (error) {
    work.return(undefined as never);
    throw error;
  }
}

type Step<T, Ask> = { done: true; value: T } | { done: false; value: Ask };

/** Up to the next question, or to the end. */
function* untilAsked<T, Ask extends object>(
  work: Slices<T, Ask | void>,
  given: unknown,
): Slices<Step<T, Ask>> {
  for (let step = work.next(given); ; step = work.next()) {
    if (step.done) return { done: true, value: step.value };
    if (step.value) return { done: false, value: step.value };
    yield;
  }
}

/** The work's result; undefined where it was left, before it began or in a pause. */
export function* unlessLeft<T>(
  work: Generator<void, T>,
  isLeft: () => boolean,
): Generator<void, T | undefined> {
  while (!isLeft()) {
    const result = work.next();
    if (result.done) return result.value;
    yield;
  }
  return void work.return(undefined as never);
}

/**
 * {@link inSlices} until `cancel[0]` is not 0: then it leaves, and what it resolves with is not to be
 * looked at.
 */
export function untilCancelled<T>(work: Generator<void, T>, cancel: Int32Array): Promise<T> {
  return inSlices(unlessLeft(work, () => cancel[0] !== 0)) as Promise<T>;
}
