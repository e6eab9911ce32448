// Wrong calls, and what their refusal must say.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DenselyError, type ErrorCode } from '../lib/index.js';

/** A wrong call: what is done, its code and argument, and texts that the message must hold. */
export type Case = [
  title: string,
  call: () => unknown,
  code: ErrorCode,
  argument: string,
  ...says: string[],
];

/** Types are what a wrong call gets wrong. */
export const wrong = <T>(value: unknown): T => value as T;

export async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('the call was accepted');
}

/** The DenselyError with which a call is refused. */
export async function refusedWith(call: () => unknown): Promise<DenselyError> {
  const error = await refusal(call);
  expect(error).toBeInstanceOf(DenselyError);
  return error as DenselyError;
}

/** All that a refusal says. */
export const about = ({ code, argument, message }: DenselyError): string[] => [
  code,
  argument,
  message,
];

export async function expectRefused([, call, code, argument, ...says]: Case): Promise<void> {
  const { code: gotCode, argument: gotArgument, message } = await refusedWith(call);
  expect({ code: gotCode, argument: gotArgument, message }).toEqual({ code, argument, message });
  for (const text of says) expect(message).toContain(text);
}

export function refused(about: string, cases: Case[]): void {
  describe(about, () => {
    it.each(cases)('%s', async (...row) => expectRefused(row));
  });
}

/** One case per value, titled by the value. */
export function each<T>(
  code: ErrorCode,
  call: (value: T) => unknown,
  rows: [value: unknown, argument: string, ...says: string[]][],
): Case[] {
  return rows.map(([value, argument, ...says]) => {
    const [title = ''] = inspect(value, { breakLength: Infinity, depth: 1 }).split('\n');
    return [title, () => call(value as T), code, argument, ...says];
  });
}
