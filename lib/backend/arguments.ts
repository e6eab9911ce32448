// What a call works on, as the addon takes it.
import { sharedZeros } from '../base/dtype.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import { withoutOrder, type Placement } from '../base/placement.js';
import type { TargetEncoding } from '../data/encoding/target.js';
import type { Scaler } from '../data/scaler.js';
import { middleLevel, quantileLevels, type NetworkSpec } from '../network/spec.js';
import { SEGMENT, TARGET_WARPS } from './abi.js';
import type { Chunk, Inference, Measures } from './backend.js';
import { allMetrics } from './metrics/table.js';
import type {
  InferArguments,
  MeasureArguments,
  NoPlacement,
  PlacementArguments,
  ScalerArguments,
  ViewArguments,
} from './binding.js';

export function view(m: Matrix): ViewArguments {
  const { storage, rows, cols, rowStride, colStride } = withoutOrder(placementOf(m));
  return [storage, rows, cols, rowStride, colStride];
}

export function inOrder(of: Placement): PlacementArguments {
  const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
  return [storage, rows, cols, rowStride, colStride, rowOrder, colOrder];
}

export const scalerOf = (scaler: Scaler | null): ScalerArguments =>
  scaler ? [scaler.offset, scaler.divisor, scaler.clip] : [null, null, null];

const NOTHING: NoPlacement = [null, null, null, null, null, null, null];

export function inferArguments(work: Inference): InferArguments {
  const { parameters, scaling, x, y, weights, out, logits = false } = work;
  const { features, targets } = scaling;
  const [of, wanted] = [inOrder(placementOf(x)), y ? inOrder(placementOf(y)) : NOTHING];
  const scalers = [...scalerOf(features), ...scalerOf(targets)] as const;
  return [parameters, ...scalers, ...of, ...wanted, weights, out, logits];
}

/** A chunk as the addon takes it. */
export function chunkArguments(chunk: Chunk): object {
  const { x, y, segments } = chunk;
  const numbers = segments?.flatMap((segment) => SEGMENT.map((field) => segment[field]));
  const flat = numbers ? Float64Array.from(numbers) : null;
  return { ...chunk, x: view(x), y: view(y), segments: flat };
}

/** @param figures written: one for each metric */
export function measureArguments(
  measures: Measures,
  figures: Float64Array,
  spec: NetworkSpec,
): MeasureArguments {
  const { codes, Y, weights, positive, values } = measures;
  const metrics = Uint8Array.from(measures.metrics, (name) => allMetrics.indexOf(name));
  const levels = quantileLevels(spec);
  const middle = levels && middleLevel(levels);
  const targets = codes ? NOTHING : inOrder(placementOf(Y));
  const units = values && unitsOf(values);
  return [metrics, figures, codes, ...targets, weights, positive === 1, middle, units];
}

/** Tables of quantiles may be long, and looks are many. */
const known = new WeakMap<readonly TargetEncoding[], Float64Array>();

/** The numbers of all targets, in shared memory. */
function unitsOf(targets: readonly TargetEncoding[]): Float64Array {
  const units = known.get(targets) ?? flat(targets);
  known.set(targets, units);
  return units;
}

function flat(targets: readonly TargetEncoding[]): Float64Array {
  const parts = targets.flatMap(({ scale, quantiles, divisor, offset, clamp }) => {
    const warp = quantiles ? 'quantile' : scale === 'log' ? 'log' : 'none';
    const [low, high] = clamp ?? [-Infinity, Infinity];
    const { values, last } = quantiles ?? { values: [], last: [] };
    const head = [TARGET_WARPS.indexOf(warp), divisor, offset, low, high, values.length];
    return [head, values, last];
  });
  const units = sharedZeros(
    'float64',
    parts.reduce((sum, part) => sum + part.length, 0),
  ) as Float64Array;
  let at = 0;
  for (const part of parts) {
    units.set(part, at);
    at += part.length;
  }
  return units;
}
