// What columns of text hold, what is a hole, and what instants dates are.
import { describe, expect, it } from 'vitest';
import { dateReader, dayTime, isoTime } from '../../lib/data/dates.js';
import { Holes } from '../../lib/data/holes.js';
import { questionText, TextKinds } from '../../lib/data/kinds.js';
import { hasLeadingZero, numberReader } from '../../lib/data/numerals.js';

const kindOf = (...texts: string[]): string => {
  const kinds = new TextKinds();
  for (const [i, text] of texts.entries()) kinds.see(text, i);
  const { verdict } = kinds;
  return verdict.kind === 'question' ? questionText('c', 'line 2', verdict) : verdict.kind;
};

describe('the kind of texts', () => {
  const cases: [texts: string[], kind: string][] = [
    [[], 'empty'],
    [['1', '-2.5', '+3', '1e3', '.5', '5.'], 'number'],
    [['0', '0.5', '-0.5', '-0', '0e3'], 'number'],
    [['1', 'Inf', '-Infinity'], 'number'],
    [['01234', '98765'], 'category'],
    [['1', '007'], 'category'],
    [['-01', '2'], 'category'],
    [['true', 'FALSE', 'True'], 'boolean'],
    [['true', 'yes'], 'category'],
    [['true', '1'], 'category'],
    [
      ['2024-01-05', '2023-12-31T10:00', '2023-12-31 10:00:01.5Z', '2024-01-01T00:00+02:00'],
      'date',
    ],
    [['2024-02-30', '2024-01-01'], 'date'],
    [['2024-01-05', '5'], 'category'],
    [['2024-01-05', 'soon'], 'category'],
    [['red', '5'], 'category'],
    [['0x10', '1'], 'category'],
    [['1.2.3', '4'], 'category'],
    [['45/99/2000', '1/2/2000'], 'category'],
    [['13/04/2024', '04/13/2024'], 'category'],
    [['1,5', '2.5'], 'category'],
    [['$ 3', '€ 4'], 'category'],
    [['12 %', 'many'], 'category'],
    [['007', '1,5'], 'category'],
  ];
  it.each(cases)('%j', (texts, kind) => {
    expect(kindOf(...texts)).toBe(kind);
    expect(kindOf(...texts.toReversed())).toBe(kind);
  });

  const questions: [texts: string[], says: string][] = [
    [
      ['1.234,5', '3,25'],
      `column "c" holds "1.234,5" on line 2: is it a number or a word? Say columns: { c: { decimal: ',', thousands: '.' } } or columns: { c: 'category' }.`,
    ],
    [['3,5', '2'], `columns: { c: { decimal: ',' } } or columns: { c: 'category' }.`],
    [['1,234.5', '7'], `columns: { c: { thousands: ',' } } or columns: { c: 'category' }.`],
    [
      ['1,234', '7'],
      `columns: { c: { decimal: ',' } } or columns: { c: { thousands: ',' } } or columns: { c: 'category' }.`,
    ],
    [['1 234,5', '7'], `{ c: { decimal: ',', thousands: ' ' } }`],
    [["1'234.5", '7'], `{ c: { thousands: '\\'' } }`],
    [['12 %', '3%', '4'], `{ c: { unit: '%' } }`],
    [['12,5 %'], `{ c: { decimal: ',', unit: '%' } }`],
    [['$ 3', '$1.5', '-$2', '$-2'], `{ c: { unit: '$' } }`],
    [
      ['03/04/2024'],
      `column "c" holds "03/04/2024" on line 2: which is the day, which the month? Say columns: { c: { kind: 'date', format: 'DMY' } } or columns: { c: { kind: 'date', format: 'MDY' } } or columns: { c: 'category' }.`,
    ],
    [
      ['31.12.2024', '1.2.2024'],
      `is it a date or a word? Say columns: { c: { kind: 'date', format: 'DMY' } } or columns: { c: 'category' }.`,
    ],
    [['3-25-2024'], `{ kind: 'date', format: 'MDY' }`],
  ];
  it.each(questions)('%j asks', (texts, says) => {
    expect(kindOf(...texts)).toContain(says);
  });
});

