// Predictions beside the event loop, on the backend in use: the bits of single rows, whatever runs beside.
import { describe, expect, it } from 'vitest';
import type { Inference, Program } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { placed } from '../lib/base/matrix.js';
import { rowByRow, turned } from '../lib/base/placement.js';
import { RandomState } from '../lib/index.js';
import { networkSpec, outputsOf, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { chunkFor } from './chunks.js';
import { flag, shared } from './placements.js';
import { nets, specOf } from './nets.js';
import { draws, firstDifference, numbers, type Floats } from './oracles.js';

const NOT_SCALED = { features: null, targets: null };

/** A program with parameters and m examples. */
class Served {
  readonly spec: NetworkSpec;
  readonly program: Program;
  readonly parameters: Floats;
  readonly input: Floats;
  readonly outputs: number;

  constructor(spec: NetworkSpec, m: number, seed = 5) {
    const random = new RandomState(seed);
    this.spec = spec;
    this.program = currentBackend().program(spec);
    this.parameters = shared(draws(spec.dtype, parameterCount(spec), random));
    this.input = shared(draws(spec.dtype, m * spec.inputs, random));
    this.outputs = m * outputsOf(spec);
  }

  /** One row after another, as they are served. */
  get inTurn(): Floats {
    const out = numbers(this.spec.dtype, this.outputs);
    const predict = this.program.predictor(this.parameters, NOT_SCALED);
    const [n, k] = [this.spec.inputs, outputsOf(this.spec)];
    for (let j = 0; j * n < this.input.length; j++)
      predict(this.input.subarray(j * n, (j + 1) * n), out.subarray(j * k, (j + 1) * k), false);
    return out;
  }

  work(out: Floats): Inference {
    const { parameters, input, spec } = this;
    const n = spec.inputs;
    const x = placed(turned(rowByRow(input, input.length / n, n)));
    return { parameters, scaling: NOT_SCALED, x, y: null, weights: null, out };
  }

  /** NaN where nothing was written. */
  get unwritten(): Floats {
    return sharedZeros(this.spec.dtype, this.outputs).fill(NaN);
  }

  async beside(): Promise<Floats> {
    const out = this.unwritten;
    await this.program.inferAsync(this.work(out), flag());
    return out;
  }
}

function spec(dtype: DType): NetworkSpec {
  return networkSpec(dtype, [8, 32, 3], ['tanh'], 'crossEntropy');
}

describe.each(dtypes)('inferAsync, %s', (dtype) => {
  it.each(nets)('gives the bits of single rows: $sizes $activations $loss', async (net) => {
    for (const m of [0, 1, 2, 15, 64, 255, 256, 257, 700]) {
      const served = new Served(specOf(dtype, net), m);
      expect(firstDifference(await served.beside(), served.inTurn)).toBeUndefined();
    }
  });

  it('runs several at once, beside a training and calls in turn, all on one program', async () => {
    const [one, two] = [new Served(spec(dtype), 3000, 7), new Served(spec(dtype), 1999, 8)];
    const { program, parameters } = one;
    const [alone, beside] = [chunkFor(spec(dtype), parameters), chunkFor(spec(dtype), parameters)];
    await currentBackend().program(spec(dtype)).train(alone);
    const outs = [one.unwritten, two.unwritten, one.unwritten] as const;
    const both = [one, two, one].map((served, i) =>
      program.inferAsync(served.work(outs[i]!), flag()),
    );
    const training = program.train(beside);
    const [before, after] = [one.inTurn, one.inTurn];
    const [result] = await Promise.all([training, ...both]);
    expect(result.steps).toBe(40);
    expect(firstDifference(beside.parameters, alone.parameters)).toBeUndefined();
    expect(firstDifference(beside.costs, alone.costs)).toBeUndefined();
    for (const out of [before, after, outs[2]])
      expect(firstDifference(out, outs[0])).toBeUndefined();
    expect(firstDifference(outs[1], two.inTurn)).toBeUndefined();
    expect(firstDifference(outs[0], one.inTurn)).toBeUndefined();
  });
});

describe('inferAsync', () => {
  /** A minute's work natively, ten seconds' in JavaScript. */
  const long = (): Served => {
    const spec = networkSpec('float64', [1, 1024, 1024, 1], ['tanh', 'tanh'], 'squared');
    const m = currentBackend().name === 'js' ? 2 ** 10 : 2 ** 20;
    return new Served(spec, m);
  };

  it('lets timers and turns of the event loop go on, and leaves when cancelled', async () => {
    const served = long();
    const out = served.unwritten;
    const cancel = flag();
    let settled = false;
    const ended = served.program.inferAsync(served.work(out), cancel).then(() => {
      settled = true;
    });
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
    for (let timers = 0; timers < 5; timers++) await new Promise((resolve) => setTimeout(resolve));
    expect(settled).toBe(false);
    Atomics.store(cancel, 0, 1);
    await ended;
    expect(out.at(-1)).toBeNaN();
  });

  it('writes nothing when it is cancelled from the first', async () => {
    const served = new Served(specOf('float32', nets[0]!), 10);
    const out = served.unwritten;
    await served.program.inferAsync(served.work(out), flag(1));
    expect(out.every(Number.isNaN)).toBe(true);
  });

  it('gives the event loop turns, however small', async () => {
    const served = new Served(specOf('float32', nets[0]!), 1);
    let turned = false;
    setImmediate(() => (turned = true));
    for (let i = 0; i < 50; i++) await served.beside();
    expect(turned).toBe(true);
  });
});
