import { sharedIndices } from './dtype.js';

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
  const abort = (): unknown => Atomics.store(cancel, 0, 1);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const result = await work(cancel);
    signal?.throwIfAborted();
    return result;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
