// Records, and rows with words in them, as numbers: one cell a feature.
import { foreign } from '../base/brand.js';
import { isRecord } from '../base/checks.js';
import { DenselyError, invalid, nearestHint, show, some, wrongShape } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { finite, isRow, sizeOf } from '../base/rows.js';
import { isKeyed } from '../base/tags.js';
import { numberCells, showCell, timeCells, wordCells, type CellOptions } from '../data/cells.js';
import { cellEncoder, type CellEncoder } from '../data/encoding/cells.js';
import { levelOf, type FeatureEncoding } from '../data/encoding/encoding.js';
import { Table } from '../data/table.js';
import { holesOption, type Holes } from '../data/holes.js';
import type { ModelParts } from './parts.js';

/** Where an example stands among those of a caller. */
export interface Place {
  readonly argument: string;
  /** Its number; null for the only one. */
  readonly row: number | null;
}

/**
 * What becomes of keys that the training data never had.
 *
 * @example
 * import { datasets, type Extra, train } from 'densely';
 *
 * const extra: Extra = 'ignore';
 * const model = await train(datasets.churn(), { epochs: 1 });
 * const customer: object = { plan: 'team', note: 'new' };
 * console.log(typeof model.predict(customer, { extra })); // string
 */
export type Extra = 'refuse' | 'ignore';

/** Is it a record, plain or of a caller's own class, rather than a row, a matrix or a value? */
export function isExampleRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (isRecord(value)) return true;
  // Dates, maps, promises and arrays have other names.
  const isOurs = value instanceof Matrix || value instanceof Table || foreign(value) !== undefined;
  return isKeyed(value) && !isOurs;
}

/** A cell as the encoding takes it: a number, a level's place, a time; NaN: a hole; undefined: none of these. */
type Cell = (value: unknown) => number | undefined;

/** Reads the examples of one model. */
export class ExampleCells {
  /** Makes inputs of them; null: they are the inputs. */
  readonly put: CellEncoder | null;
  #free: Float64Array | undefined;
  readonly #features: readonly string[];
  readonly #cells: readonly Cell[];
  /** Columns in which nothing may be missing. */
  readonly #refuses: readonly boolean[];
  readonly #known: ReadonlySet<string>;
  readonly #kinds: readonly string[];
  /** Names that every object has something for. */
  readonly #common: readonly boolean[];

