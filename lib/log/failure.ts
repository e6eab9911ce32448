// What goes wrong with a log, in the words of a message.
import { DenselyError } from '../base/errors.js';
import { fileAdvice } from '../base/file-advice.js';

/** @param name of the log, with what it writes to */
export function failed(name: string, what: string, cause?: unknown): DenselyError {
  return new DenselyError('ERR_LOG', 'log', `${name} ${what}`, { cause });
}

export function unwritable(name: string, cause: unknown): DenselyError {
  const { code = '', message = String(cause) } = Object(cause) as NodeJS.ErrnoException;
  const advice = fileAdvice[code];
  return failed(name, `cannot be written: ${message}.${advice ? ` ${advice}` : ''}`, cause);
}

/** What a piece of work gives, or why it fails, as said of a log. */
export async function written<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw unwritable(name, cause);
  }
}

/** Of a log that takes one training after another. */
export class Turn {
  readonly #name: string;
  #isOpen = false;

  constructor(name: string) {
    this.#name = name;
  }

  begin(): void {
    if (this.#isOpen)
      throw failed(this.#name, 'belongs to a training that has not ended: make a log for each.');
    this.#isOpen = true;
  }

  check(): void {
    if (!this.#isOpen)
      throw failed(this.#name, 'takes reports between begin() and end(): call begin() first.');
  }

  end(): void {
    this.#isOpen = false;
  }
}
