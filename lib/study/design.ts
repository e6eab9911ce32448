// The examples of a linear model in float64, block by block. Inputs are shifted by their means and divided, so that
// the cost is curved about alike along each weight: what is solved or searched for then does not suffer from units.
import { BLOCK } from '../base/arithmetic.js';
import { zeros, type FloatArray } from '../base/dtype.js';
import { Matrix, placementOf } from '../base/matrix.js';
import { columnsOf, copyInto, pickedColumns, type Placement } from '../base/placement.js';
import type { Slices } from '../base/slices.js';
import { tooWide } from '../data/scaler.js';

/** Numbers of a block at most, and of it times the outputs: of wide examples it has fewer. */
const [BLOCK_NUMBERS, BLOCK_WORK] = [2 ** 19, 2 ** 21];

/** What is learnt from. */
export interface Source {
  /** (n_x, m) */
  readonly X: Matrix;
  /** (n_y, m) */
  readonly Y: Matrix;
  /** What each example counts; null: each counts 1. */
  readonly weights: FloatArray | null;
  /** Names of the rows of X and Y. */
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
}

/** How the design differs from the source. */
export interface Conditioning {
  /** Of |w|²/2 beside the sum of the losses. */
  readonly lambda: number;
  /** Are targets shifted and divided too? */
  readonly scalesTargets: boolean;
  /** Numbers of the examples that count, default all. */
  readonly chosen?: Uint32Array | undefined;
}

/** A part of the examples, row by row. */
export interface Block {
  /** (n_x + 1, m): the inputs and a row of ones. */
  readonly design: Matrix;
  /** (n_x, m) */
  readonly X: Matrix;
  /** (n_y, m) */
  readonly Y: Matrix;
  readonly weights: FloatArray | null;
  /** Their sum. */
  readonly weight: number;
}

/** What was subtracted from rows, and what they were then divided by. */
export interface Affine {
  readonly offset: Float64Array;
  readonly divisor: Float64Array;
}

export interface Design {
  readonly blocks: readonly Block[];
  /** Σ of the weights. */
  readonly weight: number;
  /** λ by that, which is the mean cost's. */
  readonly penalty: number;
  readonly inputs: Affine;
  readonly targets: Affine;
  /** Rows of X that are the same for all examples that count. */
  readonly constant: readonly number[];
}

/** As much of a penalty as leaves its root, and its share of a weight, finite. */
const MOST_PENALTY = 1e300;

/** @throws `ERR_DATA` where a column is too wide for float64 arithmetic */
export function* designOf(source: Source, conditioning: Conditioning): Slices<Design> {
  const { lambda, scalesTargets } = conditioning;
  const blocks = yield* blocksOf(source, conditioning);
  const weight = blocks.reduce((sum, block) => sum + block.weight, 0);
  const penalty = Math.min(lambda / weight, MOST_PENALTY);
  const { mean, variance } = yield* shifted(blocks, 'X', weight, source.inputs);
  const divisor = variance.map((v) => Math.sqrt(v / 4 + penalty) || 1);
  yield* divided(blocks, 'X', divisor);
  return {
    blocks,
    weight,
    penalty,
    inputs: { offset: mean, divisor },
    targets: scalesTargets ? yield* standardised(blocks, weight, source.targets) : same(source),
    constant: [...variance.keys()].filter((r) => variance[r] === 0),
  };
}

function* blocksOf({ X, Y, weights }: Source, { chosen }: Conditioning): Slices<Block[]> {
  const [x, y] = [placementOf(X), placementOf(Y)];
  const size = chosen?.length ?? X.cols;
  const wide = (X.rows + 1) * Math.max(1, (Y.rows * BLOCK_NUMBERS) / BLOCK_WORK);
  const most = Math.min(BLOCK, Math.max(1, Math.floor(BLOCK_NUMBERS / wide)));
  const blocks: Block[] = [];
  for (let from = 0; from < size; from += most) {
    const count = Math.min(most, size - from);
    const part = (of: Placement): Placement =>
      chosen ? pickedColumns(of, chosen.subarray(from, from + count)) : columnsOf(of, from, count);
    const own =
      weights && zeros('float64', count).map((_, j) => weights[chosen?.[from + j] ?? from + j]!);
    blocks.push(blockOf(part(x), part(y), own));
    yield;
  }
  return blocks;
}

