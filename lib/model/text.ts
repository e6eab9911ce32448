import { show, some } from '../base/errors.js';
import { shortNumber } from '../base/printed.js';
import { taskNouns } from '../data/task.js';
import { quantileLevels, unitsOf } from '../network/spec.js';
import { scaleText, textOf } from '../data/encoding/text.js';
import { summarize, type NetworkSummary } from '../network/summary.js';
import type { History } from './history.js';
import { clipOf, taskOf, type ModelParts } from './parts.js';

/** Sizes, names, and the table of the layers. */
export function modelText(parts: ModelParts): string {
  const { spec, scaling, features, targets, classes, positive } = parts;
  const levels = quantileLevels(spec);
  const scale = scaleText({ scale: scaling.scale, clip: clipOf(scaling) });
  const sought = positive === 0 && classes ? `, positive ${show(classes[0])}` : '';
  const told = classes
    ? `${some(targets)}, classes ${some(classes)}${sought}`
    : `${taskNouns[taskOf(parts)]} ${some(targets)}${levels ? `, quantiles ${levels.join(', ')}` : ''}`;
  return [
    `Model ${unitsOf(spec).join('-')}, ${spec.dtype}, scale ${scale}`,
    `from ${some(features)} to ${told}`,
    ...thresholdText(parts),
    ...temperatureText(parts),
    ...String(summarize(spec)).split('\n'),
  ].join('\n  ');
}

/** Above which probabilities something is predicted, where that is not 0.5. */
function thresholdText({ classes, positive = 1, thresholds, targets }: ModelParts): string[] {
  if (!thresholds) return [];
  const above = (label: unknown, i: number): string => `${show(label)} above ${thresholds[i]}`;
  const told = classes ? [above(classes[positive], 0)] : targets.slice(0, MOST).map(above);
  const more = classes || targets.length <= MOST ? '' : `, … (${targets.length})`;
  return [`predicted: ${told.join(', ')}${more}`];
}

/** Labels that are told of. */
const MOST = 6;

function temperatureText({ temperature }: ModelParts): string[] {
  return temperature === undefined ? [] : [`calibrated, temperature ${shortNumber(temperature)}`];
}

/** The layers, what becomes of columns that are more than numbers, and how the epoch was chosen. */
export function summaryOf(parts: ModelParts, history: History): NetworkSummary {
  const { spec, encoding } = parts;
  const features = encoding ? textOf(encoding) : undefined;
  const told = [...thresholdText(parts), ...temperatureText(parts)].map(
    (text) => `${text[0]!.toUpperCase()}${text.slice(1)}.`,
  );
  const training = [choiceText(history) ?? [], told].flat();
  return summarize(spec, {
    features,
    training: training.length > 0 ? training.join(' ') : undefined,
  });
}

/** How held-out examples chose the epoch of a model; undefined where none were held out. */
function choiceText(history: History): string | undefined {
  if (history.lambda !== undefined) return mixtureText(history, history.lambda);
  const { heldOut, best, validation, epoch, ended, folds } = history;
  if (heldOut === undefined) return undefined;
  const { size, fit, isDefault } = heldOut;
  const who = isDefault
    ? `${size} of the ${size + fit} rows, a fifth, were held out by default to choose the best epoch`
    : `${size} held-out rows chose the best epoch`;
  if (best === undefined) return `${who}; none was chosen.`;
  const looks = folds?.[0]?.validation ?? validation;
  const done = 1 + Math.max(folds ? -1 : (epoch.at(-1) ?? -1), looks?.epoch.at(-1) ?? -1);
  const where = best.epoch < 0 ? 'before the first step' : `${best.epoch + 1} of ${done}`;
  const why = ended === 'patience' ? '; no later look was better, which ended the training' : '';
  const again = folds ? '; then all rows were learnt from for as long' : '';
  return `${who}: ${where}, ${best.metric} ${shortNumber(best.value)}${why}${again}.`;
}

/** How folds chose what the network of a mixture counts beside its linear part. */
function mixtureText({ folds = [], best, ended }: History, lambda: number): string {
  if (ended === 'stopped' && lambda === 0)
    return 'Stopped before a network was chosen: this is the linear model of all rows.';
  const held = folds.reduce((sum, { heldOut }) => sum + (heldOut?.size ?? 0), 0);
  if (held === 0 || best === undefined)
    return 'No rows were held out: this is the linear model of all rows.';
  const cost = `cost ${shortNumber(best.value)}`;
  const who = `${held} rows, held out by ${folds.length === 1 ? 'one fold' : `${folds.length} folds`},`;
  if (lambda === 0) return `${who} chose the linear model alone: ${cost}. It learnt from all rows.`;
  const epochs = `${best.epoch + 1} ${best.epoch === 0 ? 'epoch' : 'epochs'}`;
  const [mixed, learnt] =
    lambda === 1 ? ['alone', 'It'] : [`as ${lambda} of a mixture with a linear model`, 'Both'];
  return `${who} chose a network of ${epochs}, ${mixed}: ${cost}. ${learnt} learnt from all rows.`;
}
