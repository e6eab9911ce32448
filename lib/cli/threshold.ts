// The option --threshold.
import { numberOf } from './command.js';

export const thresholdHelp: string =
  '  --threshold P     predict above this probability, default the model’s own; T1,T2 of labels';

/** A number, or one of each label. */
export function thresholdSaid(text: string | undefined): number | number[] | undefined {
  const list = text?.split(',').map((each) => numberOf('threshold', each)!);
  return list?.length === 1 ? list[0] : list;
}
