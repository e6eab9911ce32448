import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import type { Progress } from './options.js';
import type { Pace } from './pace.js';
import type { Reports } from './reports.js';
import type { Wanted } from './shown.js';

/** A training that has begun. */
export interface Running<L extends Label> {
  finish(): Promise<Model<L>>;
  /** Ends it after its current step. */
  stop(): void;
  /** The model of the last report that was seen; undefined without one. */
  snapshot(wanted: Wanted): Promise<Model<L> | undefined>;
}

/** Who hears of it, and how its runs are cut into chunks. */
export interface Observers {
  readonly reports: Reports<Progress>;
  readonly pace: Pace;
}
