// What a model is beside its numbers, whichever version of the file says it.
import { oneOf, wholeNumber } from '../../base/checks.js';
import { dtypes, type DType } from '../../base/dtype.js';
import { invalid } from '../../base/errors.js';
import type { ScaleName } from '../../data/column.js';
import { scaleNames } from '../../data/encoding/options.js';
import { featureNames, targetNames, type FeatureNames } from '../../data/names.js';
import { scales } from '../../data/scaler.js';
import { checkText } from '../../data/text.js';
import type { Scalar } from '../../format/scanner.js';
import { activationNames } from '../../network/activations.js';
import { checkLossNumbers } from '../../network/loss-option.js';
import { lossNames, lossNumberCount, type Loss } from '../../network/losses.js';
import {
  activationsOf,
  classCount,
  linearOption,
  MAX_LAYERS,
  MAX_UNITS,
  networkSpec,
  outputOf,
  targetCount,
  unitsOf,
  type NetworkSpec,
} from '../../network/spec.js';
import { limits } from '../../data/encoding/warp.js';
import { clipOf, type Fitted, type ModelParts } from '../parts.js';
import { isThreshold, thresholdCount } from '../threshold.js';
import { encodingTexts, featuresIn, type EncodingTexts } from './encoding.js';
import { readingFrom, readingText } from './reading.js';

/** The parts of a model without their numbers. */
export interface Description extends Pick<ModelParts<Scalar>, 'spec' | 'classes' | 'targets'> {
  readonly scale: ScaleName;
  /** The limit of what the scaler makes of features; null where it clips nothing. */
  readonly clip: number | null;
  /** null: nobody named them; x1, x2, … */
  readonly features: readonly string[] | null;
  /** The label of the positive class where it is not the second; else undefined. */
  readonly positive: Scalar | undefined;
  /** Of a calibrated model. */
  readonly temperature: number | undefined;
  /** One of each output; null: 0.5. */
  readonly thresholds: readonly number[] | null;
  /** How features become inputs, and targets outputs, where a scaler does not say it. */
  readonly encoded: EncodingTexts;
  /** How cells are read, as JSON, where that is known. */
  readonly reading: string | undefined;
}

/** A network's description of which nothing is checked yet. */
export interface SaidOfNetwork {
  readonly dtype: Scalar;
  readonly sizes: readonly Scalar[];
  readonly activations: readonly Scalar[];
  readonly loss: Scalar;
  /** None where the loss takes none. */
  readonly lossNumbers: readonly Scalar[];
  readonly linear: Scalar;
}

/** A description of which nothing is checked yet but the network. */
export interface Said {
  readonly spec: NetworkSpec;
  readonly scale: Scalar;
  readonly clip: Scalar | null;
  readonly classes: readonly Scalar[] | null;
  readonly features: readonly Scalar[] | null;
  readonly targets: readonly Scalar[];
  readonly positive: Scalar | undefined;
  readonly temperature: Scalar | undefined;
  readonly thresholds: readonly Scalar[] | null;
  readonly encoded: EncodingTexts;
  readonly reading: string | undefined;
}

/** Names of what goes in and comes out. */
export type Names = Pick<
  ModelParts,
  | 'classes'
  | 'features'
  | 'named'
  | 'targets'
  | 'positive'
  | 'temperature'
  | 'thresholds'
  | 'reading'
>;

const CODE = 'ERR_MODEL_FILE';

/**
 * What a file is to say of a model.
 * @throws a DenselyError about the first thing that no file can hold
 */
export function describe(spec: NetworkSpec, fitted: Fitted, names: Names): Description {
  // What nobody named is not written out: n says a hundred thousand of x1, x2, … too.
  const features = names.named ? names.features : null;
  // Lists are labels of regressions, which have no classes.
  const classes = names.classes as Said['classes'];
  const clip = clipOf(fitted.scaling);
  return checkDescription({
    spec: checkNetwork(saidOf(spec)),
    scale: fitted.scaling.scale,
    clip: clip === Infinity ? null : clip,
    classes,
    features,
    targets: names.targets,
    positive: names.positive === 0 ? classes?.[0] : undefined,
    temperature: names.temperature,
    thresholds: names.thresholds ?? null,
    encoded: encodingTexts(fitted),
    reading: readingText(names.reading),
  });
}

/** What a file says of a network. */
export function saidOf(spec: NetworkSpec): SaidOfNetwork {
  const { dtype, loss, lossNumbers, linear } = spec;
  return {
    dtype,
    sizes: unitsOf(spec),
    activations: activationsOf(spec),
    loss,
    lossNumbers,
    linear,
  };
}

/** The features' names, and whether somebody gave them. */
export function namesOf({ features, spec, encoded }: Description): FeatureNames {
  return featureNames(features ?? undefined, featureCount(spec, encoded));
}

function featureCount(spec: NetworkSpec, { features }: EncodingTexts): number {
  return features === null ? spec.inputs : featuresIn(features);
}

