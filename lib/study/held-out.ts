import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';

/** Two parts at random: in whole groups where the data have groups, else with each class's share in both. */
export function heldOut<L extends Label, R extends object>(
  data: Dataset<L, R>,
  test: number,
  seed: number,
): [fit: Dataset<L, R>, held: Dataset<L, R>] {
  const stratify = data.classes !== null && data.groups === null;
  return data.split({ test, seed, stratify });
}
