// What comes back of a thread: a value, or a refusal, which loses its class on the way.
import { DenselyError, type ErrorCode } from './errors.js';

/** The file of the thread that works on tables. */
export const TABLE_THREAD = 'table-thread.cjs';

type Refusal = Readonly<Record<'argument' | 'message', string>> & { readonly code: ErrorCode };

export type ThreadAnswer<T> = { readonly value: T } | { readonly refusal: Refusal };

/** In the thread: what the work gives, or what it refuses. */
export async function answerOf<T>(work: () => Promise<T>): Promise<ThreadAnswer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof DenselyError)) throw error;
    const { code, argument, message } = error;
    return { refusal: { code, argument, message } };
  }
}

/** What an answer holds. @throws what the thread refused */
export function valueOf<T>(answer: ThreadAnswer<T>): T {
  if ('value' in answer) return answer.value;
  const { code, argument, message } = answer.refusal;
  throw new DenselyError(code, argument, message);
}
