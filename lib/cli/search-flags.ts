// What a search tries, on a command line.
import type { RandomSearch, SearchGrid, SearchHoldout } from '../index.js';
import { numberOf, UsageError } from './command.js';
import { helpLines, underHeading } from './help.js';
import { sharedLine } from './train-options.js';

export const searchOptions = {
  grid: { type: 'string', multiple: true },
  space: { type: 'string', multiple: true },
  trials: { type: 'string' },
  seed: { type: 'string' },
  folds: { type: 'string' },
} as const;

export const searchHelp: readonly string[] = underHeading('A search', [
  ...helpLines('--grid KEY=V,V', [
    'values of an option to try, in every combination:',
    '--grid learning-rate=0.001,0.01 --grid hidden=32,64-64;',
    'values with commas of their own are parted by ;',
  ]),
  ...helpLines('--space KEY=F..T', [
    'range to draw an option from, or values as of --grid:',
    '--space learning-rate=1e-4..0.1:log --space dropout=0..0.5',
    '--space batch-size=16..128:whole',
  ]),
  ...helpLines('--trials N', ['how often to draw, default 20']),
  ...helpLines('--seed N', ['of the drawing, default 0']),
  ...helpLines('--folds N', ['judges by so many folds instead of a share of the rows']),
]);

/** What the parser makes of them. */
interface Values {
  readonly grid?: readonly string[];
  readonly space?: readonly string[];
  readonly trials?: string;
  readonly seed?: string;
  readonly folds?: string;
}

/** What is searched over; undefined where nothing is. */
export function gridSaid({
  grid,
  space,
  ...values
}: Values): SearchGrid | RandomSearch | undefined {
  if (grid && space) throw new UsageError('--grid and --space cannot be had together');
  const [trials, seed] = [numberOf('trials', values.trials), numberOf('seed', values.seed)];
  if (space) return { trials, seed, space: pairs('space', space, drawn) as RandomSearch['space'] };
  for (const [name, number] of Object.entries({ trials, seed }))
    if (number !== undefined) throw new UsageError(`--${name} is for --space`);
  return grid && (pairs('grid', grid, listed) as SearchGrid);
}

/** Folds to judge by. */
export function foldsSaid({ folds }: Values): SearchHoldout | undefined {
  return folds === undefined ? undefined : { folds: numberOf('folds', folds)! };
}

/** `KEY=…`, each key once. */
function pairs(
  flag: string,
  texts: readonly string[],
  read: (name: string, text: string) => unknown,
): Readonly<Record<string, unknown>> {
  const said: Record<string, unknown> = {};
  for (const text of texts) {
    const [, name, values] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined)
      throw new UsageError(`--${flag} must be KEY=VALUES, not ${JSON.stringify(text)}`);
    const key = sharedLine.keyOf(name);
    if (key in said) throw new UsageError(`--${flag} names ${name} twice`);
    said[key] = read(name, values!);
  }
  return said;
}

/** Values, one behind another; of layers those of one network have a hyphen between. */
function listed(name: string, text: string): unknown[] {
  const values = text.includes(';') ? text.split(';') : text.split(',');
  const isPlain = !text.includes(';');
  return values.map((value) => sharedLine.valueOf(name, isPlain ? hyphened(name, value) : value));
}

function hyphened(name: string, value: string): string {
  return name === 'hidden' ? value.replaceAll('-', ',') : value;
}

const RANGE = /^(.+)\.\.([^:]+)((?::(?:log|whole))*)$/;

function drawn(name: string, text: string): unknown {
  const [, from, to, more] = RANGE.exec(text) ?? [];
  if (from === undefined) return listed(name, text);
  const of = { from: numberOf(name, from)!, to: numberOf(name, to)! };
  return {
    ...of,
    ...(more!.includes('log') && { log: true }),
    ...(more!.includes('whole') && { whole: true }),
  };
}
