// What a network's inputs are made of: how each column of a table is encoded.
import type { ImputeOption } from '../column.js';
import { scalesEachInput, type Affine } from './distribution.js';
import type { Scaling } from './options.js';
import type { QuantileTable } from './quantiles.js';

interface Encoded extends Scaling {
  readonly name: string;
  /** A missing value is refused. */
  readonly refuse: boolean;
}

interface Valued extends Encoded {
  /** Stands for a missing value. */
  readonly impute: number;
  /** Training had holes: an input tells where one is. */
  readonly indicator: boolean;
  /** Of a column that is scaled by its quantiles. */
  readonly quantiles: QuantileTable | null;
}

/** Numbers as they are, before they are scaled. */
export interface NumberFeature extends Valued {
  readonly kind: 'number';
}

/** Levels with an order: 0, 1, 2, … */
export interface OrdinalFeature extends Valued {
  readonly kind: 'ordinal';
  readonly levels: readonly string[];
}

/** Days since 1970 as a number, and places on the circles of year, week and, where `hours`, day. */
export interface DateFeature extends Valued {
  readonly kind: 'date';
  readonly hours: boolean;
}

/** One input a level; of two levels a single one, which is +1 for the first (of booleans: true), else −1. */
export interface LevelFeature extends Encoded {
  readonly kind: 'category' | 'boolean';
  /** In the order of their code points. */
  readonly levels: readonly string[];
  /** One more input stands for all other levels. */
  readonly other: boolean;
}

export type FeatureEncoding = NumberFeature | OrdinalFeature | DateFeature | LevelFeature;

/** Features that are numbers before they are scaled. */
export type ValuedFeature = Exclude<FeatureEncoding, LevelFeature>;

/** A feature, and how each of its inputs is scaled. */
export interface Fitted {
  readonly feature: FeatureEncoding;
  readonly inputs: readonly Affine[];
}

/** The sample of examples that quantiles were taken from. */
export interface SampleOrigin {
  readonly seed: number;
  readonly size: number;
}

/** Fitted on the training part: makes inputs of columns. Plain data. */
export interface Encoding {
  /** What held for columns of which nothing else was said. */
  readonly scaling: Scaling;
  readonly impute: ImputeOption;
  /** Null where all examples were taken, or no column is scaled by quantiles. */
  readonly sample: SampleOrigin | null;
  /** One a column, in their order. */
  readonly features: readonly FeatureEncoding[];
  /** The first input of each feature. */
  readonly first: readonly number[];
  readonly inputNames: readonly string[];
  /** Input = (value − offset) / divisor, a divisor of Infinity makes 0; then z / √(1 + (z / clip)²). */
  readonly offset: Float64Array;
  readonly divisor: Float64Array;
  /** Infinity where nothing is clipped. */
  readonly clip: Float64Array;
}

/** What an encoding is made of; all else follows. */
export type EncodingParts = Pick<
  Encoding,
  'scaling' | 'impute' | 'sample' | 'features' | 'offset' | 'divisor'
>;

export function isValued(feature: FeatureEncoding): feature is ValuedFeature {
  return feature.kind !== 'category' && feature.kind !== 'boolean';
}

/** Two levels in one input. */
export function isSigned({ levels, other }: LevelFeature): boolean {
  return levels.length === 2 && !other;
}

/** The place of the level that is +1. */
export function positiveLevel({ kind }: LevelFeature): 0 | 1 {
  return kind === 'boolean' ? 1 : 0;
}

/** The names of a feature's inputs. */
export function inputNamesOf(feature: FeatureEncoding): string[] {
  const { name } = feature;
  if (!isValued(feature)) {
    const { levels, other } = feature;
    if (isSigned(feature)) return [`${name}=${levels[positiveLevel(feature)]!}`];
    return [...levels.map((level) => `${name}=${level}`), ...(other ? [`${name} other`] : [])];
  }
  const missing = feature.indicator ? [`${name} missing`] : [];
  if (feature.kind !== 'date') return [name, ...missing];
  const circles = ['year', 'week', ...(feature.hours ? ['hour'] : [])];
  const places = circles.flatMap((of) => [`${name} ${of} sin`, `${name} ${of} cos`]);
  return [`${name} days`, ...missing, ...places];
}

/** Two features that both have an input of the same name, such as "age missing" beside "age". */
export interface SameInput {
  readonly input: string;
  readonly features: readonly [string, string];
}

/** The first name that two inputs would have. */
export function sameInput(features: readonly FeatureEncoding[]): SameInput | undefined {
  const owners = new Map<string, string>();
  for (const feature of features)
    for (const input of inputNamesOf(feature)) {
      const other = owners.get(input);
      if (other !== undefined) return { input, features: [other, feature.name] };
      owners.set(input, feature.name);
    }
  return undefined;
}

/** Where the limit of a feature holds: of all inputs but its first only if the scale is for them too. */
function clipsOf(feature: FeatureEncoding, inputs: number): number[] {
  const { scale, clip } = feature;
  return Array.from({ length: inputs }, (_, i) =>
    scalesEachInput(scale) || (i === 0 && isValued(feature)) ? clip : Infinity,
  );
}

/** An encoding of its parts. */
export function encodingOf(parts: EncodingParts): Encoding {
  const names = parts.features.map(inputNamesOf);
  let inputs = 0;
  const first = names.map((of) => (inputs += of.length) - of.length);
  const clips = parts.features.flatMap((feature, f) => clipsOf(feature, names[f]!.length));
  return { ...parts, first, inputNames: names.flat(), clip: Float64Array.from(clips) };
}

const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Where each level stands in a list. */
export function placesOf(levels: readonly string[]): ReadonlyMap<string, number> {
  let known = places.get(levels);
  if (!known) places.set(levels, (known = new Map(levels.map((level, i) => [level, i]))));
  return known;
}

/**
 * The place of a level as a cell: behind all others where it is none of them and they have a place; −1 where
 * it is unknown.
 */
export function levelOf(feature: OrdinalFeature | LevelFeature, text: string): number {
  const place = placesOf(feature.levels).get(text);
  if (place !== undefined) return place;
  return feature.kind !== 'ordinal' && feature.other ? feature.levels.length : -1;
}
