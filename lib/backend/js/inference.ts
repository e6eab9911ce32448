// Outputs and cost of examples as they come, block by block: native/core/inference.cc.
import { zeros, type FloatArray } from '../../base/dtype.js';
import { placed, placementOf, type Matrix } from '../../base/matrix.js';
import { columnsOf, rowByRow } from '../../base/placement.js';
import { scaleMatrix, unscaleRows, type Scaler } from '../../data/scaler.js';
import { outputsOf, type NetworkSpec } from '../../network/spec.js';
import type { Inference, InferenceResult } from '../backend.js';

/** Examples that go through the layers together at most, and the multiply-adds of them. */
const BLOCK = 256;
const BLOCK_WORK = 2 ** 18;

/** A network's passes, in pieces. */
export interface Pass {
  forward(parameters: FloatArray, x: Matrix, z: FloatArray, a: FloatArray): Generator<void>;
  cost(z: FloatArray, y: FloatArray): Generator<void, number>;
}

/** Does the work in pieces of about a millisecond. */
export function* infer(
  network: Pass,
  spec: NetworkSpec,
  { parameters, scaling, x, y, out }: Inference,
): Generator<void, InferenceResult> {
  const outputs = outputsOf(spec);
  const units = spec.layers.reduce((sum, layer) => sum + layer.units, 0);
  const width = Math.min(BLOCK, Math.max(1, Math.floor(BLOCK_WORK / parameters.length)), x.cols);
  const [z, a] = [zeros(spec.dtype, units * width), zeros(spec.dtype, units * width)];
  let [cost, wrong] = [0, -1];
  for (let from = 0; from < x.cols; from += width) {
    const m = Math.min(width, x.cols - from);
    const scaled = yield* block(scaling.features, x, spec, from, m);
    if (wrong < 0 && scaled.wrong >= 0) wrong = from + scaled.wrong;
    const [zs, as] = [z.subarray(0, units * m), a.subarray(0, units * m)];
    yield* network.forward(parameters, scaled.numbers, zs, as);
    const last = (units - outputs) * m;
    if (y) {
      const { numbers } = yield* block(scaling.targets, y, spec, from, m);
      cost += (yield* network.cost(zs.subarray(last), numbers.data)) * m;
    }
    write(as.subarray(last), m, out.subarray(from * outputs, (from + m) * outputs));
    yield;
  }
  unscaleRows(scaling.targets, out);
  return { cost: y ? cost / x.cols : NaN, wrong };
}

/** Columns `from` … `from + m − 1`, scaled, in the network's dtype. */
function* block(
  scaler: Scaler | null,
  of: Matrix,
  { dtype }: NetworkSpec,
  from: number,
  m: number,
): Generator<void, { numbers: Matrix; wrong: number }> {
  const numbers = placed(rowByRow(zeros(dtype, of.rows * m), of.rows, m));
  const wrong = yield* scaleMatrix(scaler, placed(columnsOf(placementOf(of), from, m)), numbers);
  return { numbers, wrong };
}

/** From (n, m) to example after example. */
function write(a: FloatArray, m: number, out: FloatArray): void {
  const n = out.length / m;
  for (let j = 0, o = 0; j < m; j++) for (let i = 0; i < n; i++) out[o++] = a[i * m + j]!;
}
