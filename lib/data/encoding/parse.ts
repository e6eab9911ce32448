// Reads an encoding out of a file. All is checked: a damaged file must not give other numbers.
import { MAX_SEED } from '../../base/checks.js';
import { byCodePoints } from '../../base/code-points.js';
import { invalid, show } from '../../base/errors.js';
import { isKeyed } from '../../base/tags.js';
import type { ImputeOption, ScaleName } from '../column.js';
import { encodingTensors, joined, type EncodingTensors } from './describe.js';
import { scalesEachInput } from './distribution.js';
import {
  encodingOf,
  inputNamesOf,
  sameInput,
  type Encoding,
  type FeatureEncoding,
  type LevelFeature,
  type SampleOrigin,
} from './encoding.js';
import { MOST_LEVELS } from './levels.js';
import { scaleNames, type Scaling } from './options.js';
import { MOST_QUANTILES, type QuantileTable } from './quantiles.js';
import { StoredNumbers } from './stored-numbers.js';

const CODE = 'ERR_MODEL_FILE';

/** The lists in a file that an encoding is read from. */
interface Lists {
  readonly offset: StoredNumbers;
  readonly divisor: StoredNumbers;
  readonly impute: StoredNumbers;
  readonly quantiles: StoredNumbers;
  readonly ranks: StoredNumbers;
}

/**
 * Undoes `describeEncoding`; all is checked.
 * @throws `ERR_MODEL_FILE`
 */
export function parseEncoding(description: unknown, tensors: EncodingTensors): Encoding {
  const keys = ['scale', 'clip', 'impute', 'sample', 'features'];
  const said = fields('encoding', description, keys);
  for (const name of tensors.keys())
    if (!encodingTensors.includes(name))
      throw invalid('tensors', name, `one of ${encodingTensors.join(', ')}`, CODE);
  const [offset, divisor, impute, quantiles, ranks] = encodingTensors.map(
    (name) => new StoredNumbers(name, tensors),
  ) as [StoredNumbers, StoredNumbers, StoredNumbers, StoredNumbers, StoredNumbers];
  const lists = { offset, divisor, impute, quantiles, ranks };
  const sample = readSample(said['sample']);
  const features = readFeatures(said['features'], lists, sample);
  const affine = features.map((feature) => readAffine(feature, lists));
  for (const list of Object.values(lists)) list.end();
  return encodingOf({
    scaling: readScaling('encoding', said),
    impute: readImpute(said['impute']),
    sample,
    features,
    offset: joined(affine.map((of) => of.offset)),
    divisor: joined(affine.map((of) => of.divisor)),
  });
}

/** An object with these keys and no other. */
export function fields(
  argument: string,
  value: unknown,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  const own = isKeyed(value) ? Object.keys(value) : [];
  if (isKeyed(value) && own.length === keys.length && keys.every((key) => own.includes(key)))
    return value as Record<string, unknown>;
  throw invalid(argument, value, `an object with the keys ${keys.join(', ')}`, CODE);
}

export function boolean(argument: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(argument, value, 'true or false', CODE);
}

function whole(argument: string, value: unknown, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)
    return value as number;
  throw invalid(argument, value, `a whole number from ${min} to ${max}`, CODE);
}

function readScaling(argument: string, said: Readonly<Record<string, unknown>>): Scaling {
  const { scale, clip } = said;
  if (!(scaleNames as readonly unknown[]).includes(scale))
    throw invalid(`${argument}.scale`, scale, `one of ${scaleNames.join(', ')}`, CODE);
  const isLimit = typeof clip === 'number' && Number.isFinite(clip) && clip > 0;
  if (clip !== null && !isLimit)
    throw invalid(`${argument}.clip`, clip, 'null or a finite number above 0', CODE);
  return { scale: scale as ScaleName, clip: (clip as number | null) ?? Infinity };
}

function readImpute(value: unknown): ImputeOption {
  if (value === 'mean' || value === 'median' || value === 'refuse') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid('encoding.impute', value, 'mean, median, refuse or a finite number', CODE);
}

function readSample(value: unknown): SampleOrigin | null {
  if (value === null) return null;
  const { seed, size } = fields('encoding.sample', value, ['seed', 'size']);
  return {
    seed: whole('encoding.sample.seed', seed, 0, MAX_SEED),
    size: whole('encoding.sample.size', size, MOST_QUANTILES, MOST_QUANTILES),
  };
}

function readFeatures(
  value: unknown,
  lists: Lists,
  sample: SampleOrigin | null,
): readonly FeatureEncoding[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('encoding.features', value, 'a list of at least one feature', CODE);
  const seen = new Set<string>();
  const features = Array.from(value as unknown[], (said, f) => {
    const argument = `encoding.features[${f}]`;
    const feature = readFeature(argument, said, lists, sample);
    if (seen.has(feature.name))
      throw invalid(`${argument}.name`, feature.name, 'a name that is there once', CODE);
    seen.add(feature.name);
    return feature;
  });
  const same = sameInput(features);
  if (same === undefined) return features;
  throw invalid(
    'encoding.features',
    same.features,
    `inputs that are not both ${show(same.input)}`,
    CODE,
  );
}

const SHARED = ['kind', 'name', 'scale', 'clip', 'refuse'];
const kinds = {
  number: ['indicator'],
  ordinal: ['indicator', 'levels'],
  date: ['indicator', 'hours'],
  category: ['levels', 'other'],
  boolean: ['levels', 'other'],
} as const satisfies Record<FeatureEncoding['kind'], readonly string[]>;

