import { foreign } from './brand.js';
import { lengthOf, typedName } from './typed-array.js';

const TypedArray = Object.getPrototypeOf(Float64Array) as typeof Float64Array;

/**
 * What a {@link DenselyError} is about: a wrong shape, element type, option, or datum; a training whose cost
 * is not finite any more; a checkpoint that cannot be written, or gone on from; a file that is no model; a backend
 * that was asked for and is not there; a log that cannot be written.
 *
 * @example
 * import { DenselyError, type ErrorCode, train, datasets } from 'densely';
 *
 * const mine: readonly ErrorCode[] = ['ERR_OPTION', 'ERR_DATA'];
 * await train(datasets.flower(), { epochs: 0 }).catch((error: unknown) => {
 *   if (error instanceof DenselyError && mine.includes(error.code)) console.log(error.argument); // epochs
 * });
 */
export type ErrorCode =
  | 'ERR_SHAPE'
  | 'ERR_DTYPE'
  | 'ERR_OPTION'
  | 'ERR_DATA'
  | 'ERR_DIVERGED'
  | 'ERR_CHECKPOINT'
  | 'ERR_MODEL_FILE'
  | 'ERR_BACKEND'
  | 'ERR_LOG';

/** Every error of this package. What callers see of it, model/error.ts says: nothing here knows a Model. */
export class DenselyError extends Error {
  override readonly name = 'DenselyError';
  readonly code: ErrorCode;
  readonly argument: string;
  declare readonly model?: unknown;

  constructor(
    code: ErrorCode,
    argument: string,
    message: string,
    details: { model?: unknown; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.argument = argument;
    // Enumerable, it would be written wherever the error is logged as JSON, and a model cannot be.
    const model = { value: details.model, enumerable: false };
    if (details.model !== undefined) Object.defineProperty(this, 'model', model);
  }
}

/** Any value as a short text for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (Object.is(value, -0)) return '-0';
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof DataView) return 'a DataView';
  const typed = typedName(value);
  if (typed) return `a ${typed} of length ${lengthOf(value as ArrayBufferView)}`;
  if (value instanceof TypedArray) return 'a proxy, or an object that has its prototype alone';
  if (Array.isArray(value))
    return value.length > 6 ? `an array of length ${value.length}` : showArray(value);
  return value.constructor?.name && value.constructor !== Object
    ? `a ${value.constructor.name}`
    : `an object with keys ${showArray(Object.keys(value).slice(0, 6))}`;
}

/** The first of many values, such as the names of columns. */
export function some(values: readonly unknown[]): string {
  const more = values.length > 20 ? `, … (${values.length})` : '';
  return values.slice(0, 20).map(show).join(', ') + more;
}

function showArray(values: readonly unknown[]): string {
  return `[${Array.from(values, (v) => (Array.isArray(v) ? `array(${v.length})` : show(v))).join(', ')}]`;
}

/** A value that is not allowed: names the argument, what came, and what is allowed. */
export function invalid(
  argument: string,
  got: unknown,
  allowed: string,
  code: ErrorCode = 'ERR_OPTION',
): DenselyError {
  const stranger = foreign(got);
  const message = stranger
    ? `${argument} is ${stranger}: one copy cannot use another's objects. Pass ${allowed}; npm ls densely lists the copies, and a bundle may hold its own.`
    : `${argument} must be ${allowed}, not ${show(got)}.`;
  return new DenselyError(code, argument, message);
}

/** A matrix of the wrong shape. */
export function wrongShape(argument: string, got: string, allowed: string): DenselyError {
  return new DenselyError('ERR_SHAPE', argument, `${argument} must be ${allowed}, not ${got}.`);
}

/** A message may not take longer than the work that it ends: so many letters and names are looked at. */
const [LETTERS, NAMES] = [40, 1000];

/** A typing error changes so many letters of a text: one in three, two at most. */
function mostErrors(letters: number): number {
  return letters < 2 ? 0 : letters < 6 ? 1 : 2;
}

/**
 * The name among `names` that `name` may be a typing error of, or the beginning of; undefined where none
 * is near. Upper and lower case are the same.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const start = (text: string): string => text.slice(0, LETTERS).toLowerCase();
  const given = start(name);
  const scored = names.slice(0, NAMES).map((n) => ({ n, d: typingErrors(given, start(n)) }));
  const best = scored.sort((a, b) => a.d - b.d)[0];
  return best && best.d <= mostErrors(given.length) ? best.n : undefined;
}

/** For the end of a list of what is allowed: "; the nearest is …", or nothing where no name is near. */
export function nearestHint(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? '' : `; the nearest is ${show(near)}`;
}

/** Damerau–Levenshtein distance; a beginning of a name counts one error more than the whole. */
function typingErrors(given: string, name: string): number {
  let [before, row] = [[] as number[], Array.from({ length: name.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= given.length; i++) {
    const next = [i];
    for (let j = 1; j <= name.length; j++) {
      const replaced = row[j - 1]! + (given[i - 1] === name[j - 1] ? 0 : 1);
      const swapped = given[i - 1] === name[j - 2] && given[i - 2] === name[j - 1];
      const least = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1);
      next.push(swapped ? Math.min(least, before[j - 2]! + 1) : least);
    }
    [before, row] = [row, next];
  }
  return Math.min(row[name.length]!, Math.min(...row) + 1);
}
