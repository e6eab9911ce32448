// Numbers as people write them.
import type { ColumnOptions } from './column.js';

const NINE = 0x39;
const LETTER_E = 0x65;

/** The value of a decimal number (sign, digits, point, exponent; trimmed), else NaN. */
export function decimal(text: string): number {
  const second = text.charCodeAt(1) | 0x20;
  // Number() takes no text as 0, and 0x10, 0o7, 0b1, Infinity.
  if (text === '' || (second > NINE && second !== LETTER_E)) return NaN;
  return Number(text);
}

/** 01234 is the name of something: as a number it would be another one. */
export function hasLeadingZero(text: string): boolean {
  return /^[+-]?0\d/.test(text);
}

/** A whole number that float64 rounds: two of them may be one number. */
export function isRounded(whole: string | bigint): boolean {
  if (typeof whole === 'string' && !/^[+-]?\d{16,}$/.test(whole)) return false;
  return !Number.isSafeInteger(Number(whole));
}

/** For a text that is a number in some places of the world. */
export function commaHint(text: string): string {
  return /^[+-]?\d*(,\d+)+(\.\d*)?$/.test(text)
    ? " (a number has no comma unless you say so: decimal: ',' or thousands: ',')"
    : '';
}

/** What numbers look like beside digits, point and exponent. */
export type NumberFormat = Pick<ColumnOptions, 'decimal' | 'thousands' | 'unit'>;

/** What is said of how the numbers of a column are written, and nothing else. */
export function numberFormat({ decimal, thousands, unit }: NumberFormat): NumberFormat {
  return {
    ...(decimal !== undefined && { decimal }),
    ...(thousands !== undefined && { thousands }),
    ...(unit !== undefined && { unit }),
  };
}

/** Are the numbers JavaScript's? */
export function isPlain({ decimal: mark = '.', thousands = '', unit = '' }: NumberFormat): boolean {
  return mark === '.' && thousands === '' && unit === '';
}

/** Spaces between thousands are of three widths, apostrophes straight and not. */
const alike: readonly string[] = [' \u00A0\u202F', "'\u2019"];

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Reads a number that is written so; NaN for what is none. */
export function numberReader(format: NumberFormat): (text: string) => number {
  if (isPlain(format)) return decimal;
  const { decimal: mark = '.', thousands = '', unit = '' } = format;
  const separators = alike.find((all) => all.includes(thousands) && thousands) ?? thousands;
  const between = separators === '' ? '' : `[${escaped(separators)}]`;
  const grouped = between && `|\\d{1,3}(?:${between}\\d{2,3})*${between}\\d{3}`;
  const whole = `(?:\\d+${grouped})`;
  const digits = `(?:${whole}(?:${escaped(mark)}\\d*)?|${escaped(mark)}\\d+)(?:[eE][+-]?\\d+)?`;
  const beside = unit && `(?:${escaped(unit)})?\\s*`;
  const shape = new RegExp(`^([+-]?)\\s*${beside}([+-]?${digits})\\s*${beside}$`);
  const gaps = between && new RegExp(between, 'g');
  return (text) => {
    const [, sign, number] = shape.exec(text) ?? [];
    if (number === undefined || (sign && /^[+-]/.test(number))) return NaN;
    const joined = gaps === '' ? number : number.replace(gaps, '');
    return decimal(sign + joined.replace(mark, '.'));
  };
}

/** A unit that is written before or behind amounts. */
export function unitOf(text: string): string | undefined {
  return /[%‰]|\p{Sc}/u.exec(text)?.[0];
}

/** The simplest first. */
const formats: readonly NumberFormat[] = [
  {},
  { decimal: ',' },
  { thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: ' ' },
  { thousands: ' ' },
  { decimal: ',', thousands: "'" },
  { thousands: "'" },
];

/** How numbers may be written that are not plain, with a unit or none. */
export function amountFormats(unit: string | undefined): readonly NumberFormat[] {
  return unit === undefined ? formats.slice(1) : formats.map((format) => ({ ...format, unit }));
}
