// What is said of a schedule: read once, checked, complete.
import { numberWithin, positiveNumber, readOptions, wholeNumber } from '../../base/checks.js';
import { DenselyError, invalid, nearestHint, show } from '../../base/errors.js';
import { keysOf, readTable, type Option } from '../../base/option-table.js';
import { isKeyed } from '../../base/tags.js';
import type { Schedule, ScheduleNumbers } from './schedule.js';
import { shapeOf, shapes, type ShapeName } from './shapes.js';

/** A schedule, complete: numbers and names, but for a function of the caller. */
export type ScheduleSaid = {
  /** What messages call it. */
  readonly argument: string;
} & (
  | { readonly name: ShapeName; readonly numbers: Readonly<Record<string, number>> }
  | WarmUpSaid
  | { readonly name: 'function'; readonly of: (t: number) => unknown }
);

type WarmUpUnit = Exclude<keyof ScheduleNumbers['warmUp'], 'from' | 'next'>;

interface WarmUpSaid {
  readonly name: 'warmUp';
  readonly unit: WarmUpUnit;
  /** In that unit. */
  readonly length: number;
  readonly from: number;
  readonly next: ScheduleSaid;
}

/** How the length of a warm-up is read, by what it is said in. */
const lengths: Readonly<Record<WarmUpUnit, (argument: string, value: unknown) => number>> = {
  steps: (argument, value) => wholeNumber(argument, value, 1, 1e15),
  epochs: positiveNumber,
  share(argument, value) {
    if (typeof value === 'number' && value > 0 && value < 1) return value;
    throw invalid(argument, value, 'a share above 0, below 1');
  },
};

const shapeNames = keysOf(shapes);
const names = [...shapeNames, 'warmUp'] as const;

const allowed = `one of ${names.map(show).join(', ')}, one of them with its numbers, such as { step: { every: 10 } }, or a function of t`;

/** Reads a schedule once. */
export function scheduleOption(argument: string, value: unknown): ScheduleSaid {
  if (typeof value === 'function')
    return { argument, name: 'function', of: value as (t: number) => unknown };
  if (typeof value === 'string') {
    const name = names.find((known) => known === value);
    if (name !== undefined) return named(argument, name, undefined);
    throw invalid(argument, value, `${allowed}${nearestHint(value, names)}`);
  }
  if (value === null || typeof value !== 'object') throw invalid(argument, value, allowed);
  const given = readOptions(argument, value, names);
  const [name, ...more] = keysOf(given as Record<(typeof names)[number], unknown>);
  if (name !== undefined && more.length === 0) return named(argument, name, given[name]);
  throw invalid(argument, value, allowed);
}

/** @param given the numbers of it that are said; undefined: none */
function named(argument: string, name: (typeof names)[number], given: unknown): ScheduleSaid {
  if (name === 'warmUp') return warmUpOption(argument, given);
  const { numbers, needs } = shapeOf(name);
  const within = `${argument}.${name}`;
  const said = readOptions(within, given, keysOf(numbers));
  if (needs !== null && Object.keys(said).length === 0) throw invalid(argument, name, needs);
  const complete = readTable<Record<string, number>, object>(numbers, said, {}, `${within}.`);
  return { argument, name, numbers: complete };
}

function warmUpOption(argument: string, given: unknown): ScheduleSaid {
  const within = `${argument}.warmUp`;
  const units = keysOf(lengths);
  const said = readOptions(within, given, [...units, 'from', 'next']);
  const [unit, ...more] = units.filter((key) => said[key] !== undefined);
  if (unit === undefined || more.length > 0) {
    const one =
      '{ warmUp: { share: 0.1 } }, with its length in exactly one of steps, epochs, share';
    throw invalid(argument, more.length > 0 ? given : 'warmUp', one);
  }
  const length = lengths[unit](`${within}.${unit}`, said[unit]);
  const from = numberWithin(`${within}.from`, said.from ?? 0, 0, 1);
  return {
    argument,
    name: 'warmUp',
    unit,
    length,
    from,
    next: behind(`${within}.next`, said.next),
  };
}

/** The schedule behind a warm-up. */
function behind(argument: string, value: unknown = 'constant'): ScheduleSaid {
  // Not read before it is refused: it may hold itself.
  if (value === 'warmUp' || (isKeyed(value) && 'warmUp' in value))
    throw invalid(argument, value, 'no other warm-up, since one is enough');
  return scheduleOption(argument, value);
}

/**
 * Reads a number that may have a schedule of its own, once.
 * @param read the number's, or whatever may stand in its place
 */
export function scheduledOption<Value>(
  argument: string,
  value: unknown,
  read: (argument: string, value: unknown) => Value,
): { readonly value: Value; readonly schedule: ScheduleSaid } {
  const isPlain = !isKeyed(value);
  const said = isPlain ? { value } : readOptions(argument, value, ['value', 'schedule']);
  const schedule = scheduleOption(`${argument}.schedule`, said.schedule ?? 'constant');
  if (goesByLooks(schedule)) {
    const last = behindWarmUp(schedule);
    const message = `${last.argument} cannot be a plateau, which is the learning rate's: give it to schedule, or choose another one.`;
    throw new DenselyError('ERR_OPTION', last.argument, message);
  }
  return { value: read(isPlain ? argument : `${argument}.value`, said.value), schedule };
}

function behindWarmUp(said: ScheduleSaid): ScheduleSaid {
  return said.name === 'warmUp' ? said.next : said;
}

/** Does it change the rate after looks at held-out examples? */
export function goesByLooks(said: ScheduleSaid): boolean {
  return behindWarmUp(said).name === 'plateau';
}

/** The option `schedule`, for the tables of options. */
export const scheduleEntry: Option<Schedule | undefined, ScheduleSaid, unknown> = {
  read: scheduleOption,
  preset: 'constant',
  says: 'of the rate: cosine, step:every=10, …',
  flag: { takes: 'S', form: 'word with values', group: 'steps' },
};
