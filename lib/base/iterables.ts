// What gives its values one by one: streams, cursors, generators.
import { abortable } from './cancel.js';
import { Slice, turn } from './turns.js';

/** Values of which nobody knows how many come. */
export type Iterated<T> = Iterable<T> | AsyncIterable<T>;

/** Is it such a thing, and no list? */
export function isIterable(value: unknown): value is Iterated<unknown> {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

interface Opened {
  readonly next: () => unknown;
  readonly leave: () => unknown;
  /** Its answers are promises. */
  readonly waits: boolean;
}

function opened(values: Iterated<unknown>): Opened {
  const waits = Symbol.asyncIterator in values;
  const iterator = waits ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
  return { next: () => iterator.next(), leave: () => iterator.return?.(), waits };
}

/**
 * All values as a list, with a turn of the event loop after every few milliseconds. Where `check` refuses one
 * or the signal aborts, the iterable is told by `return()` that no more is wanted.
 * @throws what `check` throws, what the iterable throws, or the signal's reason, without waiting for a value
 */
export async function listFrom(
  values: Iterated<unknown>,
  check: (value: unknown, i: number) => void,
  signal: AbortSignal | undefined,
): Promise<unknown[]> {
  signal?.throwIfAborted();
  const source = opened(values);
  const list: unknown[] = [];
  let slice = new Slice();
  for (;;) {
    const step = await stepOf(source, signal);
    if (step.done) return list;
    try {
      check(step.value, list.length);
      list.push(step.value);
      if (!slice.isOver) continue;
      await turn();
      signal?.throwIfAborted();
    } catch (error) {
      await leave(source);
      throw error;
    }
    slice = new Slice();
  }
}

type Step = IteratorResult<unknown, unknown>;

function stepOf({ next, leave: end, waits }: Opened, signal: AbortSignal | undefined) {
  if (!waits) return next() as Step;
  const step = next() as Promise<Step>;
  if (!signal) return step;
  return abortable(step, signal).catch((error: unknown) => {
    // It may wait for ever for what it was asked for: nobody waits for its end.
    if (signal.aborted) void leave({ leave: end });
    throw error;
  });
}

/** What goes wrong with the end does not hide why there is one. */
async function leave({ leave: end }: Pick<Opened, 'leave'>): Promise<void> {
  try {
    await end();
  } catch {
    return;
  }
}
