import type { FloatArray } from './dtype.js';
import { isRowByRow, type Placement } from './placement.js';

/** A number that is no label; without a row: a column of zeros that should hold a 1. */
export interface WrongLabel {
  readonly row?: number;
  readonly col: number;
}

/**
 * The first number, column by column, that makes a matrix no labels of 0 and 1.
 * @param oneHot whether each column must hold a single 1
 */
export function wrongLabel(of: Placement, oneHot: boolean): WrongLabel | undefined {
  const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
  if (!oneHot && isRowByRow(of) && allLabels(storage, rows * cols)) return undefined;
  for (let col = 0; col < cols; col++) {
    const at = (colOrder ? colOrder[col]! : col) * colStride;
    let ones = 0;
    for (let row = 0; row < rows; row++) {
      const label = storage[at + (rowOrder ? rowOrder[row]! : row) * rowStride]!;
      if (label === 1) ones++;
      if ((label !== 0 && label !== 1) || (oneHot && ones > 1)) return { row, col };
    }
    if (oneHot && ones === 0) return { col };
  }
  return undefined;
}

/** The first number, column by column, that is below 0. */
export function firstBelowZero(of: Placement): Required<WrongLabel> | undefined {
  const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
  for (let col = 0; col < cols; col++) {
    const at = (colOrder ? colOrder[col]! : col) * colStride;
    for (let row = 0; row < rows; row++)
      if (storage[at + (rowOrder ? rowOrder[row]! : row) * rowStride]! < 0) return { row, col };
  }
  return undefined;
}

/** The usual case in a loop that costs less than a loss from logits. */
function allLabels(storage: FloatArray, count: number): boolean {
  for (let i = 0; i < count; i++) if (storage[i] !== 0 && storage[i] !== 1) return false;
  return true;
}
