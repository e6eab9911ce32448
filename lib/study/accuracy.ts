import type { Slices } from '../base/slices.js';
import { classesMeasured } from '../backend/metrics/looked.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import { askedOf, lookedOf } from '../model/evaluate.js';
import type { Model } from '../model/model.js';
import { partsWithin } from '../model/predicting.js';

/** Share of the examples, by their weights, whose class a model says: what `evaluate` tells, in slices. */
export function* accuracyIn(model: Model, data: Dataset): Slices<number> {
  const parts = partsWithin(model);
  const asked = yield* askedOf(data, parts, 'refuse');
  const result = currentBackend().program(parts.spec).infer(asked.work);
  yield;
  return (yield* classesMeasured(yield* lookedOf(asked, result, parts))).accuracy;
}
