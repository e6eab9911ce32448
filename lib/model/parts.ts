import type { FloatArray } from '../base/dtype.js';
import type { Scalers } from '../backend/backend.js';
import { cellOptions, type CellOptions } from '../data/cells.js';
import type { ScaleName } from '../data/column.js';
import type { Dataset } from '../data/dataset.js';
import type { Encoding } from '../data/encoding/encoding.js';
import type { TargetEncoding } from '../data/encoding/target.js';
import type { HolesOption } from '../data/holes.js';
import type { NumberFormat } from '../data/numerals.js';
import { bodyOf } from '../data/table.js';
import type { Label, Task } from '../data/targets.js';
import type { ClassOfTwo } from '../backend/metrics/told.js';
import { predictsValues, type NetworkSpec } from '../network/spec.js';

/** The scalers of a model, and the way of scaling that made them. */
export interface Scaling extends Scalers {
  readonly scale: ScaleName;
}

/** The limit of the numbers that a scaler makes of features; Infinity where it clips nothing. */
export function clipOf({ features }: Scaling): number {
  return features?.clip ?? Infinity;
}

/** How cells of records are read, as those of the training data were. */
export interface ModelReading {
  /** One per feature; null where all are plain numbers. */
  readonly columns: readonly CellOptions[] | null;
  readonly holes: HolesOption | undefined;
  /** Names that the data had and the model does not use. */
  readonly ignored: readonly string[];
  /** How the numbers of each target are written; null where all are plain. */
  readonly targets: readonly NumberFormat[] | null;
}

/** All that a model predicts with: what a model file keeps. */
export interface ModelParts<L extends Label = Label> {
  readonly spec: NetworkSpec;
  /** One flat buffer, laid out as `placesOf(spec)` says. The model's own from then on if it is shared memory. */
  readonly parameters: FloatArray;
  /** Labels of the classes, or null for values and several labels. */
  readonly classes: readonly L[] | null;
  /** Of two classes the one that is looked for; the second where it is left out. */
  readonly positive?: ClassOfTwo | undefined;
  /** Of two classes, or of each label: the probability above which it is predicted; left out: 0.5. */
  readonly thresholds?: readonly number[] | undefined;
  /** What its logits were divided by, which its parameters have: it changes nothing of what is predicted. */
  readonly temperature?: number | undefined;
  /** Names of the features. */
  readonly features: readonly string[];
  /** Did somebody give these names? */
  readonly named: boolean;
  /** Names of the target columns: one for classes, n_y for values or labels. */
  readonly targets: readonly string[];
  readonly scaling: Scaling;
  /** How the features become inputs of the network; null: they are numbers, which `scaling` scales. */
  readonly encoding: Encoding | null;
  /** How the targets of a regression become outputs, where it is more than `scaling` does; one per target. */
  readonly values: readonly TargetEncoding[] | null;
  readonly reading: ModelReading;
  /** Of the file that it was read from. */
  readonly checksum?: string | undefined;
}

/** What was fitted on training data beside the parameters. */
export type Fitted = Pick<ModelParts, 'scaling' | 'encoding' | 'values'>;

/** Nothing is known of the data. */
export const NO_READING: ModelReading = {
  columns: null,
  holes: undefined,
  ignored: [],
  targets: null,
};

/** What a model predicts: without classes its outputs are labels of their own, or values. */
export function taskOf({ spec, classes }: Pick<ModelParts, 'spec' | 'classes'>): Task {
  if (classes) return 'classification';
  return predictsValues(spec) ? 'regression' : 'multilabel';
}

/** The parts of a model that was fitted on a dataset, whose names and classes it takes over. */
export function partsOf<L extends Label>(
  data: Dataset<L>,
  fitted: Fitted & Pick<ModelParts, 'spec' | 'parameters' | 'positive'>,
): ModelParts<L> {
  return { ...fitted, ...namesOf(data) };
}

/** What a model of a dataset calls what goes in and comes out, and how it reads cells. */
export function namesOf<L extends Label>(
  data: Dataset<L>,
): Pick<ModelParts<L>, 'classes' | 'features' | 'named' | 'targets' | 'reading'> {
  const { classes, features, named, targets } = data;
  return { classes, features, named, targets, reading: readingOf(data) };
}

function readingOf(data: Dataset): ModelReading {
  const { X, isSaid, frame, reading } = bodyOf(data);
  const { ignored, targets = null } = reading;
  const isUsual = Array.isArray(reading.holes) && reading.holes.length === 0;
  const holes = isUsual ? undefined : reading.holes;
  if (X && !isSaid) return { columns: null, holes, ignored, targets };
  const columns = frame().columns.map(({ kind, said }) => cellOptions({ ...said, kind }));
  return { columns, holes, ignored, targets };
}

/** Names of what the network reads, in its order. */
export function inputNamesOf({ encoding, features }: ModelParts): readonly string[] {
  return encoding ? encoding.inputNames : features;
}
