// Numbers that another thread writes while they are read: what is kept is what was looked at.
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  DenselyError,
  initializeParameters,
  Matrix,
  Model,
  RandomState,
  session,
  train,
  type DType,
} from '../lib/index.js';

const LENGTH = 1200;
/** Calls of each kind end when so many had each outcome, or there were so many. */
const [EACH, CALLS] = [10, 1000];
const shared = new Float64Array(new SharedArrayBuffer(8 * LENGTH));
const bytes = new Uint8Array(new SharedArrayBuffer(2 ** 14));
/** What is written in turn, where, and whether no more is to be. */
const values = new Float64Array(new SharedArrayBuffer(8 * 2));
const place = new Int32Array(new SharedArrayBuffer(4 * 3));

const writing = `
  const { workerData: { shared, bytes, values, place } } = require('node:worker_threads');
  for (let i = 0; i < 1e12 && Atomics.load(place, 2) === 0; i++) {
    const [at, byte] = [Atomics.load(place, 0), Atomics.load(place, 1)];
    if (at >= 0) shared[at] = values[i & 1];
    if (byte >= 0) bytes[byte] ^= 255;
  }
`;

let thread: Worker;

beforeAll(async () => {
  place.set([-1, -1, 0]);
  thread = new Worker(writing, { eval: true, workerData: { shared, bytes, values, place } });
  await new Promise((resolve) => thread.once('online', resolve));
});

afterAll(async () => {
  Atomics.store(place, 2, 1);
  await new Promise((resolve) => thread.once('exit', resolve));
});

const random = new RandomState(9);
const whole = (below: number): number => Math.floor(random.random() * below);

/** Numbers of which one changes to and fro, anew for each call. */
function racing(n: number, first: number, second: number, of: () => number): Float64Array {
  Atomics.store(place, 0, -1);
  for (let i = 0; i < n; i++) shared[i] = of();
  values.set([first, second]);
  Atomics.store(place, 0, whole(n));
  return shared.subarray(0, n);
}

/** Calls again and again: what is done is right, or it is refused as one of the codes. */
async function again(
  codes: readonly string[],
  call: () => unknown,
  check: (result: never) => void,
  most = CALLS,
): Promise<void> {
  let [done, refused] = [0, 0];
  for (let i = 0; i < most && Math.min(done, refused) < EACH; i++) {
    try {
      const result = await call();
      check(result as never);
      done++;
    } catch (error) {
      if (!(error instanceof DenselyError) || !codes.includes(error.code)) throw error;
      refused++;
    }
  }
  Atomics.store(place, 0, -1);
  Atomics.store(place, 1, -1);
}

const finite = (m: Matrix): void => {
  if (!m.data.every(Number.isFinite)) expect.fail(`${m.data.find((v) => !Number.isFinite(v))}`);
};
const holds = (data: Dataset): void => {
  finite(data.X);
  finite(data.Y);
};
const halves = (m: number): number[] => Array.from({ length: m }, (_, i) => i % 2);

describe.each<DType>(['float64', 'float32'])('a dataset in %s', (dtype) => {
  const bad = [Number.NaN, Infinity, ...(dtype === 'float32' ? [1e300] : [])];
  const numbers = (n: number): Float64Array =>
    racing(n, bad[whole(bad.length)]!, 1, () => random.normal());
  const examples: Record<string, () => Parameters<typeof Dataset.from>[0]> = {
    rows() {
      const all = numbers(LENGTH);
      return Array.from({ length: LENGTH / 4 }, (_, i) => all.subarray(4 * i, 4 * i + 4));
    },
    'few wide rows'() {
      const all = numbers(LENGTH);
      return Array.from({ length: 4 }, (_, i) => all.subarray(300 * i, 300 * i + 300));
    },
    'a matrix': () => Matrix.of(numbers(LENGTH), 4, LENGTH / 4),
    'a transposed matrix': () => Matrix.of(numbers(LENGTH), LENGTH / 4, 4).T,
    'a table with a shape': () => ({ shape: [LENGTH / 4, 4], data: numbers(LENGTH) }),
    'a table with strides': () => ({
      shape: [LENGTH / 4, 4],
      stride: [1, LENGTH / 4],
      data: numbers(LENGTH),
    }),
  };

  it.each(Object.keys(examples))('never holds what is not finite: %s', async (name) => {
    await again(
      ['ERR_DATA'],
      () => {
        const given = examples[name]!();
        const m = given instanceof Matrix ? given.cols : name === 'few wide rows' ? 4 : LENGTH / 4;
        return Dataset.from(given, halves(m), { dtype });
      },
      holds,
    );
  });

  it.each(['values', 'a matrix of values', 'a table of values'])(
    'never has such targets: %s',
    async (name) => {
      const X = Array.from({ length: 100 }, (_, i) => [i]);
      const targets = (): Parameters<typeof Dataset.from>[1] => {
        if (name === 'values') return numbers(100);
        if (name === 'a matrix of values') return Matrix.of(numbers(200), 2, 100);
        return { shape: [100, 2], data: numbers(200) };
      };
      const options = { task: 'regression', dtype } as const;
      await again(['ERR_DATA'], () => Dataset.from(X, targets(), options), holds);
    },
  );
});

