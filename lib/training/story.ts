// What a run tells when it is over, or when it is left on its way.
import type { Dataset } from '../data/dataset.js';
import type { HeldOut, History, HistoryLooks } from '../model/history.js';
import type { HeldOutOf } from './held.js';
import type { Best, Looks } from './looks.js';
import type { RunOptions } from './option-table.js';
import type { Standing } from './shown.js';
import type { Costs } from './watch.js';

/** Of a run: its costs, its looks, and what is said of its data. */
export interface Told {
  readonly options: RunOptions;
  readonly costs: Costs;
  readonly looks: Looks;
  /** Of whatever else. */
  readonly warnings: readonly string[];
  /** Of the model, where it is calibrated. */
  readonly temperature?: number | undefined;
}

/** The history of a run up to where it stands. */
export function historyOf(
  { options, costs, looks, warnings: others, temperature }: Told,
  standing: Pick<Standing, 'epoch' | 'step' | 'skipped' | 'looks' | 'best'>,
  ended: History['ended'],
): History {
  const { validation, metric } = options;
  const { epoch, cost, warnings } = costs.upTo(standing.epoch);
  const { best, step: steps, skipped } = standing;
  return Object.freeze({
    epoch,
    cost,
    ...(validation.held && {
      heldOut: heldOutOf(validation.held, validation),
      ...lookedAt(options, looks, standing.looks),
    }),
    ...(best && { best: Object.freeze({ ...withoutParameters(best), metric: metric.name }) }),
    ...(temperature !== undefined && { temperature }),
    ended,
    steps,
    skipped,
    warnings: Object.freeze([
      ...validation.warnings,
      ...warnings,
      ...lookless(options, standing),
      ...others,
    ]),
  });
}

function heldOutOf({ size }: Pick<Dataset, 'size'>, { fit, isPreset }: HeldOutOf): HeldOut {
  return Object.freeze({ size, fit: fit.size, isDefault: isPreset });
}

function withoutParameters({ epoch, value }: Best): Pick<Best, 'epoch' | 'value'> {
  return { epoch, value };
}

/** The figures of the first `count` looks, set by set. */
function lookedAt(
  { watch: { metrics, sets } }: RunOptions,
  looks: Looks,
  count: number,
): Pick<History, 'validation' | 'watched'> {
  const { epochs, figures } = looks.all;
  const of = (set: number): HistoryLooks => {
    const columns = metrics.map(({ name }, i) => {
      const at = set * metrics.length + i;
      return [name, Float64Array.from(figures.slice(0, count), (all) => all[at]!)];
    });
    const epoch = Float64Array.from(epochs.slice(0, count));
    return Object.freeze({ epoch, ...Object.fromEntries(columns) }) as HistoryLooks;
  };
  if (sets.length === 0) return { validation: of(0) };
  const watched = Object.fromEntries(sets.map(([name], s) => [name, of(s + 1)]));
  return { validation: of(0), watched: Object.freeze(watched) };
}

function lookless(
  { validation }: RunOptions,
  { best, looks, step }: Pick<Standing, 'best' | 'looks' | 'step'>,
): string[] {
  if (!validation.held || best) return [];
  const why = looks === 0 ? 'no look at the validation was due' : 'no look gave a number';
  return [`${why} before the end at step ${step}: these are the last weights`];
}
