import type { FloatArray } from '../base/dtype.js';
import type { Scalers } from '../backend/backend.js';
import type { Dataset } from '../data/dataset.js';
import type { Scale } from '../data/scaler.js';
import type { Label } from '../data/targets.js';
import type { NetworkSpec } from '../network/spec.js';

/** The scalers of a model, and the way of scaling that made them. */
export interface Scaling extends Scalers {
  readonly scale: Scale;
}

/** All that a model predicts with: what a model file keeps. */
export interface ModelParts<L extends Label = Label> {
  readonly spec: NetworkSpec;
  /** One flat buffer, laid out as `placesOf(spec)` says. The model's own from then on if it is shared memory. */
  readonly parameters: FloatArray;
  /** Labels of the classes, or null for regression. */
  readonly classes: readonly L[] | null;
  /** Names of the features, n_x of them. */
  readonly features: readonly string[];
  /** Did somebody give these names? */
  readonly named: boolean;
  /** Names of the target columns: one for classes, n_y for regression. */
  readonly targets: readonly string[];
  readonly scaling: Scaling;
}

/** The parts of a model that was fitted on a dataset, whose names and classes it takes over. */
export function partsOf<L extends Label>(
  { classes, features, named, targets }: Dataset<L>,
  fitted: Pick<ModelParts, 'spec' | 'parameters' | 'scaling'>,
): ModelParts<L> {
  return { ...fitted, classes, features, named, targets };
}
