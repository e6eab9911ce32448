// What the folds of a training hold out.
import { RandomState, derivedSeed } from '../../base/random.js';
import { inSlices } from '../../base/turns.js';
import type { Dataset } from '../../data/dataset.js';
import { complement } from '../../data/folds.js';
import { shuffledFolds } from '../../data/shuffled-folds.js';
import type { Label } from '../../data/targets.js';
import type { Parts } from '../held.js';
import { unlearnt, type Made } from '../made.js';
import { preparedFor } from '../warm-start.js';
import { exampleWeights, type ClassFactors } from '../weights.js';
import { partOf, type Part } from './part.js';

/** Examples that a fold learns from, and those that it holds out. */
export interface FoldParts {
  readonly fit: Part;
  readonly held: Part;
}

/** A fold, whose examples are copied when it is its turn. */
export interface Fold {
  readonly fit: number;
  readonly held: number;
  readonly parts: () => Promise<FoldParts>;
}

/** Parts of the data, and how many of them are held out in turn. */
const [FOLDS, HELD] = [5, 3];

/** Of a class with fewer examples none is held out. */
const LEAST = 5;

/** What was named to be held out, or the first three of five folds; none where the data are too few. */
export async function foldsOf<L extends Label>(
  made: Made<L>,
  { fit, held }: Parts,
): Promise<readonly Fold[]> {
  const { data, options } = made;
  if (held) return [foldOfData(made, fit, held)];
  if (data.groups !== null) return foldsOfGroups(made, new Set(data.groups).size);
  if (data.size < FOLDS) return [];
  const random = new RandomState(derivedSeed(options.seed, 'folds'));
  const lists = await inSlices(
    shuffledFolds(data, FOLDS, random, { least: LEAST }),
    options.signal,
  );
  const some = lists.slice(0, HELD).filter(({ length }) => length > 0);
  // What is held out counts by the data's own weights.
  const own = data.weights === null ? null : await weights(made, data, null);
  return some.map((list) => foldOfList(made, list, own));
}

/** Of examples that are encoded already. */
function foldOfList<L extends Label>(
  { data, options: { signal }, examples }: Made<L>,
  list: Uint32Array,
  own: Part['weights'],
): Fold {
  const parts = async (): Promise<FoldParts> => {
    const rest = await inSlices(complement(data.size, list), signal);
    return {
      fit: await partOf(examples, rest, signal),
      held: await partOf({ ...examples, weights: own }, list, signal),
    };
  };
  return { fit: data.size - list.length, held: list.length, parts };
}

function foldsOfGroups<L extends Label>(made: Made<L>, groups: number): Fold[] {
  const folds = Math.min(FOLDS, groups);
  if (folds < 2) return [];
  const { data, options } = made;
  const parted = [...data.kFold({ folds, seed: derivedSeed(options.seed, 'folds') })];
  return parted.slice(0, HELD).map(([fit, held]) => foldOfData(made, fit, held));
}

/** Of data that are to be encoded as the whole is. */
function foldOfData<L extends Label>(made: Made<L>, fit: Dataset, held: Dataset): Fold {
  const { classWeights } = made.options;
  const parts = async (): Promise<FoldParts> => ({
    fit: await partIn(made, 'data', fit, classWeights),
    held: await partIn(made, 'validation', held, null),
  });
  return { fit: fit.size, held: held.size, parts };
}

async function partIn<L extends Label>(
  made: Made<L>,
  argument: string,
  data: Dataset,
  factors: ClassFactors,
): Promise<Part> {
  const { signal } = made.options;
  const reading = { argument, fullBatch: false, signal };
  const { x, y } = await preparedFor(data, unlearnt(made.parts), reading);
  return { x, y, weights: await weights(made, data, factors) };
}

function weights<L extends Label>(
  { options: { dtype, signal } }: Made<L>,
  data: Dataset,
  factors: ClassFactors,
): Promise<Part['weights']> {
  return inSlices(exampleWeights(data, factors, dtype), signal);
}
