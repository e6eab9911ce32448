// The flags that say how a picture looks: names, help and reading, from one table.
import type { ActivationCurvesOptions, LearningCurvesOptions } from '../plot/index.js';
import { checkCount, numberOf, UsageError } from './command.js';

/** What the flags set. */
interface Looks
  extends
    Omit<ActivationCurvesOptions, 'colors' | 'labels'>,
    Pick<LearningCurvesOptions, 'scale'> {}

/** How the text of a flag becomes the option of a picture; the library checks what comes of it. */
const readers: Readonly<Record<LookFlag['form'], (name: string, text: string) => unknown>> = {
  text: (_name, text) => text,
  number: numberOf,
  log: () => 'log',
};

interface LookFlag {
  readonly type: 'string' | 'boolean';
  /** The option that it sets. */
  readonly key: keyof Looks;
  readonly form: 'text' | 'number' | 'log';
  /** What stands behind it in the help. */
  readonly takes: string;
  readonly says: string;
  /** The kinds of pictures that have it; all where none are told. */
  readonly kinds?: readonly string[];
}

const table = {
  title: { type: 'string', key: 'title', form: 'text', takes: 'TEXT', says: 'above the picture' },
  width: { type: 'string', key: 'width', form: 'number', takes: 'PIXELS', says: 'default 640' },
  height: {
    type: 'string',
    key: 'height',
    form: 'number',
    takes: 'PIXELS',
    says: 'default: what the width asks for',
  },
  'font-size': {
    type: 'string',
    key: 'fontSize',
    form: 'number',
    takes: 'N',
    says: 'letters of a legend in pixels, default 13',
  },
  theme: {
    type: 'string',
    key: 'theme',
    form: 'text',
    takes: 'T',
    says: "light, dark, or auto (default): as the reader's system",
  },
  columns: {
    type: 'string',
    key: 'columns',
    form: 'number',
    takes: 'N',
    says: 'panels side by side',
    kinds: ['activations', 'weights', 'units'],
  },
  log: {
    type: 'boolean',
    key: 'scale',
    form: 'log',
    takes: '',
    says: 'an axis of logarithms for the cost',
    kinds: ['curves', 'rates'],
  },
  y: {
    type: 'string',
    key: 'y',
    form: 'text',
    takes: 'AXIS',
    says: 'shared by all panels, or own (default)',
    kinds: ['activations'],
  },
} as const;

type FlagName = keyof typeof table;

const flags = Object.entries(table) as [FlagName, LookFlag][];

/** For the command line's parser. */
export const lookOptions: { readonly [K in FlagName]: Pick<(typeof table)[K], 'type'> } = table;

export const lookHelp: readonly string[] = flags.map(([name, { takes, says, kinds }]) => {
  const flag = `--${name} ${takes}`.padEnd(17);
  return `  ${flag} ${kinds ? `${kinds.join(', ')}: ` : ''}${says}`;
});

type Given = { readonly [K in FlagName]?: string | boolean };

/**
 * Refuses what a kind of picture does not have, and what no picture has, before anything is read or trained: it
 * draws the smallest picture that there is. Only a height that is too low for what is shown is refused later.
 */
export async function checkLooks(kind: string, given: Given): Promise<void> {
  for (const [name, { kinds }] of flags)
    if (given[name] !== undefined && kinds && !kinds.includes(kind))
      throw new UsageError(`--${name} is for ${kinds.join(', ')}, not for ${kind}`);
  const { columns, y: _y, scale: _scale, ...all } = looksOf(given);
  if (columns !== undefined) checkCount('columns', columns, 1, 16);
  if (Object.keys(all).length === 0) return;
  const { gradientNorms } = await import('../plot/index.js');
  gradientNorms([1], all);
}

/** The options of a picture that its flags say. */
export function looksOf(given: Given): Looks {
  const said = flags.flatMap(([name, { key, form }]) => {
    const value = given[name];
    return value === undefined ? [] : [[key, readers[form](name, String(value))]];
  });
  return Object.fromEntries(said) as Looks;
}
