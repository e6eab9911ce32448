// Version 1 of the model file. All texts are JSON.
import type { Scalar, Scanner } from '../../format/scanner.js';
import { MAX_LAYERS, outputsOf, type NetworkSpec } from '../../network/spec.js';
import { checkNetwork, saidOf, type Said } from './description.js';
import {
  NETWORK,
  POSITIVE,
  READING,
  readText,
  type FileVersion,
  type Metadata,
} from './version.js';

export const version1: FileVersion = {
  number: 1,
  isFor: ({ encoded: { features, targets } }) => features === null && targets === null,
  keys: ['scale', 'classes', 'features', 'targets'],
  write({ spec, scale, classes, features, targets }) {
    return [saidOf(spec), scale, classes, features, targets].map((value) => JSON.stringify(value));
  },
  readNetwork: (metadata) => readText(metadata, NETWORK, networkIn),
  read,
};

function read(metadata: Metadata): Said {
  const spec = version1.readNetwork(metadata);
  const [inputs, outputs] = [spec.inputs, outputsOf(spec)];
  return {
    spec,
    scale: readText(metadata, 'scale', (text) => text.string()),
    // One more than is right, so that a refusal counts them.
    classes: readText(metadata, 'classes', (text) => listOrNull(text, Math.max(outputs, 2) + 1)),
    features: readText(metadata, 'features', (text) => listOrNull(text, inputs + 1)),
    targets: readText(metadata, 'targets', (text) => text.list(outputs + 1)),
    positive: metadata.has(POSITIVE)
      ? readText(metadata, POSITIVE, (text) => text.scalar())
      : undefined,
    encoded: { features: null, targets: null },
    reading: metadata.get(READING),
  };
}

function listOrNull(text: Scanner, most: number): Scalar[] | null {
  return text.skip('null') ? null : text.list(most);
}

function networkIn(text: Scanner): NetworkSpec {
  text.expect('{"dtype":');
  const dtype = text.string();
  text.expect(',"sizes":');
  const sizes = text.list(MAX_LAYERS + 2);
  text.expect(',"activations":');
  const activations = text.list(sizes.length);
  text.expect(',"loss":');
  const loss = text.string();
  text.expect('}');
  return checkNetwork({ dtype, sizes, activations, loss });
}
