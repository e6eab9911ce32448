import { DenselyError } from '../../base/errors.js';
import { atOnce } from '../../base/slices.js';
import type { Fitted } from '../parts.js';
import { MAX_TENSORS } from '../../format/safetensors.js';
import { MAX_LAYERS, type NetworkSpec } from '../../network/spec.js';
import { parameterTensors } from '../tensors.js';
import { describe, type Names } from './description.js';
import { outlineOf } from './encode.js';
import { encodingTensors } from './encoding.js';
import { longestHeader } from './versions.js';

/** What stands around a name in a header, and the most bytes of each of its letters: JSON in JSON. */
const [AROUND, LETTER] = [5, 7];

/**
 * Refuses what no model file could hold of a model, before it is trained.
 * @throws `ERR_OPTION` for too many layers, `ERR_DATA` for names that are too long and labels that no
 * file has
 */
export function checkStorable(spec: NetworkSpec, fitted: Fitted, names: Names): void {
  const { features, named } = names;
  const { scaling } = fitted;
  const scaled = { features: scaling.features !== null, targets: scaling.targets !== null };
  const more = encodingTensors(fitted);
  const layers = spec.layers.length;
  if (layers > MAX_LAYERS || parameterTensors(spec).length + more.length + 4 > MAX_TENSORS)
    throw tooDeep(layers);
  const headOf = (written: boolean): Uint8Array => {
    const description = describe(spec, fitted, { ...names, named: written });
    return atOnce(outlineOf(description, scaled, more)).head;
  };
  try {
    const most = !named
      ? 0
      : features.reduce((sum, { length }) => sum + AROUND + LETTER * length, 0);
    // To write out sixty thousand names takes longer than train() may.
    if (headOf(false).length + most > longestHeader(spec)) headOf(named);
  } catch (error) {
    if (!(error instanceof DenselyError)) throw error;
    const message = `data has names that no model file can hold: ${error.message}`;
    throw new DenselyError('ERR_DATA', 'data', message, { cause: error });
  }
}

function tooDeep(layers: number): DenselyError {
  return new DenselyError(
    'ERR_OPTION',
    'hidden',
    `hidden makes a network of ${layers} layers, which no model file can hold; at most ${MAX_LAYERS} layers and ${MAX_TENSORS} tensors are allowed: leave some out.`,
  );
}
