// The gradient over all examples beside the event loop, on the backend in use.
import { describe, expect, it } from 'vitest';
import { jsBackend } from '../lib/backend/js/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { Matrix, RandomState } from '../lib/index.js';
import { networkSpec, outputsOf, unitsOf, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { draws, firstDifference, largestDifference, numbers, type Floats } from './oracles.js';
import { flag, repeated, shared } from './placements.js';

const networks: readonly ((dtype: DType) => NetworkSpec)[] = [
  (dtype) => networkSpec(dtype, [3, 5, 3], ['tanh'], 'crossEntropy'),
  (dtype) => networkSpec(dtype, [12, 9, 2], ['prelu'], 'squared'),
  (dtype) => networkSpec(dtype, [20, 9, 2], ['relu'], 'squared', [], { linear: true }),
  (dtype) => networkSpec(dtype, [2, 4, 1], ['relu'], 'binaryCrossEntropy'),
];

/** A network's parameters and m examples, one behind another in memory. */
class Problem {
  readonly parameters: Floats;
  readonly x: Matrix;
  readonly y: Matrix;

  constructor(
    readonly spec: NetworkSpec,
    m: number,
  ) {
    const random = new RandomState(5);
    const { dtype, inputs } = spec;
    const outputs = outputsOf(spec);
    this.parameters = shared(draws(dtype, parameterCount(spec), random).map((w) => w / 2));
    this.x = Matrix.of(shared(draws(dtype, m * inputs, random)), m, inputs).T;
    const classes = draws(dtype, m * outputs, random).map((_, i) => (i % (outputs + 1) ? 0 : 1));
    this.y = Matrix.of(shared(classes), outputs, m);
  }

  /** What the verbs make of it. */
  get atOnce(): Floats {
    const { spec, parameters, x, y } = this;
    const program = currentBackend().program(spec);
    const length =
      unitsOf(spec)
        .slice(1)
        .reduce((sum, units) => sum + units) * x.cols;
    const [z, a] = [numbers(spec.dtype, length), numbers(spec.dtype, length)];
    const out = numbers(spec.dtype, parameters.length);
    program.forward(parameters, x, z, a);
    program.gradient(parameters, x, y, z, a, out);
    return out;
  }

  async beside(
    weights: Floats | null = null,
    { backend = currentBackend(), cancel = flag(), x = this.x, y = this.y } = {},
  ): Promise<Floats> {
    const out = sharedZeros(this.spec.dtype, this.parameters.length).fill(NaN);
    const program = backend.program(this.spec);
    await program.gradientAsync(this.parameters, x, y, weights, out, cancel);
    return out;
  }
}

describe.each(dtypes)('gradientAsync, %s', (dtype) => {
  it.each(networks)('has the bits of gradient, whatever the number of blocks', async (network) => {
    for (const m of [1, 3, 200, 4096, 9001]) {
      const problem = new Problem(network(dtype), m);
      expect(firstDifference(await problem.beside(), problem.atOnce)).toBeUndefined();
    }
  });

  // In float64 JavaScript has no fused multiply-add.
  it.each(networks)('with weights has the bits of JavaScript in float32', async (network) => {
    const problem = new Problem(network(dtype), 5000);
    const random = new RandomState(2);
    const weights = shared(numbers(dtype, 5000).map(() => random.random() * 3));
    const js = await problem.beside(weights, { backend: jsBackend(true) });
    const got = await problem.beside(weights);
    if (dtype === 'float32') expect(firstDifference(got, js)).toBeUndefined();
    expect(largestDifference(got, js)).toBeLessThan(1e-13);
    expect(largestDifference(got, await problem.beside())).toBeGreaterThan(1e-3);
  });

  it.each(networks)('with whole weights is that of as many copies', async (network) => {
    const problem = new Problem(network(dtype), 200);
    const counts = Array.from({ length: 200 }, (_, j) => j % 4);
    const weighted = await problem.beside(shared(numbers(dtype, counts)));
    const [x, y] = [repeated(problem.x, counts), repeated(problem.y, counts)];
    const copied = await problem.beside(null, { x, y });
    const tolerance = dtype === 'float32' ? 1e-6 : 1e-14;
    expect(largestDifference(weighted, copied)).toBeLessThan(tolerance);
  });

  it('writes nothing when it is cancelled from the first', async () => {
    const problem = new Problem(networks[0]!(dtype), 10);
    const out = await problem.beside(null, { cancel: flag(1) });
    expect(out.every(Number.isNaN)).toBe(true);
  });
});

it('gradientAsync lets timers and turns of the event loop go on, and leaves when cancelled', async () => {
  const spec = networkSpec('float64', [1, 1024, 1024, 1], ['tanh', 'tanh'], 'squared');
  const problem = new Problem(spec, currentBackend().name === 'js' ? 2 ** 10 : 2 ** 19);
  const cancel = flag();
  let settled = false;
  const ended = problem.beside(null, { cancel }).then((out) => {
    settled = true;
    return out;
  });
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
  for (let timers = 0; timers < 5; timers++) await new Promise((resolve) => setTimeout(resolve));
  expect(settled).toBe(false);
  Atomics.store(cancel, 0, 1);
  expect((await ended).at(-1)).toBeNaN();
});
