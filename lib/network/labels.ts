import { DenselyError } from '../base/errors.js';
import { firstBelowZero, wrongLabel, type WrongLabel } from '../base/labels.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import { lossTable, type Loss } from './losses.js';

const allowed = {
  binary: 'are 0 or 1',
  oneHot: 'are one-hot: a single 1 in every column, else 0',
  fromZero: 'are numbers from 0 on',
} as const;

const LABELS =
  "Turn other labels, such as 1 and 2 or -1 and 1, into these first; values need output: 'identity'.";

const VALUES = "Values below 0 need output: 'identity'.";

/**
 * Targets that the loss of a network can mean.
 * @throws `ERR_DATA` about the first that it cannot
 */
export function checkLabels(argument: string, Y: Matrix, loss: Loss, advice?: string): void {
  const { output, targets } = lossTable[loss];
  if (targets === 'values') return;
  const fromZero = targets === 'fromZero';
  const of = placementOf(Y);
  const wrong = fromZero ? firstBelowZero(of) : wrongLabel(of, targets === 'oneHot');
  if (wrong === undefined) return;
  const article = fromZero ? 'an' : 'a';
  const next = advice ?? (fromZero ? VALUES : LABELS);
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${found(argument, Y, wrong)}; targets of ${article} ${output} output ${allowed[targets]}. ${next}`,
  );
}

function found(argument: string, Y: Matrix, { row, col }: WrongLabel): string {
  if (row === undefined) return `${argument} rows 0 to ${Y.rows - 1}, column ${col} hold no 1`;
  const label = Y.at(row, col);
  return `${argument} row ${row}, column ${col} is ${label === 1 ? 'a second 1' : label}`;
}
