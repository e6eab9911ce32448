import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import { openingFor } from './checkpoint/shelves.js';
import { MixtureRun } from './folded/mixture-run.js';
import { RefitRun } from './folded/refit-run.js';
import { prepared, workOf } from './made.js';
import type { TrainValues } from './option-table.js';
import { Run } from './run.js';
import type { Observers, Running } from './running.js';
import type { Wanted } from './shown.js';
import { Telling } from './telling.js';

/** A training from its data on: how many inputs its network has is known when they are encoded. */
export class Start<L extends Label> {
  #stopped = false;
  #run: Running<L> | undefined;
  #tell: (run: Running<L> | undefined) => void = () => {};
  readonly #begun = new Promise<Running<L> | undefined>((resolve) => (this.#tell = resolve));

  /** @throws what a run throws, and for data that cannot be prepared */
  async finish(data: Dataset<L>, values: TrainValues, observers: Observers): Promise<Model<L>> {
    const { signal, preset, refit } = values;
    signal?.throwIfAborted();
    if (preset !== undefined)
      return prepared(data, values, (made) =>
        this.#finish(new MixtureRun(made, values.validation, observers)),
      );
    if (refit) return this.#finish(new RefitRun(data, values, observers));
    return prepared(values.validation.fit as Dataset<L>, values, async (made) => {
      const listener = new Telling(values.log);
      const work = await workOf(made, values);
      return this.#finish(
        new Run<L>({ ...work, ...observers, listener, opening: openingFor(values) }),
      );
    });
  }

  #finish(run: Running<L>): Promise<Model<L>> {
    this.#run = run;
    this.#tell(run);
    if (this.#stopped) run.stop();
    return run.finish();
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
