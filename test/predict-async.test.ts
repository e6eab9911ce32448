// Predictions beside the event loop, on the backend in use: the bits of single rows, whatever runs beside.
import { describe, expect, it } from 'vitest';
import {
  COUNT_COST,
  EMIT_COST,
  type Chunk,
  type Inference,
  type Program,
} from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { placed } from '../lib/base/matrix.js';
import { rowByRow, turned } from '../lib/base/placement.js';
import { Matrix, RandomState } from '../lib/index.js';
import { layout, type NetworkSpec } from '../lib/network/spec.js';
import { draws, firstDifference, numbers, type Floats } from './oracles.js';

const flag = (value = 0): Int32Array => new Int32Array(new SharedArrayBuffer(4)).fill(value);

function shared(values: Floats): Floats {
  const out = sharedZeros(values instanceof Float32Array ? 'float32' : 'float64', values.length);
  out.set(values);
  return out;
}

const nets: readonly Omit<NetworkSpec, 'dtype'>[] = [
  { sizes: [2, 4, 1], activations: ['tanh'], loss: 'binaryCrossEntropy' },
  { sizes: [5, 7, 6, 3], activations: ['prelu', 'elu'], loss: 'crossEntropy' },
  { sizes: [33, 64, 2], activations: ['relu'], loss: 'meanSquaredError' },
  { sizes: [4, 600], activations: [], loss: 'crossEntropy' },
];

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
    this.parameters = shared(draws(spec.dtype, layout(spec).length, random));
    this.input = shared(draws(spec.dtype, m * spec.sizes[0]!, random));
    this.outputs = m * spec.sizes.at(-1)!;
  }

  /** One row after another, as they are served. */
  get inTurn(): Floats {
    const out = numbers(this.spec.dtype, this.outputs);
    const predict = this.program.predictor(this.parameters, NOT_SCALED);
    const [n, k] = [this.spec.sizes[0]!, this.spec.sizes.at(-1)!];
    for (let j = 0; j * n < this.input.length; j++)
      predict(this.input.subarray(j * n, (j + 1) * n), out.subarray(j * k, (j + 1) * k), false);
    return out;
  }

  work(out: Floats): Inference {
    const { parameters, input, spec } = this;
    const n = spec.sizes[0]!;
    const x = placed(turned(rowByRow(input, input.length / n, n)));
    return { parameters, scaling: NOT_SCALED, x, y: null, out };
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
  return { dtype, sizes: [8, 32, 3], activations: ['tanh'], loss: 'crossEntropy' };
}

/** A run of full-batch steps from fixed parameters. */
function chunkFor({ dtype, sizes }: NetworkSpec, start: Floats): Chunk {
  const [m, steps] = [200, 40];
  const random = new RandomState(6);
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const classes = numbers(dtype, m * outputs).map((_, i) => (i % outputs === i % 2 ? 1 : 0));
  return {
    parameters: shared(start),
    slots: sharedZeros(dtype, 0),
    snapshot: sharedZeros(dtype, start.length),
    carry: sharedZeros('float64', 2) as Float64Array,
    x: Matrix.of(shared(draws(dtype, m * inputs, random)), m, inputs).T,
    y: Matrix.of(shared(classes), m, outputs).T,
    optimizer: 'sgd',
    constants: new Float64Array(0),
    scalars: new Float64Array(steps).fill(0.125),
    ends: null,
    order: null,
    flags: new Uint8Array(steps).fill(COUNT_COST | EMIT_COST),
    costs: sharedZeros('float64', steps) as Float64Array,
    cancel: flag(),
    threads: 1,
  };
}

describe.each(dtypes)('inferAsync, %s', (dtype) => {
  it.each(nets)('gives the bits of single rows: $sizes $activations $loss', async (net) => {
    for (const m of [0, 1, 2, 15, 64, 255, 256, 257, 700]) {
      const served = new Served({ ...net, dtype }, m);
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
    const layers = { sizes: [1, 1024, 1024, 1], activations: ['tanh', 'tanh'] } as const;
    const m = currentBackend().name === 'js' ? 2 ** 10 : 2 ** 20;
    return new Served({ ...layers, dtype: 'float64', loss: 'meanSquaredError' }, m);
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
    const served = new Served({ ...nets[0]!, dtype: 'float32' }, 10);
    const out = served.unwritten;
    await served.program.inferAsync(served.work(out), flag(1));
    expect(out.every(Number.isNaN)).toBe(true);
  });

  it('gives the event loop turns, however small', async () => {
    const served = new Served({ ...nets[0]!, dtype: 'float32' }, 1);
    let turned = false;
    setImmediate(() => (turned = true));
    for (let i = 0; i < 50; i++) await served.beside();
    expect(turned).toBe(true);
  });
});