/**
 * Checks all that a description says.
 * @throws a DenselyError about the first thing that no model has
 */
export function checkDescription(said: Said): Description {
  const { spec } = said;
  const { encoded, reading } = said;
  const scale = oneOf('scale', said.scale, encoded.features === null ? scales : scaleNames);
  const clip = checkClip(said);
  const classes = checkClasses(said.classes, spec);
  const count = featureCount(spec, encoded);
  const features = said.features && featureNames(said.features, count).features;
  const targets = targetNames(said.targets, classes ? 1 : targetCount(spec));
  if (reading !== undefined) readingFrom(reading, { features: count, targets: targets.length });
  const { positive } = said;
  if (positive !== undefined && (classes?.length !== 2 || positive !== classes[0]))
    throw invalid('metadata positive', positive, 'the first of two classes, or left out', CODE);
  const own = {
    positive,
    temperature: checkTemperature(said.temperature),
    thresholds: said.thresholds && checkThresholds(said.thresholds, spec),
  };
  return { spec, scale, clip, classes, features, targets, ...own, encoded, reading };
}

function checkTemperature(temperature: Said['temperature']): number | undefined {
  if (temperature === undefined || (typeof temperature === 'number' && temperature > 0))
    return temperature;
  throw invalid('metadata temperature', temperature, 'a number above 0, or left out', CODE);
}

function checkThresholds(thresholds: readonly Scalar[], spec: NetworkSpec): readonly number[] {
  const count = thresholdCount(spec);
  if (count > 0 && thresholds.length === count && thresholds.every(isThreshold)) return thresholds;
  const allowed = count > 0 ? `${count} numbers between 0 and 1, or null` : 'null';
  throw invalid('metadata thresholds', thresholds, `${allowed} for ${spec.loss}`, CODE);
}

/** An encoding has its own limits. */
function checkClip({ clip, encoded }: Said): number | null {
  if (clip === null) return null;
  const { lowest, highest } = limits;
  const isLimit = typeof clip === 'number' && clip >= lowest && clip <= highest;
  if (isLimit && encoded.features === null) return clip;
  const number = `a number from ${lowest} to ${highest}`;
  const allowed = encoded.features === null ? number : 'left out';
  throw invalid('metadata clip', clip, allowed, CODE);
}

/** @throws a DenselyError about the first thing that no network has */
export function checkNetwork(said: SaidOfNetwork): NetworkSpec {
  const { sizes, activations } = said;
  const units = sizes.map((n, i) => wholeNumber(`sizes[${i}]`, n, 1, MAX_UNITS));
  if (units.length < 2 || units.length > MAX_LAYERS + 1)
    throw invalid('sizes', units, `the units of 1 to ${MAX_LAYERS} layers after the inputs`, CODE);
  const hidden = units.length - 2;
  if (activations.length !== hidden)
    throw invalid('activations', activations, `one name for each of ${hidden} hidden layers`);
  const dtype = oneOf('dtype', said.dtype, dtypes);
  const names = activations.map((name, i) => oneOf(`activations[${i}]`, name, activationNames));
  const loss = oneOf('loss', said.loss, lossNames);
  const numbers = checkNumbers(loss, said.lossNumbers, units.at(-1)!, dtype);
  const linear = linearOption('linear', said.linear, hidden);
  return networkSpec(dtype, units, names, loss, numbers, { linear });
}

function checkNumbers(
  loss: Loss,
  said: readonly Scalar[],
  outputs: number,
  dtype: DType,
): readonly number[] {
  const count = lossNumberCount(loss, outputs);
  if (said.length === count) return checkLossNumbers('loss', loss, said, dtype).numbers;
  throw invalid('lossNumbers', said, `${count} numbers for ${loss}`, CODE);
}

/** Different labels of one type, as many as the network tells apart; null for values, and for labels that are outputs. */
function checkClasses(classes: Said['classes'], spec: NetworkSpec): readonly Scalar[] | null {
  const count = classCount(spec);
  if (count === undefined) throw wrongOutputs(spec);
  if (classes === null && outputOf(spec) !== 'softmax') return null;
  const right =
    classes?.length === count &&
    new Set(classes).size === count &&
    classes.every((label) => typeof label === typeof classes[0] && isWritable(label));
  if (right) {
    for (const label of classes) checkText('metadata classes', label);
    return classes;
  }
  const allowed = count === 0 ? 'null' : `${count} different labels of one type, none infinite,`;
  throw invalid('metadata classes', classes, `${allowed} for ${spec.loss}`, CODE);
}

/** JSON has no infinite numbers. */
function isWritable(label: Scalar): boolean {
  return typeof label === 'number' ? Number.isFinite(label) : typeof label !== 'object';
}

function wrongOutputs(spec: NetworkSpec): Error {
  return invalid('sizes', unitsOf(spec), `3 or more outputs for ${outputOf(spec)}`, CODE);
}
