// Generated datasets: the same points, labels and order as scikit-learn's generators give per seed, on
// NumPy's legacy stream (scikit-learn 1.2, sklearn/datasets/_samples_generator.py).
import { nothingMore, readOptions, seedNumber, wholeNumber } from '../base/checks.js';
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import { customers, type Customer } from './churn.js';
import { Dataset } from './dataset.js';

/**
 * Options of the generated datasets.
 *
 * @example
 * import { datasets, type GeneratorOptions } from 'densely';
 *
 * const options: GeneratorOptions = { size: 1000, noise: 0.1, seed: 7 };
 * console.log(datasets.moons(options).size); // 1000
 */
export interface GeneratorOptions {
  /** Number of examples. */
  readonly size?: number | undefined;
  /** Deviation of the noise. */
  readonly noise?: number | undefined;
  /** Of a stream of its own, 0 … 2³²−1. */
  readonly seed?: number | undefined;
  /** A stream that is drawn from instead, and can be handed on. */
  readonly random?: RandomState | undefined;
}

/** A point of the plane and its class. */
type Point = readonly [x: number, y: number, label: number];

const KEYS = ['size', 'noise', 'seed', 'random'] as const;

interface Read {
  readonly size: number;
  readonly noise: number;
  readonly random: RandomState;
}

function readGenerator(
  options: Partial<Record<(typeof KEYS)[number], unknown>>,
  presets: { readonly size: number; readonly noise: number; readonly seed: number },
  least = 4,
): Read {
  const { size = presets.size, noise = presets.noise, seed, random } = options;
  if (random !== undefined && !(random instanceof RandomState))
    throw invalid('random', random, 'a RandomState (new RandomState(seed))');
  if (random !== undefined && seed !== undefined)
    throw invalid('seed', seed, 'left out where random is given');
  if (typeof noise !== 'number' || !(noise >= 0 && noise <= 1e6))
    throw invalid('noise', noise, 'a deviation from 0 to 1000000');
  return {
    size: wholeNumber('size', size, least, 10_000_000),
    noise,
    random: random ?? new RandomState(seedNumber('seed', seed === undefined ? presets.seed : seed)),
  };
}

function toDataset(points: readonly Point[]): Dataset<number> {
  const m = points.length;
  const [X, Y] = [sharedZeros('float64', 2 * m), sharedZeros('float64', m)];
  for (const [j, [x, y, label]] of points.entries()) [X[j], X[m + j], Y[j]] = [x, y, label];
  const task = 'classification';
  return Dataset.from(Matrix.of(X, 2, m), Matrix.of(Y, 1, m), { task }) as Dataset<number>;
}

const binary = (points: readonly Point[]): Dataset<0 | 1> => toDataset(points) as Dataset<0 | 1>;

