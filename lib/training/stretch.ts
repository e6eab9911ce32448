// How far a run goes in one chunk: as long as nothing that is seen on the way can change what comes.
import type { Chunk, ChunkResult } from '../backend/backend.js';
import { EMIT_COST, KEEP, TELL_COST } from '../backend/abi.js';
import { weighsNothing } from './batches.js';
import type { Look, Watcher } from './watch.js';

/** Steps that are done in one go. */
export interface Stretch {
  readonly from: number;
  readonly count: number;
  /** Numbers of steps done, ascending: after these somebody looks. */
  readonly looks: readonly number[];
}

/** Where a stretch ends at the latest. */
export interface StretchLimits {
  /** The number of steps done. */
  readonly end: number;
  /** Looks at most, 1 or more. */
  readonly looks: number;
}

/** The steps from `from` on, to the first look that may decide, or to a limit. */
export function stretchOf(
  watchers: readonly Watcher[],
  from: number,
  { end, looks: most }: StretchLimits,
): Stretch {
  const looks: number[] = [];
  const left = watchers.map((watcher) => watcher.deciding());
  for (let at = from; ;) {
    const dues = watchers.map((watcher) => watcher.due(at));
    at = Math.min(...dues);
    if (at > end) return { from, count: end - from, looks };
    looks.push(at);
    for (const [i, due] of dues.entries()) if (due === at) left[i]!--;
    if (looks.length === most || left.some((more) => more < 1))
      return { from, count: at - from, looks };
  }
}

/** What a stretch has shown up to a look, or behind the last. */
export interface Seen {
  /** Those that were told since what was seen before. */
  readonly costs: Float64Array;
  /** Steps of the stretch so far whose examples all weigh 0. */
  readonly skipped: number;
  /** undefined behind the last. */
  readonly look: Look | undefined;
  /** Are all parameters there finite? */
  readonly finite: boolean;
}

/** Marks the steps after which somebody looks. */
export function markLooks(flags: Uint8Array, { from, looks }: Stretch): void {
  for (const look of looks) flags[look - from - 1]! |= KEEP;
}

/** What the steps of a stretch have shown, as far as they were done. */
export function* seenIn(
  { from, looks }: Stretch,
  chunk: Chunk,
  done: ChunkResult,
): Generator<Seen, void> {
  const reached = looks.filter((step) => step <= from + done.steps);
  let [at, told, skipped] = [0, 0, 0];
  for (const [i, step] of reached.entries()) {
    const before = told;
    for (; at < step - from; at++) {
      if (chunk.flags[at]! & (EMIT_COST | TELL_COST)) told++;
      if (done.skipped > 0 && weighsNothing(chunk, chunk.weights!, at)) skipped++;
    }
    yield {
      costs: chunk.costs.subarray(before, told),
      skipped,
      look: { step, kept: chunk.keep[i]! },
      finite: done.finite || i < reached.length - 1,
    };
  }
  const costs = chunk.costs.subarray(told, done.recorded);
  yield { costs, skipped: done.skipped, look: undefined, finite: true };
}
