// Work that is done in pieces, at once or with turns of the event loop between.

/** Settles after the event loop has had a turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** How long the event loop waits for a slice at most, but for its last piece (ms). */
const SLICE_MS = 6;

/** Does all of the work, whose pieces end where it yields. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/**
 * {@link inSlices}, after a turn, until `cancel[0]` is not 0: then it leaves, and what it resolves with is
 * not to be looked at.
 */
export async function untilCancelled<T>(work: Generator<void, T>, cancel: Int32Array): Promise<T> {
  let result: T | undefined;
  function* watched(): Generator<void, void> {
    while (cancel[0] === 0) {
      const { done, value } = work.next();
      if (done === true) {
        result = value;
        return;
      }
      yield;
    }
  }
  await turn();
  await inSlices(watched());
  return result as T;
}

/** {@link atOnce} in slices of a few milliseconds, with turns of the event loop between. */
export async function inSlices<T>(work: Generator<void, T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    const end = performance.now() + SLICE_MS;
    do {
      const { done, value } = work.next();
      if (done === true) return value;
    } while (performance.now() < end);
    await turn();
  }
}