interface Generators {
  /**
   * Customers who leave or stay, to try tables with: words, a truth value, a date, holes. `size` customers
   * (default 1000), noise 0.5 on what makes them leave, seed 1.
   *
   * @example
   * import { datasets } from 'densely';
   *
   * const data = datasets.churn();
   * console.log(data.size, data.columns, data.classes);
   * // 1000 [ 'plan', 'age', 'usage', 'tickets', 'newsletter', 'signed_up' ] [ 'no', 'yes' ]
   */
  churn(options?: GeneratorOptions): Dataset<'no' | 'yes', Omit<Customer, 'left'>>;
  /**
   * The exercise's flower: two classes on interleaved petals, `size` points (default 400, half per
   * class), noise 0.2, seed 1. The same points as the exercise's `load_planar_dataset` within 1e-12.
   * Source: the exercise "planar data classification with one hidden layer".
   *
   * @example
   * import { datasets } from 'densely';
   *
   * const { X, Y } = datasets.flower();
   * console.log(X.rows, X.cols, Y.rows, Y.cols); // 2 400 1 400
   */
  flower(options?: GeneratorOptions): Dataset<0 | 1>;
  /**
   * Two circles round one centre, the inner one (class 1) `factor` times as large as the outer one.
   * `size` 200, `noise` 0.3, `factor` 0.5, `seed` 1 (`make_circles`).
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.circles({ size: 100, noise: 0, factor: 0.3 }).describe().features[0]?.max); // 1
   */
  circles(options?: GeneratorOptions & { readonly factor?: number | undefined }): Dataset<0 | 1>;
  /**
   * Two half circles that reach into each other. `size` 200, `noise` 0.2, `seed` 1 (`make_moons`).
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.moons().classes); // [ 0, 1 ]
   */
  moons(options?: GeneratorOptions): Dataset<0 | 1>;
  /**
   * Round clouds, one per class, whose centres lie in (−10, 10)². `size` 200, `centers` 6, `noise` 1,
   * `seed` 5 (`make_blobs`).
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.blobs({ centers: 3 }).classes); // [ 0, 1, 2 ]
   */
  blobs(options?: GeneratorOptions & { readonly centers?: number | undefined }): Dataset<number>;
  /**
   * One normal cloud cut into rings of equally many points, one per class. `size` 200, `classes` 2,
   * `noise` √½ (the deviation of the cloud: a covariance of ½), `seed` 1 (`make_gaussian_quantiles`).
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.gaussianQuantiles({ size: 90, classes: 3 }).describe().classes?.[2]); // { label: 2, count: 30 }
   */
  gaussianQuantiles(
    options?: GeneratorOptions & { readonly classes?: number | undefined },
  ): Dataset<number>;
  /**
   * Two clouds that fill the unit square evenly, one per class: there is nothing to learn. `size` 400,
   * half per class, `noise` 0 on top, `seed` 1 (the exercise's `np.random.rand(200, 2)`, twice).
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const [fit, test] = datasets.noStructure().split({ test: 0.5, seed: 1 });
   * const model = await train(fit, { epochs: 50, seed: 1 });
   * console.log((model.evaluate(test).accuracy ?? 1) < 0.6); // true
   */
  noStructure(options?: GeneratorOptions): Dataset<0 | 1>;
}

const flower: Generators['flower'] = function flower(options) {
  nothingMore('datasets.flower()', arguments, 1);
  const presets = { size: 400, noise: 0.2, seed: 1 };
  const { size, noise, random } = readGenerator(readOptions('options', options, KEYS), presets);
  const points: Point[] = [];
  for (const [label, count] of halves(size).entries()) {
    const angles = linspace(label * 3.12, (label + 1) * 3.12, count).map(
      (t) => t + noise * random.normal(),
    );
    const radii = angles.map((t) => 4 * Math.sin(4 * t) + noise * random.normal());
    for (const [i, r] of radii.entries())
      points.push([r * Math.sin(angles[i]!), r * Math.cos(angles[i]!), label]);
  }
  return binary(points);
};

const circles: Generators['circles'] = function circles(options) {
  nothingMore('datasets.circles()', arguments, 1);
  const { factor = 0.5, ...rest } = readOptions('options', options, [...KEYS, 'factor']);
  if (typeof factor !== 'number' || !(factor >= 0 && factor < 1))
    throw invalid('factor', factor, 'a number from 0 to below 1');
  const { size, noise, random } = readGenerator(rest, { size: 200, noise: 0.3, seed: 1 });
  const [outer, inner] = halves(size);
  const ring = (n: number, radius: number, label: number): Point[] =>
    Array.from({ length: n }, (_, i) => {
      const t = i * ((2 * Math.PI) / n);
      return [radius * Math.cos(t), radius * Math.sin(t), label];
    });
  return binary(
    withNoise(shuffled([...ring(outer, 1, 0), ...ring(inner, factor, 1)], random), noise, random),
  );
};

const moons: Generators['moons'] = function moons(options) {
  nothingMore('datasets.moons()', arguments, 1);
  const presets = { size: 200, noise: 0.2, seed: 1 };
  const { size, noise, random } = readGenerator(readOptions('options', options, KEYS), presets);
  const [outer, inner] = halves(size);
  const upper = Array.from(linspace(0, Math.PI, outer), (t): Point => [
    Math.cos(t),
    Math.sin(t),
    0,
  ]);
  const lower = Array.from(linspace(0, Math.PI, inner), (t): Point => {
    return [1 - Math.cos(t), 1 - Math.sin(t) - 0.5, 1];
  });
  return binary(withNoise(shuffled([...upper, ...lower], random), noise, random));
};

