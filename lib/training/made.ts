// Data that a training works on.
import { abortable } from '../base/cancel.js';
import { zeros } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { inSlices } from '../base/turns.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { checkStorable } from '../model/file/storable.js';
import { namesOf, type ModelParts } from '../model/parts.js';
import { parameterCount } from '../network/tensors.js';
import { calibrated, type Calibration } from './calibration.js';
import { wantedBy, withNetwork, type RunOptions, type TrainValues } from './option-table.js';
import { prepare, type Examples, type Lease, type Prepared } from './prepared.js';
import type { Work } from './run.js';
import { heldSet, Validation } from './validation.js';
import { preparedFor } from './warm-start.js';
import { exampleWeights } from './weights.js';

/** Data as a training works on them. */
export interface Made<L extends Label> {
  readonly data: Dataset<L>;
  readonly options: RunOptions;
  readonly parts: Omit<ModelParts<L>, 'parameters'>;
  readonly examples: Examples;
}

/** What `train` makes of data that are prepared, which are let go afterwards. */
export async function prepared<L extends Label, T>(
  data: Dataset<L>,
  values: TrainValues,
  train: (made: Made<L>) => Promise<T>,
): Promise<T> {
  const { signal } = values;
  const lease = leaseOf(data, values);
  try {
    const own = await abortable(lease.prepared, signal).catch((error: unknown) => {
      throw ofPart(error, values);
    });
    const options = withNetwork(data, values, own);
    const parts = partsFor(data, options, own);
    const weighing = exampleWeights(data, values.classWeights, options.spec.dtype);
    const examples = { ...own, weights: await inSlices(weighing, signal) };
    return await train({ data, options, parts, examples });
  } finally {
    lease.done();
  }
}

/** A run of prepared data, but for those who hear of it. */
export async function workOf<L extends Label>(
  { options, parts, examples }: Made<L>,
  values: TrainValues,
): Promise<Pick<Work<L>, 'options' | 'parts' | 'examples' | 'validation' | 'calibration'>> {
  const validation = await validationOf(values, options, parts);
  return { options, parts, examples, validation, calibration: calibrationFor(options, validation) };
}

function calibrationFor(options: RunOptions, looks: Validation | null): Calibration | undefined {
  if (!options.calibrate || !looks) return undefined;
  return (parameters) => calibrated(parameters, options, looks.held);
}

/** What is said of examples by number, where not all are learnt from. */
function ofPart(error: unknown, { validation: { fit, held } }: TrainValues): unknown {
  if (!(error instanceof DenselyError) || !held || error.argument !== 'data') return error;
  const { code, argument, message } = error;
  const counted = `(Examples are counted among the ${fit.size} that are learnt from; validation: 'none' counts all.)`;
  return new DenselyError(code, argument, `${message} ${counted}`, { cause: error });
}

/** Examples as they are encoded for a network of their own, or as a model reads them that is there already. */
export function leaseOf(data: Dataset, values: TrainValues): Lease {
  const { start, signal, batchSize } = values;
  if (!start) return prepare(data, wantedBy(data, values));
  const made = preparedFor(data, start, { fullBatch: batchSize >= data.size, signal });
  return { prepared: made, done() {} };
}

/**
 * The model that a training makes, but for its parameters.
 * @throws `ERR_MODEL_FILE` for what no file can keep
 */
export function partsFor<L extends Label>(
  data: Dataset<L>,
  { spec, positive, start }: RunOptions,
  { fitted }: Prepared,
): Omit<ModelParts<L>, 'parameters'> {
  // Other weights have other probabilities.
  if (start) return { ...(start as ModelParts<L>), temperature: undefined, thresholds: undefined };
  checkStorable(spec, fitted, { ...namesOf(data), positive });
  return { ...fitted, ...namesOf(data), spec, positive };
}

/** What is held out, as the network reads it. */
async function validationOf(
  { validation: { held } }: TrainValues,
  { spec, signal, watch }: RunOptions,
  base: Omit<ModelParts, 'parameters'>,
): Promise<Validation | null> {
  if (!held) return null;
  const parts = unlearnt(base);
  const sets = [await heldSet('validation', held, parts, signal)];
  for (const [name, set] of watch.sets)
    sets.push(await heldSet(`watch.sets.${name}`, set, parts, signal));
  return new Validation(currentBackend().program(spec), parts, watch.metrics, sets);
}

/** A model whose parameters are all 0. */
export function unlearnt(parts: Omit<ModelParts, 'parameters'>): ModelParts {
  const { spec } = parts;
  return { ...parts, parameters: zeros(spec.dtype, parameterCount(spec)) };
}
