// The option --threshold.
import { numberOf } from './command.js';

export const thresholdHelp: readonly string[] = [
  '  --threshold P     predict above this probability, default that of the model;',
  '                    P,Q of several labels',
];

/** A number, or one of each label. */
export function thresholdSaid(text: string | undefined): number | number[] | undefined {
  const list = text?.split(',').map((each) => numberOf('threshold', each)!);
  return list?.length === 1 ? list[0] : list;
}
