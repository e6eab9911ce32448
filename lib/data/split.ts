import { readOptions } from '../base/checks.js';
import { sharedIndices } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import type { RandomState } from '../base/random.js';
import { atOnce } from '../base/slices.js';
import type { FrameColumn } from './frame.js';
import {
  cutsInTime,
  PARTING_KEYS,
  permuted,
  readParting,
  type Groups,
  type Times,
  type Whole,
} from './parting.js';
import { nearestGroups } from './subset-sum.js';
import { classNumbers } from './targets.js';

/** Shares of the parts but the one for training: that for testing, and perhaps one for validation. */
type Shares = readonly [test: number, validation?: number];

const names = ['test', 'validation'] as const;

/**
 * Numbers of the examples of each part, for training, perhaps for validation, for testing, each list of its
 * own shared memory.
 * @param groups that the dataset has
 */
export function splitExamples(
  data: Whole,
  options: unknown,
  groups: FrameColumn | undefined,
): Uint32Array[] {
  const said = readOptions('options', options, [...names, ...PARTING_KEYS]);
  const shares = sharesOf(said.test, said.validation);
  const parting = readParting(said, data, groups);
  const { size } = data;
  if (parting.by === 'time') return splitInTime(size, shares, parting.times);
  const { random } = parting;
  if (parting.by === 'groups') return splitGroups(parting.groups, shares, random).toReversed();
  if (parting.by === 'chance') return splitAtRandom(size, shares, random).toReversed();
  const codes = atOnce(classNumbers(data.Y));
  return splitEachClass(codes, shares, random, data.classes!).toReversed();
}

function sharesOf(test: unknown, validation: unknown): Shares {
  if (!isShare(test)) throw invalid('test', test, 'a share above 0 and below 1');
  if (validation === undefined) return [test];
  if (!isShare(validation) || test + validation >= 1)
    throw invalid(
      'validation',
      validation,
      `a share above 0 that leaves examples to train on: test and validation together below 1 (test is ${test})`,
    );
  return [test, validation];
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1;
}

/** How many examples each share of m is, none of them none. */
function countsOf(m: number, shares: Shares): number[] {
  const counts = shares.map((share) => Math.round(share! * m));
  const left = m - counts.reduce((sum, count) => sum + count, 0);
  const empty = counts.indexOf(0);
  if (empty < 0 && left > 0) return counts;
  const at = empty < 0 ? counts.length - 1 : empty;
  const parts = shares.length === 1 ? 'both' : 'all three';
  throw invalid(names[at]!, shares[at], `a share that leaves examples in ${parts} parts of ${m}`);
}

/** The parts for testing and validation, and what is left, each in a random order. */
function splitAtRandom(m: number, shares: Shares, random: RandomState): Uint32Array[] {
  const order = permuted(m, random);
  let at = 0;
  const parts = countsOf(m, shares).map((count) => order.subarray(at, (at += count)));
  return [...parts, order.subarray(at)];
}

/**
 * The share of each class, at least one example of each class in every part.
 *
 * @param codes number of the class of each example
 * @param labels of the classes
 * @throws `ERR_DATA` for a class of fewer examples than parts
 */
function splitEachClass(
  codes: Uint32Array,
  shares: Shares,
  random: RandomState,
  labels: readonly unknown[],
): Uint32Array[] {
  const left = countsByClass(codes, shares, labels);
  const order = permuted(codes.length, random);
  return dealt(order, shares.length, (j) => {
    const c = codes[j]!;
    const part = left.findIndex((counts) => counts[c]! > 0);
    if (part < 0) return shares.length;
    left[part]![c]!--;
    return part;
  });
}

/** Examples of each class, of each share. */
function countsByClass(codes: Uint32Array, shares: Shares, labels: readonly unknown[]): number[][] {
  const left = labels.map(() => 0);
  for (let j = 0; j < codes.length; j++) left[codes[j]!]!++;
  const counts = [...left];
  counts.forEach((count, c) => {
    if (count > 0 && count <= shares.length) throw tooFew(labels[c], count, codes.indexOf(c));
  });
  return shares.map((share, p) => {
    // The parts that come after want one of each class too.
    const after = shares.length - p;
    return counts.map((count, c) => {
      const wanted = Math.max(1, Math.round(share! * count));
      const part = Math.max(0, Math.min(left[c]! - after, wanted));
      left[c]! -= part;
      return part;
    });
  });
}

/** Examples in the given order, each to its part: `count` parts and what is left. */
function dealt(
  order: Uint32Array,
  count: number,
  partOf: (example: number) => number,
): Uint32Array[] {
  const parts = Uint8Array.from(order, partOf);
  const sizes = new Uint32Array(count + 1);
  for (const part of parts) sizes[part]!++;
  const lists = Array.from(sizes, (size) => sharedIndices(size));
  const filled = new Uint32Array(count + 1);
  for (let i = 0; i < order.length; i++) {
    const part = parts[i]!;
    lists[part]![filled[part]!++] = order[i]!;
  }
  return lists;
}

/** Whole groups, drawn at random, the examples in their order. */
function splitGroups(
  { codes, count, column }: Groups,
  shares: Shares,
  random: RandomState,
): Uint32Array[] {
  const needed = shares.length + 1;
  if (count < needed) throw tooFewGroups(column, count, needed);
  const sizes = new Uint32Array(count);
  for (let j = 0; j < codes.length; j++) sizes[codes[j]!]!++;
  let free = Array.from(permuted(count, random));
  const partOf = new Uint8Array(count).fill(shares.length);
  for (const [p, share] of shares.entries()) {
    const most = free.length - (shares.length - p);
    const wanted = Math.max(1, Math.round(share! * codes.length));
    const chosen = nearestGroups(free, sizes, wanted, most);
    for (const g of chosen) partOf[g] = p;
    free = free.filter((g) => !chosen.has(g));
  }
  const inOrder = Uint32Array.from(codes.keys());
  return dealt(inOrder, shares.length, (j) => partOf[codes[j]!]!);
}

/** From the earliest part to the latest. */
function splitInTime(m: number, shares: Shares, times: Times): Uint32Array[] {
  let end = m;
  const wanted = countsOf(m, shares).map((count) => (end -= count));
  const cuts = [0, ...cutsInTime(times, wanted.toReversed()), m];
  return cuts.slice(1).map((to, p) => times.order.subarray(cuts[p], to));
}

/** Fewer examples of a class than parts. */
function tooFew(label: unknown, count: number, example: number): DenselyError {
  const [has, needs, leave] =
    count === 1
      ? [
          `one example only (number ${example}, counted from 0)`,
          'a stratified split needs two of each class',
          'that example',
        ]
      : [
          `${count} examples only`,
          'a stratified split in three needs three of each class',
          'that class',
        ];
  return new DenselyError(
    'ERR_DATA',
    'stratify',
    `class ${show(label)} has ${has}: ${needs}. Leave ${leave} out, or split without stratify.`,
  );
}

/** Fewer groups than parts. */
export function tooFewGroups(column: string, count: number, parts: number): DenselyError {
  const found = count === 1 ? 'one group only' : `${count} groups`;
  return new DenselyError(
    'ERR_OPTION',
    'groups',
    `the column ${show(column)} has ${found}, and a group stays together: ${parts} parts need at least ${parts}. Name another column, or say groups: false.`,
  );
}
