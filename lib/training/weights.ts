// What each example counts in a training.
import { isRecord, notNegative } from '../base/checks.js';
import { sharedZeros, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, nearestHint, some } from '../base/errors.js';
import type { Option } from '../base/option-table.js';
import { inPieces, type Slices } from '../base/slices.js';
import type { Dataset } from '../data/dataset.js';
import { classNumbers, type Label } from '../data/targets.js';

/**
 * What the examples of each class count: `'balanced'` for m ÷ (k · mₖ), so that all classes count alike
 * (King and Zeng 2001), or a number for each label; labels that are not named count 1.
 *
 * @example
 * import { type ClassWeights, datasets, train } from 'densely';
 *
 * const classWeights: ClassWeights = new Map([[1, 5]]);
 * const model = await train(datasets.moons(), { classWeights, epochs: 20, seed: 1 });
 * console.log((model.evaluate(datasets.moons()).recall ?? 0) > 0.9); // true
 */
export type ClassWeights =
  'balanced' | Readonly<Record<string, number>> | ReadonlyMap<Label, number>;

/** A weight for each class, in their order; null: each counts 1. */
export type ClassFactors = 'balanced' | readonly number[] | null;

/** @throws `ERR_OPTION` for data without classes, for labels that are none of them, and for numbers below 0 */
export function classWeightsOption(argument: string, value: unknown, data: Dataset): ClassFactors {
  if (value === undefined) return null;
  const { classes } = data;
  if (classes === null) {
    const message = `${argument} is for classes, and these targets are ${data.task === 'regression' ? 'values' : 'several labels'}: give the Dataset weights instead.`;
    throw new DenselyError('ERR_OPTION', argument, message);
  }
  if (value === 'balanced') return 'balanced';
  const allowed = `'balanced', or an object or Map with a number for each of ${some(classes)}`;
  if (!(value instanceof Map) && !isRecord(value)) throw invalid(argument, value, allowed);
  const entries = value instanceof Map ? [...value] : Object.entries(value as object);
  const factors = classes.map(() => 1);
  for (const [label, factor] of entries as [unknown, unknown][]) {
    factors[classOf(argument, label, classes)] = notNegative(
      `${argument}[${String(label)}]`,
      factor,
    );
  }
  return factors;
}

function classOf(argument: string, label: unknown, classes: readonly Label[]): number {
  const found = classes.indexOf(label as Label);
  // Keys of objects are texts.
  const c = found < 0 ? classes.findIndex((known) => String(known) === label) : found;
  if (c >= 0) return c;
  const names = classes.map(String);
  const message = `${argument} names ${String(label)}, which is no class of the data: ${some(classes)}${nearestHint(String(label), names)}.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

/** The option, of trainings and of linear models. */
export const classWeightsEntry: Option<
  ClassWeights | undefined,
  ClassFactors,
  { readonly data: Dataset }
> = {
  read: (argument, value, { data }) => classWeightsOption(argument, value, data),
  preset: undefined,
  says: "what a class's examples count: balanced, yes=5",
  flag: { takes: 'W', form: 'word or named numbers', group: 'loss' },
};

/** Examples that are weighed in one piece of work. */
const PIECE = 1 << 16;

/** A smaller weight is 0: what is divided by the sum of a batch stays finite, and so does that times this. */
const LEAST: Readonly<Record<DType, number>> = { float32: 2 ** -100, float64: 2 ** -900 };

/**
 * The dataset's weights times those of the classes, rounded once; null where each example counts 1.
 * @throws `ERR_OPTION` where they add up to nothing, or to more than steps can take
 */
export function* exampleWeights(
  data: Dataset,
  factors: ClassFactors,
  dtype: DType,
): Slices<FloatArray | null> {
  const own = data.weights;
  if (own === null && factors === null) return null;
  const weights = sharedZeros(dtype, data.size);
  const codes = factors === null ? null : yield* classNumbers(data.Y);
  const ofClass = codes && factorsOf(factors, codes, data.classes!.length);
  const least = LEAST[dtype];
  let sum = 0;
  yield* inPieces(data.size, PIECE, (from, to) => {
    for (let j = from; j < to; j++) {
      const weight = (own ? own[j]! : 1) * (ofClass ? ofClass[codes![j]!]! : 1);
      weights[j] = weight < least ? 0 : weight;
      sum += weights[j]!;
    }
  });
  if (sum > 0 && sum <= 1 / least) return weights;
  const name = factors === null ? 'data' : 'classWeights';
  const message = `the weights of the examples to train on add up to ${sum} in ${dtype}: give at least one example a weight above 0, and none that is too large.`;
  throw new DenselyError('ERR_OPTION', name, message);
}

function factorsOf(factors: ClassFactors, codes: Uint32Array, k: number): readonly number[] {
  if (factors !== 'balanced') return factors!;
  const counts = new Array<number>(k).fill(0);
  for (const code of codes) counts[code]!++;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? codes.length / (present * count) : 0));
}
