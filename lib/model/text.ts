import { show, some } from '../base/errors.js';
import { taskNouns } from '../data/task.js';
import { quantileLevels, unitsOf } from '../network/spec.js';
import { textOf } from '../data/encoding/text.js';
import { summarize, type NetworkSummary } from '../network/summary.js';
import { taskOf, type ModelParts } from './parts.js';

/** Sizes, names, and the table of the layers. */
export function modelText(parts: ModelParts): string {
  const { spec, scaling, features, targets, classes, positive } = parts;
  const levels = quantileLevels(spec);
  const sought = positive === 0 && classes ? `, positive ${show(classes[0])}` : '';
  const told = classes
    ? `${some(targets)}, classes ${some(classes)}${sought}`
    : `${taskNouns[taskOf(parts)]} ${some(targets)}${levels ? `, quantiles ${levels.join(', ')}` : ''}`;
  return [
    `Model ${unitsOf(spec).join('-')}, ${spec.dtype}, scale ${scaling.scale}`,
    `from ${some(features)} to ${told}`,
    ...String(summarize(spec)).split('\n'),
  ].join('\n  ');
}

/** The layers, and what becomes of columns that are more than numbers. */
export function summaryOf({ spec, encoding }: ModelParts): NetworkSummary {
  return summarize(spec, encoding ? textOf(encoding) : undefined);
}
