// Numbers as the bytes of a file: little-endian on every machine, in pieces.
import type { FloatArray } from '../base/dtype.js';

/** The most bytes of a piece: a millisecond of copying and hashing, a few where the memory is new. */
export const PIECE: number = 2 ** 20;

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Their memory. */
export function memoryOf({ buffer, byteOffset, byteLength }: FloatArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Arrays one behind another, as views of at most {@link PIECE} bytes. */
export function* piecesOf(arrays: readonly FloatArray[]): Generator<FloatArray, void, undefined> {
  for (const numbers of joined(arrays)) {
    const most = PIECE / numbers.BYTES_PER_ELEMENT;
    for (let i = 0; i < numbers.length; i += most) yield numbers.subarray(i, i + most);
  }
}

/** As few arrays as hold the same: those that lie in one memory one behind another are one. */
function joined(arrays: readonly FloatArray[]): FloatArray[] {
  const runs: FloatArray[] = [];
  for (const next of arrays) {
    const last = runs.at(-1);
    if (last && follows(last, next)) runs[runs.length - 1] = longer(last, next.length);
    else runs.push(next);
  }
  return runs;
}

function follows(a: FloatArray, b: FloatArray): boolean {
  return (
    a.buffer === b.buffer &&
    a.BYTES_PER_ELEMENT === b.BYTES_PER_ELEMENT &&
    a.byteOffset + a.byteLength === b.byteOffset
  );
}

function longer({ buffer, byteOffset, length, BYTES_PER_ELEMENT }: FloatArray, by: number) {
  return BYTES_PER_ELEMENT === 4
    ? new Float32Array(buffer, byteOffset, length + by)
    : new Float64Array(buffer, byteOffset, length + by);
}

/** Numbers as a file has them: their own memory, or a copy where the machine has the bytes in another order. */
export function encoded(numbers: FloatArray, swap: boolean = !IS_LITTLE_ENDIAN): Uint8Array {
  const bytes = memoryOf(numbers);
  return swap ? swapped(bytes.slice(), numbers.BYTES_PER_ELEMENT) : bytes;
}

/** Makes numbers of a file's bytes that were put in their memory. */
export function decode(numbers: FloatArray, swap: boolean = !IS_LITTLE_ENDIAN): void {
  if (swap) swapped(memoryOf(numbers), numbers.BYTES_PER_ELEMENT);
}

/** Turns the bytes of each element round, in place. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  for (let i = 0; i < bytes.length; i += size)
    for (let a = i, b = i + size - 1; a < b; a++, b--)
      [bytes[a], bytes[b]] = [bytes[b]!, bytes[a]!];
  return bytes;
}
