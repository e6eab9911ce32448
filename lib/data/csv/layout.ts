// What is known of a text before its records are read.
import { NUMBER, ValueColumn, type Column } from './column.js';

/** How the fields of a text are divided. */
export interface Dialect {
  readonly delimiter: string;
  /** The byte that stands for it. */
  readonly separator: number;
  /** The byte with which a comment begins; -1: there are none. */
  readonly comment: number;
}

/** Where the fields of a column go: the place in the memory of the loops of its row i is first + i * step. */
export interface Slot {
  readonly column: Column;
  readonly first: number;
  readonly step: number;
}

/** What a scanner is told of its text. */
export interface Layout {
  readonly dialect: Dialect;
  /** What the columns of a record are, by their places; undefined ones are skipped. */
  readonly slots: readonly (Slot | undefined)[];
  readonly names: readonly string[];
  /** The line that says how many fields there are, and the one on which the first record may begin. */
  readonly headerLine: number;
  readonly firstLine: number;
  /** Called after the first record that has all fields, with its line. */
  readonly afterFirst: (line: number) => void;
}

/** See {@link ValueColumn.form}. */
export function formOf(slot: Slot | undefined): number {
  return slot?.column instanceof ValueColumn ? slot.column.form : 0;
}

/** From each column on, how many are numbers of one form whose places follow one another. */
export function runsOf(slots: readonly (Slot | undefined)[]): Int32Array {
  const runs = new Int32Array(slots.length);
  for (let j = slots.length - 1; j >= 0; j--) {
    const [slot, next] = [slots[j], slots[j + 1]];
    if (slot?.column.how !== NUMBER) continue;
    const goesOn =
      next?.column.how === NUMBER &&
      next.first === slot.first + 1 &&
      next.step === slot.step &&
      formOf(next) === formOf(slot);
    runs[j] = goesOn ? runs[j + 1]! + 1 : 1;
  }
  return runs;
}
