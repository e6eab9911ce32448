// How a model file says what an encoding is: JSON, and tensors of its numbers.
import { invalid } from '../../base/errors.js';
import type { Encoding } from '../../data/encoding/encoding.js';
import { describeEncoding, encodingFrom } from '../../data/encoding/description.js';
import type { StoredTensor } from '../../format/safetensors.js';
import type { ModelTensor } from '../tensors.js';
import { parsed } from './reading.js';

const CODE = 'ERR_MODEL_FILE';
const PREFIX = 'encoding.';

/** The description of an encoding, without its numbers. */
export function encodingText(encoding: Encoding): string {
  return JSON.stringify(describeEncoding(encoding).description);
}

/** How many features it is of. */
export function featuresIn(text: string): number {
  const { features } = (parsed(text) ?? {}) as { features?: unknown };
  if (Array.isArray(features)) return features.length;
  throw invalid('metadata encoding', text, 'a list of features', CODE);
}

/** The numbers of an encoding as tensors of the file. */
export function encodingTensors(encoding: Encoding | null): ModelTensor[] {
  if (encoding === null) return [];
  return Object.entries(describeEncoding(encoding).tensors).map(([name, numbers]) =>
    placeOf(name, numbers),
  );
}

/** Memory for the numbers of an encoding that a file has. */
export function storedEncoding(tensors: ReadonlyMap<string, StoredTensor>): {
  readonly places: ModelTensor[];
  readonly numbers: Readonly<Record<string, Float64Array>>;
} {
  const stored = [...tensors].filter(([name]) => name.startsWith(PREFIX));
  const numbers = Object.fromEntries(
    stored.map(([name, { shape }]) => [
      name.slice(PREFIX.length),
      new Float64Array(shape.length === 1 ? shape[0]! : 0),
    ]),
  );
  return { places: Object.entries(numbers).map(([name, own]) => placeOf(name, own)), numbers };
}

function placeOf(name: string, numbers: Float64Array): ModelTensor {
  return { name: PREFIX + name, type: 'F64', shape: [numbers.length], of: () => numbers };
}

/** @throws a DenselyError about the first thing that no encoding has */
export function encodingIn(
  text: string,
  numbers: Readonly<Record<string, Float64Array>>,
  inputs: number,
): Encoding {
  const encoding = encodingFrom(parsed(text), numbers);
  if (encodingText(encoding) !== text)
    throw invalid('metadata encoding', text, 'what densely writes, in its order', CODE);
  if (encoding.inputNames.length === inputs) return encoding;
  const found = `${encoding.inputNames.length} inputs`;
  throw invalid('metadata encoding', found, `the ${inputs} inputs of the network`, CODE);
}
