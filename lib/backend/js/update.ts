// What a step does to the parameters, segment by segment: the end of native/core/train.cc.
import { operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import { optimizerTable } from '../../network/optimizers.js';
import { PENALTIES } from '../abi.js';
import type { Chunk, Penalty, Segment } from '../backend.js';
import { inParts } from './pieces.js';

const { fma, round } = operations;

type Penalties = Readonly<Record<Penalty, number>>;

/**
 * One step of a chunk with the gradient g, whose examples weigh `weight`. Segments at rate 0 stay as they
 * are, slots too.
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
  for (const segment of segments ?? [whole(parameters)]) {
    if (segment.rate === 0) continue;
    const scalars = scalarsOf(n, chunk, step, segment);
    const penalties = penaltiesOf(n, chunk, step, segment, weight);
    const { offset, length } = segment;
    yield* inParts(length, 1, (first, end) => {
      const [from, to] = [offset + first, offset + end];
      if (penalties) penalize(n, parameters, g, penalties, from, to);
      move(n, parameters, g, slots, constants, scalars, from, to);
    });
  }
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

/** Each made in float64 and rounded once; null where all are 0. */
function penaltiesOf(
  n: Arithmetic,
  { penalties }: Chunk,
  step: number,
  segment: Segment,
  weight: number,
): Penalties | null {
  if (penalties === null) return null;
  const of = (name: Penalty): number =>
    penalties[step * PENALTIES.length + PENALTIES.indexOf(name)]!;
  const decay = round(n, of('decay') * segment.rate * segment.decay);
  const l2 = round(n, (of('l2') * segment.l2) / weight);
  const l1 = round(n, (of('l1') * segment.l1) / weight);
  return decay === 0 && l2 === 0 && l1 === 0 ? null : { decay, l2, l1 };
}

/** g += l2 · w + l1 · sign(w), w −= decay · w */
function penalize(
  n: Arithmetic,
  w: FloatArray,
  g: FloatArray,
  { decay, l2, l1 }: Penalties,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const x = w[i]!;
    const sign = x > 0 ? 1 : x < 0 ? -1 : x;
    g[i] = fma(n, l1, sign, fma(n, l2, x, g[i]!));
    w[i] = fma(n, -decay, x, x);
  }
}
