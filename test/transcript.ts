// Training steps of a Chunk in plain float64 loops: an oracle for the backends, which have no part in it but
// the activations, number by number.
import type { Chunk } from '../lib/backend/backend.js';
import { dropoutDraw } from '../lib/base/hashing.js';
import { activations } from '../lib/index.js';
import type { Activation } from '../lib/network/activations.js';
import { outputsOf, type NetworkSpec } from '../lib/network/spec.js';
import { layersOf, type LayerPlaces } from '../lib/network/tensors.js';

/** What plain gradient descent makes of a chunk. */
export interface Outcome {
  readonly parameters: readonly number[];
  /** Empty without one. */
  readonly average: readonly number[];
  /** Of each step. */
  readonly costs: readonly number[];
}

interface Example {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weight: number;
  /** What dropout multiplies a unit of layer l by. */
  readonly factor: (l: number, unit: number) => number;
}

/** Steps of gradient descent, with everything that a chunk may ask for. */
export function byHand(spec: NetworkSpec, chunk: Chunk): Outcome {
  const w = Array.from(chunk.parameters);
  const average = Array.from(chunk.average ?? []);
  const costs: number[] = [];
  for (let step = 0; step < chunk.flags.length; step++) {
    const examples = examplesOf(spec, chunk, step);
    const weight = examples.reduce((sum, example) => sum + example.weight, 0);
    const g = new Array<number>(w.length).fill(0);
    let cost = 0;
    for (const example of examples)
      cost += example.weight * addGradient(spec, w, example, chunk.smoothing?.[step] ?? 0, g);
    costs.push(cost / weight);
    if (weight === 0) continue;
    descend(w, g, chunk, step, weight);
    for (const i of average.keys()) average[i]! += chunk.averaging![step]! * (w[i]! - average[i]!);
  }
  return { parameters: w, average, costs };
}

function examplesOf(spec: NetworkSpec, chunk: Chunk, step: number): Example[] {
  const { x, y, order, ends, weights, dropout } = chunk;
  const [first, end] = ends ? [ends[step]!, ends[step + 1]!] : [0, x.cols];
  const hidden = layersOf(spec).length - 1;
  return Array.from({ length: end - first }, (_, e) => {
    const j = order ? order[first + e]! : e;
    const factor = (l: number, unit: number): number => {
      if (!dropout || l > hidden) return 1;
      const threshold = dropout.thresholds[step * hidden + l - 1]!;
      const place = (dropout.places[step]! + e) % 2 ** 32;
      const drawn = dropoutDraw(dropout.seed, dropout.step + step, l, place, unit);
      return drawn < threshold ? 0 : 65536 / (65536 - threshold);
    };
    const column = (m: typeof x): number[] => Array.from({ length: m.rows }, (_, i) => m.at(i, j));
    return { x: column(x), y: column(y), weight: weights?.[j] ?? 1, factor };
  });
}

const slopeOf = (w: readonly number[], { slope }: LayerPlaces): number =>
  slope === undefined ? 0 : w[slope]!;

/** Adds the gradient of one example's loss to `g`; answers the loss of its labels as they are. */
function addGradient(
  spec: NetworkSpec,
  w: readonly number[],
  { x, y, weight, factor }: Example,
  epsilon: number,
  g: number[],
): number {
  const layers = layersOf(spec);
  const inputs = [x];
  const zs: number[][] = [];
  for (const place of layers) {
    const z = affine(w, place, inputs.at(-1)!);
    zs.push(z);
    const { activation, layer } = place;
    if (activation !== null)
      inputs.push(z.map((v, i) => value(activation, v, slopeOf(w, place)) * factor(layer, i)));
  }
  const logits = zs.at(-1)!;
  const path = pathOf(spec);
  if (path) logits.splice(0, logits.length, ...affine(w, path, x).map((v, i) => v + logits[i]!));
  const { a, cost, even } = output(spec, logits, y);
  let d = a.map((v, i) => (v - y[i]! + epsilon * (y[i]! - even)) * weight);
  if (path) addOuter(g, path, d, x);
  for (const place of layers.toReversed()) {
    const input = inputs[place.layer - 1]!;
    addOuter(g, place, d, input);
    if (place.layer === 1) break;
    const below = layers[place.layer - 2]!;
    const z = zs[place.layer - 2]!;
    d = input.map((_, k) => {
      const back = d.reduce((sum, v, i) => sum + w[place.weight + i * place.inputs + k]! * v, 0);
      const kept = back * factor(below.layer, k);
      if (below.slope !== undefined) g[below.slope]! += kept * Math.min(z[k]!, 0);
      return kept * activations[below.activation!].derivative(z[k]!, slopeOf(w, below));
    });
  }
  return cost;
}

