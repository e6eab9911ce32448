// The targets of data as a model has them.
import { DenselyError, show, some } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { Dataset } from '../data/dataset.js';
import { taskNouns } from '../data/task.js';
import { classNumbers, oneHot, unseen, type ClassLabel, type Label } from '../data/targets.js';
import { targetsInModelOrder } from './columns.js';
import { taskOf, type ModelParts } from './parts.js';

export interface Truth {
  /** Class numbers of the model, (1, m) or one-hot, or values. */
  readonly Y: Matrix;
  /** Number of each example's class in the model; of classes only. */
  readonly codes?: Uint32Array;
}

/**
 * In pieces; data of the same classes, or of values, are not copied.
 *
 * @param data whose targets are of the model's kind
 * @throws `ERR_DATA` for a label that the model does not know
 */
export function* truthOf<L extends Label>(
  data: Dataset<L>,
  parts: ModelParts<L>,
): Generator<void, Truth> {
  const { Y, classes, targets } = data;
  if (classes === null || parts.classes === null)
    return { Y: targetsInModelOrder(Y, targets, parts.targets) };
  const codes = yield* classNumbers(Y);
  const same = classes.length === parts.classes.length;
  if (same && classes.every((label, c) => label === parts.classes![c])) return { Y, codes };
  yield* recode(codes, classes, parts.classes);
  return { Y: yield* oneHot(codes, parts.classes.length, parts.spec.dtype), codes };
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 16;

/** From the numbers of the data's classes to those of the model's, in place. */
function* recode<L extends Label>(
  codes: Uint32Array,
  from: readonly L[],
  to: readonly L[],
): Generator<void, void> {
  const position = new Map(to.map((label, c) => [label, c]));
  const known = from.map((label) => position.get(label));
  for (let j = 0; j < codes.length; j++) {
    const c = codes[j]!;
    codes[j] = known[c] ?? unseen(j, from[c], to as readonly ClassLabel[]);
    if (j % PIECE === PIECE - 1) yield;
  }
}

/** @throws `ERR_DATA` for targets of another kind or number than the model's */
export function checkTargets({ targets, classes, Y, task }: Dataset, parts: ModelParts): void {
  const predicted = taskOf(parts);
  if (task !== predicted) {
    const advice = [task, predicted].includes('multilabel')
      ? `: read the data with task: ${show(predicted)}`
      : '';
    throw otherData(
      `has ${taskNouns[task]} as targets, but the model predicts ${taskNouns[predicted]}${advice}`,
    );
  }
  if (classes === null && Y.rows !== parts.targets.length)
    throw otherData(
      `has ${Y.rows} targets (${some(targets)}), but the model predicts ${parts.targets.length} (${some(parts.targets)})`,
    );
}

function otherData(what: string): DenselyError {
  return new DenselyError('ERR_DATA', 'data', `data ${what}.`);
}
