import { eachNumber, type Matrix } from '../base/matrix.js';
import { classOf, type Label } from './targets.js';

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

/** Statistics of each row of a Matrix (columns of the table: examples are the Matrix's columns). */
export function statisticsOf(m: Matrix): Statistics[] {
  const [n, count] = [m.rows, m.cols];
  const min = new Float64Array(n).fill(Infinity);
  const max = new Float64Array(n).fill(-Infinity);
  const mean = new Float64Array(n);
  eachNumber(m, (v, r) => {
    if (v < min[r]!) min[r] = v;
    if (v > max[r]!) max[r] = v;
    mean[r]! += v;
  });
  // A sum is rounded: the mean of equal numbers might not be that number.
  for (let r = 0; r < n; r++) mean[r] = min[r] === max[r] ? min[r]! : mean[r]! / count;
  const [squares, rest] = [new Float64Array(n), new Float64Array(n)];
  eachNumber(m, (v, r) => {
    const d = v - mean[r]!;
    squares[r]! += d * d;
    rest[r]! += d;
  });
  // Takes back what the rounding of the mean has added (Chan, Golub, LeVeque 1983, eq. 1.7).
  const deviation = (r: number): number =>
    Math.sqrt((squares[r]! - (rest[r]! * rest[r]!) / count) / count);
  return Array.from(mean, (value, r) => {
    return { min: min[r]!, max: max[r]!, mean: value, deviation: deviation(r) };
  });
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
  /** Of each feature, with its name. */
  readonly features: readonly (Statistics & {
    /** The feature's name. */
    readonly name: string;
  })[];
  /** Examples of each class; null for regression. */
  readonly classes:
    | readonly {
        /** The class. */
        readonly label: L;
        /** How many examples are of it. */
        readonly count: number;
      }[]
    | null;
  /** Of each target of a regression, with its name; null for classes. */
  readonly targets:
    | readonly (Statistics & {
        /** The target's name. */
        readonly name: string;
      })[]
    | null;
}

interface Described<L extends Label> {
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly features: readonly string[];
  readonly targets: readonly string[];
  readonly classes: readonly L[] | null;
}

export function describe<L extends Label>(data: Described<L>): Description<L> {
  const { X, Y, features, targets, classes } = data;
  const named = (m: Matrix, names: readonly string[]) =>
    statisticsOf(m).map((statistics, i) => ({ name: names[i]!, ...statistics }));
  return {
    size: X.cols,
    features: named(X, features),
    classes: classes && counted(Y, classes),
    targets: classes ? null : named(Y, targets),
  };
}

function counted<L>(Y: Matrix, classes: readonly L[]): { label: L; count: number }[] {
  const counts = classes.map(() => 0);
  for (let j = 0; j < Y.cols; j++) counts[classOf(Y, j)]!++;
  return classes.map((label, c) => ({ label, count: counts[c]! }));
}
