import { DenselyError, invalid, nearest, nearestHint, show, type ErrorCode } from './errors.js';
import { isKeyed } from './tags.js';

/** One of the keys of a table, by name. */
export function oneOf<T extends string>(argument: string, value: unknown, names: readonly T[]): T {
  if (typeof value === 'string' && (names as readonly string[]).includes(value)) return value as T;
  const hint = typeof value === 'string' ? nearestHint(value, names) : '';
  throw invalid(argument, value, `one of ${names.map(show).join(', ')}${hint}`);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(
  argument: string,
  value: unknown,
  min: number,
  max: number,
  code: ErrorCode = 'ERR_OPTION',
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
    return value;
  throw invalid(argument, value, `a whole number from ${min} to ${max}`, code);
}

/** A finite number above zero. */
export function positiveNumber(argument: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw invalid(argument, value, 'a finite number above 0');
}

/** A finite number from zero on. */
export function notNegative(argument: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw invalid(argument, value, 'a finite number from 0 on');
}

/** A number from `min` to `max`. */
export function numberWithin(argument: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw invalid(argument, value, `a number from ${min} to ${max}`);
}

/** A share that is never the whole. */
export function share(argument: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw invalid(argument, value, 'a share from 0 to below 1');
}

/** The largest seed: NumPy's legacy stream takes 32 bits. */
export const MAX_SEED = 4294967295;

export function seedNumber(argument: string, value: unknown): number {
  return wholeNumber(argument, value, 0, MAX_SEED);
}

export function flag(argument: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(argument, value, 'true or false');
}

/** A function, where one is given. */
export function callbackOption<F>(argument: string, value: unknown): F | undefined {
  if (value === undefined || typeof value === 'function') return value as F | undefined;
  throw invalid(argument, value, 'a function');
}

export function signalOption(argument: string, value: unknown): AbortSignal | undefined {
  if (value === undefined || isSignal(value)) return value;
  if (value instanceof AbortSignal)
    throw new DenselyError(
      'ERR_OPTION',
      argument,
      `${argument} has the prototype of an AbortSignal but no state: pass new AbortController().signal.`,
    );
  throw invalid(argument, value, 'an AbortSignal (new AbortController().signal)');
}

/** With its prototype alone it has no state: its getters throw. */
function isSignal(value: unknown): value is AbortSignal {
  try {
    return value instanceof AbortSignal && typeof value.aborted === 'boolean';
  } catch {
    return false;
  }
}

/**
 * Reads an options object once: each known key is taken exactly one time (a getter runs once), an unknown key is
 * refused with the one that it may be a typing error of. A key that is undefined is left out. What a class or
 * another object hands on by its prototype is read too, its methods are not keys; what all objects have by
 * `Object.prototype` never is.
 */
export function readOptions<K extends string>(
  argument: string,
  options: unknown,
  known: readonly K[],
): Partial<Record<K, unknown>> {
  if (options === undefined) return {};
  // A Promise or a Map has no keys of its own and would pass for no options at all.
  if (!isKeyed(options)) {
    throw invalid(argument, options, `an object with any of the keys ${known.join(', ')}`);
  }
  // Without a prototype, so that what is left out is not found there either.
  const taken = Object.create(null) as Partial<Record<K, unknown>>;
  for (const key of keysIn(options as object, known)) {
    if (!(known as readonly string[]).includes(key)) {
      const advice = adviceFor(key, known);
      throw new DenselyError('ERR_OPTION', key, `${argument} has no key ${show(key)}${advice}.`);
    }
    const value = (options as Record<string, unknown>)[key];
    if (value !== undefined) taken[key as K] = value;
  }
  return taken;
}

function adviceFor(key: string, known: readonly string[]): string {
  if (known.length === 0) return '; there are none';
  const near = nearest(key, known);
  const hint = near === undefined ? '.' : `; did you mean ${show(near)}?`;
  return `${hint} Allowed: ${known.join(', ')}`;
}

/** Keys with values: a plain object, no instance of a class. */
export function isRecord(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The known keys of an object and its prototypes, and all others that its owner may mean as keys. */
function keysIn(options: object, known: readonly string[]): Set<string> {
  const keys = new Set<string>();
  for (let of: object | null = options; of !== null; of = Object.getPrototypeOf(of) as object) {
    // Object.prototype, of another realm too: anybody may have put something there.
    if (of !== options && Object.hasOwn(of, 'isPrototypeOf')) break;
    for (const key of Reflect.ownKeys(of)) {
      if (typeof key !== 'string') continue;
      const { enumerable, get } = Object.getOwnPropertyDescriptor(of, key) ?? {};
      if (enumerable || get || known.includes(key)) keys.add(key);
    }
  }
  return keys;
}

/**
 * Refuses what stands behind the arguments that a function takes: whoever passes it means something by it.
 * @param name of the function, with its brackets
 * @param given all arguments; those that `list.map(f)` passes are let through. They are an object that has to be
 * made: what is called a million times looks at their length first.
 */
export function nothingMore(name: string, given: ArrayLike<unknown>, taken: number): void {
  const more = given[taken];
  if (more === undefined || isListCall(given)) return;
  const takes = `${name} takes ${taken === 0 ? 'no' : taken} argument${taken === 1 ? '' : 's'}`;
  const [key] = typeof more === 'object' && !Array.isArray(more) ? Object.keys(more ?? {}) : [];
  if (key !== undefined)
    throw new DenselyError('ERR_OPTION', key, `${takes} and has no option ${show(key)}.`);
  const argument = `arguments[${taken}]`;
  throw new DenselyError('ERR_OPTION', argument, `${takes}; leave out ${argument}, ${show(more)}.`);
}

function isListCall({ 0: value, 1: place, 2: list, length }: ArrayLike<unknown>): boolean {
  if (length !== 3 || typeof place !== 'number') return false;
  return (Array.isArray(list) || ArrayBuffer.isView(list)) && (list as unknown[])[place] === value;
}
