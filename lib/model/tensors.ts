import { sharedZeros, type FloatArray } from '../base/dtype.js';
import { invalid, show } from '../base/errors.js';
import { firstNotFinite } from '../base/finite.js';
import type { Scaler } from '../data/scaler.js';
import { elementType, type Tensor } from '../format/safetensors.js';
import type { ModelTensor } from './file/model-tensor.js';
import { outputsOf, predictsValues, type NetworkSpec } from '../network/spec.js';
import {
  checkNetworkSize,
  numbersAt,
  parameterCount,
  placesOf,
  storedShape,
} from '../network/tensors.js';
import { namesOf, type Description } from './file/description.js';
import { readingFrom } from './file/reading.js';
import { NO_READING, type ModelParts } from './parts.js';

type Described = Pick<Description, 'spec' | 'classes' | 'scale' | 'clip' | 'encoded'>;

/** Which scalers there are. */
export type Scaled = Readonly<Record<'features' | 'targets', boolean>>;

const CODE = 'ERR_MODEL_FILE';

/**
 * The tensors of a model in the order of its file: float64 first, so that each begins at a multiple of
 * its element's size. Names are those of PyTorch's `layers = ModuleList(Linear …)`, weight (n_l, n_{l-1}),
 * and `activations = ModuleList(PReLU …)`.
 */
export function tensorsOf(
  { spec, scale, clip, encoded }: Described,
  scaled: Scaled,
  encoding: readonly ModelTensor[],
): ModelTensor[] {
  const scales = scale !== 'none' || clip !== null;
  const right =
    scaled.features === (encoded.features === null && scales) &&
    !(scaled.targets && encoded.targets !== null);
  if (!right || (scaled.targets && !predictsValues(spec)))
    throw invalid(
      'the scalers',
      Object.keys(scaled).filter((side) => scaled[side as keyof Scaled]),
      `none where scale is "none", else of features, and of targets in a regression only (scale is ${show(scale)})`,
      CODE,
    );
  return [
    ...(scaled.features ? scalerTensors('features', spec.inputs) : []),
    ...(scaled.targets ? scalerTensors('targets', outputsOf(spec)) : []),
    ...encoding,
    ...parameterTensors(spec),
  ];
}

function scalerTensors(side: keyof Scaled, n: number): ModelTensor[] {
  return (['offset', 'divisor'] as const).map((key) => ({
    name: `scaler.${side}.${key}`,
    type: 'F64',
    shape: [n],
    of: ({ scaling }) => scaling[side]?.[key],
  }));
}

/** The parameters, place by place. */
export function parameterTensors(spec: NetworkSpec): ModelTensor[] {
  return placesOf(spec).map((place) => ({
    name: place.file,
    type: spec.dtype === 'float32' ? 'F32' : 'F64',
    shape: storedShape(place),
    of: ({ parameters }) => numbersAt(parameters, place),
  }));
}

/**
 * Exactly the tensors of `places`, in their order.
 * @throws `ERR_MODEL_FILE` about the first that is missing, of another shape or without a place
 */
export function checkTensors(
  places: readonly ModelTensor[],
  stored: ReadonlyMap<string, Tensor>,
): void {
  const text = ({ type, shape }: Tensor) => `${type} of shape [${shape.join(',')}]`;
  for (const place of places) {
    const tensor = stored.get(place.name);
    if (!tensor || text(tensor) !== text(place))
      throw invalid(`tensor ${place.name}`, tensor && text(tensor), text(place), CODE);
  }
  const names = [...stored.keys()];
  const odd = names.findIndex((name, i) => name !== places[i]?.name);
  if (odd < 0) return;
  const allowed = places[odd]?.name ?? `left out: the network has ${places.length} tensors`;
  throw invalid(`tensor ${odd}`, names[odd], allowed, CODE);
}

/** Parts with zeros and without an encoding, for the numbers of a file; the parameters are a model's own. */
export function emptyParts(description: Description, scaled: Scaled): ModelParts {
  const { scale, clip, spec, classes, targets, reading } = description;
  const { positive, temperature, thresholds } = description;
  const own = {
    ...(positive !== undefined && { positive: 0 as const }),
    ...(temperature !== undefined && { temperature }),
    ...(thresholds !== null && { thresholds }),
  };
  const scaler = (n: number, limit: number): Scaler => ({
    offset: new Float64Array(n),
    divisor: new Float64Array(n),
    clip: limit,
  });
  const scaling = {
    scale,
    features: scaled.features ? scaler(spec.inputs, clip ?? Infinity) : null,
    targets: scaled.targets ? scaler(outputsOf(spec), Infinity) : null,
  };
  const length = parameterCount(checkNetworkSize('the network', spec, CODE));
  const parameters = sharedZeros(spec.dtype, length);
  const names = namesOf(description);
  const cells =
    reading === undefined
      ? NO_READING
      : readingFrom(reading, { features: names.features.length, targets: targets.length });
  const fitted = { scaling, encoding: null, values: null };
  return { ...fitted, spec, parameters, classes, ...own, ...names, targets, reading: cells };
}

/**
 * The numbers of a model that belong in places.
 * @throws `ERR_MODEL_FILE` where they are of another type, or not as many
 */
export function arraysOf(parts: ModelParts, places: readonly ModelTensor[]): FloatArray[] {
  return places.map(({ name, type, shape, of }) => {
    const numbers = of(parts);
    const count = shape.reduce((product, n) => product * n, 1);
    if (numbers?.length === count && elementType(numbers) === type) return numbers;
    throw invalid(name, numbers, `${count} numbers of type ${type}`, CODE);
  });
}

/**
 * Names the first number that no model has.
 * @param finite whether all are known to be finite
 * @throws `ERR_MODEL_FILE` for a number that is not finite, and for a divisor 0
 */
export function checkNumbers(
  places: readonly ModelTensor[],
  arrays: readonly FloatArray[],
  finite: boolean,
): void {
  places.forEach(({ name }, p) => {
    const numbers = arrays[p]!;
    const isDivisor = name.startsWith('scaler.') && name.endsWith('.divisor');
    const odd = [finite ? -1 : firstNotFinite(numbers), isDivisor ? numbers.indexOf(0) : -1];
    const [i] = odd.filter((found) => found >= 0).sort((a, b) => a - b);
    if (i === undefined) return;
    throw invalid(`${name}[${i}]`, numbers[i], isDivisor ? 'finite, not 0' : 'finite', CODE);
  });
}
