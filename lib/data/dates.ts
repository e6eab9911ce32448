// Dates in text. Without Date: neither the machine's time zone nor its language has a say.
import type { DateFormat } from './column.js';
import { decimal } from './numerals.js';

export const dateFormats: readonly DateFormat[] = ['DMY', 'MDY', 'epoch-s', 'epoch-ms'];

const DAY = 864e5;
/** From 0000-01-01 to 1970-01-01, and one. */
const BEFORE_1970 = 719528;
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Milliseconds from 1970 to the beginning of a day in UTC, years 0 … 9999; NaN for a day that is none. */
export function dayTime(year: number, month: number, day: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : daysOf[month - 1];
  if (days === undefined || day < 1 || day > days) return NaN;
  // Leap days of the years before, this one's too from March on.
  const past = month < 3 ? year - 1 : year;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) + 1;
  return (365 * year + leaps + daysBefore[month - 1]! + day - 1 - BEFORE_1970) * DAY;
}

/** The time of a day; NaN for one that is none. A fraction counts to the millisecond. */
function clockTime(hours: string, minutes: string, seconds: string, fraction: string): number {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (h > 23 || m > 59 || s > 59) return NaN;
  return ((h * 60 + m) * 60 + s) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}

const CLOCK = String.raw`(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?`;
const ISO = new RegExp(
  String.raw`^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]${CLOCK} ?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?$`,
);
const WRITTEN = new RegExp(String.raw`^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,? ${CLOCK})?$`);

/** Has it the form YYYY-MM-DD, perhaps with a time? Such a day need not be. */
export function isIso(text: string): boolean {
  return ISO.test(text);
}

/** Days and months in one order or the other, and a year: 03/04/2024; null where it is no such text. */
export function writtenDay(text: string): readonly [first: number, second: number] | null {
  const parts = WRITTEN.exec(text);
  return parts && [Number(parts[1]), Number(parts[3])];
}

/** The instant of `YYYY-MM-DD`, perhaps with a time and a zone; without one it is UTC. NaN for others. */
export function isoTime(text: string): number {
  const parts = ISO.exec(text);
  if (parts === null) return NaN;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [, , , , h = '0', m = '0', s = '0', fraction = ''] = parts;
  return dayTime(year, month, day) + clockTime(h, m, s, fraction) - offset(parts);
}

function offset([, , , , , , , , , sign, hours, minutes = '0']: RegExpExecArray): number {
  if (sign === undefined) return 0;
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 23 || m > 59) return NaN;
  return (sign === '-' ? -1 : 1) * (h * 60 + m) * 60_000;
}

function writtenTime(text: string, daysFirst: boolean): number {
  const parts = WRITTEN.exec(text);
  if (parts === null) return NaN;
  const [, first, , second, year, h = '0', m = '0', s = '0', fraction = ''] = parts;
  const [day, month] = daysFirst ? [first, second] : [second, first];
  return dayTime(Number(year), Number(month), Number(day)) + clockTime(h, m, s, fraction);
}

/** Where Date ends. */
const FURTHEST = 864e13;

function epoch(text: string, unit: number): number {
  const time = decimal(text) * unit;
  return Math.abs(time) <= FURTHEST ? Math.floor(time) : NaN;
}

/** Reads a date of a format as milliseconds since 1970; NaN for what is none. YYYY-MM-DD is always read. */
export function dateReader(format: DateFormat | undefined): (text: string) => number {
  switch (format) {
    case 'epoch-s':
      return (text) => epoch(text, 1000);
    case 'epoch-ms':
      return (text) => epoch(text, 1);
    case 'DMY':
    case 'MDY':
      return (text) => (isIso(text) ? isoTime(text) : writtenTime(text, format === 'DMY'));
    default:
      return isoTime;
  }
}