function blockOf(X: Placement, Y: Placement, weights: FloatArray | null): Block {
  const [n, m] = [X.rows, X.cols];
  const numbers = zeros('float64', (n + 1) * m).fill(1, n * m);
  const targets = zeros('float64', Y.rows * m);
  copyInto(X, numbers.subarray(0, n * m));
  copyInto(Y, targets);
  return {
    X: Matrix.of(numbers.subarray(0, n * m), n, m),
    design: Matrix.of(numbers, n + 1, m),
    Y: Matrix.of(targets, Y.rows, m),
    weights,
    weight: weights ? sumOf(weights) : m,
  };
}

function sumOf(weights: FloatArray): number {
  let sum = 0;
  for (let j = 0; j < weights.length; j++) sum += weights[j]!;
  return sum;
}

/** Of each row, over the examples that count. */
interface Spread {
  readonly mean: Float64Array;
  /** 0 exactly where all are the same. */
  readonly variance: Float64Array;
}

type Rows = 'X' | 'Y';

/** Subtracts each row's mean from it. */
function* shifted(
  blocks: readonly Block[],
  of: Rows,
  weight: number,
  names: readonly string[],
): Slices<Spread> {
  const rows = blocks[0]![of].rows;
  const [mean, min, max] = yield* meansOf(blocks, of, weight);
  const variance = new Float64Array(rows);
  for (const {
    [of]: { data, cols },
    weights,
  } of blocks) {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let j = r * cols; j < (r + 1) * cols; j++) {
        const value = (data[j]! -= mean[r]!);
        sum += (weights ? weights[j - r * cols]! : 1) * (value * value);
      }
      variance[r]! += sum / weight;
    }
    yield;
  }
  const wide = variance.findIndex((v) => !Number.isFinite(v));
  if (wide >= 0) throw tooWide(names[wide]!, { min: min[wide]!, max: max[wide]! });
  return { mean, variance };
}

/** A row of one number has that as its mean, exactly. */
function* meansOf(
  blocks: readonly Block[],
  of: Rows,
  weight: number,
): Slices<readonly [mean: Float64Array, min: Float64Array, max: Float64Array]> {
  const rows = blocks[0]![of].rows;
  const mean = new Float64Array(rows);
  const [min, max] = [mean.map(() => Infinity), mean.map(() => -Infinity)];
  for (const {
    [of]: { data, cols },
    weights,
  } of blocks) {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) {
        const [value, w] = [data[r * cols + j]!, weights ? weights[j]! : 1];
        if (w === 0) continue;
        sum += w * value;
        if (value < min[r]!) min[r] = value;
        if (value > max[r]!) max[r] = value;
      }
      mean[r]! += sum / weight;
    }
    yield;
  }
  for (let r = 0; r < rows; r++) if (min[r] === max[r]) mean[r] = min[r]!;
  return [mean, min, max];
}

function* divided(blocks: readonly Block[], of: 'X' | 'Y', divisor: Float64Array): Slices<void> {
  for (const {
    [of]: { data, cols },
  } of blocks) {
    for (let i = 0, r = 0; r < divisor.length; r++)
      for (const end = i + cols; i < end; i++) data[i]! /= divisor[r]!;
    yield;
  }
}

function* standardised(
  blocks: readonly Block[],
  weight: number,
  names: readonly string[],
): Slices<Affine> {
  const { mean, variance } = yield* shifted(blocks, 'Y', weight, names);
  const divisor = variance.map((v) => Math.sqrt(v) || 1);
  yield* divided(blocks, 'Y', divisor);
  return { offset: mean, divisor };
}

function same({ Y: { rows } }: Source): Affine {
  return { offset: new Float64Array(rows), divisor: new Float64Array(rows).fill(1) };
}
