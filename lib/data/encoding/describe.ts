// An encoding as plain data for a file: a description that JSON can hold, and named lists of numbers.
import type { ImputeOption, ScaleName } from '../column.js';
import { isValued, type Encoding, type FeatureEncoding, type SampleOrigin } from './encoding.js';
import type { Scaling } from './options.js';

/** Null where nothing is clipped: JSON has no Infinity. */
interface DescribedScaling {
  readonly scale: ScaleName;
  readonly clip: number | null;
}

/** A feature but for its numbers; keys that a kind does not have are left out. */
interface DescribedFeature extends DescribedScaling {
  readonly kind: FeatureEncoding['kind'];
  readonly name: string;
  readonly refuse: boolean;
  readonly indicator?: boolean;
  readonly hours?: boolean;
  readonly levels?: readonly string[];
  readonly other?: boolean;
  /** How many different quantiles it has. */
  readonly quantiles?: number;
}

export interface EncodingDescription extends DescribedScaling {
  readonly impute: ImputeOption;
  readonly sample: SampleOrigin | null;
  readonly features: readonly DescribedFeature[];
}

/** Lists of numbers by name; those that would be empty are left out. */
export type EncodingTensors = ReadonlyMap<string, Float64Array>;

export interface DescribedEncoding {
  readonly description: EncodingDescription;
  readonly tensors: EncodingTensors;
}

function described({ scale, clip }: Scaling): DescribedScaling {
  return { scale, clip: clip === Infinity ? null : clip };
}

function describedFeature(feature: FeatureEncoding): DescribedFeature {
  const { kind, name, refuse } = feature;
  const shared = { kind, name, ...described(feature), refuse };
  if (!isValued(feature)) return { ...shared, levels: feature.levels, other: feature.other };
  const { indicator, quantiles } = feature;
  return {
    ...shared,
    indicator,
    ...(feature.kind === 'date' && { hours: feature.hours }),
    ...(feature.kind === 'ordinal' && { levels: feature.levels }),
    ...(quantiles !== null && { quantiles: quantiles.values.length }),
  };
}

/** The names of the lists, all of which are float64. */
export const encodingTensors: readonly string[] = [
  'encoding.offset',
  'encoding.divisor',
  'encoding.impute',
  'encoding.quantiles',
  'encoding.ranks',
];

export function describeEncoding(encoding: Encoding): DescribedEncoding {
  const { scaling, impute, sample, features, offset, divisor } = encoding;
  const valued = features.filter(isValued);
  const tables = valued.flatMap(({ quantiles }) => quantiles ?? []);
  const lists = [
    offset,
    // All numbers of a file are finite: 0 stands for Infinity, which makes 0 of everything.
    divisor.map((value) => (value === Infinity ? 0 : value)),
    Float64Array.from(valued, (feature) => feature.impute),
    joined(tables.map(({ values }) => values)),
    joined(tables.map(({ last }) => last)),
  ];
  const description = {
    ...described(scaling),
    impute,
    sample,
    features: features.map(describedFeature),
  };
  const named = lists.map((list, i) => [encodingTensors[i]!, list] as const);
  return { description, tensors: new Map(named.filter(([, list]) => list.length > 0)) };
}

export function joined(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}
