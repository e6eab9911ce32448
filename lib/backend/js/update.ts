// What a step does to the parameters, segment by segment: native/core/update.cc.
import { BLOCK, operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import { optimizerTable } from '../../network/optimizers.js';
import { CLIPS, PENALTIES } from '../abi.js';
import type { Chunk, Clip, Penalty, Segment } from '../backend.js';
import { inParts } from './pieces.js';

const { fma, round } = operations;

type Penalties = Readonly<Record<Penalty, number>>;

/**
 * One step of a chunk with the gradient g, whose examples weigh `weight`. Segments at rate 0 stay as they
 * are, slots too. `g` is overwritten.
 */
export function* update(
  n: Arithmetic,
  chunk: Chunk,
  step: number,
  g: FloatArray,
  weight: number,
): Generator<void> {
  const { parameters, slots, constants, segments } = chunk;
  const { update: move } = optimizerTable[chunk.optimizer];
  const moving = (segments ?? [whole(parameters)]).filter(({ rate }) => rate !== 0);
  const all = moving.map((segment) => penaltiesOf(n, chunk, step, segment, weight));
  for (const [i, segment] of moving.entries())
    yield* addTerms(n, parameters, g, all[i]!, limitOf(chunk, step, 'value'), segment);
  const times = yield* clipping(n, g, limitOf(chunk, step, 'norm'), moving);
  for (const [i, segment] of moving.entries()) {
    const scalars = scalarsOf(n, chunk, step, segment);
    const { offset, length } = segment;
    yield* inParts(length, 1, (first, end) => {
      const [from, to] = [offset + first, offset + end];
      multiply(g, times, from, to);
      decay(n, parameters, all[i]!.decay, from, to);
      move(n, parameters, g, slots, constants, scalars, from, to);
    });
  }
}

/** The average of the parameters after a step. */
export function moveAverage(
  n: Arithmetic,
  { parameters, average, averaging }: Chunk,
  step: number,
): Iterable<void> {
  if (average === null || averaging === null) return [];
  const rate = round(n, averaging[step]!);
  return inParts(parameters.length, 1, (from, to) => {
    for (let i = from; i < to; i++) {
      const mean = average[i]!;
      average[i] = fma(n, rate, round(n, parameters[i]! - mean), mean);
    }
  });
}

function whole({ length }: FloatArray): Segment {
  return { offset: 0, length, rate: 1, decay: 0, l2: 0, l1: 0 };
}

/** The step's; the first alone is in proportion to the learning rate. */
function scalarsOf(
  n: Arithmetic,
  { scalars, flags }: Chunk,
  step: number,
  { rate }: Segment,
): Float64Array {
  const count = scalars.length / flags.length;
  const now = scalars.slice(step * count, (step + 1) * count);
  now[0] = round(n, rate * now[0]!);
  return now;
}

const none: Penalties = { decay: 0, l2: 0, l1: 0 };

/** Each made in float64 and rounded once. */
function penaltiesOf(
  n: Arithmetic,
  { penalties }: Chunk,
  step: number,
  segment: Segment,
  weight: number,
): Penalties {
  if (penalties === null) return none;
  const of = (name: Penalty): number =>
    penalties[step * PENALTIES.length + PENALTIES.indexOf(name)]!;
  return {
    decay: round(n, of('decay') * segment.rate * segment.decay),
    l2: round(n, (of('l2') * segment.l2) / weight),
    l1: round(n, (of('l1') * segment.l1) / weight),
  };
}

function limitOf({ clips }: Chunk, step: number, name: Clip): number {
  return clips === null ? Infinity : clips[step * CLIPS.length + CLIPS.indexOf(name)]!;
}

/** g + l2 · w + l1 · sign(w), within ± most */
function* addTerms(
  n: Arithmetic,
  w: FloatArray,
  g: FloatArray,
  { l2, l1 }: Penalties,
  most: number,
  { offset, length }: Segment,
): Generator<void> {
  const limit = round(n, most);
  if (l2 !== 0 || l1 !== 0)
    yield* inParts(length, 1, (from, to) => penalize(n, w, g, l2, l1, offset + from, offset + to));
  if (limit < Infinity)
    yield* inParts(length, 1, (from, to) => clamp(g, limit, offset + from, offset + to));
}

function penalize(
  n: Arithmetic,
  w: FloatArray,
  g: FloatArray,
  l2: number,
  l1: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const x = w[i]!;
    const sign = x > 0 ? 1 : x < 0 ? -1 : x;
    g[i] = fma(n, l1, sign, fma(n, l2, x, g[i]!));
  }
}

function clamp(g: FloatArray, most: number, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const x = g[i]!;
    g[i] = x > most ? most : x < -most ? -most : x;
  }
}

function multiply(g: FloatArray, times: number, from: number, to: number): void {
  if (times === 1) return;
  for (let i = from; i < to; i++) g[i]! *= times;
}

function decay(n: Arithmetic, w: FloatArray, by: number, from: number, to: number): void {
  if (by === 0) return;
  for (let i = from; i < to; i++) w[i] = fma(n, -by, w[i]!, w[i]!);
}

/** PyTorch's clip_grad_norm_ divides by the norm and this. */
const BESIDE_NORM = 1e-6;

/** What takes the norm of the gradient of all that moves to its limit; 1 below it, and where it is not finite. */
function* clipping(
  n: Arithmetic,
  g: FloatArray,
  limit: number,
  moving: readonly Segment[],
): Generator<void, number> {
  if (limit === Infinity) return 1;
  const squares = new Squares();
  for (const { offset, length } of moving) {
    yield* inParts(length, 1, (from, to) => squares.add(g, offset + from, offset + to));
  }
  const norm = Math.sqrt(squares.sum());
  const factor = limit / (norm + BESIDE_NORM);
  return Number.isFinite(norm) && factor < 1 ? round(n, factor) : 1;
}

/** A sum of squares in float64, in blocks of the flat buffer, each in 8 lanes and a tree. */
class Squares {
  readonly #lanes = new Float64Array(8);
  #block = 0;
  #total = 0;

  /** Numbers that lie behind those before. */
  add(g: FloatArray, from: number, to: number): void {
    const lanes = this.#lanes;
    for (let i = from; i < to;) {
      const block = Math.floor(i / BLOCK);
      if (block !== this.#block) this.#close(block);
      for (const end = Math.min(to, (block + 1) * BLOCK); i < end; i++)
        lanes[i & 7]! += g[i]! * g[i]!;
    }
  }

  sum(): number {
    this.#close(0);
    return this.#total;
  }

  #close(next: number): void {
    const lanes = this.#lanes;
    for (let h = 4; h >= 1; h /= 2) {
      for (let q = 0; q < h; q++) lanes[q]! += lanes[q + h]!;
    }
    this.#total += lanes[0]!;
    lanes.fill(0);
    this.#block = next;
  }
}
