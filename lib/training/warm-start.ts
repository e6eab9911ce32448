// A training that goes on from a model's weights: its network, its encoding and its classes stay.
import type { DType } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { inSlices } from '../base/turns.js';
import type { ScaleOption } from '../data/column.js';
import type { Dataset } from '../data/dataset.js';
import { scalingOf } from '../data/encoding/options.js';
import { notFinite } from '../data/scaler.js';
import type { Matrix } from '../base/matrix.js';
import type { Asked } from '../model/evaluate.js';
import { Model } from '../model/model.js';
import type { ModelParts } from '../model/parts.js';
import type { ClassOfTwo } from '../backend/metrics/told.js';
import { partsWithin } from '../model/predicting.js';
import type { Activation } from '../network/activations.js';
import type { LossRule } from '../network/loss-option.js';
import { activationsOf } from '../network/spec.js';
import { checkTargetsFor, type Prepared } from './prepared.js';
import { heldSet, scaledCopy } from './validation.js';

/** Reads the option `start`. */
export function startOption(argument: string, value: unknown): ModelParts | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Model) return partsWithin(value);
  throw invalid(argument, value, 'a Model, such as train() gives and Model.load() reads');
}

/** What a model has of itself, as options say it. */
export interface OwnOptions {
  readonly hidden: readonly number[];
  readonly activation: readonly Activation[];
  readonly linear: boolean;
  readonly dtype: DType;
}

export function optionsOfModel({ spec }: ModelParts): OwnOptions {
  const hidden = spec.layers.slice(0, -1).map(({ units }) => units);
  const { linear, dtype } = spec;
  return { hidden, activation: activationsOf(spec), linear, dtype };
}

/** Options that are the model's own, and may be said only as it has them. */
const own = ['hidden', 'activation', 'linear', 'dtype', 'positive', 'loss', 'clamp'] as const;

/** Options of which a model does not keep what was said. */
const gone = ['initializer', 'impute', 'columns', 'targetScale'] as const;

/** What is compared with the model. */
interface SaidOptions extends OwnOptions {
  readonly positive: ClassOfTwo;
  readonly scale: ScaleOption;
  readonly loss: LossRule;
  readonly clamp: boolean;
}

/** @throws `ERR_OPTION` for the first option that is said otherwise than the model has it */
export function checkStart(
  start: ModelParts,
  values: SaidOptions,
  said: Readonly<Record<string, unknown>>,
): void {
  const { spec, positive = 1, values: targets } = start;
  const loss = { name: spec.loss, numbers: spec.lossNumbers };
  const clamp = targets?.some((target) => target.clamp !== null) ?? false;
  const model = { ...optionsOfModel(start), positive, loss, clamp };
  for (const key of own)
    if (said[key] !== undefined && JSON.stringify(values[key]) !== JSON.stringify(model[key]))
      throw otherwise(
        key,
        said[key],
        `the model's is ${show(key === 'loss' ? spec.loss : model[key])}`,
      );
  const { scale } = start.scaling;
  if (said.scale !== undefined && scalingOf(values.scale).scale !== scale)
    throw otherwise('scale', said.scale, `the model's is ${show(scale)}`);
  for (const key of gone)
    if (said[key] !== undefined) throw otherwise(key, said[key], 'the model has its own');
}

function otherwise(key: string, value: unknown, why: string): DenselyError {
  const message = `${key} is ${show(value)}, but the training goes on from a model (start), and ${why}: leave ${key} out, or begin afresh without start.`;
  return new DenselyError('ERR_OPTION', key, message);
}

/**
 * Examples as a model reads them.
 * @throws `ERR_DATA` for other features, other targets, or a label that the model does not know
 */
export async function preparedFor(
  data: Dataset,
  parts: ModelParts,
  fullBatch: boolean,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const asked = await heldSet('data', data, parts, signal);
  const { scaling, encoding, values, spec, targets } = parts;
  await inSlices(checkTargetsFor(spec.loss, asked.Y, targets), signal);
  const x = await scaledCopy(asked.work.x, null, parts, fullBatch, signal);
  const y = await scaledCopy(targetsIn(asked), scaling.targets, parts, fullBatch, signal);
  if (y.wrong >= 0)
    throw notFinite(scaling.targets, asked.Y, y.wrong, spec.dtype, targets, TOO_LARGE);
  return { fitted: { scaling, encoding, values }, x: x.x, y: y.x };
}

const TOO_LARGE = `leave it out, or begin afresh without start and with dtype: 'float64'`;

function targetsIn({ work: { y } }: Asked): Matrix {
  return y!;
}
