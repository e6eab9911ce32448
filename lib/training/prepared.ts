import { cancelFlag } from '../base/cancel.js';
import { firstBelowZero } from '../base/labels.js';
import type { Slices } from '../base/slices.js';
import { DenselyError, show } from '../base/errors.js';
import { isShared, sharedZeros, type DType, type FloatArray } from '../base/dtype.js';
import { placed, placementOf, type Matrix } from '../base/matrix.js';
import { columnsOf, isColumnByColumn, isRowByRow, repeated } from '../base/placement.js';
import { untilCancelled } from '../base/turns.js';
import { currentBackend } from '../backend/select.js';
import type { Body } from '../data/body.js';
import type { Dataset } from '../data/dataset.js';
import type { Encoding } from '../data/encoding/encoding.js';
import { encodeTable, inputsIn } from '../data/encoding/table.js';
import {
  fitTargets,
  scaleTargets,
  type TargetEncoding,
  type TargetRequest,
} from '../data/encoding/target.js';
import { scalingOf, type EncodingRequest } from '../data/encoding/options.js';
import {
  clipper,
  fitScaler,
  isAffineScale,
  notFinite,
  type Scale,
  type Scaler,
} from '../data/scaler.js';
import { bodyOf } from '../data/table.js';
import { notEncoded } from '../model/input.js';
import type { Fitted } from '../model/parts.js';
import { outputsFor, type LossRule } from '../network/loss-option.js';
import { lossTable, type Loss } from '../network/losses.js';

/** How features are to become inputs. */
export interface FeaturesWanted extends EncodingRequest {
  /** Was it said what stands for a missing number? The model must know it then. */
  readonly isImputeSaid: boolean;
}

/** How a run wants its examples. */
export interface Wanted {
  readonly features: FeaturesWanted;
  readonly targets: TargetRequest;
  /** Of the network that is to be trained. */
  readonly loss: LossRule;
  readonly dtype: DType;
  /** Laid out feature by feature, for steps of all examples; else example by example. */
  readonly fullBatch: boolean;
}

/** Examples as a run's steps read them; fitted on the data of the training, and on nothing else. */
export interface Prepared {
  readonly fitted: Fitted;
  /** (n_0, m), encoded and scaled. */
  readonly x: Matrix;
  /** (n_L, m), scaled. */
  readonly y: Matrix;
}

/** What a run's steps work on. */
export interface Examples extends Prepared {
  /** What each example counts, in the run's dtype; null: each counts 1. */
  readonly weights: FloatArray | null;
}

/** What a run was promised, until it says that it is done with it. */
export interface Lease {
  readonly prepared: Promise<Prepared>;
  readonly done: () => void;
}

interface Entry {
  readonly cancel: Int32Array;
  readonly prepared: Promise<Prepared>;
  users: number;
}

/** What runs under way have prepared: those that want the same of a dataset share it. */
const shared = new WeakMap<Dataset, Map<string, Entry>>();

/**
 * The dataset as a run wants it, made beside the event loop. Whoever asks says `done` when its run is
 * over: what nobody uses any more is let go.
 */
export function prepare(data: Dataset, wanted: Wanted): Lease {
  const entries = shared.get(data) ?? new Map<string, Entry>();
  shared.set(data, entries);
  const key = JSON.stringify(wanted);
  const entry = entries.get(key) ?? newEntry(data, wanted);
  entries.set(key, entry);
  entry.users++;
  const done = (): void => {
    if (--entry.users > 0) return;
    Atomics.store(entry.cancel, 0, 1);
    entries.delete(key);
  };
  return { prepared: entry.prepared, done };
}

function newEntry(data: Dataset, wanted: Wanted): Entry {
  const cancel = cancelFlag();
  const prepared = make(data, wanted, cancel);
  // A failure is told to those who wait; there may be none any more.
  prepared.catch(() => {});
  return { cancel, prepared, users: 0 };
}

/** A scale that shifts and divides, and its limit: Infinity where nothing is clipped. */
export interface PlainScale {
  readonly scale: Scale;
  readonly clip: number;
}

/**
 * The scale of features that are whole numbers and of which nothing else is wanted: the backend scales
 * them. undefined: they have to be encoded.
 */
export function plainScale({ X, isTold }: Body, request: FeaturesWanted): PlainScale | undefined {
  const { scale, clip } = scalingOf(request.scale);
  const isPlain = X !== null && !isTold && request.columns === undefined;
  if (!isPlain || request.isImputeSaid) return undefined;
  return isAffineScale(scale) ? { scale, clip } : undefined;
}

async function make(data: Dataset, wanted: Wanted, cancel: Int32Array): Promise<Prepared> {
  const { Y, targets } = data;
  const body = bodyOf(data);
  const plain = plainScale(body, wanted.features);
  const { x, scaler, encoding } =
    plain === undefined || body.X === null
      ? await encoded(body, wanted, cancel)
      : await scaled(plain, body.X, wanted, body.features, cancel);
  const truths =
    data.task === 'regression'
      ? await targetsOf(Y, wanted, targets, cancel)
      : { y: await inStepOrder(Y, wanted, null, targets, cancel), scaler: null, values: null };
  const { y, scaler: targetScaler } = await forOutputs(truths, wanted, cancel);
  const { scale } = plain ?? encoding!.scaling;
  const scaling = { scale, features: scaler, targets: targetScaler };
  return { x, y, fitted: { scaling, encoding, values: truths.values } };
}

