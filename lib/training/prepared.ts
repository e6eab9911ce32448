import { cancelFlag } from '../base/cancel.js';
import { isShared, sharedZeros, type DType } from '../base/dtype.js';
import { Matrix, placementOf } from '../base/matrix.js';
import { isColumnByColumn, isRowByRow } from '../base/placement.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import { fitScaler, notFinite, type Scale, type Scaler } from '../data/scaler.js';
import type { Scaling } from '../model/parts.js';

/** How a run wants its examples. */
export interface Wanted {
  readonly scale: Scale;
  readonly dtype: DType;
  /** Laid out feature by feature, for steps of all examples; else example by example. */
  readonly fullBatch: boolean;
}

/** Examples as a run's steps read them. */
export interface Prepared {
  /** (n_0, m), scaled. */
  readonly x: Matrix;
  /** (n_L, m), scaled. */
  readonly y: Matrix;
  /** Fitted on this data, and on nothing else. */
  readonly scaling: Scaling;
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
export function prepare(
  data: Dataset,
  wanted: Wanted,
): { readonly prepared: Promise<Prepared>; readonly done: () => void } {
  const entries = shared.get(data) ?? new Map<string, Entry>();
  shared.set(data, entries);
  const key = `${wanted.scale} ${wanted.dtype} ${wanted.fullBatch}`;
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

async function make(data: Dataset, wanted: Wanted, cancel: Int32Array): Promise<Prepared> {
  const { X, Y, features, targets, classes } = data;
  const { scale } = wanted;
  const scaling = {
    scale,
    features: await fitted(scale, X, features, cancel),
    targets: classes ? null : await fitted(scale, Y, targets, cancel),
  };
  return {
    x: await inStepOrder(X, wanted, scaling.features, features, cancel),
    y: await inStepOrder(Y, wanted, scaling.targets, targets, cancel),
    scaling,
  };
}

async function fitted(
  scale: Scale,
  m: Matrix,
  names: readonly string[],
  cancel: Int32Array,
): Promise<Scaler | null> {
  if (scale === 'none') return null;
  const moments = await currentBackend().moments(m, cancel);
  return cancel[0] === 0 ? fitScaler(scale, moments, names) : null;
}

/** A scaled copy; a dataset that is all that is wanted already is read where it lies: it never changes. */
async function inStepOrder(
  m: Matrix,
  { dtype, fullBatch }: Wanted,
  scaler: Scaler | null,
  names: readonly string[],
  cancel: Int32Array,
): Promise<Matrix> {
  const of = placementOf(m);
  const liesRight = fullBatch ? isRowByRow(of) : isColumnByColumn(of);
  if (liesRight && !scaler && m.dtype === dtype && isShared(of.storage)) return m;
  const storage = sharedZeros(dtype, m.rows * m.cols);
  const copy = fullBatch
    ? Matrix.of(storage, m.rows, m.cols)
    : Matrix.of(storage, m.cols, m.rows).T;
  const wrong = await currentBackend().scale(scaler, m, copy, cancel);
  if (wrong >= 0 && cancel[0] === 0) throw notFinite(scaler, m, wrong, dtype, names);
  return copy;
}
