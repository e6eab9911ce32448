import { BLOCK } from '../base/arithmetic.js';
import { Matrix, placementOf } from '../base/matrix.js';
import type { Placement } from '../base/placement.js';
import { atOnce } from '../base/slices.js';
import { plainReader, type Frame, type FrameColumn } from './frame.js';
import { classReader, type Label } from './targets.js';

/**
 * What one column of a table holds.
 *
 * @example
 * import { Dataset, type Statistics } from 'densely';
 *
 * const range = ({ min, max }: Statistics): number => max - min;
 * const data = Dataset.from([[1, 10], [3, 40]], ['a', 'b']);
 * console.log(data.describe().features.map(range)); // [ 2, 30 ]
 */
export interface Statistics {
  /** Smallest value. */
  readonly min: number;
  /** Largest value. */
  readonly max: number;
  /** Mean over all m examples. */
  readonly mean: number;
  /** Standard deviation over all m examples: the square root of the mean squared distance to the mean. */
  readonly deviation: number;
}

/**
 * Of each row of a Matrix (column of the table: examples are the Matrix's columns): smallest, largest,
 * mean, and the sum of squared distances to it.
 */
export interface Moments {
  readonly count: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** Numbers that are read in one piece of work. */
const PIECE = 1 << 17;

/**
 * The moments of each row, in float64: in blocks of 4,096 examples a number after another (Welford
 * 1962), the blocks merged in ascending order (Chan, Golub, LeVeque 1983). A mean is never outside of
 * the smallest and the largest: each step moves it a part of the way to a number between them.
 * native/core/moments.cc does the same operations.
 */
export function* momentsOf(m: Matrix): Generator<void, Moments> {
  const of = placementOf(m);
  const piece = Math.max(1, Math.floor(PIECE / of.rows));
  const all = noMoments(of.rows);
  for (let from = 0; from < of.cols; from += BLOCK) {
    const to = Math.min(from + BLOCK, of.cols);
    const block = noMoments(of.rows);
    for (let j = from; j < to; j += piece) {
      addExamples(block, of, from, j, Math.min(j + piece, to));
      yield;
    }
    merge(all, from, block, to - from);
  }
  return { count: of.cols, ...all };
}

type Sums = Omit<Moments, 'count'>;

function noMoments(rows: number): Sums {
  return {
    min: new Float64Array(rows).fill(Infinity),
    max: new Float64Array(rows).fill(-Infinity),
    mean: new Float64Array(rows),
    squares: new Float64Array(rows),
  };
}

/** Examples `first` … `to` − 1 of the block that begins with `from`. */
function addExamples(sums: Sums, of: Placement, from: number, first: number, to: number): void {
  const { storage, rows, rowStride, colStride, rowOrder, colOrder } = of;
  const { min, max, mean, squares } = sums;
  const add = (r: number, v: number, share: number): void => {
    if (v < min[r]!) min[r] = v;
    if (v > max[r]!) max[r] = v;
    const distance = v - mean[r]!;
    mean[r]! += distance * share;
    squares[r]! += distance * (v - mean[r]!);
  };
  for (let j = first; j < to; j++) {
    const share = 1 / (j - from + 1);
    const at = (colOrder ? colOrder[j]! : j) * colStride;
    for (let r = 0; r < rows; r++)
      add(r, storage[at + (rowOrder ? rowOrder[r]! : r) * rowStride]!, share);
  }
}

function merge(all: Sums, count: number, block: Sums, more: number): void {
  const total = count + more;
  for (let r = 0; r < all.mean.length; r++) {
    if (block.min[r]! < all.min[r]!) all.min[r] = block.min[r]!;
    if (block.max[r]! > all.max[r]!) all.max[r] = block.max[r]!;
    const distance = block.mean[r]! - all.mean[r]!;
    all.mean[r]! += distance * (more / total);
    all.squares[r]! += block.squares[r]! + distance * (distance * ((count * more) / total));
  }
}

/** {@link Statistics} of a row. */
export function statisticsAt({ count, min, max, mean, squares }: Moments, r: number): Statistics {
  return {
    min: min[r]!,
    max: max[r]!,
    mean: mean[r]!,
    deviation: Math.sqrt(squares[r]! / count),
  };
}

/** Of each row. */
export function statisticsFrom(moments: Moments): Statistics[] {
  return Array.from(moments.mean, (_, r) => statisticsAt(moments, r));
}

/**
 * What a dataset holds, column by column.
 *
 * @example
 * import { datasets, type Description } from 'densely';
 *
 * const description: Description = datasets.moons({ size: 10 }).describe();
 * console.log(description.size, description.targets); // 10 null
 */
export interface Description<L extends Label = Label> {
  /** Number of examples. */
  readonly size: number;
  /** Of each feature that is a number, with its name; of the values that are there. */
  readonly features: readonly (Statistics & {
    /** The feature's name. */
    readonly name: string;
  })[];
  /** Examples of each class; null for regression and for several labels. */
  readonly classes:
    | readonly {
        /** The class. */
        readonly label: L;
        /** How many examples are of it. */
        readonly count: number;
      }[]
    | null;
  /** Of each target of a regression, and of each of several labels, with its name; null for classes. */
  readonly targets:
    | readonly (Statistics & {
        /** The target's name. */
        readonly name: string;
      })[]
    | null;
}

/** What is told of a dataset. */
export interface Described<L extends Label> {
  readonly frame: Frame;
  readonly Y: Matrix;
  readonly targets: readonly string[];
  readonly classes: readonly L[] | null;
}

export function describe<L extends Label>(data: Described<L>): Description<L> {
  const { frame, Y, targets, classes } = data;
  const named = (m: Matrix, names: readonly string[]) =>
    statisticsFrom(atOnce(momentsOf(m))).map((statistics, i) => ({
      name: names[i]!,
      ...statistics,
    }));
  return {
    size: frame.size,
    features: frame.columns.flatMap((column) => {
      const values = presentIn(column, frame);
      return values ? named(values, [column.name]) : [];
    }),
    classes: classes && counted(Y, classes),
    targets: classes ? null : named(Y, targets),
  };
}

/** (1, values) of a column of numbers without its holes; undefined where there is none. */
function presentIn(column: FrameColumn, { order, size }: Frame): Matrix | undefined {
  if (column.kind !== 'number') return undefined;
  const read = plainReader(column);
  const values: number[] = [];
  for (let j = 0; j < size; j++) {
    const value = read(order ? order[j]! : j);
    if (!Number.isNaN(value)) values.push(value);
  }
  return values.length > 0 ? Matrix.of(Float64Array.from(values), 1, values.length) : undefined;
}

function counted<L>(Y: Matrix, classes: readonly L[]): { label: L; count: number }[] {
  const counts = classes.map(() => 0);
  const classOf = classReader(Y);
  for (let j = 0; j < Y.cols; j++) counts[classOf(j)]!++;
  return classes.map((label, c) => ({ label, count: counts[c]! }));
}
