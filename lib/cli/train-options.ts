// The options of `train`, `sweep` and the linear models on a command line: flags, help and reading, from their tables.
import { optionGroups, presetOf, type OptionGroup, type Writable } from '../base/option-table.js';
import {
  optionTables,
  type ClassLabel,
  type Dataset,
  type LogisticOptions,
  type OptionFlag,
  type OptionInfo,
  type RidgeOptions,
  type SearchOptions,
  type SharedTrainOptions,
  type SweepOptions,
  type TrainOptions,
} from '../index.js';
import { choice, numberOf, UsageError, wholeNumbers, type readArguments } from './command.js';
import { helpLines, inLines, underHeading } from './help.js';

type FlagName<Key> = Key extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${FlagName<Rest>}`
  : '';

/** What is a capital alone stays one: `C`. */
type FlagOf<Key> = Key extends Uppercase<Key & string> ? Key : FlagName<Key>;

type Written<Options> = {
  [K in keyof Options]-?: Extract<Options[K], Writable | boolean> extends never ? never : K;
}[keyof Options];

/** What can be said by a text has one; other options are on or off. */
type FlagType<Said> = Extract<Said, Writable> extends never ? 'boolean' : 'string';

/** For the command line's parser: one flag for each option that can be written down. */
type Flags<Options> = {
  readonly [K in Written<Options> as FlagOf<K> & string]: { readonly type: FlagType<Options[K]> };
};

/** A table of options on the command line. */
export interface CommandLine<Options> {
  readonly flags: Flags<Options>;
  /** Under short headings. */
  readonly help: readonly string[];
  /** What the flags say; the library checks it. */
  said(values: object): Partial<Options>;
  /**
   * What holds where an option is not said.
   * @param known what that depends on
   */
  preset<K extends keyof Options>(key: K, known?: object): NonNullable<Options[K]>;
  /** The option that has a flag. */
  keyOf(name: string): string;
  /** What the text of a flag says. */
  valueOf(name: string, text: string): unknown;
}

type Table<Options> = { readonly [K in keyof Options]-?: OptionInfo };

/** `batchSize` as `batch-size`, `C` as it is. */
function flagName(key: string): string {
  return key.replace(/(?!^)[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const separated = (text: string): string[] => text.split(',');

/** How the text of a flag is read. */
export const readers: Readonly<
  Record<OptionFlag['form'], (name: string, text: string) => unknown>
> = {
  word: (_name, text) => text,
  words: (_name, text) => (text.includes(',') ? separated(text) : text),
  number: numberOf,
  'number or word': numberOrWord,
  numbers: (name, text) => (text === 'none' ? [] : wholeNumbers(name, text)),
  lists: (name, text) => separated(text).map((list) => wholeNumbers(name, list, '-')),
  'word with numbers': (name, text) => wordWithNumbers(name, text),
  'word with values': (name, text) => wordWithNumbers(name, text, numberOrWord),
  'name with numbers': nameWithNumbers,
  'word with list': wordWithList,
  'word or named numbers': wordOrNamedNumbers,
  names: (_name, text) => separated(text),
  shares: (name, text) => {
    const all = separated(text).map((share) => numberOf(name, share)!);
    return all.length > 1 ? all : all[0];
  },
  switch: () => true,
};

function numberOrWord(name: string, text: string): unknown {
  return /^[a-z]+$/i.test(text) ? text : numberOf(name, text);
}

/** `name`, `name=value`, or `name:key=value,key=value`, as the library takes them. */
function wordWithNumbers(
  flag: string,
  text: string,
  value: (name: string, text: string) => unknown = numberOf,
): unknown {
  const [, word, numbers] = /^([^:=]+):(.*)$/.exec(text) ?? [];
  const pair = (of: string): [string, unknown] => {
    const [, key, said] = /^([^=]+)=(.+)$/.exec(of) ?? [];
    if (key !== undefined) return [key, value(`${flag} ${key}`, said!)];
    const forms = 'name, name=value, or name:key=value,key=value';
    throw new UsageError(`--${flag} must be ${forms}, not ${JSON.stringify(text)}`);
  };
  if (word !== undefined) return { [word]: Object.fromEntries(separated(numbers!).map(pair)) };
  return text.includes('=') ? Object.fromEntries([pair(text)]) : text;
}

/** `name`, `name=value`, or `name:value,value`. */
function wordWithList(flag: string, text: string): unknown {
  const [, word, list] = /^([^:=]+):([^=]*)$/.exec(text) ?? [];
  if (word === undefined) return wordWithNumbers(flag, text);
  return { [word]: separated(list!).map((number) => numberOf(`${flag} ${word}`, number)) };
}

/** `name`, or `name=value,name=value`; a name may have commas of its own. */
function wordOrNamedNumbers(flag: string, text: string): unknown {
  if (!text.includes('=')) return text;
  const pairs = text.split(/(?<==[^=,]*),/).map((of) => {
    const [, name, value] = /^(.+)=([^=]*)$/.exec(of) ?? [];
    if (name !== undefined) return [name, numberOf(`${flag} ${name}`, value)];
    const forms = 'a word, or name=value,name=value';
    throw new UsageError(`--${flag} must be ${forms}, not ${JSON.stringify(text)}`);
  });
  return Object.fromEntries(pairs);
}

/** The same as `{ name, key }`. */
function nameWithNumbers(flag: string, text: string): unknown {
  const said = wordWithNumbers(flag, text);
  if (typeof said === 'string') return said;
  const [[name, numbers]] = Object.entries(said as object) as [[string, object]];
  return { name, ...numbers };
}

/** What help calls what options are about. */
const headings: Readonly<Record<OptionGroup, string>> = {
  comparison: 'What is compared',
  network: 'Network',
  scaling: 'Scaling of features and values',
  loss: 'What is learnt',
  steps: 'Steps',
  'over-fitting': 'Against over-fitting',
  validation: 'Validation',
  run: 'The run',
  checkpoints: 'Checkpoints',
};

/** Its flag and what it says, with the default where that is a fixed one. */
function helpOf(name: string, { takes, form }: OptionFlag, { says, preset }: OptionInfo): string[] {
  const fixed = preset !== undefined && typeof preset !== 'function' && form !== 'switch';
  const text = fixed ? `${says}, default ${String(preset)}` : says;
  return helpLines(`--${name} ${takes}`.trimEnd(), inLines(text));
}

function commandLine<Options>(table: Table<Options>): CommandLine<Options> {
  const written = Object.entries<OptionInfo>(table).flatMap(([key, info]) =>
    info.flag === null ? [] : [{ key, name: flagName(key), flag: info.flag, info }],
  );
  const flagged = (wanted: string): (typeof written)[number] => {
    const names = written.map(({ name }) => name);
    return written[names.indexOf(choice('what is searched over', wanted, names))]!;
  };
  const flags = written.map(({ name, flag }) => {
    return [name, { type: flag.form === 'switch' ? 'boolean' : 'string' }];
  });
  return {
    flags: Object.fromEntries(flags) as Flags<Options>,
    help: optionGroups.flatMap((group) => {
      const lines = written.flatMap(({ name, flag, info }) =>
        flag.group === group ? helpOf(name, flag, info) : [],
      );
      return lines.length > 0 ? underHeading(headings[group], lines) : [];
    }),
    said(values) {
      const texts = values as Readonly<Record<string, string | boolean | undefined>>;
      const said = written.flatMap(({ key, name, flag }) => {
        const text = texts[name];
        return text === undefined ? [] : [[key, readers[flag.form](name, String(text))]];
      });
      return Object.fromEntries(said) as Partial<Options>;
    },
    preset: (key, known = {}) => presetOf(table[key], known) as never,
    keyOf: (name) => flagged(name).key,
    valueOf: (name, text) => readers[flagged(name).flag.form](name, text),
  };
}

/** Options with the label that a text stands for among the classes of the data; no other may be one of them. */
export function forData<O extends Pick<TrainOptions, 'positive'>>(
  options: O,
  { classes }: Pick<Dataset, 'classes'>,
): O {
  const positive = classes?.find((label) => String(label) === options.positive);
  return positive === undefined ? options : { ...options, positive: positive as ClassLabel };
}

export const trainLine: CommandLine<TrainOptions> = commandLine<TrainOptions>(optionTables.train);

/** Of trainings that others stand beside. */
export const sharedLine: CommandLine<SharedTrainOptions> = commandLine<SharedTrainOptions>(
  optionTables.crossValidate,
);

/** Of a comparison of sizes, and of a search. */
type Compared = SweepOptions & Pick<SearchOptions, 'score' | 'folder'>;

export const sweepLine: CommandLine<Compared> = commandLine<Compared>(optionTables.sweep);

export const logisticLine: CommandLine<LogisticOptions> = commandLine<LogisticOptions>(
  optionTables.logistic,
);

export const ridgeLine: CommandLine<RidgeOptions> = commandLine<RidgeOptions>(optionTables.ridge);

/** What the parser makes of the flags of `train`. */
export type TrainValues = ReturnType<typeof readArguments<typeof trainLine.flags>>['values'];