  constructor({ features, targets, encoding, reading }: ModelParts) {
    const holes = holesOption(reading.holes);
    this.put = encoding && cellEncoder(encoding);
    this.#features = features;
    this.#cells = features.map((_, f) =>
      cellOf(reading.columns?.[f] ?? {}, encoding?.features[f], holes),
    );
    this.#kinds = features.map((_, f) => encoding?.features[f]?.kind ?? 'number');
    this.#refuses = features.map((_, f) => encoding?.features[f]?.refuse ?? false);
    this.#known = new Set([...features, ...targets, ...reading.ignored]);
    this.#common = features.map((name) => name in Object.prototype);
  }

  /**
   * Memory for the cells of an example, which is used again: to allocate it takes longer than to read them. A
   * getter of a record may ask the same model, so that it is lent to one at a time.
   */
  lend(): Float64Array {
    const cells = this.#free ?? new Float64Array(this.#features.length);
    this.#free = undefined;
    return cells;
  }

  giveBack(cells: Float64Array): void {
    this.#free = cells;
  }

  /**
   * Reads a record, or a row, whose cells go by position.
   * @throws `ERR_DATA` for a value of another kind, and for keys that the data never had
   */
  read(example: unknown, out: Float64Array, place: Place, extra: Extra): void {
    if (isRow(example)) this.#readRow(example, out, place);
    else if (isExampleRecord(example)) this.#readRecord(example, out, place, extra);
    else throw this.#noExample(example, place);
  }

  #readRecord(
    values: Readonly<Record<string, unknown>>,
    out: Float64Array,
    place: Place,
    extra: Extra,
  ): void {
    const [features, cells] = [this.#features, this.#cells];
    let found = 0;
    for (let f = 0; f < features.length; f++) {
      const name = features[f]!;
      const value = this.#common[f] && !Object.hasOwn(values, name) ? undefined : values[name];
      if (value !== undefined) found++;
      const cell = cells[f]!(value);
      if (cell === undefined) throw this.#wrong(f, value, place);
      if (this.#refuses[f] && Number.isNaN(cell)) throw this.#missing(f, place);
      out[f] = cell;
    }
    if (extra === 'refuse' && Object.keys(values).length > found) this.#checkKeys(values, place);
  }

  #readRow(row: ArrayLike<unknown>, out: Float64Array, place: Place): void {
    const n = this.#features.length;
    const size = sizeOf(row as ArrayLike<number>);
    if (size !== n) throw this.#wrongWidth(size, place);
    for (let f = 0; f < n; f++) {
      const cell = this.#cells[f]!(row[f]);
      if (cell === undefined) throw this.#wrong(f, row[f], place);
      if (this.#refuses[f] && Number.isNaN(cell)) throw this.#missing(f, place);
      out[f] = cell;
    }
  }

  #missing(f: number, place: Place): DenselyError {
    return new DenselyError(
      'ERR_DATA',
      place.argument,
      `${show(this.#features[f])} of ${placeText(place)} is missing, and the model was trained with impute: 'refuse' for it: give it a value.`,
    );
  }

  #wrongWidth(size: number, place: Place): DenselyError {
    const what = this.#kinds.every((kind) => kind === 'number') ? 'numbers' : 'values';
    const allowed = `${this.#features.length} ${what} per example (${some(this.#features)})`;
    return wrongShape(placeText(place), `${size} ${what}`, allowed);
  }

  #noExample(value: unknown, place: Place): DenselyError {
    const n = this.#features.length;
    return invalid(placeText(place), value, `a row of ${n} values, or a record`, 'ERR_DATA');
  }

  #checkKeys(record: object, place: Place): void {
    const odd = Object.keys(record).find((key) => !this.#known.has(key));
    if (odd === undefined) return;
    const known = [...this.#known];
    throw new DenselyError(
      'ERR_DATA',
      place.argument,
      `${placeText(place)} has the key ${show(odd)}, which the training data had not${nearestHint(odd, known)}. Features: ${some(this.#features)}. With { extra: 'ignore' } other keys are left out.`,
    );
  }

  #wrong(f: number, value: unknown, place: Place): DenselyError {
    const name = this.#features[f]!;
    if (this.#kinds[f] === 'number' && typeof value === 'number')
      finite(place.argument, value, place.row ?? 0, f, this.#features);
    return new DenselyError(
      'ERR_DATA',
      place.argument,
      `${show(name)} of ${placeText(place)} is ${showCell(value)}; it is a ${this.#kinds[f]} in the training data.`,
    );
  }
}

function placeText({ argument, row }: Place): string {
  return row === null ? argument : `${argument}[${row}]`;
}

function cellOf(options: CellOptions, feature: FeatureEncoding | undefined, holes: Holes): Cell {
  if (feature === undefined || feature.kind === 'number') return numberCells(options, holes);
  if (feature.kind === 'date') return timeCells(options, holes);
  const isBoolean = options.kind === 'boolean' || feature.kind === 'boolean';
  const word = wordCells(isBoolean ? 'boolean' : 'category', holes);
  return (value) => {
    const text = word(value);
    if (text === undefined) return undefined;
    return text === null ? NaN : levelOf(feature, text);
  };
}

const known = new WeakMap<ModelParts, ExampleCells>();

/** The reader of a model's examples, made once. */
export function exampleCells(parts: ModelParts): ExampleCells {
  let cells = known.get(parts);
  if (!cells) known.set(parts, (cells = new ExampleCells(parts)));
  return cells;
}
