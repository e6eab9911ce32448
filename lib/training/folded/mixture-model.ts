// The model that a mixture is, and what is told of it.
import { inSlices } from '../../base/turns.js';
import type { Label } from '../../data/targets.js';
import { NO_HISTORY, type History } from '../../model/history.js';
import { Model } from '../../model/model.js';
import { partsWithin } from '../../model/predicting.js';
import { withoutHidden } from '../../network/spec.js';
import { atTemperature } from '../calibration.js';
import type { Made } from '../made.js';
import type { Choice } from './choice.js';
import type { FoldsOutcome } from './fold-runs.js';
import { linearAlone, mixed, type Trained } from './mixture.js';

/** Nothing but the linear part. */
export const LINEAR: Choice = { epochs: 0, lambda: 0, value: NaN };

/** Before any fold. */
export const NO_FOLDS: FoldsOutcome = { histories: [], results: [], warnings: [] };

/** What a model of the training is made of. */
export interface Outcome {
  readonly choice: Choice;
  readonly folds: FoldsOutcome;
  /** The network of all rows, and how it was trained; undefined where it has no part. */
  readonly net?: { readonly trained: Trained; readonly history: History } | undefined;
}

/** What a network's model gives to a mixture. */
export function netOf<L extends Label>(model: Model<L>): Outcome['net'] {
  const { spec, parameters } = partsWithin(model);
  return { trained: { spec, parameters }, history: model.history };
}

/** How it came to its end. */
interface Ending {
  readonly ended: History['ended'];
  readonly warnings: readonly string[];
}

/** @param linear W and b of all rows */
export async function mixtureModel<L extends Label>(
  { parts, options }: Made<L>,
  linear: Float64Array,
  { choice, folds, net }: Outcome,
  { ended, warnings }: Ending,
): Promise<Model<L>> {
  const mixture = net
    ? await inSlices(mixed(net.trained, linear, choice.lambda))
    : linearAlone(withoutHidden(options.spec), linear);
  const { temperature } = choice;
  const own =
    temperature === undefined ? null : await atTemperature(mixture, temperature, options.signal);
  const history: History = Object.freeze({
    ...(net?.history ?? NO_HISTORY),
    ...chosen(choice, net !== undefined),
    folds: Object.freeze([...folds.histories]),
    ended,
    warnings: Object.freeze([
      ...(net?.history.warnings ?? []),
      ...folds.warnings,
      ...(own?.warnings ?? []),
      ...warnings,
    ]),
    ...(own && { temperature }),
  });
  const calibrated = own && { parameters: own.parameters, temperature };
  return new Model({ ...parts, ...mixture, ...calibrated }, history);
}

/** What the folds have chosen, where it holds. */
function chosen(
  { epochs, lambda, value }: Choice,
  isMixed: boolean,
): Pick<History, 'lambda' | 'best'> {
  const best = Object.freeze({ epoch: epochs - 1, metric: 'cost', value });
  return { lambda: isMixed ? lambda : 0, ...(!Number.isNaN(value) && { best }) };
}