const blobs: Generators['blobs'] = function blobs(options) {
  nothingMore('datasets.blobs()', arguments, 1);
  const { centers = 6, ...rest } = readOptions('options', options, [...KEYS, 'centers']);
  const k = wholeNumber('centers', centers, 2, 1000);
  const { size, noise, random } = readGenerator(rest, { size: 200, noise: 1, seed: 5 }, k);
  const at = Array.from({ length: k }, () => [random.uniform(-10, 10), random.uniform(-10, 10)]);
  const points = at.flatMap(([x, y], label) => {
    const count = Math.floor(size / k) + (label < size % k ? 1 : 0);
    return Array.from({ length: count }, (): Point => {
      const dx = noise * random.normal();
      return [x! + dx, y! + noise * random.normal(), label];
    });
  });
  return toDataset(shuffled(points, random));
};

const gaussianQuantiles: Generators['gaussianQuantiles'] = function gaussianQuantiles(options) {
  nothingMore('datasets.gaussianQuantiles()', arguments, 1);
  const { classes = 2, ...rest } = readOptions('options', options, [...KEYS, 'classes']);
  const k = wholeNumber('classes', classes, 2, 1000);
  const presets = { size: 200, noise: Math.sqrt(0.5), seed: 1 };
  const { size, noise, random } = readGenerator(rest, presets, k);
  const cloud = Array.from({ length: size }, () => {
    const x = noise * random.normal();
    return [x, noise * random.normal()] as const;
  });
  cloud.sort((a, b) => a[0] * a[0] + a[1] * a[1] - (b[0] * b[0] + b[1] * b[1]));
  const step = Math.floor(size / k);
  const points = cloud.map(([x, y], i): Point => [x, y, Math.min(Math.floor(i / step), k - 1)]);
  return toDataset(shuffled(points, random));
};

const noStructure: Generators['noStructure'] = function noStructure(options) {
  nothingMore('datasets.noStructure()', arguments, 1);
  const presets = { size: 400, noise: 0, seed: 1 };
  const { size, noise, random } = readGenerator(readOptions('options', options, KEYS), presets);
  const [first] = halves(size);
  const points = Array.from({ length: size }, (_, j): Point => {
    const x = random.random();
    return [x, random.random(), j < first ? 0 : 1];
  });
  return binary(withNoise(points, noise, random));
};

const churn: Generators['churn'] = function churn(options) {
  nothingMore('datasets.churn()', arguments, 1);
  const presets = { size: 1000, noise: 0.5, seed: 1 };
  const { size, noise, random } = readGenerator(readOptions('options', options, KEYS), presets);
  return customers(size, noise, random);
};

/** Examples of class 0 and of class 1, which has the odd one. */
function halves(size: number): [number, number] {
  const first = Math.floor(size / 2);
  return [first, size - first];
}

function shuffled(points: readonly Point[], random: RandomState): Point[] {
  return Array.from(random.permutation(points.length), (j) => points[j]!);
}

/** Normal noise on each coordinate, point by point; none is drawn without noise. */
function withNoise(points: readonly Point[], noise: number, random: RandomState): Point[] {
  if (noise === 0) return [...points];
  return points.map(([x, y, label]) => {
    const dx = noise * random.normal();
    return [x + dx, y + noise * random.normal(), label];
  });
}

/** `n` numbers from `start` to `stop`, both included (NumPy's `linspace`). */
function linspace(start: number, stop: number, n: number): FloatArray {
  const step = (stop - start) / (n - 1);
  return Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? stop : i * step + start));
}

/**
 * Generated datasets: the same points, labels and order as scikit-learn's generators give per seed, and the
 * exercise's flower; and a table of customers.
 * @namespace
 *
 * @example
 * import { datasets } from 'densely';
 *
 * console.log(Object.keys(datasets).length); // 7
 * console.log(datasets.flower().size, datasets.moons({ size: 50 }).size); // 400 50
 */
export const datasets: Generators = {
  churn,
  flower,
  circles,
  moons,
  blobs,
  gaussianQuantiles,
  noStructure,
};
