import { abortable } from '../base/cancel.js';
import { zeros } from '../base/dtype.js';
import { inSlices } from '../base/turns.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { checkStorable } from '../model/file/storable.js';
import type { Model } from '../model/model.js';
import { namesOf, partsOf, type ModelParts } from '../model/parts.js';
import { parameterCount } from '../network/tensors.js';
import { wantedBy, withNetwork, type RunOptions, type TrainValues } from './option-table.js';
import type { Progress } from './options.js';
import type { Pace } from './pace.js';
import { prepare, type Examples } from './prepared.js';
import type { Reports } from './reports.js';
import { Run } from './run.js';
import type { Wanted } from './shown.js';
import { heldSet, Validation } from './validation.js';
import { exampleWeights } from './weights.js';

/** A training from its data on: how many inputs its network has is known when they are encoded. */
export class Start<L extends Label> {
  #stopped = false;
  #run: Run<L> | undefined;
  #tell: (run: Run<L> | undefined) => void = () => {};
  readonly #begun = new Promise<Run<L> | undefined>((resolve) => (this.#tell = resolve));

  /** @throws what a run throws, and for data that cannot be prepared */
  async finish(
    values: TrainValues,
    reports: Reports<Progress>,
    pace: Pace,
  ): Promise<Model<L>> {
    const { signal, validation } = values;
    signal?.throwIfAborted();
    const data = validation.fit as Dataset<L>;
    const lease = prepare(data, wantedBy(data, values));
    try {
      const prepared = await abortable(lease.prepared, signal);
      const options = withNetwork(data, values, prepared);
      const { spec, positive } = options;
      checkStorable(spec, prepared.fitted, { ...namesOf(data), positive });
      const weighing = exampleWeights(data, values.classWeights, spec.dtype);
      const examples = { ...prepared, weights: await inSlices(weighing, signal) };
      const looks = await validationOf(data, options, examples);
      this.#run = new Run({ data, options, examples, validation: looks, reports, pace });
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

/** What is held out, as the network reads it. */
async function validationOf(
  data: Dataset,
  options: RunOptions,
  { fitted }: Examples,
): Promise<Validation | null> {
  const { spec, positive, signal, validation, watch } = options;
  if (!validation.held) return null;
  const parameters = zeros(spec.dtype, parameterCount(spec));
  const parts: ModelParts = partsOf(data, { ...fitted, spec, parameters, positive });
  const sets = [await heldSet('validation', validation.held, parts, signal)];
  for (const [name, set] of watch.sets)
    sets.push(await heldSet(`watch.sets.${name}`, set, parts, signal));
  return new Validation(currentBackend().program(spec), parts, watch.metrics, sets);
}
