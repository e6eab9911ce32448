// Typed arrays that say of themselves what they are not: subclasses, properties of their own, proxies. Each
// verb does with them what it does with the numbers they hold, or refuses them, and both backends the same.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  computeCost,
  Dataset,
  datasets,
  forwardPropagation,
  initializeParameters,
  matmul,
  Matrix,
  Model,
  RandomState,
  session,
  train,
  type DType,
  type FloatArray,
} from '../lib/index.js';

type Typed = FloatArray | Uint8Array | Uint32Array;
type Disguise = <A extends Typed>(array: A) => A;

/** A subclass with the same numbers in the same memory. */
function subclassed<A extends Typed>(array: A, over: (Class: typeof Float64Array) => object): A {
  const Type = array.constructor as typeof Float64Array;
  const Sub = over(Type) as typeof Float64Array;
  return new Sub(array.buffer, array.byteOffset, array.length) as unknown as A;
}

function owning<A extends Typed>(array: A, properties: Readonly<Record<PropertyKey, unknown>>): A {
  const own = array.subarray(0) as A;
  for (const key of Reflect.ownKeys(properties))
    Object.defineProperty(own, key, { value: properties[key as string] });
  return own;
}

const liar = (): never => {
  throw new TypeError('nobody asks for this');
};

/** Those that hold their numbers. */
const kinds: Readonly<Record<string, Disguise>> = {
  'a class that is longer': (array) =>
    subclassed(
      array,
      (Type) =>
        class extends Type {
          override get length(): number {
            return 1e9;
          }
        },
    ),
  'a class that is shorter': (array) =>
    subclassed(
      array,
      (Type) =>
        class extends Type {
          override get length(): number {
            return 1;
          }
          override get byteLength(): number {
            return 0;
          }
        },
    ),
  'a class whose parts are of another': (array) =>
    subclassed(
      array,
      (Type) =>
        class extends Type {
          static get [Symbol.species](): Float64ArrayConstructor {
            return Int8Array as unknown as Float64ArrayConstructor;
          }
        },
    ),
  'a class with other methods': (array) =>
    subclassed(
      array,
      (Type) =>
        class extends Type {
          override set = liar;
          override subarray = liar;
          override slice = liar;
          override fill = liar;
        },
    ),
  'a class with another tag': (array) =>
    subclassed(
      array,
      (Type) =>
        class extends Type {
          override get [Symbol.toStringTag](): 'Float64Array' {
            return 'Map' as 'Float64Array';
          }
        },
    ),
  'an own length': (array) => owning(array, { length: 3 }),
  'an own length of nothing': (array) => owning(array, { length: 0 }),
  'an own buffer': (array) => owning(array, { buffer: new ArrayBuffer(8) }),
  'an own tag': (array) => owning(array, { [Symbol.toStringTag]: 'Uint16Array' }),
  'an own constructor': (array) => owning(array, { constructor: Int8Array }),
  'own methods': (array) => owning(array, { subarray: liar, set: liar, map: liar, every: liar }),
  'no prototype of its own kind': (array) =>
    Object.setPrototypeOf(array.subarray(0), Int8Array.prototype) as typeof array,
};

/** Those that hold none. */
const frauds: Readonly<Record<string, Disguise>> = {
  'a proxy': (array) => new Proxy(array, {}),
  'a proxy that answers': (array) =>
    new Proxy(array, { get: (of, key) => Reflect.get(of, key, of) as unknown }),
  'the prototype alone': (array) =>
    Object.create(Object.getPrototypeOf(array) as object) as typeof array,
  'the prototype of an array': (array) => Object.create(array) as typeof array,
  'a tag alone': (array) =>
    ({ length: array.length, [Symbol.toStringTag]: array[Symbol.toStringTag] }) as typeof array,
};

interface Trial {
  readonly dtype: DType;
  readonly random: RandomState;
  readonly of: Disguise;
}

function numbers({ dtype, random }: Trial, n: number): FloatArray {
  const drawn = Float64Array.from({ length: n }, () => random.normal());
  return dtype === 'float32' ? Float32Array.from(drawn) : drawn;
}

const bits = (m: Matrix): number[][] => m.toArray();
const labels = (n: number): FloatArray => Float64Array.from({ length: n }, (_, i) => i % 2);

/** A model whose features are not scaled, so that what it reads is what there is. */
async function modelOf({ dtype }: Trial): Promise<Model> {
  const data = datasets.blobs({ size: 30, centers: 3, seed: 4 });
  return (await train(data, { hidden: [3], epochs: 1, dtype, scale: 'none', seed: 2 })) as Model;
}

