// Figures of examples as they go through a network: native/core/metrics.cc.
import type { Slices } from '../../base/slices.js';
import { quantileLevels } from '../../network/spec.js';
import type { Inference, Measured, Measures } from '../backend.js';
import { lookedAt } from '../metrics/looked.js';
import { metricTable } from '../metrics/table.js';
import { infer } from './inference.js';
import type { JsNetwork } from './network.js';

/** Does the work in pieces. */
export function* measure(
  network: JsNetwork,
  work: Inference,
  measures: Measures,
): Slices<Measured> {
  const result = yield* infer(network, work, true);
  const { values, metrics } = measures;
  const isChanged = values !== null || quantileLevels(network.spec) !== null;
  const outputs = isChanged ? work.out.slice() : work.out;
  const looked = yield* lookedAt(outputs, values, network.spec, result.cost, measures);
  const figures = new Float64Array(metrics.length);
  for (const [i, name] of metrics.entries()) figures[i] = yield* metricTable[name].of(looked);
  return { ...result, figures };
}
