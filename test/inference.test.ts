// Examples as they come, through a network, on the backend in use: scaling, forward and cost, whichever way
// they lie and however many there are.
import { describe, expect, it } from 'vitest';
import type { Inference, Program, Scalers } from '../lib/backend/backend.js';
import { jsBackend } from '../lib/backend/js/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros } from '../lib/base/dtype.js';
import { placed } from '../lib/base/matrix.js';
import { rowByRow, turned } from '../lib/base/placement.js';
import { Matrix, RandomState } from '../lib/index.js';
import { clipped } from '../lib/data/encoding/warp.js';
import type { Scaler } from '../lib/data/scaler.js';
import { outputOf, outputsOf, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { nets, specOf } from './nets.js';
import { draws, firstDifference, numbers, type Floats } from './oracles.js';
import { flag, placements, repeated, shared } from './placements.js';

/** Scalers for a network, of features with a limit; targets only where they are values. */
function scalingFor(spec: NetworkSpec, random: RandomState, limit = Infinity): Scalers {
  const scaler = (n: number, clip: number): Scaler => ({
    offset: Float64Array.from(draws('float64', n, random)),
    divisor: Float64Array.from(draws('float64', n, random), (v) => 0.5 + Math.abs(v)),
    clip,
  });
  return {
    features: scaler(spec.inputs, limit),
    targets: outputOf(spec) === 'identity' ? scaler(outputsOf(spec), Infinity) : null,
  };
}

const none: Scalers = { features: null, targets: null };

/** Outputs and cost as the verbs give them on what is scaled by hand. */
function composed(
  spec: NetworkSpec,
  { parameters, scaling, x, y }: Inference,
): { out: Floats; logits: Floats; cost: number } {
  const scaled = (scaler: Scaler | null, m: Matrix): Matrix => {
    const data = Float64Array.from(m.data);
    const by = (v: number, i: number, { offset, divisor, clip }: Scaler): number => {
      const r = Math.floor(i / m.cols);
      const z = (v - offset[r]!) / divisor[r]!;
      return clipped(z, clip);
    };
    const all = scaler ? data.map((v, i) => by(v, i, scaler)) : data;
    return Matrix.of(numbers(spec.dtype, all), m.rows, m.cols);
  };
  const program = currentBackend().program(spec);
  const units = spec.layers.reduce((sum, layer) => sum + layer.units, 0) * x.cols;
  const [z, a] = [numbers(spec.dtype, units), numbers(spec.dtype, units)];
  program.forward(parameters, scaled(scaling.features, x), z, a);
  const [k, { targets }] = [outputsOf(spec), scaling];
  const last = units - k * x.cols;
  const outputs = Float64Array.from(Matrix.of(a.subarray(last), k, x.cols).T.data);
  const back = targets
    ? outputs.map((v, i) => v * targets.divisor[i % k]! + targets.offset[i % k]!)
    : outputs;
  const out = numbers(spec.dtype, back);
  const logits = Matrix.of(z.subarray(last), k, x.cols).T.data;
  return { out, logits, cost: program.cost(z.subarray(last), scaled(targets, y!).data) };
}

/** Of example j alone. */
function costOf(program: Program, work: Inference, j: number): number {
  const one = (of: Matrix): Matrix =>
    Matrix.of(
      numbers(
        of.dtype,
        Array.from({ length: of.rows }, (_, r) => of.at(r, j)),
      ),
      of.rows,
      1,
    );
  const out = work.out.slice(0, work.out.length / work.x.cols);
  return program.infer({ ...work, x: one(work.x), y: one(work.y!), out }).cost;
}

/** Σ s · l and Σ s: the first in 8 lanes, both in blocks of 4,096. */
function inBlocks(
  weights: Floats,
  cost: (example: number) => number,
): readonly [total: number, sum: number] {
  let [total, sum] = [0, 0];
  for (let from = 0; from < weights.length; from += 4096) {
    const [lanes, block] = [new Float64Array(8), weights.subarray(from, from + 4096)];
    block.forEach((weight, i) => (lanes[i % 8]! += weight * cost(from + i)));
    for (let h = 4; h >= 1; h /= 2) for (let q = 0; q < h; q++) lanes[q]! += lanes[q + h]!;
    total += lanes[0]!;
    let ofBlock = 0;
    for (const weight of block) ofBlock += weight;
    sum += ofBlock;
  }
  return [total, sum];
}

function largest(of: Floats): number {
  let most = 0;
  for (const v of of) most = Math.max(most, Math.abs(v));
  return most;
}

/** All ways in which m examples may come, each with targets that lie in the same way. */
function* works(spec: NetworkSpec, m: number, scaling: Scalers): Generator<[string, Inference]> {
  const random = new RandomState(m);
  const parameters = shared(draws(spec.dtype, parameterCount(spec), random));
  const k = outputsOf(spec);
  for (const dtype of dtypes) {
    const ys = placements(dtype, k, m, random, () => Math.round(random.random()));
    for (const [i, { name, view }] of placements(dtype, spec.inputs, m, random).entries()) {
      const out = sharedZeros(spec.dtype, m * k).fill(NaN);
      yield [name, { parameters, scaling, x: view, y: ys[i]!.view, weights: null, out }];
    }
  }
}

describe.each(dtypes)('infer, %s', (dtype) => {
  it.each(nets)(
    'is scaling, forward and cost, however examples come: $sizes $loss',
    async (net) => {
      const spec = specOf(dtype, net);
      const program = currentBackend().program(spec);
      for (const m of [1, 2, 70]) {
        const limit = m === 2 ? Infinity : 1.5;
        for (const scaling of [none, scalingFor(spec, new RandomState(9), limit)]) {
          for (const [name, work] of works(spec, m, scaling)) {
            const expected = composed(spec, work);
            expect(program.infer(work), name).toEqual({ cost: expected.cost, wrong: -1 });
            expect(firstDifference(work.out, expected.out), name).toBeUndefined();
            work.out.fill(NaN);
            expect(await program.inferAsync(work, flag())).toEqual({
              cost: expected.cost,
              wrong: -1,
            });
            expect(firstDifference(work.out, expected.out), name).toBeUndefined();
            expect(program.infer({ ...work, logits: true }).cost, name).toBe(expected.cost);
            expect(firstDifference(work.out, expected.logits), name).toBeUndefined();
          }
        }
      }
    },
  );

  it('sums the cost in blocks of 4,096, as the verbs do', () => {
    const spec = specOf(dtype, nets[0]!);
    const [, work] = works(spec, 9001, none).next().value as [string, Inference];
    const { cost } = composed(spec, work);
    expect(currentBackend().program(spec).infer(work).cost).toBe(cost);
  });

  it.each(nets)('takes what examples count into the cost: $sizes $loss', async (net) => {
    const spec = specOf(dtype, net);
    const program = currentBackend().program(spec);
    const random = new RandomState(6);
    const m = outputsOf(spec) > 100 ? 70 : 4200;
    const scaling = scalingFor(spec, new RandomState(9));
    const [, work] = works(spec, m, scaling).next().value as [string, Inference];
    const plain = program.infer(work);
    const ones = shared(numbers(dtype, new Array<number>(m).fill(1)));
    expect(program.infer({ ...work, weights: ones })).toEqual(plain);
    const counts = Array.from({ length: m }, () => Math.floor(random.random() * 4));
    const often = { x: repeated(work.x, counts), y: repeated(work.y!, counts) };
    const out = sharedZeros(dtype, often.x.cols * outputsOf(spec));
    const expected = program.infer({ ...work, ...often, out }).cost;
    const weighed = { ...work, weights: shared(numbers(dtype, counts)) };
    const { cost } = program.infer(weighed);
    expect(Math.abs(cost - expected)).toBeLessThanOrEqual(1e-12 * expected);
    expect(await program.inferAsync(weighed, flag())).toEqual({ cost, wrong: -1 });
    // Any weights: each example's own cost, times its weight, in blocks.
    const weights = shared(draws(dtype, m, random).map(Math.abs));
    const [total, sum] = inBlocks(weights, (j) => costOf(program, { ...work, weights: null }, j));
    const any = program.infer({ ...work, weights });
    expect(any.cost).toBe(total / sum);
    const there = jsBackend(true)
      .program(spec)
      .infer({ ...work, weights });
    if (dtype === 'float32') expect(any).toEqual(there);
    else expect(Math.abs(any.cost - there.cost)).toBeLessThanOrEqual(1e-12 * there.cost);
    expect(program.infer({ ...work, y: null, weights }).cost).toBeNaN();
  });

  it.each(nets)('has the bits of the other language: $sizes $loss', (net) => {
    const spec = specOf(dtype, net);
    const [here, there] = [currentBackend(), jsBackend(true)].map((b) => b.program(spec));
    for (const [name, work] of works(spec, 70, scalingFor(spec, new RandomState(3), 1.5))) {
      const out = numbers(dtype, work.out);
      const [a, b] = [here!.infer(work), there!.infer({ ...work, out })];
      if (dtype === 'float32') {
        expect(a, name).toEqual(b);
        expect(firstDifference(work.out, out), name).toBeUndefined();
        continue;
      }
      const distance = largest(work.out.map((v, i) => v - out[i]!));
      expect(distance, name).toBeLessThanOrEqual(1e-12 * largest(out));
      expect(Math.abs(a.cost - b.cost), name).toBeLessThanOrEqual(1e-12 * Math.abs(b.cost));
    }
  });

  it.each(nets)('serves few examples and many with the same bits: $sizes $loss', (net) => {
    const spec = specOf(dtype, net);
    const random = new RandomState(4);
    const program = currentBackend().program(spec);
    const parameters = shared(draws(dtype, parameterCount(spec), random));
    const scalings = [none, scalingFor(spec, random), scalingFor(spec, random, 0.7)];
    const [n, k, m] = [spec.inputs, outputsOf(spec), 20];
    const predictors = scalings.map((scaling) => program.predictor(parameters, scaling));
    for (const from of dtypes) {
      const input = draws(from, n * m, random);
      scalings.forEach((scaling, s) => {
        const out = numbers(dtype, k * m);
        const x = placed(turned(rowByRow(input, m, n)));
        program.infer({ parameters, scaling, x, y: null, weights: null, out });
        // Three predictors of one program in turn, with 1 to 6 examples.
        for (let j = 0, count = 1; j < m; j += count, count = (count % 6) + 1) {
          const end = Math.min(m, j + count);
          const part = numbers(dtype, k * (end - j));
          expect(predictors[s]!(input.subarray(j * n, end * n), part, true)).toBe(-1);
          predictors[(s + 1) % 3]!(input.subarray(0, n), numbers(dtype, k), false);
          expect(firstDifference(part, out.subarray(j * k, end * k))).toBeUndefined();
        }
      });
    }
  });

  it('tells the first example that is not finite once it is scaled', async () => {
    const spec = specOf(dtype, nets[0]!);
    const program = currentBackend().program(spec);
    const parameters = shared(draws(dtype, parameterCount(spec), new RandomState(1)));
    const far = {
      offset: new Float64Array(2),
      divisor: Float64Array.of(1, 1e-300),
      clip: Infinity,
    };
    for (const m of [3, 700]) {
      const input = shared(new Float64Array(2 * m).fill(1e-30));
      const out = sharedZeros(dtype, m);
      const x = placed(turned(rowByRow(input, m, 2)));
      input[2 * m - 2] = Infinity;
      const scalings: [Scalers, number][] = [
        [none, m - 1],
        [{ features: far, targets: null }, dtype === 'float32' ? 0 : m - 1],
        [{ features: { ...far, divisor: Float64Array.of(0, 1) }, targets: null }, 0],
      ];
      for (const [scaling, wrong] of scalings) {
        const work = { parameters, scaling, x, y: null, weights: null, out };
        expect(program.infer(work)).toEqual({ cost: NaN, wrong });
        expect(await program.inferAsync(work, flag())).toEqual({ cost: NaN, wrong });
        expect(program.predictor(parameters, scaling)(input, out, true)).toBe(wrong);
      }
    }
  });
});
