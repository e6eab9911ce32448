import { parseArgs } from 'node:util';
import { nearest } from '../base/errors.js';

/** One command of the CLI. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it may be given. */
  readonly options: Options;
  readonly help: string;
  run(args: readonly string[]): Promise<void> | void;
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {}

export type Options = Record<string, { type: 'boolean' | 'string'; multiple?: true }>;

type Value<O extends Options[string]> = O['type'] extends 'boolean'
  ? boolean
  : O extends { multiple: true }
    ? string[]
    : string;

type Values<O extends Options> = { [K in keyof O]?: Value<O[K]> };

/**
 * A command's options and its operands; anything else is wrong use.
 *
 * @param forms the names of the operands; several lists where there may be more or fewer
 */
export function readArguments<O extends Options>(
  args: readonly string[],
  options: O,
  ...forms: readonly (readonly string[])[]
): { values: Values<O>; operands: string[] } {
  const { values, positionals } = parsed(args, options);
  const allowed = forms.length === 0 ? [[]] : forms;
  if (!allowed.some((names) => names.length === positionals.length)) {
    // Of several of a kind one is enough to say.
    const said = allowed.filter((names) => new Set(names).size === names.length);
    const wanted = said.map((names) => names.join(' and ') || 'no operands').join(', or ');
    throw new UsageError(`expected ${wanted}, not ${positionals.join(' ') || 'nothing'}`);
  }
  return { values: values as Values<O>, operands: positionals };
}

function parsed(args: readonly string[], options: Options): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: withValues(args, options), options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Options as they stand on a command line, each once. */
export function asFlags(
  values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const said = [value ?? []].flat() as (string | boolean)[];
    return said.map((text) => (typeof text === 'string' ? `--${name}=${text}` : `--${name}`));
  });
}

/** Refuses an option that a command has not, before anything is read. */
export function checkFlags({ name, options }: Command, args: readonly string[]): void {
  const { tokens } = parseArgs({
    args: withValues(args, options),
    options,
    strict: false,
    tokens: true,
  });
  const known = Object.keys(options);
  for (const token of tokens) {
    if (token.kind !== 'option' || known.includes(token.name)) continue;
    const near = nearest(token.name, known);
    const hint = near === undefined ? '.' : `; did you mean --${near}?`;
    throw new UsageError(
      `${name} has no option ${token.rawName}${hint} See densely ${name} --help.`,
    );
  }
}

/** `--target -1` as `--target=-1`: parseArgs would take the value for an option. */
function withValues(args: readonly string[], options: Options): string[] {
  const out: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]];
    const takes = options[arg.replace(/^--/, '')]?.type === 'string' && arg.startsWith('--');
    if (takes && next !== undefined && /^-\d/.test(next)) out.push(`${arg}=${args[++i]!}`);
    else out.push(arg);
  }
  return out;
}

/** Not what else Number() takes: no text, 0x10, 0b1, +4, Infinity. */
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** The number of an option, where it is given. */
export function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (DECIMAL.test(text.trim()) && Number.isFinite(value)) return value;
  throw new UsageError(`--${name} must be a number, not ${JSON.stringify(text)}`);
}

/** A number of an option that counts something. */
export function checkCount(name: string, count: number, least: number, most: number): void {
  if (Number.isInteger(count) && count >= least && count <= most) return;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not ${count}`);
}

/** The whole numbers of an option, which are parted by commas or the like. */
export function wholeNumbers(name: string, text: string, parted = ','): number[] {
  return text.split(parted).map((part) => {
    if (/^-?\d+$/.test(part.trim())) return Number(part);
    throw new UsageError(
      `--${name} must be whole numbers in digits, such as 64, not ${JSON.stringify(part)}`,
    );
  });
}

/** One of the known names. */
export function choice<T extends string>(what: string, text: string, known: readonly T[]): T {
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  const names = known.slice(0, 12).join(', ') + (known.length > 12 ? ', …' : '');
  const near = nearest(text, known);
  const hint = near === undefined ? '' : `; the nearest is ${near}`;
  throw new UsageError(`${what} must be one of ${names}${hint}, not ${JSON.stringify(text)}`);
}

/** Lists in the place of typed arrays, which JSON does not know. */
function listed(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;
}

/** The machine-readable answer: one document, alone on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, listed, 2)}\n`);
}