/** What each verb makes of arrays; `fraud` is the argument that a refusal names. */
const verbs: Readonly<Record<string, { readonly argument: string; run(trial: Trial): unknown }>> = {
  'Matrix.of': {
    argument: 'data',
    run(trial) {
      const m = Matrix.of(trial.of(numbers(trial, 12)), 3, 4);
      return [bits(m), bits(m.T), [...m.data], [...m.T.data], m.dtype, m.at(2, 3)];
    },
  },
  'rows of a dataset': {
    argument: 'examples',
    run(trial) {
      const rows = [0, 1, 2].map(() => trial.of(numbers(trial, 4)));
      return bits(Dataset.from(rows, ['a', 'b', 'a'], { dtype: trial.dtype }).X);
    },
  },
  'rows of a matrix': {
    argument: 'rows',
    run: (trial) => bits(Matrix.from([trial.of(numbers(trial, 5))], trial.dtype)),
  },
  'a table with a shape': {
    argument: 'examples',
    run(trial) {
      const data = trial.of(numbers(trial, 6));
      return bits(Dataset.from({ shape: [3, 2], data }, ['a', 'b', 'a']).X);
    },
  },
  'targets that are values': {
    argument: 'targets',
    run(trial) {
      const targets = trial.of(numbers(trial, 4));
      return Dataset.from([[1], [2], [3], [4]], targets, { task: 'regression' }).labels;
    },
  },
  'targets that are classes': {
    argument: 'targets',
    run: ({ of }) => Dataset.from([[1], [2], [3], [4]], of(labels(4) as Float64Array)).labels,
  },
  'a subset': {
    argument: 'examples',
    run: ({ of }) => datasets.flower().subset(of(Uint32Array.of(1, 300, 7, 8))).labels,
  },
  'predict one': {
    argument: 'example',
    async run(trial) {
      const model = await modelOf(trial);
      const row = trial.of(numbers(trial, 2));
      const made = [model.predict(row), [...model.probabilities(row)]];
      return [...made, await model.predictAsync(row)];
    },
  },
  'predict several': {
    argument: 'examples',
    async run(trial) {
      const model = await modelOf(trial);
      const rows = Array.from({ length: 7 }, (_, i) =>
        i === 0 ? numbers(trial, 2) : trial.of(numbers(trial, 2)),
      );
      const matrix = Matrix.of(numbers(trial, 8), 2, 4);
      return [model.predict(rows), await model.predictAsync(rows), model.predict(matrix)];
    },
  },
  predictInto: {
    argument: 'input',
    async run(trial) {
      const model = await modelOf(trial);
      return [1, 9].map((m) => {
        const out = numbers(trial, 3 * m);
        model.predictInto(trial.of(numbers(trial, 2 * m)), trial.of(out));
        return [...out];
      });
    },
  },
  'the verbs of the course': {
    argument: 'data',
    run(trial) {
      const { dtype, of, random } = trial;
      const X = Matrix.of(of(numbers(trial, 10)), 2, 5);
      const Y = Matrix.of(
        of((dtype === 'float32' ? Float32Array : Float64Array).of(0, 1, 1, 0, 1)),
        1,
        5,
      );
      const start = initializeParameters(2, 3, 1, { dtype, seed: 3 });
      const W1 = Matrix.of(of(start.W1.data), 3, 2);
      const parameters = { ...start, W1 };
      const [AL, cache] = forwardPropagation(X, parameters);
      const { dW1, db2 } = backwardPropagation(parameters, cache, X, Y);
      const cost = [computeCost(AL, Y), computeCost(AL, Y, cache)];
      const model = Model.from(parameters);
      return [
        bits(AL),
        bits(dW1),
        bits(db2),
        cost,
        bits(matmul(X, X.T)),
        model.toBytes(),
        random.random(),
      ];
    },
  },
  'the bytes of a model': {
    argument: 'bytes',
    async run(trial) {
      const bytes = (await modelOf(trial)).toBytes();
      return Model.fromBytes(trial.of(bytes)).toBytes();
    },
  },
  'the parameters of a session': {
    argument: 'out',
    async run(trial) {
      const { dtype, of } = trial;
      using steps = await session(datasets.moons({ size: 20 }), { hidden: [2], dtype, seed: 1 });
      await steps.run(3);
      const length = steps.model().toBytes().length > 0 ? 2 * 2 + 2 + 2 + 1 : 0;
      const out = numbers(trial, length);
      steps.parametersInto(of(out));
      await steps.restore(of(numbers(trial, length)), 1);
      return [[...out], bits(steps.parameters.W1!)];
    },
  },
  'the state of a stream': {
    argument: 'state.key',
    run({ of }) {
      const { key, ...state } = new RandomState(7).state;
      const stream = new RandomState(1);
      stream.restore({ ...state, key: of(key) });
      return [stream.word(), stream.word()];
    },
  },
};

const draws = new RandomState(20);
const trials = Object.keys(verbs).flatMap((verb) =>
  Object.keys(kinds).map((kind) => {
    const dtype: DType = draws.random() < 0.5 ? 'float32' : 'float64';
    return { verb, kind, dtype, seed: draws.word() };
  }),
);

describe('what an array holds is what counts', () => {
  it.each(trials)('$verb: $kind, $dtype', async ({ verb, kind, dtype, seed }) => {
    const run = (of: Disguise): unknown =>
      verbs[verb]!.run({ dtype, random: new RandomState(seed), of });
    expect(await run(kinds[kind]!)).toEqual(await run((array) => array));
  });
});

describe('what is no array is refused', () => {
  const cases = Object.keys(verbs).flatMap((verb) =>
    Object.keys(frauds).map((fraud) => ({ verb, fraud })),
  );
  it.each(cases)('$verb: $fraud', async ({ verb, fraud }) => {
    const { argument, run } = verbs[verb]!;
    const trial = { dtype: 'float32', random: new RandomState(1), of: frauds[fraud]! } as const;
    const error: unknown = await Promise.resolve()
      .then(() => run(trial))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DenselyError', code: expect.stringMatching(/^ERR_/) });
    expect((error as { argument: string }).argument.startsWith(argument.split('[')[0]!)).toBe(true);
  });
});
