// Examples as they come, block by block through the layers: native/core/inference.cc.
import { zeros, type FloatArray } from '../../base/dtype.js';
import { placed, placementOf, type Matrix } from '../../base/matrix.js';
import { columnsOf, rowByRow } from '../../base/placement.js';
import { scaleMatrix, unscaleRows, type Scaler } from '../../data/scaler.js';
import { lossTable } from '../../network/losses.js';
import { outputsOf } from '../../network/spec.js';
import type { Inference, InferenceResult } from '../backend.js';
import { contiguous } from './kernels.js';
import { CostSum } from './lanes.js';
import type { JsNetwork } from './network.js';

/** A block of examples goes through the layers at a time: at most so many, and so many units of theirs. */
const BLOCK_EXAMPLES = 256;
const BLOCK_UNITS = 2 ** 20;

/** Does the work in pieces. An example's outputs do not depend on its block. */
export function* infer(
  network: JsNetwork,
  { parameters, scaling, x, y, out }: Inference,
): Generator<void, InferenceResult> {
  const { dtype, inputs } = network.spec;
  const outputs = outputsOf(network.spec);
  const units = Math.max(1, Math.floor(BLOCK_UNITS / network.cacheLength(1)));
  const width = Math.min(BLOCK_EXAMPLES, units, x.cols);
  const scaled = zeros(dtype, inputs * width);
  const wanted = zeros(dtype, y ? outputs * width : 0);
  const costs = new CostSum();
  const work = network.takeWorkspace(width);
  let wrong = -1;
  try {
    for (let from = 0; from < x.cols; from += width) {
      const m = Math.min(width, x.cols - from);
      const first = yield* scaleBlock(scaling.features, x, from, m, scaled);
      if (wrong < 0 && first >= 0) wrong = from + first;
      yield* network.forward(parameters, contiguous(scaled, 0, inputs, m), work.z, work.a);
      const last = network.cacheLength(m) - outputs * m;
      if (y) yield* scaleBlock(scaling.targets, y, from, m, wanted);
      if (y) addCosts(network, work.z.subarray(last), wanted, m, costs);
      const rows = out.subarray(from * outputs, (from + m) * outputs);
      write(work.a, last, m, rows);
      unscaleRows(scaling.targets, rows);
    }
  } finally {
    network.giveBack(work);
  }
  return { cost: y ? costs.total / x.cols : NaN, wrong };
}

/** Columns `from` … `from + m − 1`, scaled, row by row in `to`; the first of them that is wrong, or −1. */
function scaleBlock(
  scaler: Scaler | null,
  of: Matrix,
  from: number,
  m: number,
  to: FloatArray,
): Generator<void, number> {
  const block = placed(columnsOf(placementOf(of), from, m));
  return scaleMatrix(scaler, block, placed(rowByRow(to, of.rows, m)));
}

function addCosts(
  { spec, arithmetic }: JsNetwork,
  z: FloatArray,
  y: FloatArray,
  m: number,
  costs: CostSum,
): void {
  const outputs = outputsOf(spec);
  const { cost } = lossTable[spec.loss];
  for (let j = 0; j < m; j++) costs.add(cost(arithmetic, z, y, j, outputs, m));
}

/** (n, m) at a[at] to example after example. */
function write(a: FloatArray, at: number, m: number, out: FloatArray): void {
  const n = out.length / m;
  for (let j = 0, o = 0; j < m; j++) for (let i = 0; i < n; i++) out[o++] = a[at + i * m + j]!;
}
