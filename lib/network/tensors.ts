// The registry of tensors: whatever a network learns has its place here, and only here. Dictionaries,
// model files, summaries, starting values and both backends go over it.
import { DenselyError, type ErrorCode } from '../base/errors.js';
import { activationTable } from './activations.js';
import {
  MAX_LAYERS,
  MAX_PARAMETERS,
  outputsOf,
  unitsOf,
  type LayerSpec,
  type NetworkSpec,
} from './spec.js';

/** What is the same of all tensors of one kind. */
interface RoleEntry {
  /** Its name in a dictionary, before the layer's number where each layer may have one. */
  readonly letter: string;
  readonly numbered: boolean;
  /** Its name in a model file is `<list>.<layer − 1>.<tensor>`, as PyTorch has it, or `<list>.<tensor>`. */
  readonly list: string;
  readonly tensor: string;
  /** Of its shape in a model file. */
  readonly dimensions: 1 | 2;
  readonly decays: boolean;
  readonly rate: number;
}

const roles = {
  weight: {
    letter: 'W',
    numbered: true,
    list: 'layers',
    tensor: 'weight',
    dimensions: 2,
    decays: true,
    rate: 1,
  },
  bias: {
    letter: 'b',
    numbered: true,
    list: 'layers',
    tensor: 'bias',
    dimensions: 1,
    decays: false,
    rate: 1,
  },
  slope: {
    letter: 'alpha',
    numbered: true,
    list: 'activations',
    tensor: 'weight',
    dimensions: 1,
    decays: false,
    rate: 1,
  },
  linear: {
    letter: 'Wx',
    numbered: false,
    list: 'linear',
    tensor: 'weight',
    dimensions: 2,
    decays: true,
    rate: 1,
  },
} as const;

/** What a tensor is for its layer. */
export type Role = keyof typeof roles;

const roleTable: Readonly<Record<Role, RoleEntry>> = roles;

export const roleNames = Object.keys(roleTable) as Role[];

/**
 * Key of a dictionary of parameters.
 *
 * @inline
 */
export type ParameterName = { [R in Role]: NameOf<(typeof roles)[R]> }[Role];

type NameOf<E extends RoleEntry> = E['numbered'] extends true
  ? `${E['letter']}${number}`
  : E['letter'];

/** A tensor of a network. */
export interface Place {
  /** Key of a dictionary of parameters: W1, b1, alpha1, Wx. */
  readonly name: ParameterName;
  /** Name in a model file: layers.0.weight, layers.0.bias, activations.0.weight, linear.weight. */
  readonly file: string;
  /** 1 … L; of a linear path, which ends there, L. */
  readonly layer: number;
  readonly role: Role;
  readonly rows: number;
  readonly cols: number;
  /** Where it begins in the flat buffer, row by row. */
  readonly offset: number;
  /** What each of its numbers is at the start; null: the initializer draws them. */
  readonly start: number | null;
  /** Does weight decay apply? */
  readonly decays: boolean;
  /** Factor of the learning rate. */
  readonly rate: number;
}

type Tensor = Pick<Place, 'role' | 'rows' | 'cols' | 'start'>;

/** What a layer learns, in the order of the flat buffer. */
function tensorsOf({ units, activation }: LayerSpec, inputs: number): readonly Tensor[] {
  const slope = activation === null ? null : activationTable[activation].slope;
  const W: Tensor = { role: 'weight', rows: units, cols: inputs, start: null };
  const b: Tensor = { role: 'bias', rows: units, cols: 1, start: 0 };
  return slope === null ? [W, b] : [W, b, { role: 'slope', rows: 1, cols: 1, start: slope }];
}

/** What leads from the inputs to the outputs past the hidden layers. */
function pathOf(spec: NetworkSpec): Tensor {
  return { role: 'linear', rows: outputsOf(spec), cols: spec.inputs, start: 0 };
}

function placeOf(tensor: Tensor, layer: number, offset: number): Place {
  const entry = roles[tensor.role];
  const { list, tensor: last, decays, rate } = entry;
  const name: ParameterName = entry.numbered ? `${entry.letter}${layer}` : entry.letter;
  const file = entry.numbered ? `${list}.${layer - 1}.${last}` : `${list}.${last}`;
  return { ...tensor, name, file, layer, offset, decays, rate };
}

/** Of networks that were asked for. */
const known = new WeakMap<NetworkSpec, readonly Place[]>();

/** The tensors of a network one behind another, as they lie in the flat buffer. */
export function placesOf(spec: NetworkSpec): readonly Place[] {
  const found = known.get(spec) ?? Object.freeze(allPlaces(spec));
  known.set(spec, found);
  return found;
}

function allPlaces(spec: NetworkSpec): Place[] {
  const places: Place[] = [];
  let [inputs, offset] = [spec.inputs, 0];
  for (const [i, layer] of spec.layers.entries()) {
    for (const tensor of tensorsOf(layer, inputs)) {
      places.push(placeOf(tensor, i + 1, offset));
      offset += tensor.rows * tensor.cols;
    }
    inputs = layer.units;
  }
  if (spec.linear) places.push(placeOf(pathOf(spec), spec.layers.length, offset));
  return places;
}

/** Numbers of the flat buffer. */
export function parameterCount(spec: NetworkSpec): number {
  return placesOf(spec).reduce((sum, { rows, cols }) => sum + rows * cols, 0);
}

/**
 * A network that both backends take.
 * @throws (with `code`) for too many layers or parameters
 */
export function checkNetworkSize(
  argument: string,
  spec: NetworkSpec,
  code: ErrorCode = 'ERR_OPTION',
): NetworkSpec {
  const tooMany = (what: string, most: number): DenselyError =>
    new DenselyError(code, argument, `${argument} makes a ${what}; at most ${most} are allowed.`);
  const layers = spec.layers.length;
  if (layers > MAX_LAYERS) throw tooMany(`network of ${layers} layers`, MAX_LAYERS);
  const count = parameterCount(spec);
  if (count <= MAX_PARAMETERS) return spec;
  const network = `${unitsOf(spec).join('-')} network`;
  throw tooMany(`${network} of ${count} parameters`, MAX_PARAMETERS);
}

/** Its part of a flat buffer. */
export function numbersAt<A extends Float32Array | Float64Array>(flat: A, place: Place): A {
  const { offset, rows, cols } = place;
  return flat.subarray(offset, offset + rows * cols) as A;
}

/** Its shape in a model file. */
export function storedShape({ role, rows, cols }: Place): readonly number[] {
  return roles[role].dimensions === 2 ? [rows, cols] : [rows * cols];
}

/** A layer and where its tensors begin in the flat buffer. */
export interface LayerPlaces extends LayerSpec {
  /** 1 … L */
  readonly layer: number;
  readonly inputs: number;
  readonly weight: number;
  readonly bias: number;
  readonly slope?: number;
  /** Of Wx, in the last layer of a network with a linear path. */
  readonly linear?: number;
}

export function layersOf(spec: NetworkSpec): readonly LayerPlaces[] {
  const offsets = spec.layers.map((): Partial<Record<Role, number>> => ({}));
  for (const { layer, role, offset } of placesOf(spec)) offsets[layer - 1]![role] = offset;
  return spec.layers.map((layer, i) => ({
    ...layer,
    layer: i + 1,
    inputs: spec.layers[i - 1]?.units ?? spec.inputs,
    ...(offsets[i] as Pick<LayerPlaces, Role>),
  }));
}
