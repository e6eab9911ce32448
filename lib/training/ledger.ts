import type { FloatArray } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { scalingOf } from '../data/encoding/options.js';
import type { Label } from '../data/targets.js';
import type { History } from '../model/history.js';
import { Model } from '../model/model.js';
import type { ModelParts } from '../model/parts.js';
import { parameterCount } from '../network/tensors.js';
import type { Batches } from './batches.js';
import type { Calibrated } from './calibration.js';
import { Copies } from './copies.js';
import { Looks } from './looks.js';
import type { RunOptions } from './option-table.js';
import type { Progress } from './options.js';
import { Pulse } from './pulse.js';
import type { Standing, Wanted } from './shown.js';
import type { TrainingState } from './state.js';
import { historyOf } from './story.js';
import { figuresOf } from './validation.js';
import { Costs } from './watch.js';

/** What a run has seen, and the models that it would give. */
export class Ledger<L extends Label> {
  readonly #options: RunOptions;
  readonly #parts: Omit<ModelParts<L>, 'parameters'>;
  readonly #batches: Batches;
  readonly costs: Costs;
  readonly copies: Copies;
  readonly looks: Looks;
  readonly pulse: Pulse;
  /** What deserves a look beside costs and data. */
  readonly warnings: string[] = [];
  /** The last one whose cost was told. */
  epoch = -1;

  /** @param parts the models but for their parameters */
  constructor(options: RunOptions, parts: Omit<ModelParts<L>, 'parameters'>, batches: Batches) {
    const { spec, learningRate, patience, minDelta, metric } = options;
    this.#options = options;
    this.#parts = parts;
    this.#batches = batches;
    this.costs = new Costs(batches.fullBatch, learningRate);
    this.copies = new Copies(spec.dtype, parameterCount(spec));
    this.looks = new Looks({ patience, minDelta, minimize: metric.minimize }, this.copies);
    this.pulse = new Pulse(batches);
  }

  /**
   * Takes over the costs that a chunk told, one per such epoch.
   * @returns what is wrong with the first recorded one that is not finite
   */
  record(costs: Float64Array): string | undefined {
    for (const cost of costs) {
      do this.epoch++;
      while (!this.#batches.told(this.epoch));
      const isRecorded = this.#batches.recorded(this.epoch);
      if (Number.isFinite(cost)) this.costs.add(this.epoch, cost, isRecorded);
      else if (isRecorded) return `cost is ${cost} at epoch ${this.epoch}`;
    }
    return undefined;
  }

  /** @param rate of the last step */
  progress(step: number, rate: number): Progress {
    const { last, best } = this.looks;
    const { metrics } = this.#options.watch;
    return Object.freeze({
      ...this.costs.last!,
      step,
      ...(last && { validation: figuresOf(metrics, last) }),
      rate,
      ...(best && { best: Object.freeze({ epoch: best.epoch, value: best.value }) }),
      ...this.pulse.at(step),
    });
  }

  /** Where the run stands after its last step. */
  standing({ step, skipped, parameters, average }: TrainingState): Standing {
    const { count: looks, best } = this.looks;
    return { epoch: this.epoch, step, skipped, looks, best, parameters: average ?? parameters };
  }

  /** @param calibrated what became of the parameters, where they are not taken as they are */
  model(
    standing: Standing,
    wanted: Wanted,
    ended: History['ended'],
    calibrated?: Calibrated,
  ): Model<L> {
    const { costs, looks } = this;
    const temperature = calibrated?.temperature;
    // Nobody writes to a model's parameters any more.
    const parameters = calibrated?.parameters ?? this.copies.hold(chosen(standing, wanted));
    const warnings = [...this.warnings, ...(calibrated?.warnings ?? [])];
    const told = { options: this.#options, costs, looks, warnings, temperature };
    const parts = { ...this.#parts, parameters, temperature };
    return new Model(parts, historyOf(told, standing, ended));
  }

  divergence(what: string, state: TrainingState): DenselyError {
    const { last } = this.costs;
    const { scale, learningRate } = this.#options;
    const finite = last
      ? `the last finite cost is ${last.cost} at epoch ${last.epoch}`
      : 'no cost was finite';
    const { snapshot: parameters } = state;
    const standing = { ...this.standing(state), epoch: last?.epoch ?? -1, parameters };
    return new DenselyError(
      'ERR_DIVERGED',
      'learningRate',
      `the training diverged: ${what}; ${finite}. Lower learningRate from ${learningRate}${scalingOf(scale).scale === 'none' ? ", or say scale: 'standard'" : ''}. ` +
        `error.model is the ${standing.best ? 'best model so far' : 'last model whose cost was finite'}.`,
      { model: this.model(standing, 'best', 'stopped') },
    );
  }
}

/** The parameters of the best look, where there was one and it is wanted. */
export function chosen({ best, parameters }: Standing, wanted: Wanted): FloatArray {
  return wanted === 'best' && best ? best.parameters : parameters;
}
