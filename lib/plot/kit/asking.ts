// Drawing that asks a function of the caller's, or a model: at once, or in slices between its answers.
import { signalOption } from '../../base/checks.js';
import type { Matrix } from '../../base/matrix.js';
import { atOnce, type Slices } from '../../base/slices.js';
import { inSlicesAsking } from '../../base/turns.js';

/**
 * Options of pictures that are drawn between other work.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { type AsyncPictureOptions, decisionBoundaryAsync } from 'densely/plot';
 *
 * const soon: AsyncPictureOptions = { signal: AbortSignal.timeout(10_000) };
 * const moons = datasets.moons();
 * const svg = await decisionBoundaryAsync(logisticRegression(moons), moons, { width: 400, ...soon });
 * console.log(svg.slice(0, 4)); // <svg
 */
export interface AsyncPictureOptions {
  /** Gives the picture up; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A value, or a promise of one.
 *
 * @example
 * import type { Soon } from 'densely/plot';
 *
 * const answers: Soon<number>[] = [1, Promise.resolve(2)];
 * console.log(answers.length); // 2
 */
export type Soon<T> = T | PromiseLike<T>;

/** What answers about the points of a plane. */
export interface Asked {
  atOnce(X: Matrix): unknown;
  /** Perhaps with a promise. */
  soon(X: Matrix): unknown;
}

export interface Question {
  readonly asked: Asked;
  readonly X: Matrix;
}

/** Drawing in slices, which yields its questions and goes on with the answers. */
export type Drawing<T> = Slices<T, Question | void>;

/** How much is asked for by one question. */
export interface Pace {
  readonly points: number;
  /** However many features there are. */
  readonly numbers: number;
}

/** A picture's whole grid, unless a step asks for more; 64 MiB. */
const ALL: Pace = { points: 2 ** 18, numbers: 2 ** 23 };

/** What a function answers, and reading its answer takes, in a millisecond or so. */
const FEW: Pace = { points: 2 ** 12, numbers: 2 ** 17 };

export function drawnAtOnce<T>(draw: (pace: Pace) => Drawing<T>): T {
  return atOnce<T, Question | void, unknown>(draw(ALL), (question) =>
    question?.asked.atOnce(question.X),
  );
}

/** @throws (rejects) the signal's reason */
export async function drawnInSlices<T>(
  draw: (pace: Pace) => Drawing<T>,
  signal: unknown,
): Promise<T> {
  const given = signalOption('signal', signal);
  return inSlicesAsking(draw(FEW), ({ asked, X }) => asked.soon(X), given);
}
