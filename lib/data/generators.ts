import { readOptions, seedNumber, wholeNumber } from '../base/checks.js';
import { sharedZeros } from '../base/dtype.js';
import { Matrix } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import { Dataset } from './dataset.js';

/** Options of the generated datasets. */
export interface GeneratorOptions {
  /** Number of examples. */
  readonly size?: number | undefined;
  /** 0 … 2³²−1. */
  readonly seed?: number | undefined;
}

/**
 * The exercise's flower: two classes on interleaved petals, `size` points (default 400, half per
 * class), `seed` default 1. The same points as the exercise's `load_planar_dataset` within 1e-12.
 */
function flower(options?: GeneratorOptions): Dataset<0 | 1> {
  const { size: points = 400, seed = 1 } = readOptions('options', options, ['size', 'seed']);
  const size = wholeNumber('size', points, 4, 10_000_000);
  const random = new RandomState(seedNumber('seed', seed));
  const half = Math.floor(size / 2);
  const m = 2 * half;
  const X = sharedZeros('float64', 2 * m);
  const Y = sharedZeros('float64', m).fill(1, half);
  for (const label of [0, 1]) {
    const angles = linspace(label * 3.12, (label + 1) * 3.12, half).map(
      (t) => t + 0.2 * random.normal(),
    );
    const radii = angles.map((t) => 4 * Math.sin(4 * t) + 0.2 * random.normal());
    for (let i = 0, j = label * half; i < half; i++, j++) {
      X[j] = radii[i]! * Math.sin(angles[i]!);
      X[m + j] = radii[i]! * Math.cos(angles[i]!);
    }
  }
  return Dataset.from(Matrix.of(X, 2, m), Matrix.of(Y, 1, m)) as Dataset<0 | 1>;
}

/** `n` numbers from `start` to `stop`, both included (NumPy's `linspace`). */
function linspace(start: number, stop: number, n: number): Float64Array {
  const step = (stop - start) / (n - 1);
  return Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? stop : i * step + start));
}

/** Generated datasets. */
export const datasets: { readonly flower: typeof flower } = { flower };
