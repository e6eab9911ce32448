import { sharedIndices } from './dtype.js';

interface Waiting {
  readonly acts: Set<() => void>;
  readonly listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/**
 * Does something when a signal aborts, until the answer is called. However many wait for a signal, it has
 * one listener: Node takes more than ten for a leak and warns of them.
 */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (!signal) return () => {};
  const { acts, listener } = waiting.get(signal) ?? listening(signal);
  acts.add(act);
  return () => {
    acts.delete(act);
    if (acts.size > 0 || waiting.get(signal)?.acts !== acts) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', listener);
  };
}

function listening(signal: AbortSignal): Waiting {
  const acts = new Set<() => void>();
  const listener = (): void => acts.forEach((act) => act());
  const entry = { acts, listener };
  signal.addEventListener('abort', listener, { once: true });
  waiting.set(signal, entry);
  return entry;
}

/** What work beside the event loop looks at: 0, or how it is to end. */
export function cancelFlag(): Int32Array {
  return new Int32Array(sharedIndices(1).buffer);
}

/**
 * Work that ends soon after `cancel[0]` is set, which the signal does.
 * @throws (rejects) the signal's reason, once the work has ended
 */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  work: (cancel: Int32Array) => Promise<T>,
): Promise<T> {
  const cancel = cancelFlag();
  const abort = (): void => void Atomics.store(cancel, 0, 1);
  signal?.throwIfAborted();
  const over = onAbort(signal, abort);
  try {
    const result = await work(cancel);
    signal?.throwIfAborted();
    return result;
  } finally {
    over();
  }
}

/** What a promise gives, or at once the signal's reason; the work behind it goes on. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let over = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal!.reason as Error);
    // What began the work may have aborted it.
    if (signal?.aborted) abort();
    else over = onAbort(signal, abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over();
  }
}
