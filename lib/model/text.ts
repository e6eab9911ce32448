import { some } from '../base/errors.js';
import { unitsOf } from '../network/spec.js';
import { summarize } from '../network/summary.js';
import type { ModelParts } from './parts.js';

/** Sizes, names, and the table of the layers. */
export function modelText({ spec, scaling, features, targets, classes }: ModelParts): string {
  const told = classes ? `${some(targets)}, classes ${some(classes)}` : `values ${some(targets)}`;
  return [
    `Model ${unitsOf(spec).join('-')}, ${spec.dtype}, scale ${scaling.scale}`,
    `from ${some(features)} to ${told}`,
    ...String(summarize(spec)).split('\n'),
  ].join('\n  ');
}
