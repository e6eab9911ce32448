import { joined } from '../pieces.js';
import { beginningOf, LEAST, readHead, type Head, type Said } from './head.js';
import { LF } from './memory.js';
import { LONGEST_TEXT } from './plain.js';
import type { Problems } from './problems.js';

/** The beginning of a text, and its bytes. */
export interface Gathered {
  readonly head: Head;
  readonly bytes: Uint8Array;
  /** Are they the whole text? */
  readonly whole: boolean;
}

/** Takes pieces until the beginning of the text can be told. */
export async function gather(
  pieces: AsyncIterator<Uint8Array>,
  said: Said,
  problems: Problems,
  pause: () => Promise<void>,
): Promise<Gathered> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let wanted = LEAST; ; wanted *= 2) {
    while (length < wanted) {
      const { done, value } = await pieces.next();
      if (done) {
        const bytes = joined([...parts, Uint8Array.of(LF)], length + 1);
        return { head: readHead(bytes, said), bytes: bytes.subarray(0, length), whole: true };
      }
      parts.push(value.slice());
      length += value.length;
      await pause();
    }
    const bytes = joined(parts, length);
    const head = beginningOf(bytes, said);
    if (head) return { head, bytes, whole: false };
    if (length > LONGEST_TEXT)
      throw problems.error(
        'its first record is longer than 512 MiB; perhaps a quote is not closed.',
      );
  }
}
