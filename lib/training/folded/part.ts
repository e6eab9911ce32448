// Some of the examples of a training, in memory of their own.
import { untilAborted } from '../../base/cancel.js';
import { blockSum } from '../../base/arithmetic.js';
import { dtypeOf, sharedZeros, type FloatArray } from '../../base/dtype.js';
import { placed, placementOf, type Matrix } from '../../base/matrix.js';
import { copyInto, pickedColumns, turned, type Placement } from '../../base/placement.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { inSlices } from '../../base/turns.js';
import { currentBackend } from '../../backend/select.js';
import { inputsIn } from '../../data/encoding/table.js';

/** Examples as a network reads them, and what each counts. */
export interface Part {
  /** (n_0, m) */
  readonly x: Matrix;
  /** (n_L, m) */
  readonly y: Matrix;
  /** null: each counts 1. */
  readonly weights: FloatArray | null;
}

/** Weights that are picked in one piece of work. */
const PIECE = 1 << 16;

/** The examples of these numbers, copied beside the event loop. */
export async function partOf(
  { x, y, weights }: Part,
  examples: Uint32Array,
  signal: AbortSignal | undefined,
): Promise<Part> {
  const [own, truths] = [
    await copied(pickedColumns(placementOf(x), examples), signal),
    await copied(pickedColumns(placementOf(y), examples), signal),
  ];
  const counted = weights && (await inSlices(pickedWeights(weights, examples), signal));
  return { x: own, y: truths, weights: counted };
}

/** Numbers that are copied sooner than a thread for it begins and ends. */
const FEW = 1 << 14;

/** Numbers that are copied for the sake of their order at most: 64 MiB of float32. */
const COPIED = 2 ** 24;

/** The part with each input's numbers side by side, as gradients of all examples read them. */
export async function laidByInputs(part: Part, signal: AbortSignal | undefined): Promise<Part> {
  const { x } = part;
  if (x.rows * x.cols > COPIED) return part;
  return { ...part, x: await copied(placementOf(x), signal, true) };
}

async function copied(
  of: Placement,
  signal: AbortSignal | undefined,
  byInputs = false,
): Promise<Matrix> {
  const out = sharedZeros(dtypeOf(of.storage), of.rows * of.cols);
  const to = inputsIn(out, of.rows, of.cols, byInputs);
  if (out.length <= FEW) {
    copyInto(byInputs ? of : turned(of), out);
    return to;
  }
  await untilAborted(signal, (cancel) => currentBackend().scale(null, placed(of), to, cancel));
  return to;
}

function* pickedWeights(weights: FloatArray, examples: Uint32Array): Slices<FloatArray> {
  const own = sharedZeros(dtypeOf(weights), examples.length);
  yield* inPieces(examples.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) own[i] = weights[examples[i]!]!;
  });
  return own;
}

/** What the examples count together. */
export function weightOf({ x, weights }: Part): number {
  return weights ? blockSum(weights) : x.cols;
}
