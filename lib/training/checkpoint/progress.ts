// What a run has seen so far, as the numbers of a checkpoint, and back.
import type { FloatArray } from '../../base/dtype.js';
import type { Batches } from '../batches.js';
import type { Looks } from '../looks.js';
import type { Costs } from '../watch.js';
import type { Arrays } from './state.js';

/** Costs, and looks with as many figures each. */
export function savedStory(costs: Costs, looks: Looks): [name: string, numbers: FloatArray][] {
  const { epoch, cost } = costs.upTo(Infinity);
  const { epochs, figures } = looks.all;
  const all: [string, FloatArray][] = [
    ['costs.epoch', epoch],
    ['costs.cost', cost],
    ['looks.epoch', Float64Array.from(epochs)],
    ['looks.figures', Float64Array.from(figures.flat())],
  ];
  return all.filter(([, { length }]) => length > 0);
}

/**
 * Goes over all that was seen once more: warnings, patience and the best follow.
 * @returns whether the last look said that it is time to end
 */
export function retellStory(
  arrays: Arrays,
  { costs, looks, batches }: { costs: Costs; looks: Looks; batches: Batches },
): boolean {
  const of = (name: string): FloatArray => arrays.get(name) ?? new Float64Array(0);
  const cost = of('costs.cost');
  of('costs.epoch').forEach((epoch, i) => costs.add(epoch, cost[i]!, batches.recorded(epoch)));
  const [epochs, figures] = [of('looks.epoch'), of('looks.figures')];
  const best = arrays.get('best');
  const each = epochs.length === 0 ? 0 : figures.length / epochs.length;
  let isLate = false;
  epochs.forEach((epoch, i) => {
    const own = Array.from(figures.subarray(i * each, (i + 1) * each));
    isLate = looks.add(epoch, own, best ?? new Float64Array(0));
  });
  return isLate;
}
