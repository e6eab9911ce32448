// What dates become: their place in the year and in the week, and the hour, on circles. UTC only.
import { cos, sin } from '../../base/trigonometric.js';

/** Milliseconds. */
export const DAY = 86_400_000;

const TURN = 2 * Math.PI;

/** Days since 1970 to the days since 1 March of the year 0, with which an era of 400 years begins. */
const TO_MARCH = 719_468;
const ERA = 146_097;
const JANUARY = 306;

/** Whole days since 1970. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

/** Monday is 0. Whole numbers of 32 bits, here and below: their remainders cost a tenth. */
export function weekPlace(day: number): number {
  const inWeek = ((day + 3) | 0) % 7;
  return inWeek < 0 ? inWeek + 7 : inWeek;
}

/** Places of {@link yearPlace}: 366 days of leap years, then 365. */
const LEAP = 366;

/** The day of the year, of leap years first; other years follow them. */
export function yearPlace(day: number): number {
  const fromMarch = (day + TO_MARCH) | 0;
  const era = ((fromMarch < 0 ? fromMarch - ERA + 1 : fromMarch) / ERA) | 0;
  const d = (fromMarch - era * ERA) | 0;
  const y = ((d - ((d / 1460) | 0) + ((d / 36_524) | 0) - ((d / 146_096) | 0)) / 365) | 0;
  const inYear = d - (365 * y + ((y / 4) | 0) - ((y / 100) | 0));
  const year = inYear < JANUARY ? y : y + 1;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const fromJanuary = inYear < JANUARY ? inYear + (isLeap ? 60 : 59) : inYear - JANUARY;
  return isLeap ? fromJanuary : LEAP + fromJanuary;
}

/** The part of the day that is over, as an angle. */
export function hourAngle(time: number): number {
  return ((time - dayOf(time) * DAY) / DAY) * TURN;
}

/** Sines and cosines of places on a circle. */
export interface Circle {
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
}

function circle(shares: readonly number[]): Circle {
  return {
    sines: Float64Array.from(shares, (share) => sin(share * TURN)),
    cosines: Float64Array.from(shares, (share) => cos(share * TURN)),
  };
}

function steps(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i / n);
}

let year: Circle | undefined;
let week: Circle | undefined;

/** By {@link yearPlace}. */
export function yearCircle(): Circle {
  return (year ??= circle([...steps(LEAP), ...steps(LEAP - 1)]));
}

/** By {@link weekPlace}. */
export function weekCircle(): Circle {
  return (week ??= circle(steps(7)));
}
