// How a model file says what an encoding is, of features or of targets: JSON, and tensors of its numbers.
import { invalid } from '../../base/errors.js';
import { describeEncoding, type EncodingTensors } from '../../data/encoding/describe.js';
import { parseEncoding } from '../../data/encoding/parse.js';
import { describeTargets, parseTargets } from '../../data/encoding/target-description.js';
import type { StoredTensor } from '../../format/safetensors.js';
import { targetCount, type NetworkSpec } from '../../network/spec.js';
import type { Fitted } from '../parts.js';
import type { ModelTensor } from './model-tensor.js';
import { parsed } from './reading.js';

const CODE = 'ERR_MODEL_FILE';

/** The encodings of a model. */
export type Encodings = Pick<Fitted, 'encoding' | 'values'>;

/** What a file says of each as JSON; null where there is none. */
export interface EncodingTexts {
  readonly features: string | null;
  readonly targets: string | null;
}

export function encodingTexts({ encoding, values }: Encodings): EncodingTexts {
  return {
    features: encoding && JSON.stringify(describeEncoding(encoding).description),
    targets: values && JSON.stringify(describeTargets(values).description),
  };
}

/** How many features an encoding is of. */
export function featuresIn(text: string): number {
  const { features } = (parsed(text) ?? {}) as { features?: unknown };
  if (Array.isArray(features)) return features.length;
  throw invalid('metadata encoding', text, 'a list of features', CODE);
}

/** The numbers of a model's encodings as tensors of the file. */
export function encodingTensors({ encoding, values }: Encodings): ModelTensor[] {
  const lists = [
    ...(encoding ? describeEncoding(encoding).tensors : []),
    ...(values ? describeTargets(values).tensors : []),
  ];
  return lists.map(([name, numbers]) => placeOf(name, numbers));
}

/** Encodings that are being read. */
export interface StoredEncodings {
  readonly places: readonly ModelTensor[];
  /** Once the places are filled. */
  readonly read: (spec: NetworkSpec) => Encodings;
}

/** Memory for the numbers of the encodings that a file has. */
export function storedEncodings(
  texts: EncodingTexts,
  tensors: ReadonlyMap<string, StoredTensor>,
): StoredEncodings {
  const own = (prefix: string, text: string | null): EncodingTensors =>
    new Map(
      text === null ? [] : [...tensors].filter(([name]) => name.startsWith(prefix)).map(memory),
    );
  const features = own('encoding.', texts.features);
  const targets = own('targets.', texts.targets);
  return {
    places: [...features, ...targets].map(([name, numbers]) => placeOf(name, numbers)),
    read(spec) {
      const found = {
        encoding: texts.features === null ? null : parseEncoding(parsed(texts.features), features),
        values:
          texts.targets === null
            ? null
            : parseTargets(parsed(texts.targets), targets, targetCount(spec)),
      };
      checkSame(texts, encodingTexts(found));
      const inputs = found.encoding?.inputNames.length ?? spec.inputs;
      if (inputs === spec.inputs) return found;
      const allowed = `the ${spec.inputs} inputs of the network`;
      throw invalid('metadata encoding', `${inputs} inputs`, allowed, CODE);
    },
  };
}

function memory([name, { shape }]: [string, StoredTensor]): [string, Float64Array] {
  return [name, new Float64Array(shape.length === 1 ? shape[0]! : 0)];
}

function placeOf(name: string, numbers: Float64Array): ModelTensor {
  return { name, type: 'F64', shape: [numbers.length], of: () => numbers };
}

function checkSame(said: EncodingTexts, written: EncodingTexts): void {
  for (const side of ['features', 'targets'] as const)
    if (said[side] !== written[side])
      throw invalid(`metadata encoding of ${side}`, said[side], 'what densely writes', CODE);
}
