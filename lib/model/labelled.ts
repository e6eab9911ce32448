// Records that hold what a model is to predict, for its evaluation.
import { sharedZeros } from '../base/dtype.js';
import { DenselyError, invalid, show, some } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { inPieces, type Slices } from '../base/slices.js';
import { numberCells, wordCells, type NumberCell } from '../data/cells.js';
import { Dataset } from '../data/dataset.js';
import { holesOption, type Holes } from '../data/holes.js';
import type { NumberFormat } from '../data/numerals.js';
import { Table } from '../data/table.js';
import { oneHot, unseen, type ClassLabel, type Label } from '../data/targets.js';
import { isExampleRecord, type Extra } from './example-cells.js';
import type { Input } from './input.js';
import { readInput } from './inputs.js';
import { readTable } from './table-input.js';
import { taskOf, type ModelParts } from './parts.js';
import { checkTargets, truthOf, type Truth } from './truth.js';
import { readWeights } from './weights.js';

/** Data with targets, or records. */
export type Evaluated = Dataset | readonly Readonly<Record<string, unknown>>[];

/** What should come out, and what each example counts. */
export interface WeighedTruth extends Truth {
  readonly weights: Float64Array | null;
}

/** @throws `ERR_DATA` for what has no targets */
export function evaluatedOf(data: unknown, { targets }: ModelParts): Evaluated {
  if (data instanceof Dataset) return data;
  if (isExampleRecord(data)) return [data];
  if (Array.isArray(data) && data.length > 0) {
    data.forEach((record, i) => checkRecord(record, i, targets));
    return data as readonly Readonly<Record<string, unknown>>[];
  }
  if (!(data instanceof Table)) throw invalid('data', data, withTargets(targets), 'ERR_DATA');
  const [target] = targets.length === 1 ? targets : [targets];
  throw new DenselyError(
    'ERR_DATA',
    'data',
    `data is a Table, which has no target to compare with. Read it as a Dataset, with target: ${show(target)}, or give records that hold it.`,
  );
}

/** Refuses what is no record as soon as it comes. */
export function checkRecord(value: unknown, i: number, targets: readonly string[]): void {
  if (!isExampleRecord(value))
    throw invalid(`data[${i}]`, value, `a record that holds ${some(targets)}`, 'ERR_DATA');
}

function withTargets(targets: readonly string[]): string {
  return `a Dataset (see Dataset.from, datasets.flower), or records that hold ${some(targets)}`;
}

/** What goes through the network, and what should come out; in pieces. */
export function* readEvaluated<L extends Label>(
  data: Evaluated,
  parts: ModelParts<L>,
  extra: Extra,
): Slices<WeighedTruth & { readonly input: Input }> {
  if (data instanceof Dataset) {
    checkTargets(data, parts);
    const input = yield* readTable(data, parts, extra);
    const truth = yield* truthOf(data as Dataset<L>, parts);
    return { input, ...truth, weights: yield* readWeights(data) };
  }
  const input = yield* readInput(data, parts, { shared: true, extra });
  return { input, ...(yield* truthIn(data, parts)), weights: null };
}

type Records = readonly Readonly<Record<string, unknown>>[];

/** Records that are looked at in one piece of work. */
const PIECE = 1 << 12;

function* truthIn(records: Records, parts: ModelParts): Slices<Truth> {
  const { classes, targets, spec, reading } = parts;
  const holes = holesOption(reading.holes);
  const formatOf = (t: number): NumberFormat => reading.targets?.[t] ?? {};
  const target = (name: string, j: number): unknown => {
    const record = records[j]!;
    // As features are read: a getter of a class tells it too.
    return name in Object.prototype && !Object.hasOwn(record, name) ? undefined : record[name];
  };
  if (classes) {
    const codeOf = classCodes(classes, targets[0]!, formatOf(0), holes);
    const codes = new Uint32Array(records.length);
    yield* inPieces(codes.length, PIECE, (from, to) => {
      for (let j = from; j < to; j++) codes[j] = codeOf(target(targets[0]!, j), j);
    });
    return { Y: yield* oneHot(codes, classes.length, spec.dtype), codes };
  }
  const areBits = taskOf(parts) === 'multilabel';
  const what = areBits ? '0, 1, true or false' : 'a number';
  const m = records.length;
  const values = sharedZeros('float64', targets.length * m);
  for (const [t, name] of targets.entries()) {
    const read = (areBits ? bitCells : numberCells)(formatOf(t), holes);
    yield* inPieces(m, PIECE, (from, to) => {
      for (let j = from; j < to; j++)
        values[t * m + j] = valueOf(target(name, j), name, j, read, what);
    });
  }
  return { Y: Matrix.of(values, targets.length, m) };
}

/** 0 and 1, or truth values. */
function bitCells(format: NumberFormat, holes: Holes): NumberCell {
  const read = numberCells(format, holes);
  return (value) => {
    const number = typeof value === 'boolean' ? Number(value) : read(value);
    return number === 0 || number === 1 || Number.isNaN(number) ? number : undefined;
  };
}

/** Tells the number of a label's class: as it came, or as the cells of that type are read. */
function classCodes(
  classes: readonly Label[],
  name: string,
  format: NumberFormat,
  holes: Holes,
): (value: unknown, j: number) => number {
  const codes = new Map<unknown, number>(classes.map((label, code) => [label, code]));
  const read = labelReader(classes[0], format, holes);
  return (value, j) => {
    const known = codes.get(value);
    if (known !== undefined) return known;
    const label = read(value);
    if (label === null) throw missing(name, j);
    return codes.get(label) ?? unseen(j, label ?? value, classes as readonly ClassLabel[]);
  };
}

/** Answers null for a hole. */
function labelReader(
  label: Label | undefined,
  format: NumberFormat,
  holes: Holes,
): (value: unknown) => unknown {
  if (typeof label === 'number') {
    const read = numberCells(format, holes);
    return (value) => {
      const number = read(value);
      return Number.isNaN(number) ? null : number;
    };
  }
  const word = wordCells(typeof label === 'boolean' ? 'boolean' : 'category', holes);
  if (typeof label === 'string') return word;
  return (value) => {
    const text = word(value);
    return text === 'true' ? true : text === 'false' ? false : text;
  };
}

function valueOf(value: unknown, name: string, j: number, read: NumberCell, what: string): number {
  const number = read(value);
  if (number === undefined) throw invalid(`${show(name)} of data[${j}]`, value, what, 'ERR_DATA');
  if (Number.isNaN(number)) throw missing(name, j);
  return number;
}

function missing(name: string, j: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `data[${j}] has no ${show(name)}, which evaluate compares with what the model predicts. Give each record its target; predict needs none.`,
  );
}