describe('holes', () => {
  it('are the usual spellings in any case, more of them, or only some', () => {
    const usual = ['', 'NA', 'na', 'N/A', '#N/A', 'NaN', 'nan', 'null', 'None', '?', '-'];
    const [all, more, only] = [new Holes(), new Holes(['-999']), new Holes({ only: ['none'] })];
    expect(usual.filter((text) => !all.has(text))).toEqual([]);
    expect(['-999', 'NAN1', '--', '0', 'nothing'].filter((text) => all.has(text))).toEqual([]);
    expect([...usual, '-999'].filter((text) => !more.has(text))).toEqual([]);
    expect([...usual, '-999'].filter((text) => only.has(text))).toEqual(['', 'None']);
  });
});

describe('dates', () => {
  it('are the days that Date has, from year 0 to 9999', () => {
    for (let day = -719528; day < 2932897; day += 173) {
      const date = new Date(day * 864e5);
      const text = date.toISOString().slice(0, 10);
      expect(isoTime(text), text).toBe(day * 864e5);
    }
    expect(dayTime(0, 1, 1)).toBe(Date.UTC(2000, 0, 1) - 5 * 146097 * 864e5);
  });

  it.each([
    ['2024-01-05T10:20', '2024-01-05T10:20:00Z'],
    ['2024-01-05 10:20:30', '2024-01-05T10:20:30Z'],
    ['2024-01-05T10:20:30.123456', '2024-01-05T10:20:30.123Z'],
    ['2024-01-05T10:20:30Z', '2024-01-05T10:20:30Z'],
    ['2024-01-05 10:20:30+02', '2024-01-05T08:20:30Z'],
    ['2024-01-05T00:20-0130', '2024-01-05T01:50:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['1900-03-01', '1900-03-01T00:00:00Z'],
  ])('%s', (text, instant) => {
    expect(isoTime(text)).toBe(Date.parse(instant));
  });

  it.each([
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '2024-01-01T24:00',
    '2024-01-01T10:60',
    '2024-01-01T10',
    '2024-1-1',
    '20240101',
    '',
  ])('%j is none', (text) => expect(isoTime(text)).toBeNaN());

  it('are written with days or months first, or counted', () => {
    const time = Date.UTC(2024, 3, 3, 14, 5);
    expect(dateReader('DMY')('3.4.2024 14:05')).toBe(time);
    expect(dateReader('MDY')('04/03/2024 14:05')).toBe(time);
    expect(dateReader('DMY')('2024-04-03T14:05')).toBe(time);
    expect(dateReader('DMY')('31.4.2024')).toBeNaN();
    expect(dateReader('epoch-s')(String(time / 1000))).toBe(time);
    expect(dateReader('epoch-ms')(String(time))).toBe(time);
    expect(dateReader('epoch-s')('1e300')).toBeNaN();
  });
});

describe('numbers', () => {
  it.each([
    [{ decimal: ',' }, '-1,5', -1.5],
    [{ decimal: ',' }, '1.5', NaN],
    [{ decimal: ',', thousands: '.' }, '1.234.567,5', 1234567.5],
    [{ decimal: ',', thousands: '.' }, '1.23,5', NaN],
    [{ thousands: ',' }, '1,23,456.5', 123456.5],
    [{ thousands: ' ' }, '1\u202F234', 1234],
    [{ unit: '%' }, '12 %', 12],
    [{ unit: '%' }, '12', 12],
    [{ unit: '€', decimal: ',' }, '€ -2,5', -2.5],
    [{ unit: 'kg' }, '-3e2kg', -300],
    [{ unit: '$' }, '--3$', NaN],
    [{}, 'Infinity', NaN],
  ] as const)('%j reads %s', (format, text, value) => {
    expect(numberReader(format)(text)).toBe(value);
  });

  it('with zeros in front are names', () => {
    expect(['01', '-00', '+012', '00.5'].every(hasLeadingZero)).toBe(true);
    expect(['0', '0.5', '-0', '10', '.05', '0e1'].some(hasLeadingZero)).toBe(false);
  });
});
