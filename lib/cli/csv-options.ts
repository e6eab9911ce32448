// How a CSV file is written, on a command line: flags, help and reading, from one table.
import type { CsvFormat } from '../index.js';
import { columnsSaid } from './column-flag.js';
import { numberOf, UsageError } from './command.js';
import { helpLines } from './help.js';

interface CsvFlag {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** What stands behind it in the help. */
  readonly takes: string;
  /** Lines of help. */
  readonly says: readonly string[];
}

const table = {
  delimiter: {
    type: 'string',
    takes: 'C',
    says: ['what separates the fields (\\t: a tab); default: found out'],
  },
  'no-header': {
    type: 'boolean',
    takes: '',
    says: [
      'the first line is data: columns are x1, x2, …; the target is',
      'a number from 0, or from -1 at the end',
    ],
  },
  header: {
    type: 'boolean',
    takes: '',
    says: ['the first line names the columns, whatever it looks like'],
  },
  skip: { type: 'string', takes: 'N', says: ['lines before the header that are left out'] },
  comment: { type: 'string', takes: 'C', says: ['with what lines begin that are left out, as #'] },
  encoding: {
    type: 'string',
    takes: 'E',
    says: ['utf-8, utf-16le, utf-16be, latin1; left out UTF-8, or UTF-16', 'where it is that'],
  },
  decimal: { type: 'string', takes: 'C', says: ['the decimal mark, a point or a comma'] },
  thousands: { type: 'string', takes: 'C', says: ['what stands between thousands'] },
  unit: { type: 'string', takes: 'U', says: ['what stands beside each number, as % or $'] },
  holes: {
    type: 'string',
    takes: 'A,B',
    says: [
      'what means a missing value too, beside the empty cell, NA,',
      'N/A, #N/A, NaN, null, None, ?, -',
    ],
  },
  'only-holes': {
    type: 'string',
    takes: 'A,B',
    says: ['what means a missing value instead, beside the empty cell'],
  },
  column: {
    type: 'string',
    multiple: true,
    takes: '…',
    says: [
      'what a column holds; again for others:',
      'NAME=KIND: number, category, boolean, date, skip (left out)',
      'NAME:KEY=VALUE,KEY=VALUE: kind, order=S/M/L, impute=median,',
      'scale=log, format=DMY (or MDY, epoch-s, epoch-ms), decimal=,',
      'thousands=. unit=%; a value goes on to the next KEY=',
    ],
  },
} as const;

type FlagName = keyof typeof table;

/** For the command line's parser. */
export const csvOptions: { readonly [K in FlagName]: Omit<(typeof table)[K], 'takes' | 'says'> } =
  table;

export const csvHelp: readonly string[] = Object.entries<CsvFlag>(table).flatMap(
  ([name, { takes, says }]) => helpLines(`--${name} ${takes}`.trimEnd(), says),
);

/** What the parser makes of them. */
export type CsvValues = {
  readonly [K in FlagName]?: (typeof table)[K] extends { multiple: true }
    ? string[]
    : (typeof table)[K] extends { type: 'boolean' }
      ? boolean
      : string;
};

/** How the text is written. */
export function csvFormat(given: CsvValues): CsvFormat {
  const { header, 'no-header': none, holes, 'only-holes': only, delimiter } = given;
  if (header && none) throw new UsageError('--header and --no-header exclude each other');
  if (holes !== undefined && only !== undefined)
    throw new UsageError('--holes and --only-holes exclude each other');
  const { encoding, comment, decimal, thousands, unit } = given;
  const said = {
    delimiter: delimiter?.replace('\\t', '\t'),
    header: header || none ? !none : undefined,
    skip: numberOf('skip', given.skip),
    holes: only === undefined ? holes?.split(',') : { only: only === '' ? [] : only.split(',') },
    encoding,
    comment,
    decimal,
    thousands,
    unit,
  };
  const entries = Object.entries(said).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as CsvFormat;
}

/** What is said of single columns. */
export function csvColumns({ column = [] }: CsvValues): ReturnType<typeof columnsSaid> {
  return columnsSaid(column);
}