describe('classes', () => {
  const X = Array.from({ length: 60 }, (_, i) => [i]);
  // A fraction makes values of them, which is told.
  const zeroOrOne = ({ Y, classes }: Dataset): void => {
    if (classes && !Y.data.every((v) => v === 0 || v === 1)) expect.fail(String(Y.data));
  };

  it.each([5, 0.5, Number.NaN])(
    'are 0 and 1 where another number is written: %s',
    async (other) => {
      let i = 0;
      const codes = ['ERR_DATA', 'ERR_OPTION'];
      const labels = (): Float64Array => racing(60, other, 1, () => i++ % 2);
      await again(codes, () => Dataset.from(X, labels()), zeroOrOne);
      await again(codes, () => Dataset.from(X, Matrix.of(labels(), 1, 60)), zeroOrOne);
      const shape = [60];
      await again(codes, () => Dataset.from(X, { shape, data: labels() }), zeroOrOne);
    },
  );

  it('are one of several where a second one is written', async () => {
    const oneHot = (): Matrix => {
      let i = 0;
      return Matrix.of(
        racing(180, 1, 0, () => {
          const [c, j] = [Math.floor(i / 60), i++ % 60];
          return j % 3 === c ? 1 : 0;
        }),
        3,
        60,
      );
    };
    await again(
      ['ERR_DATA', 'ERR_OPTION'],
      () => Dataset.from(X, oneHot()),
      (data: Dataset) => {
        zeroOrOne(data);
        for (const label of data.labels) expect([0, 1, 2]).toContain(label);
      },
    );
  });
});

describe('a model', () => {
  const numbers = (n: number): Float64Array => racing(n, NaN, 1, () => random.normal());
  const isOutput = (p: Float64Array[]): void => {
    for (const each of p) if (!each.every(Number.isFinite)) expect.fail(String(each));
  };

  it.each(['float64', 'float32'] as const)(
    'answers for numbers that it has looked at: %s',
    async (dtype) => {
      const scale = dtype === 'float64' ? 'none' : 'standard';
      const data = datasets.moons({ size: 40 });
      const model = (await train(data, { hidden: [3], epochs: 2, dtype, scale })) as Model;
      const rows = (): Float64Array[] => {
        const all = numbers(80);
        return Array.from({ length: 40 }, (_, i) => all.subarray(2 * i, 2 * i + 2));
      };
      const X = (): Matrix => Matrix.of(numbers(80), 2, 40);
      await again(['ERR_DATA'], () => model.probabilities(rows()), isOutput);
      await again(['ERR_DATA'], () => model.probabilities(X()), isOutput);
      await again(['ERR_DATA'], () => model.probabilitiesAsync(rows()), isOutput);
      await again(['ERR_DATA'], () => model.probabilitiesAsync(X()), isOutput);
    },
  );

  it('of parameters has finite ones', async () => {
    const start = initializeParameters(5, 20, 1, { seed: 1 });
    const parameters = { ...start };
    await again(
      ['ERR_DATA'],
      () => Model.from({ ...parameters, W1: Matrix.of(numbers(100), 20, 5) }),
      (model: Model) => Object.values(model.parameters).forEach(finite),
    );
  });

  it('of bytes is whole', async () => {
    const model = await train(datasets.moons({ size: 40 }), { hidden: [20], epochs: 1 });
    const file = model.toBytes();
    await again(
      ['ERR_MODEL_FILE'],
      () => {
        Atomics.store(place, 1, -1);
        bytes.set(file);
        Atomics.store(place, 1, whole(file.length));
        return Model.fromBytes(bytes.subarray(0, file.length));
      },
      (read: Model) => expect(Model.fromBytes(read.toBytes()).toBytes()).toEqual(read.toBytes()),
      100,
    );
  });

  it('of a session has finite parameters', async () => {
    using steps = await session(datasets.moons({ size: 20 }), { hidden: [8], dtype: 'float64' });
    const length = 2 * 8 + 8 + 8 + 1;
    await again(
      ['ERR_DATA'],
      () => steps.restore(numbers(length), 0),
      () => Object.values(steps.parameters).forEach(finite),
    );
  });
});

describe('lists that answer otherwise each time', () => {
  /** A list whose number at a place is another one each time that it is read. */
  function fickle(row: number[], at: number, answers: readonly unknown[]): number[] {
    let reads = 0;
    return Object.defineProperty([...row], at, {
      get: () => answers[reads++ % answers.length],
      enumerable: true,
    });
  }

  const drawn = Array.from({ length: 40 }, () => ({
    at: whole(4),
    row: whole(3),
    answers: Array.from(
      { length: 2 + whole(3) },
      () => [NaN, 1, '7', Infinity, 2, undefined][whole(6)],
    ),
  }));

  it.each(drawn)('row $row, place $at: $answers', ({ at, row, answers }) => {
    const rows = (): number[][] =>
      [0, 1, 2].map((r) => {
        const plain = [1, 2, 3, 4].map((v) => v + r);
        return r === row ? fickle(plain, at, answers) : plain;
      });
    const made = (make: () => Matrix): void => {
      try {
        expect(answers.filter(Number.isFinite)).toContain(make().at(row, at));
      } catch (error) {
        if (!(error instanceof DenselyError)) throw error;
        expect(error.code).toBe('ERR_DATA');
      }
    };
    made(() => Dataset.from(rows(), ['a', 'b', 'a']).X.T);
    made(() => Matrix.from(rows()));
  });

  it('lists of another length each time are no longer than at first', () => {
    const lengths = [2, 9, 1, 2, 5];
    let asked = 0;
    const row = new Proxy([1, 2, 3, 4, 5, 6, 7, 8, 9], {
      get: (of, key) =>
        key === 'length' ? lengths[asked++ % lengths.length] : (Reflect.get(of, key) as unknown),
    });
    try {
      expect(Matrix.from([row, [5, 6]]).toArray()).toEqual([
        [1, 2],
        [5, 6],
      ]);
    } catch (error) {
      expect(error).toMatchObject({ name: 'DenselyError', code: 'ERR_DATA' });
    }
  });
});
