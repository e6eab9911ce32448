// A network and a linear regression with the same inputs and outputs, mixed into one network.
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { inPieces, type Slices } from '../../base/slices.js';
import type { NetworkSpec } from '../../network/spec.js';
import { numbersAt, parameterCount, placesOf, type Place } from '../../network/tensors.js';

/** A network and its parameters. */
export interface Trained {
  readonly spec: NetworkSpec;
  readonly parameters: FloatArray;
}

/** Numbers of one piece of work. */
const PIECE = 1 << 16;

/**
 * The network whose logits are λ · (the network's) + (1 − λ) · (the regression's): its last layer's weights times λ,
 * beside them a linear path with the regression's weights times 1 − λ, each product in float64 and rounded once, and
 * biases summed in float64 and rounded once. λ = 1 is the network itself; λ = 0 has no hidden
 * layer, see {@link linearAlone}.
 *
 * @param linear W (n_L, n_x) and b of the regression, one behind another
 */
export function* mixed(net: Trained, linear: Float64Array, lambda: number): Slices<Trained> {
  if (lambda === 1) return net;
  const spec: NetworkSpec = { ...net.spec, linear: true };
  const parameters = sharedZeros(spec.dtype, parameterCount(spec));
  const own = placesOf(net.spec);
  const last = spec.layers.length;
  const outputs = spec.layers.at(-1)!.units;
  const [W, b] = [linear.subarray(0, -outputs), linear.subarray(-outputs)];
  for (const place of placesOf(spec)) {
    const to = numbersAt(parameters, place);
    if (place.role === 'linear') yield* write(to, (i) => (1 - lambda) * W[i]!);
    else {
      const from = numbersAt(net.parameters, sameOf(own, place));
      const isLast = place.layer === last;
      if (!isLast) yield* write(to, (i) => from[i]!);
      else if (place.role === 'bias')
        yield* write(to, (i) => lambda * from[i]! + (1 - lambda) * b[i]!);
      else yield* write(to, (i) => lambda * from[i]!);
    }
  }
  return { spec, parameters };
}

/** The regression as a network, its numbers rounded once. */
export function linearAlone(spec: NetworkSpec, numbers: Float64Array): Trained {
  const parameters = sharedZeros(spec.dtype, numbers.length);
  parameters.set(numbers);
  return { spec, parameters };
}

function sameOf(places: readonly Place[], { name }: Place): Place {
  return places.find((place) => place.name === name)!;
}

function write(to: FloatArray, number: (i: number) => number): Slices<void> {
  return inPieces(to.length, PIECE, (from, end) => {
    for (let i = from; i < end; i++) to[i] = number(i);
  });
}
