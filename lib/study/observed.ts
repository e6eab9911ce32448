import { callbackOption, signalOption } from '../base/checks.js';
import { inSlices } from '../base/turns.js';

/** Whom long work tells how far it is, and who may throw it away: options that are not read yet. */
interface Observers {
  readonly signal?: unknown;
  readonly onProgress?: unknown;
}

/** {@link observing} of work in slices. */
export function observed<R extends object, T>(
  o: Observers,
  work: (tell: (report: R) => void) => Generator<void, T>,
): Promise<T> {
  return observing<R, T>(o, (tell, signal) => inSlices(work(tell), signal));
}

/**
 * Does work that reports on its way. It is thrown away by the signal, and by an onProgress that throws or, later,
 * rejects.
 */
export async function observing<R extends object, T>(
  o: Observers,
  work: (tell: (report: R) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const given = signalOption('signal', o.signal);
  const onProgress = callbackOption<(report: R) => unknown>('onProgress', o.onProgress);
  const failed = new AbortController();
  const signal = given ? AbortSignal.any([given, failed.signal]) : failed.signal;
  let isOver = false;
  const late = (reason: unknown): void => {
    if (isOver) throw reason;
    failed.abort(reason);
  };
  const tell = (report: R): void => {
    Promise.resolve(onProgress?.(Object.freeze(report))).catch(late);
    // onProgress may have aborted it.
    signal.throwIfAborted();
  };
  try {
    return await work(tell, signal);
  } finally {
    isOver = true;
  }
}
