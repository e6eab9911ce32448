// Tables of CSV texts for the tests: as Matrix and labels, or column by column.
import { Matrix } from '../../../lib/base/matrix.js';
import { readCsv, type CsvOptions, type CsvSource } from '../../../lib/data/csv.js';
import { cellReader, matrixOf, type FrameColumn } from '../../../lib/data/frame.js';
import { targetsIn } from '../../../lib/data/target-columns.js';
import type { ClassLabel, Task } from '../../../lib/data/task.js';

/** A table of numbers without holes. */
export interface Numbers {
  readonly X: Matrix;
  /** One per example, or of several columns (n, m). */
  readonly targets: readonly ClassLabel[] | Matrix;
  readonly features: readonly string[];
  readonly targetNames: readonly string[];
  readonly task: Task | undefined;
}

export async function readNumbers(source: CsvSource, options: CsvOptions): Promise<Numbers> {
  const { frame, targets, features, targetNames, task, classes } = await readCsv(source, options);
  if (!frame) throw new Error('no frame');
  const X = matrixOf(frame);
  if (!X) throw new Error(`not all are numbers: ${frame.columns.map(({ kind }) => kind).join()}`);
  const truth = targetsIn(targets as readonly FrameColumn[], frame.size, { task, classes });
  const list = truth instanceof Matrix ? truth : Array.from(truth);
  return { X, targets: list, features, targetNames, task };
}

/** What was read, column by column: kinds, cells, and for the targets too. */
export interface Cells {
  readonly kinds: Readonly<Record<string, string>>;
  readonly cells: Readonly<Record<string, readonly unknown[]>>;
}

export async function readCells(source: CsvSource, options: CsvOptions): Promise<Cells> {
  const { frame, targets } = await readCsv(source, options);
  if (!frame) throw new Error('no frame');
  const columns = [...frame.columns, ...(targets as readonly FrameColumn[])];
  const cellsOf = (column: FrameColumn): unknown[] =>
    Array.from({ length: frame.size }, (_, j) => cellReader(column, frame)(j));
  return {
    kinds: Object.fromEntries(columns.map(({ name, kind }) => [name, kind])),
    cells: Object.fromEntries(columns.map((column) => [column.name, cellsOf(column)])),
  };
}

export async function* piecesOf<T>(...pieces: readonly T[]): AsyncGenerator<T> {
  yield* pieces;
}
