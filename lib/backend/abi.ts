// What both languages must know. The addon exports the same object from its own constants and tables, and
// the two are compared whole when it is loaded.
import { BLOCK, float32, float64 } from '../base/arithmetic.js';
import { DenselyError } from '../base/errors.js';
import { dropoutDraw } from '../base/hashing.js';
import { mathFunctions } from '../base/math.js';
import { activationNames, activationTable } from '../network/activations.js';
import { lossNames, lossTable } from '../network/losses.js';
import { optimizerNames, optimizerRule } from '../network/optimizers.js';
import { MAX_LAYERS, MAX_PARAMETERS, MAX_UNITS } from '../network/spec.js';
import { roleNames } from '../network/tensors.js';
import type { Clip, Penalty, Segment } from './backend.js';
import { allMetrics } from './metrics/table.js';

/** Flags of one step of a chunk: its cost counts for the epoch; the epoch's cost is told. */
export const COUNT_COST = 1;
export const EMIT_COST = 2;
/** Without these two: the step's own cost is told, and nothing comes of it, neither a snapshot nor an end. */
export const TELL_COST = 4;
/** What the step leaves is kept. */
export const KEEP = 8;

/** How a chunk is to end early; 0 lets it go on. */
export const STOP_AFTER_STEP = 1;
export const LEAVE_AT_ONCE = 2;

/** Sums of a small product over many k go in lanes. */
const NARROW = { units: 8, examples: 64 };

/** Threads of a call at most. */
export const MAX_THREADS = 1024;

/** Only the logical sizes of a product choose the order of its sums. */
export function inLanes(rows: number, cols: number, depth: number): boolean {
  return Math.max(rows, cols) <= NARROW.units && depth >= NARROW.examples;
}

/** A key for each name; the value is what there is to know of it. */
function byName<N extends string>(names: readonly N[], describe: (name: N) => object): object {
  return Object.fromEntries(names.map((name) => [name, describe(name)]));
}

const nothing = (): object => ({});

/** Of each step, in this order. */
export const PENALTIES: readonly Penalty[] = ['decay', 'l2', 'l1'];

/** Of each step, in this order. */
export const CLIPS: readonly Clip[] = ['norm', 'value'];

/** The numbers of a segment, in this order. */
export const SEGMENT: readonly (keyof Segment)[] = ['offset', 'length', 'rate', ...PENALTIES];

/** What a target's encoding does before it shifts and divides. */
export const TARGET_WARPS = ['none', 'log', 'quantile'] as const;

function places(names: readonly string[]): object {
  return Object.fromEntries(names.map((name, i) => [name, i]));
}

/** What drops units of some examples, by seed, step, layer, place and unit. */
function draws(): object {
  const some: readonly Parameters<typeof dropoutDraw>[] = [
    [0, 0, 1, 0, 0],
    [1, 0, 1, 0, 0],
    [0, 1, 2, 3, 4],
    [2 ** 32 - 1, 2 ** 32 + 1, 100, 2 ** 32 - 1, 65_535],
    [20_261_127, 2 ** 53 - 1, 3, 1_000_000, 511],
  ];
  return Object.fromEntries(some.map((place) => [place.join('-'), dropoutDraw(...place)]));
}

export const abi: object = {
  block: BLOCK,
  lanes: { float32: float32.lanes, float64: float64.lanes },
  narrow: NARROW,
  limits: {
    units: MAX_UNITS,
    layers: MAX_LAYERS,
    parameters: MAX_PARAMETERS,
    threads: MAX_THREADS,
  },
  flags: { countCost: COUNT_COST, emitCost: EMIT_COST, tellCost: TELL_COST, keep: KEEP },
  cancel: { goOn: 0, stopAfterStep: STOP_AFTER_STEP, leaveAtOnce: LEAVE_AT_ONCE },
  penalties: places(PENALTIES),
  clips: places(CLIPS),
  dropout: draws(),
  segment: places(SEGMENT),
  roles: byName(roleNames, nothing),
  functions: byName(Object.keys(mathFunctions), nothing),
  activations: byName(activationNames, (name) => {
    const { slope, needsInput } = activationTable[name];
    return { hasSlope: slope !== null, needsInput };
  }),
  losses: byName(lossNames, (name) => {
    const { numbers, numbersPerOutput } = lossTable[name];
    return { numbers, numbersPerOutput };
  }),
  optimizers: byName(optimizerNames, (name) => {
    const { slots, constants, powers, scalars } = optimizerRule(name);
    return { slots, constants: constants.length, scalars: scalars(1, powers()).length };
  }),
  metrics: places(allMetrics),
  targetWarps: places(TARGET_WARPS),
};

type Entries = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function told(value: unknown): string {
  if (value === undefined) return 'missing';
  return isObject(value) ? 'known' : JSON.stringify(value);
}

/** The first entry that differs. */
function difference(name: string, there: unknown, here: unknown): string | undefined {
  if (!isObject(there) || !isObject(here)) {
    if (there === here) return undefined;
    return `${name} is ${told(there)} in the binary and ${told(here)} in this package`;
  }
  for (const key of Object.keys({ ...here, ...there })) {
    const found = difference(`${name}.${key}`, (there as Entries)[key], (here as Entries)[key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Does the native binary know the same as this package?
 * @throws `ERR_BACKEND` about the first entry that differs
 */
export function checkSame(name: string, there: unknown, here: object): void {
  const found = difference(name, there, here);
  if (found === undefined) return;
  throw new DenselyError(
    'ERR_BACKEND',
    name,
    `the native binary was built from other sources: ${found}. Build it again (densely build).`,
  );
}