/** The targets of a regression, and how they were scaled: by the backend, or in slices where it is more. */
async function targetsOf(
  Y: Matrix,
  wanted: Wanted,
  names: readonly string[],
  cancel: Int32Array,
): Promise<{ y: Matrix; scaler: Scaler | null; values: readonly TargetEncoding[] | null }> {
  const { targets: request, loss } = wanted;
  const { scale, clamp } = request;
  await untilCancelled(checkTargetsFor(loss.name, Y, names), cancel);
  if (!clamp && isAffineScale(scale)) {
    const { x, scaler } = await scaled({ scale, clip: Infinity }, Y, wanted, names, cancel);
    return { y: x, scaler, values: null };
  }
  const values = await untilCancelled(fitTargets(Y, names, request), cancel);
  const y = space(wanted, Y.rows, Y.cols);
  if (cancel[0] !== 0) return { y, scaler: null, values: null };
  const wrong = await untilCancelled(scaleTargets(values, Y, y), cancel);
  if (wrong >= 0 && cancel[0] === 0) throw notFinite(null, Y, wrong, wanted.dtype, names);
  return { y, scaler: null, values };
}

/** Targets as the outputs of a network have them: each level of quantiles is of the one target. */
async function forOutputs<T extends { readonly y: Matrix; readonly scaler: Scaler | null }>(
  truths: T,
  wanted: Wanted,
  cancel: Int32Array,
): Promise<T> {
  const { y: own, scaler } = truths;
  const outputs = outputsFor(wanted.loss, own.rows);
  if (outputs === own.rows) return truths;
  const y = space(wanted, outputs, own.cols);
  await currentBackend().scale(null, placed(repeated(placementOf(own), outputs)), y, cancel);
  const each = (numbers: Float64Array): Float64Array => new Float64Array(outputs).fill(numbers[0]!);
  const scalers = scaler && {
    ...scaler,
    offset: each(scaler.offset),
    divisor: each(scaler.divisor),
  };
  return { ...truths, y, scaler: scalers };
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

/** @throws `ERR_DATA` for values that a loss cannot be of */
export function* checkTargetsFor(loss: Loss, Y: Matrix, names: readonly string[]): Slices<void> {
  if (lossTable[loss].targets !== 'fromZero') return;
  const of = placementOf(Y);
  for (let from = 0; from < Y.cols; from += PIECE) {
    const part = columnsOf(of, from, Math.min(PIECE, Y.cols - from));
    const wrong = firstBelowZero(part);
    if (wrong) throw belowZero(Y, wrong.row, from + wrong.col, names, loss);
    yield;
  }
}

function belowZero(
  Y: Matrix,
  row: number,
  example: number,
  names: readonly string[],
  loss: string,
): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'loss',
    `loss ${show(loss)} takes targets from 0 on, but ${show(names[row])} of example ${example} is ${Y.at(row, example)}: say loss: 'squared'.`,
  );
}

/** What comes of a matrix: laid out, and what it was made with. */
interface Made {
  readonly x: Matrix;
  readonly scaler: Scaler | null;
  readonly encoding: Encoding | null;
}

async function scaled(
  scale: PlainScale,
  m: Matrix,
  wanted: Wanted,
  names: readonly string[],
  cancel: Int32Array,
): Promise<Made> {
  const scaler = await fitted(scale, m, names, cancel);
  return { x: await inStepOrder(m, wanted, scaler, names, cancel), scaler, encoding: null };
}

async function encoded(
  { frame, size }: Body,
  { features, dtype, fullBatch }: Wanted,
  cancel: Int32Array,
): Promise<Made> {
  const task = { frame: frame(), request: features, dtype, byInputs: fullBatch, cancel };
  const made = await encodeTable(task);
  // What was left is of no use to anybody.
  if (made === undefined) throw new Error('the training was left');
  const { encoding, storage, wrong } = made;
  const x = inputsIn(storage, encoding.inputNames.length, size, fullBatch);
  if (wrong >= 0) throw notEncoded('data', x, wrong, encoding);
  return { x, scaler: null, encoding };
}

async function fitted(
  { scale, clip }: PlainScale,
  m: Matrix,
  names: readonly string[],
  cancel: Int32Array,
): Promise<Scaler | null> {
  if (scale === 'none') return clip === Infinity ? null : clipper(m.rows, clip);
  const moments = await currentBackend().moments(m, cancel);
  if (cancel[0] !== 0) return null;
  const scaler = await untilCancelled(fitScaler(scale, moments, names), cancel);
  return cancel[0] === 0 ? { ...scaler, clip } : null;
}

/** A scaled copy; a dataset that is all that is wanted already is read where it lies: it never changes. */
async function inStepOrder(
  m: Matrix,
  wanted: Wanted,
  scaler: Scaler | null,
  names: readonly string[],
  cancel: Int32Array,
): Promise<Matrix> {
  const { dtype, fullBatch } = wanted;
  const of = placementOf(m);
  const liesRight = fullBatch ? isRowByRow(of) : isColumnByColumn(of);
  if (liesRight && !scaler && m.dtype === dtype && isShared(of.storage)) return m;
  const copy = space(wanted, m.rows, m.cols);
  const wrong = await currentBackend().scale(scaler, m, copy, cancel);
  if (wrong >= 0 && cancel[0] === 0) throw notFinite(scaler, m, wrong, dtype, names);
  return copy;
}

/** (rows, cols), as the steps read it. */
function space({ dtype, fullBatch }: Wanted, rows: number, cols: number): Matrix {
  return inputsIn(sharedZeros(dtype, rows * cols), rows, cols, fullBatch);
}
