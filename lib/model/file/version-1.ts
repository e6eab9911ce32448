// Version 1 of the model file. All texts are JSON.
import { oneOf } from '../../base/checks.js';
import type { Scalar, Scanner } from '../../format/scanner.js';
import { MAX_LAYERS, outputsOf, type NetworkSpec } from '../../network/spec.js';
import type { Loss } from '../../network/losses.js';
import { checkNetwork, saidOf, type Said, type SaidOfNetwork } from './description.js';
import {
  NETWORK,
  POSITIVE,
  READING,
  TEMPERATURE,
  readText,
  type FileVersion,
  type Metadata,
} from './version.js';

export const version1: FileVersion = {
  number: 1,
  isFor: ({ spec, encoded: { features, targets }, thresholds, clip }) =>
    features === null &&
    targets === null &&
    thresholds === null &&
    clip === null &&
    !spec.linear &&
    oldLoss(spec.loss) !== undefined,
  keys: ['scale', 'classes', 'features', 'targets'],
  write({ spec, scale, classes, features, targets }) {
    const { dtype, sizes, activations, loss } = saidOf(spec);
    const network = { dtype, sizes, activations, loss: oldLoss(loss) };
    return [network, scale, classes, features, targets].map((value) => JSON.stringify(value));
  },
  readNetwork: (metadata) => readText(metadata, NETWORK, networkIn),
  read: (metadata) => readBehind(metadata, version1.readNetwork(metadata)),
};

/** The losses of versions 1 and 2, as these call them. */
const losses: Readonly<Record<string, Loss>> = {
  binaryCrossEntropy: 'binaryCrossEntropy',
  crossEntropy: 'crossEntropy',
  meanSquaredError: 'squared',
};

/** What versions 1 and 2 call a loss; undefined for one that they do not know. */
export function oldLoss(loss: Scalar): string | undefined {
  return Object.keys(losses).find((name) => losses[name] === loss);
}

/** What the keys behind the network say. */
export function readBehind(metadata: Metadata, spec: NetworkSpec): Said {
  const [inputs, outputs] = [spec.inputs, outputsOf(spec)];
  return {
    spec,
    scale: readText(metadata, 'scale', (text) => text.string()),
    clip: null,
    // One more than is right, so that a refusal counts them.
    classes: readText(metadata, 'classes', (text) => listOrNull(text, Math.max(outputs, 2) + 1)),
    features: readText(metadata, 'features', (text) => listOrNull(text, inputs + 1)),
    targets: readText(metadata, 'targets', (text) => text.list(outputs + 1)),
    positive: metadata.has(POSITIVE)
      ? readText(metadata, POSITIVE, (text) => text.scalar())
      : undefined,
    temperature: metadata.has(TEMPERATURE)
      ? readText(metadata, TEMPERATURE, (text) => text.scalar())
      : undefined,
    thresholds: null,
    encoded: { features: null, targets: null },
    reading: metadata.get(READING),
  };
}

export function listOrNull(text: Scanner, most: number): Scalar[] | null {
  return text.skip('null') ? null : text.list(most);
}

function networkIn(text: Scanner): NetworkSpec {
  const said = layersIn(text);
  const loss = oneOf('loss', text.string(), Object.keys(losses));
  text.expect('}');
  return checkNetwork({ ...said, loss: losses[loss]!, lossNumbers: [], linear: false });
}

/** A network's text as far as the name of its loss. */
export function layersIn(text: Scanner): Pick<SaidOfNetwork, 'dtype' | 'sizes' | 'activations'> {
  text.expect('{"dtype":');
  const dtype = text.string();
  text.expect(',"sizes":');
  const sizes = text.list(MAX_LAYERS + 2);
  text.expect(',"activations":');
  const activations = text.list(sizes.length);
  text.expect(',"loss":');
  return { dtype, sizes, activations };
}
