// What an encoding does, for people.
import { shortNumber } from '../../base/printed.js';
import {
  inputNamesOf,
  isSigned,
  isValued,
  positiveLevel,
  type Encoding,
  type FeatureEncoding,
  type LevelFeature,
  type ValuedFeature,
} from './encoding.js';
import type { Scaling } from './options.js';

/** So many levels are named. */
const SHOWN = 6;

/** A line a column: what it becomes. */
export function textOf({ features, sample }: Encoding): string[] {
  const lines = features.map((feature) => `${feature.name}: ${feature.kind}, ${become(feature)}`);
  if (sample !== null)
    lines.push(`Quantiles are those of ${sample.size} examples, drawn with seed ${sample.seed}.`);
  return lines;
}

function become(feature: FeatureEncoding): string {
  const { length } = inputNamesOf(feature);
  const inputs = `${length} input${length === 1 ? '' : 's'}`;
  const what = isValued(feature) ? values(feature) : levels(feature);
  return [inputs, ...what, scaleText(feature)].join('; ');
}

export function scaleText({ scale, clip }: Scaling): string {
  return clip === Infinity ? scale : `${scale}, clipped at ${shortNumber(clip)}`;
}

function values(feature: ValuedFeature): string[] {
  const { impute, indicator, refuse } = feature;
  const told = indicator ? ', and an input tells' : '';
  const holes = refuse ? 'none may be missing' : `missing: ${shortNumber(impute)}${told}`;
  if (feature.kind === 'ordinal') return [`0 to ${feature.levels.length - 1}`, holes];
  if (feature.kind === 'number') return [holes];
  return [
    `days since 1970, circles of year${feature.hours ? ', week and day' : ' and week'}`,
    holes,
  ];
}

function levels(feature: LevelFeature): string[] {
  const { levels: all, other, refuse } = feature;
  const holes = refuse ? ['none may be missing'] : [];
  if (isSigned(feature)) {
    const plus = positiveLevel(feature);
    return [`${all[plus]} is +1, ${all[1 - plus]} is -1`, ...holes];
  }
  const more = all.length > SHOWN ? [`… (${all.length})`] : [];
  const named = [...all.slice(0, SHOWN), ...more, ...(other ? ['all others'] : [])];
  return [named.join(', '), ...holes];
}
