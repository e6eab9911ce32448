// The table of the exercise: a row for each thing asked, a line for each figure.

/** One figure of a row. */
export interface Figure {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
  /** null: measured here, nothing to compare it with. */
  readonly pass: boolean | null;
}

/** A picture that a row draws. */
export interface Picture {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

/** A row of the exercise's checklist, and how it is answered. */
export interface Question {
  readonly row: number;
  readonly asked: string;
  figures(): readonly Figure[] | Promise<readonly Figure[]>;
  pictures?(): readonly Picture[] | Promise<readonly Picture[]>;
}

/** An answered question. */
export interface Row {
  readonly row: number;
  readonly asked: string;
  readonly figures: readonly Figure[];
  readonly pass: boolean;
}

/** A number, within an absolute tolerance. */
export function number(name: string, expected: number, got: number, within = 0): Figure {
  // Beside 0 too: a sum of numbers that cancel leaves its last bit, such as 8.7e-19.
  const coarse = within > 1e-6 * Math.abs(expected) && (expected !== 0 || got !== 0);
  return {
    name,
    expected: coarse ? `${shown(expected)} ± ${within}` : shown(expected),
    got: shown(got),
    pass: Math.abs(got - expected) <= within,
  };
}

/** A number as it is printed: its digits, no more. */
export function digits(name: string, expected: string, got: number): Figure {
  const decimals = expected.split('.')[1]?.length ?? 0;
  return text(name, expected, got.toFixed(decimals));
}

export function text(name: string, expected: string, got: string): Figure {
  return { name, expected, got, pass: got === expected };
}

/** A claim that holds or does not. */
export function holds(name: string, claim: boolean): Figure {
  return text(name, 'yes', claim ? 'yes' : 'no');
}

export function oneOf(name: string, expected: readonly number[], got: number): Figure {
  return { name, expected: expected.join(' or '), got: shown(got), pass: expected.includes(got) };
}

/** Told, not compared: a time, or what somebody else has measured. */
export function measured(name: string, got: string, expected = ''): Figure {
  return { name, expected, got, pass: null };
}

export async function answer(question: Question): Promise<Row> {
  const { row, asked } = question;
  const figures = await question.figures();
  const compared = figures.filter(({ pass }) => pass !== null);
  return { row, asked, figures, pass: compared.length > 0 && compared.every(({ pass }) => pass) };
}

const WIDTHS = [3, 25, 20, 20, 4] as const;

/** As many digits as fit the column. */
function shown(value: number): string {
  const small = value !== 0 && Math.abs(value) < 1e-3;
  for (let precision = 16; ; precision--) {
    const rounded = Number(value.toPrecision(precision));
    const text = small ? rounded.toExponential() : String(rounded);
    if (text.length <= WIDTHS[2]) return text;
  }
}

function line(...cells: readonly string[]): string {
  return cells
    .map((cell, i) => cell.padEnd(WIDTHS[i]!))
    .join('  ')
    .trimEnd();
}

const mark = (pass: boolean | null): string => (pass === null ? '' : pass ? 'yes' : 'NO');

export const HEAD: string = [
  line('row', 'what was asked', 'expected', 'got', 'pass'),
  '─'.repeat(WIDTHS.reduce((sum, width) => sum + width + 2, -2)),
].join('\n');

/** At most 80 columns. */
export function printed({ row, asked, figures, pass }: Row): string {
  const across = WIDTHS[1] + WIDTHS[2] + WIDTHS[3] + 4;
  const heading = `${String(row).padStart(WIDTHS[0])}  ${asked.padEnd(across)}  ${mark(pass)}`;
  const lines = figures.map((f) => line('', `  ${f.name}`, f.expected, f.got, mark(f.pass)));
  return [heading, ...lines].join('\n');
}
