import { zeros, type FloatArray } from '../../base/dtype.js';
import { RandomState } from '../../base/random.js';
import { inSlices } from '../../base/turns.js';
import type { Label } from '../../data/targets.js';
import { starting } from '../../network/parameters.js';
import { parameterCount } from '../../network/tensors.js';
import { hashOf, identityOf } from '../checkpoint/identity.js';
import { openShelves, type Shelves } from '../checkpoint/shelves.js';
import type { Made } from '../made.js';
import type { RunOptions } from '../option-table.js';
import type { Looker } from '../validation.js';

/** The parameters that a training of these options begins with. */
export async function startOf({
  spec,
  initializer,
  seed,
  signal,
}: RunOptions): Promise<FloatArray> {
  const start = zeros(spec.dtype, parameterCount(spec));
  await inSlices(starting(spec, initializer, new RandomState(seed), start), signal);
  return start;
}

/**
 * Where the runs of a training keep their states; null where nothing is kept.
 * @param made what the first of them learns from, or all of them
 * @param held of what is looked at, where that is none of it
 * @param start of {@link startOf}, where it is there already
 */
export async function shelvesOf<L extends Label>(
  { options, examples }: Made<L>,
  held: Looker['data'],
  start?: FloatArray,
): Promise<Shelves | null> {
  const { checkpoint, resume, signal } = options;
  if (checkpoint === undefined && resume === undefined) return null;
  const hash = await inSlices(hashOf([start ?? (await startOf(options))]), signal);
  const { x, y, weights } = examples;
  const identity = await inSlices(identityOf(options, hash, [x, y, weights], held), signal);
  return openShelves({ checkpoint, resume }, identity);
}
