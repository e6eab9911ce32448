import { oneOf, wholeNumber } from '../base/checks.js';
import { dtypes } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { featureNames, targetNames } from '../data/names.js';
import { scales, type Scale } from '../data/scaler.js';
import { Scanner, type Scalar } from '../format/scanner.js';
import { activationNames } from '../network/activations.js';
import { lossNames } from '../network/losses.js';
import { classCount, MAX_UNITS, outputOf, type NetworkSpec } from '../network/spec.js';
import type { ModelParts } from './parts.js';

/** What a model file's metadata says: the parts of a model without their numbers. */
export interface Description extends Pick<ModelParts<Scalar>, 'spec' | 'classes' | 'targets'> {
  readonly scale: Scale;
  /** None: nobody named them, x1, x2, … */
  readonly features: readonly string[] | undefined;
}

const CODE = 'ERR_MODEL_FILE';
const FORMAT = 'densely';
/** Goes up when readers of this version could not read a new file, or would misread it. */
const VERSION = 1;
const KEYS = 'format, version, checksum, network, scale, classes, features, targets';
/** As many as there can be tensors for. */
const MAX_LAYERS = 2048;

/** The metadata of a model file; all but the first three are JSON. */
export function describeParts(parts: ModelParts, checksum: string): Map<string, string> {
  const { spec, classes, features, named, targets, scaling } = parts;
  const { dtype, sizes, activations, loss } = spec;
  return new Map([
    ['format', FORMAT],
    ['version', `${VERSION}`],
    ['checksum', checksum],
    ['network', JSON.stringify({ dtype, sizes, activations, loss })],
    ['scale', JSON.stringify(scaling.scale)],
    ['classes', JSON.stringify(classes)],
    // What nobody named is not written out: a hundred thousand of x1, x2, … would not fit in a header.
    ['features', JSON.stringify(named ? features : null)],
    ['targets', JSON.stringify(targets)],
  ]);
}

/**
 * Is this the metadata of a model file that this version can read?
 * @throws `ERR_MODEL_FILE` for other safetensors files and for newer versions
 */
export function identify(metadata: ReadonlyMap<string, string>): void {
  const format = metadata.get('format');
  if (format !== FORMAT)
    throw new DenselyError(
      CODE,
      'metadata format',
      `it is a safetensors file of another program: its format is ${show(format)}, not "${FORMAT}" as in what save and toBytes of a model write.`,
    );
  const version = metadata.get('version');
  if (version === `${VERSION}`) return;
  const newer = version !== undefined && /^[1-9]\d{0,8}$/.test(version);
  if (!newer) throw invalid('metadata version', version, `"${VERSION}"`, CODE);
  throw new DenselyError(
    CODE,
    'metadata version',
    `it has version ${version}, and this densely reads versions up to ${VERSION}: update densely.`,
  );
}

/**
 * Reads and checks the metadata of a model file.
 * @throws a DenselyError about the first thing that no model has
 */
export function readDescription(metadata: ReadonlyMap<string, string>): Description {
  const keys = [...metadata.keys()].join(', ');
  if (keys !== KEYS) throw invalid('metadata', keys, KEYS, CODE);
  const read = <T>(key: string, value: (text: Scanner) => T): T => {
    const text = new Scanner(metadata.get(key)!, `metadata ${key}`);
    const found = value(text);
    text.end();
    return found;
  };
  const spec = read('network', readNetwork);
  const [inputs, outputs] = [spec.sizes[0]!, spec.sizes.at(-1)!];
  const scale = oneOf(
    'scale',
    read('scale', (text) => text.string()),
    scales,
  );
  // One more than is right, so that a refusal counts them.
  const labels = read('classes', (text) => optional(text, Math.max(outputs, 2) + 1));
  const classes = checkClasses(labels ?? null, spec);
  const names = read('features', (text) => optional(text, inputs + 1));
  const targets = read('targets', (text) => text.list(outputs + 1));
  return {
    spec,
    scale,
    classes,
    features: names && featureNames(names, inputs).features,
    targets: targetNames(targets, classes ? 1 : outputs),
  };
}

function optional(text: Scanner, most: number): Scalar[] | undefined {
  return text.skip('null') ? undefined : text.list(most);
}

function readNetwork(text: Scanner): NetworkSpec {
  text.expect('{"dtype":');
  const dtype = oneOf('dtype', text.string(), dtypes);
  text.expect(',"sizes":');
  const sizes = text
    .list(MAX_LAYERS + 2)
    .map((n, i) => wholeNumber(`sizes[${i}]`, n, 1, MAX_UNITS));
  if (sizes.length < 2 || sizes.length > MAX_LAYERS + 1)
    throw invalid('sizes', sizes, `the units of 1 to ${MAX_LAYERS} layers after the inputs`, CODE);
  text.expect(',"activations":');
  const names = text
    .list(sizes.length)
    .map((name, i) => oneOf(`activations[${i}]`, name, activationNames));
  if (names.length !== sizes.length - 2)
    throw invalid('activations', names, `one name for each of ${sizes.length - 2} hidden layers`);
  text.expect(',"loss":');
  const loss = oneOf('loss', text.string(), lossNames);
  text.expect('}');
  return { dtype, sizes, activations: names, loss };
}

/** Different labels of one type, as many as the network tells apart; null for regression. */
function checkClasses(classes: Scalar[] | null, spec: NetworkSpec): Scalar[] | null {
  const count = classCount(spec);
  if (count === undefined) throw wrongOutputs(spec);
  if (classes === null && count === 0) return null;
  const right =
    classes?.length === count &&
    new Set(classes).size === count &&
    classes.every((label) => typeof label === typeof classes[0]);
  if (right) return classes;
  const allowed = count === 0 ? 'null' : `${count} different labels of one type`;
  throw invalid('classes', classes, `${allowed} for ${spec.loss}`, CODE);
}

function wrongOutputs(spec: NetworkSpec): DenselyError {
  const output = outputOf(spec);
  const allowed = output === 'sigmoid' ? '1 output' : '3 or more outputs';
  return invalid('sizes', spec.sizes, `${allowed} for ${output}`, CODE);
}
