import { sharedCopy, type FloatArray } from '../../base/dtype.js';
import type { ColumnValues, FrameColumn, NumberValues } from '../frame.js';
import { MISSING } from './column.js';
import type { CsvTable } from './request.js';
import type { Sink } from './sinks.js';
import type { Home } from './slots.js';
import type { Role } from './plan.js';
import type { Store } from './store.js';

/** A table as it can be sent to another thread. */
export type ReadTable = Omit<CsvTable, 'lineOf'> & {
  /** By two: an example and its line, where the next does not follow on the next line. */
  readonly lines: readonly number[];
};

/** Columns as they were read. */
export class Columns {
  readonly #sinks: readonly Sink[];
  readonly #homes: readonly Home[];
  readonly #store: Store;
  readonly #numbers: FloatArray;

  constructor(sinks: readonly Sink[], homes: readonly Home[], store: Store) {
    this.#sinks = sinks;
    this.#homes = homes;
    this.#store = store;
    const count = homes.filter(({ part }) => part === 'numbers').length;
    this.#numbers = fitted(store.numbers, count * store.rows);
  }

  /** Of one purpose, in their order; those without any value are none. */
  of(role: Role): FrameColumn[] {
    return this.#sinks.flatMap((sink, s) => {
      const { planned } = sink;
      const values = planned.role === role ? this.#values(sink, this.#homes[s]!) : undefined;
      if (values === undefined) return [];
      const more = { name: planned.place.name, said: planned.declared };
      return [{ ...more, ...values, holes: this.#hasHoles(values) }];
    });
  }

  #hasHoles(values: ColumnValues): boolean {
    if (values.kind === 'date') return values.times.some(Number.isNaN);
    if (values.kind !== 'number') return values.codes.includes(MISSING);
    if (values.stride === 1) return values.values.some(Number.isNaN);
    // Where none is marked, a look at all of them, which lie apart, would take as long as reading them did.
    return this.#store.holed[values.offset] === 1 && this.#isMissing(values);
  }

  /** Holes may have been marked in examples at the end that are none. */
  #isMissing({ values, offset, stride }: NumberValues): boolean {
    for (let at = offset; at < values.length; at += stride)
      if (Number.isNaN(values[at])) return true;
    return false;
  }

  #values({ planned, levels }: Sink, { part, index }: Home): ColumnValues | undefined {
    const { rows, floats, words } = this.#store;
    const { kind, declared } = planned;
    if (part === 'none') return undefined;
    if (part === 'numbers') {
      const stride = this.#numbers.length / rows;
      return { kind: 'number', values: this.#numbers, offset: index, stride };
    }
    if (part === 'floats') {
      const values = fitted(floats[index]!, rows) as Float64Array;
      return kind === 'date'
        ? { kind, times: values }
        : { kind: 'number', values, offset: 0, stride: 1 };
    }
    const codes = words[index]!.subarray(0, rows);
    const ordered = declared.order !== undefined;
    return { kind: kind === 'boolean' ? kind : 'category', codes, levels, ordered };
  }
}

/** A table that is little longer than was expected stays where it is; one of few rows does not hold the room of many. */
function fitted(values: FloatArray, length: number): FloatArray {
  const part = values.subarray(0, length);
  return 2 * length < values.length
    ? sharedCopy(part instanceof Float32Array ? 'float32' : 'float64', part)
    : part;
}
