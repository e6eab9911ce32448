// Which way a training goes: one run, or the preset's.
import { oneOf } from '../base/checks.js';
import { DenselyError, show } from '../base/errors.js';
import { keysOf } from '../base/option-table.js';
import type { Dataset } from '../data/dataset.js';
import type { PresetName } from './options.js';
import { presets } from './presets.js';
import { goesByLooks, scheduleOption } from './schedules/option.js';

/** Options by their names. */
type Said = Readonly<Record<string, unknown>>;

/** They shape neither the network nor its steps: who names no others leaves these to the preset. */
export const shapeless = [
  'seed',
  'dtype',
  'threads',
  'columns',
  'impute',
  'positive',
  'classWeights',
  'calibrate',
  'signal',
  'onProgress',
  'reportEvery',
  'checkpoint',
  'resume',
  'log',
] as const;

/** Of fewer examples none are held out where nothing is said. */
const LEAST = 50;

/** Reads the option `preset`. */
export function presetOption(argument: string, value: unknown): PresetName | undefined {
  return value === undefined ? undefined : oneOf(argument, value, keysOf(presets));
}

/**
 * What is said, with what the preset says beside it where that is the way.
 * @throws `ERR_OPTION` for what does not go with a preset
 */
export function saidWithPreset(said: Said, { size }: Pick<Dataset, 'size'>): Said {
  const named = Object.keys(said).filter((key) => said[key] !== undefined);
  const preset = presetOption('preset', said.preset);
  if (preset === undefined) {
    checkRefit(said);
    const isFree = named.every((key) => (shapeless as readonly string[]).includes(key));
    return isFree && size >= LEAST ? withPreset('default', said, size) : said;
  }
  checkTogether(said);
  return withPreset(preset, said, size);
}

function withPreset(name: PresetName, said: Said, size: number): Said {
  const named = Object.entries(said).filter(([, value]) => value !== undefined);
  const { batchSize = 'all', ...own } = presets[name];
  // Where there are fewer examples than that, a step takes all of them.
  const most = typeof batchSize === 'number' && batchSize <= size ? { batchSize } : {};
  return { ...own, ...most, ...Object.fromEntries(named) };
}

/** A length of its own does not go with one that is chosen. */
function checkRefit({ refit, ...said }: Said): void {
  if (refit !== true) return;
  for (const key of ['maxSteps', 'maxSeconds'] as const)
    if (said[key] !== undefined) throw refusal(key, said[key], 'refit', CHOSEN_BY_LOOKS);
}

const CHOSEN_BY_LOOKS = 'the best look chooses how long the second training is';
const CHOSEN = 'the folds choose how long the training is';
const COST = 'the folds are judged by the cost';
const LOOKS = 'each fold looks after every epoch, and before the first';

/** What a preset decides by itself, and why. */
const decided: Readonly<Record<string, string>> = {
  start: 'it begins with networks of its own',
  linear: 'it mixes the network with a linear model, as far as that helps',
  maxSteps: CHOSEN,
  maxSeconds: CHOSEN,
  refit: 'its network is trained on all rows already',
  metric: COST,
  watch: COST,
  minDelta: COST,
  validateEvery: LOOKS,
  validateStart: LOOKS,
};

function checkTogether(said: Said): void {
  for (const [key, why] of Object.entries(decided))
    if (said[key] !== undefined && said[key] !== false) throw together(key, said[key], why);
  const { hidden, loss = 'squared', schedule } = said;
  if (Array.isArray(hidden) && hidden.length === 0)
    throw together('hidden', hidden, 'it mixes a network with a hidden layer and a linear model');
  if (loss !== 'squared')
    throw together('loss', loss, 'its linear model has the squared loss, or that of the classes');
  if (schedule !== undefined && goesByLooks(scheduleOption('schedule', schedule)))
    throw together('schedule', schedule, 'the network of all rows looks at nothing');
}

function together(key: string, value: unknown, why: string): DenselyError {
  return refusal(key, value, 'a preset', why);
}

function refusal(key: string, value: unknown, other: string, why: string): DenselyError {
  const message = `${key} is ${show(value)}, but with ${other} ${why}: leave one of the two out.`;
  return new DenselyError('ERR_OPTION', key, message);
}
