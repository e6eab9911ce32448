// Options that hold a network back from learning its examples by heart.
import { flag, isRecord, notNegative, numberWithin, readOptions, share } from '../base/checks.js';
import { DenselyError, invalid } from '../base/errors.js';
import { scheduledOption, type ScheduleSaid } from './schedules/option.js';

/** What may change with the steps. */
export interface ScheduledRule<Value> {
  readonly value: Value;
  readonly schedule: ScheduleSaid;
}

/** A penalty of the weights, and whether biases have it too. */
export interface PenaltyRule extends ScheduledRule<number> {
  readonly biases: boolean;
}

/** A finite number from 0 on, or one with more to say. */
export function penaltyOption(argument: string, value: unknown): PenaltyRule {
  const [biases, rest] = isRecord(value)
    ? withoutBiases(argument, value as object)
    : ([false, value] as const);
  return { ...scheduledOption(argument, rest, notNegative), biases };
}

function withoutBiases(argument: string, value: object): [biases: boolean, rest: object] {
  const said = readOptions(argument, value, ['value', 'biases', 'schedule']);
  const { biases = false, ...rest } = said;
  return [flag(`${argument}.biases`, biases), rest];
}

/** @param hidden number of hidden layers; a share for each */
export function dropoutOption(
  argument: string,
  value: unknown,
  hidden: number,
): ScheduledRule<readonly number[]> {
  return scheduledOption(argument, value, (name, of) => {
    if (!Array.isArray(of)) return new Array<number>(hidden).fill(share(name, of));
    if (of.length !== hidden) {
      const message = `${name} has ${of.length} shares but there are ${hidden} hidden layers: give one share, or one per hidden layer.`;
      throw new DenselyError('ERR_OPTION', name, message);
    }
    return Array.from(of as unknown[], (one, i) => share(`${name}[${i}]`, one));
  });
}

/** @param isClasses are the targets classes or labels? */
export function smoothingOption(
  argument: string,
  value: unknown,
  isClasses: boolean,
): ScheduledRule<number> {
  const read = scheduledOption(argument, value, share);
  if (read.value === 0 || isClasses) return read;
  const message = `${argument} spreads labels over classes, and these targets are values: leave it out.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

/** A number above 0; Infinity, the default, clips nothing. */
export function clipOption(argument: string, value: unknown = Infinity): number {
  if (typeof value === 'number' && value > 0) return value;
  throw invalid(argument, value, 'a number above 0');
}

const MAX_EPOCHS = 1e9;

/** Epochs over which weights are averaged; 0: not at all. */
export function averageOption(argument: string, value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!isRecord(value)) throw invalid(argument, value, 'true, false or { epochs }');
  const { epochs = 1 } = readOptions(argument, value, ['epochs']);
  return numberWithin(`${argument}.epochs`, epochs, 0.001, MAX_EPOCHS);
}
