import { isRecord } from './checks.js';

/**
 * What options are about, in the order in which help and forms show them.
 *
 * @useDeclaredType
 *
 * @example
 * import { type OptionGroup, optionTables } from 'densely';
 *
 * const group: OptionGroup | undefined = optionTables.train.dropout.flag?.group;
 * console.log(group); // over-fitting
 */
export type OptionGroup = (typeof optionGroups)[number];

export const optionGroups = [
  'comparison',
  'network',
  'scaling',
  'loss',
  'steps',
  'over-fitting',
  'validation',
  'run',
  'checkpoints',
] as const;

/**
 * How an option is said on a command line: by its name in lower case with hyphens, and a text.
 *
 * @example
 * import { type OptionFlag, optionTables } from 'densely';
 *
 * const flag: OptionFlag | null = optionTables.train.batchSize.flag;
 * console.log(flag?.takes, flag?.form, flag?.group); // N number or word steps
 */
export interface OptionFlag {
  /** What help calls the text. */
  readonly takes: string;
  /**
   * How the text is read: a word (`relu`); words, one or one behind another (`relu,tanh`); a number; numbers
   * (`64,32`, or `none`); lists of numbers (`1,64-32`); a word that may have numbers (`adam`, `normal=0.01`,
   * `adam:beta1=0.8,beta2=0.95`) or words among them (`warmUp:share=0.1,next=cosine`), a name that may (`robust`,
   * `robust:clip=2`), or a word that may have a number or a list of them (`huber`, `huber=2`, `quantiles:0.1,0.9`); a word, or numbers by name (`balanced`, `yes=5,no=1`);
   * names, one behind another (`accuracy,rocAuc`); shares, one or one behind another (`0.2,0.1`); a switch, which has
   * no text.
   */
  readonly form:
    | 'word'
    | 'words'
    | 'number'
    | 'number or word'
    | 'numbers'
    | 'lists'
    | 'word with numbers'
    | 'name with numbers'
    | 'word with values'
    | 'word with list'
    | 'word or named numbers'
    | 'names'
    | 'shares'
    | 'switch';
  /** What it is about. */
  readonly group: OptionGroup;
}

/**
 * What there is to know of an option: for help texts, forms and command lines.
 *
 * @example
 * import { type OptionInfo, optionTables } from 'densely';
 *
 * const { says, preset }: OptionInfo = optionTables.train.epochs;
 * console.log(`${says}, default ${preset}`); // passes over the data, default 100
 */
export interface OptionInfo {
  /** What it does, in a line. */
  readonly says: string;
  /** What holds where nothing is said; a function where that depends on the data or on other options. */
  readonly preset: unknown;
  /** How it is said on a command line; null for what cannot be written down. */
  readonly flag: OptionFlag | null;
}

type WithoutFunctions<Said> = Said extends (...args: never) => unknown ? never : Said;

/** How one value is read. `Before` is what is known by then: a context, and options further up in the table. */
export interface Reading<Said, Value, Before> {
  /** Checks it and gives what the work takes; undefined where nothing was said and nothing is preset. */
  readonly read: (argument: string, value: unknown, before: Before) => Value;
  readonly preset: WithoutFunctions<Said> | undefined | ((before: Before) => Said);
}

/** What can be written down: an option with such values has a flag; a switch may have one, another has none. */
export type Writable = string | number | readonly (string | number | readonly unknown[])[];

type FlagOf<Said> =
  Extract<Said, Writable> extends never
    ? Extract<Said, boolean> extends never
      ? null
      : OptionFlag | null
    : OptionFlag;

/** One option: the one place where its reader, its default, its help and its flag stand. */
export interface Option<Said, Value, Before> extends OptionInfo, Reading<Said, Value, Before> {
  readonly preset: Reading<Said, Value, Before>['preset'];
  readonly flag: FlagOf<Said>;
}

/** Every option of an options object: a missing one is a type error, and so is one too many. */
export type OptionTable<Options, Values extends Record<keyof Options, unknown>, Before> = {
  readonly [K in keyof Options]-?: Option<Options[K], Values[K], Before>;
};

/** The names in a table, in its order. */
export function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table) as K[];
}

/** A table without some of its options. */
export function without<Table extends object, K extends keyof Table>(
  table: Table,
  ...keys: readonly K[]
): Omit<Table, K> {
  const rest = Object.entries(table).filter(
    ([key]) => !(keys as readonly PropertyKey[]).includes(key),
  );
  return Object.fromEntries(rest) as Omit<Table, K>;
}

/** What holds where an option is not said. */
export function presetOf({ preset }: Pick<OptionInfo, 'preset'>, before: object): unknown {
  return typeof preset === 'function' ? (preset as (known: object) => unknown)(before) : preset;
}

type ReadingTable<Values, Before> = {
  readonly [K in keyof Values]: Pick<Reading<unknown, Values[K], Before>, 'read' | 'preset'>;
};

/**
 * Reads the options of a table in its order.
 *
 * @param said what `readOptions` gave
 * @param context what the options further up are added to, for those further down
 * @param within what messages put before a name
 */
export function readTable<Values, Context extends object>(
  table: ReadingTable<Values, Context & Values>,
  said: Readonly<Partial<Record<keyof Values, unknown>>>,
  context: Context,
  within = '',
): Values {
  const values = {} as Values;
  // What is known so far: one object for all readers, which keep nothing of it.
  const known = { ...context } as Context & Values;
  for (const key of Object.keys(table) as (keyof Values & string)[]) {
    const value = said[key] === undefined ? presetOf(table[key], known) : said[key];
    values[key] = table[key].read(`${within}${key}`, value, known);
    Object.assign(known, { [key]: values[key] });
  }
  return values;
}

/** Lists and plain objects copied, so that nobody can change them any more. */
export function copied(value: unknown, depth = 4): unknown {
  if (depth === 0 || value === null || typeof value !== 'object') return value;
  const inner = (of: unknown): unknown => copied(of, depth - 1);
  if (Array.isArray(value)) return Array.from(value as unknown[], inner);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, inner(of)]));
}