/** A matrix of weights and where it begins; a linear path has no bias. */
type Affine = Pick<LayerPlaces, 'units' | 'inputs' | 'weight'> & { readonly bias?: number };

function pathOf(spec: NetworkSpec): Affine | undefined {
  const { linear, units } = layersOf(spec).at(-1)!;
  return linear === undefined ? undefined : { units, inputs: spec.inputs, weight: linear };
}

const value = (name: Activation, z: number, slope: number): number =>
  activations[name].value(z, slope);

function affine(
  w: readonly number[],
  { units, inputs, weight, bias }: Affine,
  x: readonly number[],
): number[] {
  const start = (i: number): number => (bias === undefined ? 0 : w[bias + i]!);
  return Array.from({ length: units }, (_, i) =>
    x.reduce((sum, v, k) => sum + w[weight + i * inputs + k]! * v, start(i)),
  );
}

function addOuter(
  g: number[],
  { inputs, weight, bias }: Affine,
  d: readonly number[],
  x: readonly number[],
): void {
  for (const [i, v] of d.entries()) {
    if (bias !== undefined) g[bias + i]! += v;
    for (const [k, u] of x.entries()) g[weight + i * inputs + k]! += v * u;
  }
}

/** Outputs, the loss, and the target that favours no label. */
function output(
  spec: NetworkSpec,
  z: readonly number[],
  y: readonly number[],
): { a: number[]; cost: number; even: number } {
  const sum = (terms: readonly number[]): number => terms.reduce((total, t) => total + t, 0);
  if (spec.loss === 'crossEntropy') {
    const all = sum(z.map(Math.exp));
    const a = z.map((v) => Math.exp(v) / all);
    return { a, cost: -sum(a.map((p, i) => y[i]! * Math.log(p))), even: 1 / outputsOf(spec) };
  }
  if (spec.loss === 'binaryCrossEntropy') {
    const a = z.map((v) => 1 / (1 + Math.exp(-v)));
    const losses = a.map((p, i) => -Math.log(y[i] === 1 ? p : 1 - p));
    return { a, cost: sum(losses), even: 0.5 };
  }
  return { a: [...z], cost: sum(z.map((v, i) => (v - y[i]!) ** 2 / 2)), even: 0 };
}

/** From sums to the step: mean, L2 and L1, limits of values and of the norm, decay, descent. */
function descend(w: number[], g: number[], chunk: Chunk, step: number, weight: number): void {
  const { penalties, clips, scalars } = chunk;
  const [decay, l2, l1] = penalties?.subarray(3 * step) ?? [0, 0, 0];
  const [norm, most] = clips?.subarray(2 * step) ?? [Infinity, Infinity];
  const whole = { offset: 0, length: w.length, rate: 1, decay: 1, l2: 1, l1: 1 };
  const moving = (chunk.segments ?? [whole]).filter(({ rate }) => rate !== 0);
  let squares = 0;
  for (const { offset, length, l2: two, l1: one } of moving)
    for (let i = offset; i < offset + length; i++) {
      const terms = (l2! * two * w[i]! + l1! * one * Math.sign(w[i]!)) / weight;
      g[i] = Math.max(-most!, Math.min(most!, g[i]! / weight + terms));
      squares += g[i]! ** 2;
    }
  const times = Math.min(1, norm! / (Math.sqrt(squares) + 1e-6));
  for (const { offset, length, rate, decay: factor } of moving)
    for (let i = offset; i < offset + length; i++) {
      w[i]! -= decay! * rate * factor * w[i]!;
      w[i]! -= scalars[step]! * rate * g[i]! * times;
    }
}
