import { zeros, type FloatArray } from '../base/dtype.js';
import { invalid, show } from '../base/errors.js';
import { featureNames } from '../data/names.js';
import type { Scaler } from '../data/scaler.js';
import { elementType, type Tensor } from '../format/safetensors.js';
import { layout, type NetworkSpec } from '../network/spec.js';
import type { Description } from './description.js';
import type { ModelParts } from './parts.js';

/** A tensor of a model file, and where a model has its numbers. */
export interface Place extends Tensor {
  readonly name: string;
  readonly of: (parts: ModelParts) => FloatArray | undefined;
}

/** Which scalers there are. */
export type Scaled = Readonly<Record<'features' | 'targets', boolean>>;

const CODE = 'ERR_MODEL_FILE';

/**
 * The tensors of a model in the order of its file: float64 first, so that each begins at a multiple of
 * its element's size. Names are those of PyTorch's `layers = ModuleList(Linear …)`, weight (n_l, n_{l-1}),
 * and `activations = ModuleList(PReLU …)`.
 */
export function placesOf({ spec, scale, classes }: Description, scaled: Scaled): Place[] {
  const right = scaled.features === (scale !== 'none') && (scaled.features || !scaled.targets);
  if (!right || (classes && scaled.targets))
    throw invalid(
      'the scalers',
      Object.keys(scaled).filter((side) => scaled[side as keyof Scaled]),
      `none where scale is "none", else of features, and of targets in a regression only (scale is ${show(scale)})`,
      CODE,
    );
  return [
    ...(scaled.features ? scalerPlaces('features', spec.sizes[0]!) : []),
    ...(scaled.targets ? scalerPlaces('targets', spec.sizes.at(-1)!) : []),
    ...layerPlaces(spec),
  ];
}

function scalerPlaces(side: keyof Scaled, n: number): Place[] {
  return (['offset', 'divisor'] as const).map((key) => ({
    name: `scaler.${side}.${key}`,
    type: 'F64',
    shape: [n],
    of: ({ scaling }) => scaling[side]?.[key],
  }));
}

function layerPlaces(spec: NetworkSpec): Place[] {
  const type = spec.dtype === 'float32' ? 'F32' : 'F64';
  const place = (name: string, shape: number[], at: number, end: number): Place => ({
    name,
    type,
    shape,
    of: ({ parameters }) => parameters.subarray(at, end),
  });
  return layout(spec).layers.flatMap(({ layer, inputs, units, W, b, alpha }) => [
    place(`layers.${layer - 1}.weight`, [units, inputs], W, b),
    place(`layers.${layer - 1}.bias`, [units], b, b + units),
    ...(alpha < 0 ? [] : [place(`activations.${layer - 1}.weight`, [1], alpha, alpha + 1)]),
  ]);
}

/**
 * Exactly the tensors of `places`, in their order.
 * @throws `ERR_MODEL_FILE` about the first that is missing, of another shape or without a place
 */
export function checkTensors(places: readonly Place[], stored: ReadonlyMap<string, Tensor>): void {
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

/** Parts with zeros, for the numbers of a file. */
export function emptyParts(description: Description, scaled: Scaled): ModelParts {
  const { scale, spec, ...named } = description;
  const names = featureNames(named.features, spec.sizes[0]!);
  const scaler = (n: number): Scaler => ({
    offset: new Float64Array(n),
    divisor: new Float64Array(n),
  });
  const features = scaled.features ? scaler(spec.sizes[0]!) : null;
  const targets = scaled.targets ? scaler(spec.sizes.at(-1)!) : null;
  const parameters = zeros(spec.dtype, layout(spec).length);
  return { ...named, ...names, spec, parameters, scaling: { scale, features, targets } };
}

/**
 * The numbers of a model that belong in a place.
 * @throws `ERR_MODEL_FILE` for numbers that are not finite, and for a divisor 0
 */
export function numbersOf(parts: ModelParts, { name, type, shape, of }: Place): FloatArray {
  const numbers = of(parts);
  const count = shape.reduce((product, n) => product * n, 1);
  if (numbers?.length !== count || elementType(numbers) !== type)
    throw invalid(name, numbers, `${count} numbers of type ${type}`, CODE);
  const isDivisor = name.endsWith('.divisor');
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(numbers[i]) || (isDivisor && numbers[i] === 0))
      throw invalid(`${name}[${i}]`, numbers[i], isDivisor ? 'finite, not 0' : 'finite', CODE);
  }
  return numbers;
}
