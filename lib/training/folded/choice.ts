// What the folds say: for how many epochs a network learns, and how much it counts beside the linear part.
import type { FloatArray } from '../../base/dtype.js';
import type { Slices } from '../../base/slices.js';
import { temperatureOf } from '../../model/temperature.js';
import type { NetworkSpec } from '../../network/spec.js';
import { MixtureCosts } from './logits.js';
import { weightOf, type Part } from './part.js';

/** What came of a fold. */
export interface FoldResult {
  readonly held: Part;
  /** Of each look at what is held out, before the first step first: its cost, and the logits. */
  readonly costs: ArrayLike<number>;
  readonly logits: readonly FloatArray[];
  /** Of the fold's own linear part. */
  readonly linear: FloatArray;
}

/** How the folds have chosen. */
export interface Choice {
  /** For which the network learns; 0: there is none. */
  readonly epochs: number;
  /** What the network's logits count; the linear part's count 1 − λ. */
  readonly lambda: number;
  /** Mean cost of what was held out, by the mixture. */
  readonly value: number;
  /** Of the mixture's logits, where it is asked for. */
  readonly temperature?: number | undefined;
}

const LAMBDAS = [0, 0.25, 0.5, 0.75, 1];

/**
 * The number of epochs with the least mean cost of all that was held out, as far as every fold went, and the λ with
 * the least there; of equal ones the smaller.
 *
 * @param folds at least one
 * @param spec of their networks
 */
export async function chosenBy(
  folds: readonly FoldResult[],
  spec: NetworkSpec,
  signal: AbortSignal | undefined,
): Promise<Choice> {
  const epochs = epochsOf(folds);
  const costs = await Promise.all(
    folds.map(({ held, linear, logits }) =>
      MixtureCosts.of(spec, held, [linear, logits[epochs]!], signal),
    ),
  );
  let best: Choice = { epochs: 0, lambda: 0, value: Infinity };
  for (const lambda of LAMBDAS) {
    // A network that has learnt nothing is no part of a mixture.
    if (lambda > 0 && epochs === 0) break;
    const found: number[] = [];
    for (const mixture of costs) found.push(await mixture.with([1 - lambda, lambda]));
    const value = meanOf(folds, (_, f) => found[f]!);
    if (value < best.value) best = { epochs: lambda > 0 ? epochs : 0, lambda, value };
  }
  return best;
}

/** Before the first step: 0. */
function epochsOf(folds: readonly FoldResult[]): number {
  const looks = Math.min(...folds.map(({ costs }) => costs.length));
  const costs = Array.from({ length: looks }, (_, e) => meanOf(folds, (fold) => fold.costs[e]!));
  return costs.reduce((best, cost, e) => (cost < costs[best]! ? e : best), 0);
}

/** Over all that was held out, each fold by what its examples count. */
function meanOf(folds: readonly FoldResult[], of: (fold: FoldResult, f: number) => number): number {
  let [sum, weight] = [0, 0];
  for (const [f, fold] of folds.entries()) {
    const own = weightOf(fold.held);
    sum += own * of(fold, f);
    weight += own;
  }
  return sum / weight;
}

/** The temperature that fits what was held out, by the mixture. */
export function temperatureBy(
  folds: readonly FoldResult[],
  { loss }: NetworkSpec,
  { epochs, lambda }: Choice,
): Slices<number> {
  const held = folds.map(({ held: { y, weights }, logits, linear }) => {
    const net = epochs > 0 ? logits[epochs]! : linear;
    const mixed = Float64Array.from(net, (z, i) => lambda * z + (1 - lambda) * linear[i]!);
    return { logits: mixed, Y: y, weights };
  });
  return temperatureOf(held, loss);
}
