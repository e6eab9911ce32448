// The temperature of a run's model, of the examples that it held out.
import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { untilAborted } from '../base/cancel.js';
import { inSlices } from '../base/turns.js';
import { shortNumber } from '../base/printed.js';
import { currentBackend } from '../backend/select.js';
import type { Asked } from '../model/evaluate.js';
import type { ModelParts } from '../model/parts.js';
import { scaledOutput, temperatureBounds, temperatureOf } from '../model/temperature.js';
import { outputsOf } from '../network/spec.js';
import type { RunOptions } from './option-table.js';

/** Parameters of which the probabilities are calibrated. */
export interface Calibrated {
  readonly temperature: number;
  readonly parameters: FloatArray;
  readonly warnings: readonly string[];
}

/** How a run's parameters are calibrated: they are copied, and nobody changes them meanwhile. */
export type Calibration = (parameters: FloatArray) => Promise<Calibrated>;

/**
 * A copy of parameters, with the temperature of the held-out examples in their last layer.
 * @throws (rejects) the signal's reason
 */
export async function calibrated(
  parameters: FloatArray,
  { spec, signal }: RunOptions,
  { work, Y, weights }: Asked,
): Promise<Calibrated> {
  const out = sharedZeros(spec.dtype, work.x.cols * outputsOf(spec));
  const asked = { ...work, parameters, y: null, weights: null, out, logits: true };
  const program = currentBackend().program(spec);
  await untilAborted(signal, (cancel) => program.inferAsync(asked, cancel));
  const held = [{ logits: out, Y, weights }];
  const temperature = await inSlices(temperatureOf(held, spec.loss), signal);
  return atTemperature({ spec, parameters }, temperature, signal);
}

/** A copy of parameters with a temperature in their last layer. */
export async function atTemperature(
  { spec, parameters }: Pick<ModelParts, 'spec' | 'parameters'>,
  temperature: number,
  signal: AbortSignal | undefined,
): Promise<Calibrated> {
  const scaled = await inSlices(scaledOutput(parameters, spec, 1 / temperature), signal);
  return { temperature, parameters: scaled, warnings: warningsOf(temperature) };
}

function warningsOf(temperature: number): string[] {
  if (temperature === 1)
    return [
      'no temperature can be told of the held-out examples, which are all of one class or have no finite logits: it stays 1',
    ];
  const { lowest, highest } = temperatureBounds;
  const near = (bound: number): boolean => Math.abs(temperature / bound - 1) < 1e-6;
  if (!near(lowest) && !near(highest)) return [];
  const why = near(lowest)
    ? 'all held-out examples are right'
    : 'the held-out examples are not told apart';
  return [`the temperature is ${shortNumber(temperature)}, as far as it may go: ${why}`];
}
