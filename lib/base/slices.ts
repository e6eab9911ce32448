/**
 * Work that is done in slices of about a millisecond. Between two of them it asks for something, and goes
 * on with the answer; `Ask` is void where a turn of the event loop is all that it asks for.
 */
export type Slices<T, Ask = void, Answer = unknown> = Generator<Ask, T, Answer>;

/** Does `part` for 0 … n − 1, at most so many at a time, with a cut after each. */
export function* inPieces(
  n: number,
  most: number,
  part: (from: number, to: number) => void,
): Slices<void> {
  for (let from = 0; from < n; from += most) {
    part(from, Math.min(n, from + most));
    yield;
  }
}

/** All of it at once. */
export function atOnce<T>(work: Slices<T>): T;
export function atOnce<T, Ask, Answer>(
  work: Slices<T, Ask, Answer>,
  answer: (ask: Ask) => Answer,
): T;
export function atOnce(work: Slices<unknown, unknown, unknown>, answer = (_ask: unknown) => {}) {
  let step = work.next();
  while (step.done !== true) step = work.next(answer(step.value));
  return step.value;
}

/** The same while others have their turn: an answer is waited for. */
export async function inTurns<T, Ask, Answer>(
  work: Slices<T, Ask, Answer>,
  answer: (ask: Ask) => Promise<Answer>,
): Promise<T> {
  let step = work.next();
  while (step.done !== true) step = work.next(await answer(step.value));
  return step.value;
}
