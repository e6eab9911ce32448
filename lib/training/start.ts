import { abortable } from '../base/cancel.js';
import { zeros } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { inSlices } from '../base/turns.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { checkStorable } from '../model/file/storable.js';
import type { Model } from '../model/model.js';
import { namesOf, type ModelParts } from '../model/parts.js';
import { parameterCount } from '../network/tensors.js';
import { calibrated, type Calibration } from './calibration.js';
import { wantedBy, withNetwork, type RunOptions, type TrainValues } from './option-table.js';
import type { Progress } from './options.js';
import type { Pace } from './pace.js';
import { prepare, type Lease, type Prepared } from './prepared.js';
import type { Reports } from './reports.js';
import { openingFor } from './checkpoint/shelves.js';
import { Run } from './run.js';
import type { Wanted } from './shown.js';
import { Telling } from './telling.js';
import { heldSet, Validation } from './validation.js';
import { preparedFor } from './warm-start.js';
import { exampleWeights } from './weights.js';

/** A training from its data on: how many inputs its network has is known when they are encoded. */
export class Start<L extends Label> {
  #stopped = false;
  #run: Run<L> | undefined;
  #tell: (run: Run<L> | undefined) => void = () => {};
  readonly #begun = new Promise<Run<L> | undefined>((resolve) => (this.#tell = resolve));

  /** @throws what a run throws, and for data that cannot be prepared */
  async finish(values: TrainValues, reports: Reports<Progress>, pace: Pace): Promise<Model<L>> {
    const { signal, validation } = values;
    signal?.throwIfAborted();
    const data = validation.fit as Dataset<L>;
    const lease = leaseOf(data, values);
    try {
      const prepared = await abortable(lease.prepared, signal).catch((error: unknown) => {
        throw ofPart(error, values);
      });
      const options = withNetwork(data, values, prepared);
      const parts = partsFor(data, options, prepared);
      const weighing = exampleWeights(data, values.classWeights, options.spec.dtype);
      const examples = { ...prepared, weights: await inSlices(weighing, signal) };
      const looks = await validationOf(options, parts);
      const listener = new Telling(options.log);
      const opening = openingFor(options);
      const work = {
        parts,
        options,
        examples,
        validation: looks,
        calibration: calibrationFor(options, looks),
        reports,
        listener,
        opening,
        pace,
      };
      this.#run = new Run(work);
      this.#tell(this.#run);
      if (this.#stopped) this.#run.stop();
      return await this.#run.finish();
    } finally {
      lease.done();
    }
  }

  /** Who waits for the run waits no more. */
  end(): void {
    this.#tell(undefined);
  }

  /** Ends the run after its current step. */
  stop(): void {
    this.#stopped = true;
    this.#run?.stop();
  }

  async snapshot(wanted: Wanted): Promise<Model<L> | undefined> {
    return (await this.#begun)?.snapshot(wanted);
  }
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
  const prepared = preparedFor(data, start, batchSize >= data.size, signal);
  return { prepared, done() {} };
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

function calibrationFor(options: RunOptions, looks: Validation | null): Calibration | undefined {
  if (!options.calibrate || !looks) return undefined;
  return (parameters) => calibrated(parameters, options, looks.held);
}

/** What is held out, as the network reads it. */
async function validationOf(
  { spec, signal, validation, watch }: RunOptions,
  base: Omit<ModelParts, 'parameters'>,
): Promise<Validation | null> {
  if (!validation.held) return null;
  const parts = { ...base, parameters: zeros(spec.dtype, parameterCount(spec)) };
  const sets = [await heldSet('validation', validation.held, parts, signal)];
  for (const [name, set] of watch.sets)
    sets.push(await heldSet(`watch.sets.${name}`, set, parts, signal));
  return new Validation(currentBackend().program(spec), parts, watch.metrics, sets);
}
