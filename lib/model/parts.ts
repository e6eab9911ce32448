import type { FloatArray } from '../base/dtype.js';
import type { Scale, Scaler } from '../data/scaler.js';
import type { Label } from '../data/targets.js';
import type { NetworkSpec } from '../network/spec.js';

/** How what goes in and what comes out is scaled; null: not at all. */
export interface Scaling {
  readonly scale: Scale;
  readonly features: Scaler | null;
  /** Of regression targets: outputs are scaled back. */
  readonly targets: Scaler | null;
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
