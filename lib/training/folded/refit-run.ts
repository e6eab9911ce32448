import type { Dataset } from '../../data/dataset.js';
import type { Label } from '../../data/targets.js';
import type { History } from '../../model/history.js';
import { Model } from '../../model/model.js';
import { partsWithin } from '../../model/predicting.js';
import { atTemperature, type Calibration } from '../calibration.js';
import { stepsOf } from '../batches.js';
import { plainOptions } from '../checkpoint/identity.js';
import type { Shelves } from '../checkpoint/shelves.js';
import { prepared, workOf } from '../made.js';
import type { RunOptions, TrainValues } from '../option-table.js';
import { Run } from '../run.js';
import type { Observers, Running } from '../running.js';
import type { Wanted } from '../shown.js';
import { Telling } from '../telling.js';
import { shelvesOf } from './kept.js';
import { Phases } from './phases.js';

/** What the two runs are called in a checkpoint. */
const parts = ['fold0', 'fit'] as const;

/** A training that holds examples out, and another one of all rows that is as long as was best for the first. */
export class RefitRun<L extends Label> implements Running<L> {
  readonly #data: Dataset<L>;
  readonly #values: TrainValues;
  readonly #observers: Observers;
  readonly #telling: Telling;
  #shelves: Shelves | null = null;
  #id = globalThis.crypto.randomUUID() as string;
  #phases: Phases | undefined;
  #run: Run<L> | undefined;
  #selected: Model<L> | undefined;
  /** Reports of the first run. */
  #ofFirst = Infinity;
  #isStopped = false;

  constructor(data: Dataset<L>, values: TrainValues, observers: Observers) {
    this.#data = data;
    this.#values = values;
    this.#observers = observers;
    this.#telling = new Telling(values.log);
  }

  stop(): void {
    this.#isStopped = true;
    this.#run?.stop();
  }

  async snapshot(wanted: Wanted): Promise<Model<L> | undefined> {
    if (this.#selected && this.#observers.reports.known <= this.#ofFirst) return this.#selected;
    return this.#run?.snapshot(wanted);
  }

  async finish(): Promise<Model<L>> {
    try {
      const first = await this.#select();
      const model = await this.#refit(first);
      const { ended } = model.history;
      const warnings = [...model.history.warnings, ...(await this.#telling.end({ ended }))];
      const history = Object.freeze({ ...model.history, warnings: Object.freeze(warnings) });
      return new Model(partsWithin(model), history);
    } catch (error) {
      await this.#telling.end({ ended: 'failed', error });
      throw error;
    }
  }

  #select(): Promise<Model<L>> {
    const values = this.#values;
    return prepared(values.validation.fit as Dataset<L>, values, async (made) => {
      const work = await workOf(made, values);
      this.#shelves = await shelvesOf(made, work.validation?.data ?? []);
      await this.#begin(made.options);
      return this.#train(work, 0);
    });
  }

  async #begin(options: RunOptions): Promise<void> {
    const { fit } = this.#values.validation;
    const steps = (size: number): number => stepsOf(options.epochs, size, this.#batchSize(size));
    const [first, second] = parts.map((name) => this.#shelves?.resumed(name)?.place);
    this.#phases = new Phases(
      [
        { phase: 'fold', fold: 0, steps: steps(fit.size), place: first },
        { phase: 'fit', steps: steps(this.#data.size), place: second },
      ],
      () => Promise.resolve(),
    );
    this.#id = this.#shelves?.id ?? this.#id;
    const { steps: most, resumedAt } = this.#phases;
    await this.#telling.begin(this.#id, () => {
      return { options: plainOptions(options), steps: most, resumedAt };
    });
  }

  /** A batch of all examples is one of all rows. */
  #batchSize(size: number): number {
    const { batchSize, validation } = this.#values;
    return batchSize === validation.fit.size ? size : batchSize;
  }

  async #train(work: Awaited<ReturnType<typeof workOf<L>>>, phase: 0 | 1): Promise<Model<L>> {
    const [phases, shelves] = [this.#phases!, this.#shelves];
    this.#run = new Run<L>({
      ...work,
      ...this.#observers,
      listener: this.#telling.within(),
      opening: shelves && (() => Promise.resolve(shelves.checkpoints(parts[phase]))),
      told: (progress) => phases.told(phase, progress),
      id: this.#id,
    });
    if (this.#isStopped) this.#run.stop();
    return this.#run.finish();
  }

  async #refit(first: Model<L>): Promise<Model<L>> {
    const { best } = first.history;
    this.#selected = first;
    this.#ofFirst = this.#observers.reports.all.length;
    if (this.#isStopped || best === undefined || best.epoch < 0) return first;
    const batchSize = this.#batchSize(this.#data.size);
    const values: TrainValues = {
      ...this.#values,
      batchSize,
      validation: { ...this.#values.validation, fit: this.#data, held: null },
      validateStart: false,
      patience: Infinity,
      maxSteps: stepsOf(best.epoch + 1, this.#data.size, batchSize),
    };
    const { temperature } = first.history;
    const model = await prepared(this.#data, values, async (made) => {
      const work = await workOf(made, values);
      const { spec, signal } = made.options;
      const calibration: Calibration | undefined =
        temperature === undefined
          ? undefined
          : (parameters) => atTemperature({ spec, parameters }, temperature, signal);
      return this.#train({ ...work, calibration }, 1);
    });
    if (this.#isStopped && this.#observers.reports.known <= this.#ofFirst) return first;
    return new Model(partsWithin(model), refitted(model.history, first.history, this.#isStopped));
  }
}

/** The history of all rows, with what the first run has chosen. */
function refitted(history: History, first: History, isStopped: boolean): History {
  const { heldOut, best } = first;
  const warnings = [...new Set([...first.warnings, ...history.warnings])];
  return Object.freeze({
    ...history,
    heldOut,
    best,
    folds: Object.freeze([first]),
    ended: isStopped ? 'stopped' : 'epochs',
    warnings: Object.freeze(warnings),
  });
}
