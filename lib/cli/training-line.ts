// The line of progress of a training.
import type { Progress, TrainOptions } from '../index.js';
import { duration } from './progress.js';
import { trainLine } from './train-options.js';

/** A cost or a metric in four digits. */
export function figure(value: number): string {
  return value.toPrecision(4);
}

/** After how many epochs a look was. */
export function afterEpoch(epoch: number): string {
  if (epoch < 0) return 'before the first step';
  return `after ${some(epoch + 1, 'epoch')}`;
}

/** How many of a thing there are. */
export function some(many: number, thing: string): string {
  return `${count(many)} ${thing}${many === 1 ? '' : 's'}`;
}

/** A whole number with its thousands apart. */
function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** The share of a training that is done, and what else there is to say. */
export function trainingLine(
  given: TrainOptions,
): (progress: Progress) => readonly [share: number, text: string] {
  const { epochs = trainLine.preset('epochs'), maxSteps = Infinity, maxSeconds = Infinity } = given;
  const metric = typeof given.metric === 'string' ? given.metric : 'cost';
  const name = metric === 'cost' ? '' : `${metric} `;
  return (progress) => {
    const { epoch, step, cost, validation, best, seconds, secondsLeft, phase } = progress;
    const done = phase
      ? seconds / (seconds + secondsLeft)
      : Math.max((epoch + 1) / epochs, step / maxSteps, seconds / maxSeconds);
    const parts = [`${phaseText(progress)}cost ${figure(cost)}`];
    if (validation) parts.push(`validation ${name}${figure(validation[metric]!)}`);
    if (best) parts.push(`best ${figure(best.value)} ${afterEpoch(best.epoch)}`);
    if (seconds > 0) parts.push(`${count(step / seconds)} steps/s`);
    const left = Math.max(0, Math.min(secondsLeft, maxSeconds - seconds));
    parts.push(`${mayEndEarly(given, progress) ? 'at most ' : ''}${duration(left)} left`);
    return [Math.min(1, done), parts.join(', ')];
  };
}

/** Which of several runs it is of. */
function phaseText({ phase, fold }: Progress): string {
  if (phase === undefined) return '';
  return phase === 'fit' ? 'all rows: ' : `fold ${fold! + 1}: `;
}

/** With patience, which what is held out by default has too. */
function mayEndEarly({ patience, validation }: TrainOptions, { best, phase }: Progress): boolean {
  return (
    phase !== undefined ||
    patience !== undefined ||
    (validation === undefined && best !== undefined)
  );
}
