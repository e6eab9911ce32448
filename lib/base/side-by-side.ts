// Work of one kind side by side, which is told in its order.

/** How jobs are done. */
interface Manner<T> {
  readonly parallel: number;
  readonly signal: AbortSignal | undefined;
  /** Is no further job to begin? The first always does. */
  readonly stopped: () => boolean;
  /** Called with each result, in the order of the jobs; a promise is waited for. */
  readonly tell: (result: T) => unknown;
}

/**
 * Does jobs side by side: each takes the next as soon as it has ended one. The first failure ends them all.
 * @returns of all jobs, or of the first ones, where it was stopped
 */
export async function sideBySide<J, T>(
  jobs: Iterable<J>,
  { parallel, signal: given, stopped, tell }: Manner<T>,
  work: (job: J, signal: AbortSignal) => Promise<T>,
): Promise<T[]> {
  const failed = new AbortController();
  const signal = given ? AbortSignal.any([given, failed.signal]) : failed.signal;
  const left = jobs[Symbol.iterator]();
  const [results, early]: [T[], Map<number, T>] = [[], new Map()];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun === 0 || !stopped()) {
      const job = left.next();
      if (job.done) return;
      const place = begun++;
      early.set(place, await work(job.value, signal));
      for (let next = early.get(results.length); next; next = early.get(results.length)) {
        early.delete(results.length);
        results.push(next);
        await tell(next);
      }
    }
  };
  const workers = Array.from({ length: parallel }, () =>
    worker().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  // Whoever is told of a failure finds nothing of the work going on.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  given?.throwIfAborted();
  return results;
}
