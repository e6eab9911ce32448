// Dates from bytes.
import { dayTime } from '../dates.js';
import { bytes, ZERO } from './memory.js';

/** Milliseconds since 1970 of YYYY-MM-DD at p; NaN of all else. */
export function day(p: number): number {
  const b = bytes;
  let value = 0;
  for (let i = 0; i < 10; i = (i + 1) | 0) {
    const d = b[p + i]! ^ ZERO;
    // '-' ^ '0'
    if (i === 4 || i === 7 ? d !== 29 : d > 9) return NaN;
    if (d < 10) value = (Math.imul(value, 10) + d) | 0;
  }
  return dayTime((value / 10000) | 0, ((value / 100) | 0) % 100, value % 100);
}
