// Trials of a search side by side, each judged by what it was not trained on.
import { clock } from '../base/clock.js';
import { DenselyError } from '../base/errors.js';
import type { Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { readTrainOptions } from '../training/option-table.js';
import type { Reports } from '../training/reports.js';
import { train } from '../training/train.js';
import { foldsFor } from './cross-validate.js';
import { heldOut } from './held-out.js';
import { classWarnings, scored } from './score.js';
import { SearchFolder, type KeptTrial } from './search-folder.js';
import { readSearch, type SearchPlan } from './search-options.js';
import {
  ranked,
  trialScore,
  valuesText,
  type SearchResult,
  type SearchTrial,
} from './search-result.js';
import type { Candidate } from './search-space.js';
import type { SharedTrainOptions } from './shared-options.js';
import { sideBySide } from '../base/side-by-side.js';

/** What a trial is trained on, and what it is judged by. */
interface Part<L extends Label, R extends object> {
  readonly seed: number;
  readonly fit: Dataset<L, R>;
  readonly held: Dataset<L, R>;
  /** Which part it is, in words. */
  readonly where: string;
}

/** One of the candidates, with its number. */
type Job = readonly [trial: number, values: Candidate];

/** @param said the options, each read once */
export async function search<L extends Label, R extends object>(
  data: Dataset<L, R>,
  said: Readonly<Partial<Record<string, unknown>>>,
  reports: Reports<SearchTrial>,
  stopped: () => boolean,
): Promise<SearchResult<L, R>> {
  const plan = readSearch(said, data as Dataset);
  const parts = plan.seeds.flatMap((seed) => partsOf(data, plan, seed));
  await inSlices(checkTrials(plan, parts as Part<Label, object>[]), plan.signal);
  const odd = await inSlices(oddParts(parts as Part<Label, object>[]), plan.signal);
  const { folder: path } = plan;
  const folder = path === undefined ? null : await SearchFolder.open(path, data as Dataset, plan);
  const warnings = [...odd];
  const manner = {
    ...plan,
    stopped,
    tell: (ended: { readonly trial: SearchTrial; readonly warnings: readonly string[] }): void => {
      warnings.push(...ended.warnings);
      reports.add(ended.trial);
    },
  };
  const done = await sideBySide(
    plan.grid.all.entries(),
    manner,
    async ([trial, values], signal) => {
      const known = await folder?.trial(trial);
      const kept = known ?? (await tried([trial, values], plan, parts, signal));
      if (!known) await folder?.keep(trial, kept);
      return { trial: trialOf([trial, values], plan, kept), warnings: kept.warnings };
    },
  );
  const left = plan.grid.all.length - done.length;
  if (left > 0)
    warnings.push(`it was stopped: ${left} of ${plan.grid.all.length} trials are not there`);
  const trials = done.map(({ trial }) => trial);
  return ranked(data, trials, { keys: plan.grid.keys, rule: plan.score, warnings });
}

function partsOf<L extends Label, R extends object>(
  data: Dataset<L, R>,
  { holdout }: SearchPlan,
  seed: number,
): Part<L, R>[] {
  const of = `seed ${seed}`;
  if (holdout.by === 'folds')
    return foldsFor(data, { seed, ...holdout.said }).map(([fit, held], fold) => {
      return { seed, fit, held, where: `${of}, fold ${fold},` };
    });
  const [fit, held] =
    holdout.by === 'data'
      ? [data, holdout.held as Dataset<L, R>]
      : heldOut(data, holdout.share, seed);
  return [{ seed, fit, held, where: of }];
}

/** What `train` would refuse is refused before anything runs. */
function* checkTrials(plan: SearchPlan, parts: readonly Part<Label, object>[]): Slices<void> {
  const smallest = parts.reduce((a, b) => (b.fit.size < a.fit.size ? b : a));
  for (const job of plan.grid.all.entries()) {
    try {
      readTrainOptions(smallest.fit, optionsOf(job, plan));
    } catch (error) {
      throw ofTrial(error, job);
    }
    yield;
  }
}

function ofTrial(error: unknown, [trial, values]: Job): unknown {
  if (!(error instanceof DenselyError)) return error;
  const { code, argument, message } = error;
  const [key = ''] = argument.split(/[.[]/);
  const name = key in values ? `grid.${argument}` : argument;
  return new DenselyError(code, name, `trial ${trial} (${valuesText(values)}): ${message}`, {
    cause: error,
  });
}

function* oddParts(parts: readonly Part<Label, object>[]): Slices<string[]> {
  const warnings: string[] = [];
  for (const { fit, held, where } of parts)
    warnings.push(...(yield* classWarnings(fit, held, where)));
  return warnings;
}

function optionsOf([, values]: Job, { options, seeds }: SearchPlan): SharedTrainOptions {
  return { ...options, ...values, seed: seeds[0]! };
}

function trialOf(job: Job, plan: SearchPlan, { scores, seconds, error }: KeptTrial): SearchTrial {
  const [trial, values] = job;
  const score = trialScore(plan.score, scores);
  return { trial, values, options: optionsOf(job, plan), scores, score, seconds, error };
}

/** All trainings of a trial, one after another; the first that diverges is the last. */
async function tried<L extends Label, R extends object>(
  job: Job,
  plan: SearchPlan,
  parts: readonly Part<L, R>[],
  signal: AbortSignal,
): Promise<KeptTrial> {
  const [trial, values] = job;
  const where = `trial ${trial} (${valuesText(values)})`;
  const scores: number[] = [];
  let spent = 0;
  for (const { seed, fit, held } of parts) {
    const start = clock.now();
    try {
      const model = await train(fit, { ...optionsOf(job, plan), seed, signal });
      spent += (clock.now() - start) / 1000;
      scores.push((await scored(model, held, plan.score, signal)).score);
    } catch (error) {
      if (!(error instanceof DenselyError && error.code === 'ERR_DIVERGED')) throw error;
      const warnings = [`${where}: ${error.message}`];
      return { scores: [...scores, NaN], seconds: spent, error: error.message, warnings };
    }
  }
  const isNone = scores.some(Number.isNaN);
  const warnings = isNone ? [`${where} has no ${plan.score.name} of what is held out`] : [];
  return { scores, seconds: spent / parts.length, error: null, warnings };
}