function readFeature(
  argument: string,
  value: unknown,
  lists: Lists,
  sample: SampleOrigin | null,
): FeatureEncoding {
  const { kind, scale: way } = (value ?? {}) as Record<string, unknown>;
  if (typeof kind !== 'string' || !isKind(kind))
    throw invalid(`${argument}.kind`, kind, `one of ${Object.keys(kinds).join(', ')}`, CODE);
  const isLevels = kind === 'category' || kind === 'boolean';
  const table = way === 'quantile' && !isLevels ? ['quantiles'] : [];
  const said = fields(argument, value, [...SHARED, ...kinds[kind], ...table]);
  const { name } = said;
  if (typeof name !== 'string') throw invalid(`${argument}.name`, name, 'a text', CODE);
  const scaling = readScaling(argument, said);
  const shared = { name, ...scaling, refuse: boolean(`${argument}.refuse`, said['refuse']) };
  if (isLevels) return readLevelFeature(argument, { kind, ...shared }, said);
  const valued = {
    ...shared,
    indicator: boolean(`${argument}.indicator`, said['indicator']),
    impute: lists.impute.take(1, 'a finite number', Number.isFinite)[0]!,
    quantiles:
      table.length > 0
        ? readTable(`${argument}.quantiles`, said['quantiles'], lists, sample)
        : null,
  };
  if (kind === 'number') return { kind, ...valued };
  if (kind === 'date')
    return { kind, ...valued, hours: boolean(`${argument}.hours`, said['hours']) };
  return { kind, ...valued, levels: readLevels(`${argument}.levels`, said['levels'], 1) };
}

function isKind(kind: string): kind is FeatureEncoding['kind'] {
  return Object.hasOwn(kinds, kind);
}

function readLevels(argument: string, value: unknown, least: number): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [];
  const areTexts = list.every((level) => typeof level === 'string');
  if (
    Array.isArray(value) &&
    areTexts &&
    list.length >= least &&
    new Set(list).size === list.length
  )
    return list as string[];
  throw invalid(argument, value, `a list of at least ${least} texts, each there once`, CODE);
}

function readLevelFeature(
  argument: string,
  shared: Omit<LevelFeature, 'levels' | 'other'>,
  said: Readonly<Record<string, unknown>>,
): LevelFeature {
  const path = `${argument}.levels`;
  const levels = readLevels(path, said['levels'], 0);
  const other = boolean(`${argument}.other`, said['other']);
  const feature = { ...shared, levels, other };
  if (shared.kind === 'boolean') {
    if (!other && levels.join() === 'false,true') return feature;
    throw invalid(path, levels, 'false and true, and no other', CODE);
  }
  const isAscending = levels.every(
    (level, i) => i === 0 || byCodePoints(levels[i - 1]!, level) < 0,
  );
  const count = levels.length;
  const isCount = other ? count === 0 || count === MOST_LEVELS : count > 0 && count <= MOST_LEVELS;
  if (isAscending && isCount) return feature;
  const allowed = `1 to ${MOST_LEVELS} texts in the order of their code points, with others none or all`;
  throw invalid(path, levels, allowed, CODE);
}

/** The quantiles of one column, of as many values as are said. */
export function readQuantiles(
  argument: string,
  said: unknown,
  quantiles: StoredNumbers,
  ranks: StoredNumbers,
): QuantileTable {
  const count = whole(argument, said, 1, MOST_QUANTILES);
  const isValue = (now: number, before: number): boolean => Number.isFinite(now) && now > before;
  const isRank = (now: number, before: number): boolean =>
    Number.isInteger(now) && now >= 0 && now < MOST_QUANTILES && now > before;
  const above = 'above the one before it';
  const values = quantiles.take(count, `a finite number ${above}`, isValue);
  return {
    values,
    last: ranks.take(count, `a whole number below ${MOST_QUANTILES}, ${above}`, isRank),
  };
}

function readTable(
  argument: string,
  said: unknown,
  { quantiles, ranks }: Lists,
  sample: SampleOrigin | null,
): QuantileTable {
  const table = readQuantiles(argument, said, quantiles, ranks);
  if (sample === null || table.last.at(-1) === MOST_QUANTILES - 1) return table;
  throw invalid(argument, said, `those of ${MOST_QUANTILES} examples`, CODE);
}

function readAffine(
  feature: FeatureEncoding,
  lists: Lists,
): { readonly offset: Float64Array; readonly divisor: Float64Array } {
  const { length } = inputNamesOf(feature);
  const { scale } = feature;
  if (!scalesEachInput(scale))
    return {
      offset: lists.offset.take(length, '0', (value) => Object.is(value, 0)),
      divisor: lists.divisor.take(length, '1', (value) => value === 1),
    };
  const constant = scale === 'robust' ? ', or 0 for a constant column' : '';
  const isDivisor = (value: number): boolean =>
    (value > 0 && Number.isFinite(value)) || (Object.is(value, 0) && constant !== '');
  return {
    offset: lists.offset.take(length, 'a finite number', Number.isFinite),
    divisor: lists.divisor
      .take(length, `a finite number above 0${constant}`, isDivisor)
      .map((value) => value || Infinity),
  };
}
