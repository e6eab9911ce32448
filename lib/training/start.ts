import { abortable } from '../base/cancel.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { checkStorable } from '../model/file/storable.js';
import type { Model } from '../model/model.js';
import { namesOf } from '../model/parts.js';
import { wantedBy, withNetwork, type TrainValues } from './option-table.js';
import type { Progress } from './options.js';
import type { Pace } from './pace.js';
import { prepare } from './prepared.js';
import type { Reports } from './reports.js';
import { Run } from './run.js';

/** A training from its data on: how many inputs its network has is known when they are encoded. */
export class Start<L extends Label> {
  #stopped = false;
  #run: Run<L> | undefined;
  #tell: (run: Run<L> | undefined) => void = () => {};
  readonly #begun = new Promise<Run<L> | undefined>((resolve) => (this.#tell = resolve));

  /** @throws what a run throws, and for data that cannot be prepared */
  async finish(
    data: Dataset<L>,
    values: TrainValues,
    reports: Reports<Progress>,
    pace: Pace,
  ): Promise<Model<L>> {
    const { signal } = values;
    signal?.throwIfAborted();
    const lease = prepare(data, wantedBy(data, values));
    try {
      const prepared = await abortable(lease.prepared, signal);
      const options = withNetwork(data, values, prepared);
      const { spec, positive } = options;
      checkStorable(spec, prepared.fitted, { ...namesOf(data), positive });
      this.#run = new Run(data, options, prepared, reports, pace);
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

  async snapshot(): Promise<Model<L> | undefined> {
    return (await this.#begun)?.snapshot();
  }
}
