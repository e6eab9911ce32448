// A cache that somebody built by hand: the gradients of the network that he says, bit for bit those of the
// cache that forwardPropagation makes of the same numbers.
import { describe, expect, it } from 'vitest';
import {
  activations,
  backwardPropagation,
  forwardPropagation,
  initializeParameters,
  matmul,
  Matrix,
  RandomState,
  type Activation,
  type Cache,
  type DType,
  type Output,
  type ParameterDict,
} from '../lib/index.js';
import {
  columnMajor,
  firstDifference,
  largestDifference,
  randomMatrix,
  strided,
} from './oracles.js';

const names = Object.keys(activations) as Activation[];
const outputs: readonly Output[] = ['sigmoid', 'softmax', 'identity'];

interface Problem {
  readonly parameters: ParameterDict;
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly net: { readonly activation: readonly Activation[]; readonly output: Output };
  readonly layers: number;
}

/** A network of any depth, with any activation in each layer, and targets that its output can mean. */
function problem(seed: number, dtype: DType): Problem {
  const random = new RandomState(seed);
  const hidden = random.interval(3);
  const output = outputs[random.interval(2)]!;
  const n_y = output === 'softmax' ? 3 : 1;
  const sizes = [...Array.from({ length: hidden + 1 }, () => 1 + random.interval(5)), n_y];
  const activation = Array.from(
    { length: hidden },
    () => names[random.interval(names.length - 1)]!,
  );
  const m = 1 + random.interval(9);
  const parameters = initializeParameters(sizes, {
    initializer: 'heNormal',
    seed,
    dtype,
    activation,
  });
  const classOf = Array.from({ length: m }, () => random.interval(2));
  const rows = Array.from({ length: n_y }, (_, c) =>
    classOf.map((k) => Number(n_y === 1 ? k > 0 : k === c)),
  );
  const X = randomMatrix(dtype, sizes[0]!, m, random);
  return {
    parameters,
    X,
    Y: Matrix.from(rows, dtype),
    net: { activation, output },
    layers: hidden + 1,
  };
}

const flat = (grads: object): number[] =>
  Object.values(grads as Record<string, Matrix>).flatMap((m) => [...m.data]);

const each = (cache: Cache, of: (m: Matrix) => Matrix): Cache =>
  Object.fromEntries(
    Object.entries(cache as Record<string, Matrix>).map(([name, m]) => [name, of(m)]),
  );

const lying: Readonly<Record<string, (m: Matrix) => Matrix>> = {
  'as copies': (m) => Matrix.of(m.data.slice(), m.rows, m.cols),
  'column by column': columnMajor,
  'with gaps': (m) => strided(m, 2 * m.cols + 3, 2),
  'from JSON': (m) => Matrix.from(JSON.parse(JSON.stringify(m)) as number[][], m.dtype),
};

describe.each(['float64', 'float32'] as const)('%s', (dtype) => {
  const problems = Array.from({ length: 60 }, (_, i) => problem(700 + i, dtype));

  it.each(Object.entries(lying))('has the bits of our own, with matrices %s', (_, lie) => {
    for (const { parameters, X, Y, net } of problems) {
      const [, cache] = forwardPropagation(X, parameters, net);
      const wanted = flat(backwardPropagation(parameters, cache, X, Y));
      const found = backwardPropagation(parameters, each(cache, lie), X, Y, net);
      expect(firstDifference(flat(found), wanted), JSON.stringify(net)).toBeUndefined();
    }
  });

  it('a copy of ours knows its network, and so do a part of it and our own with the same net', () => {
    for (const { parameters, X, Y, net, layers } of problems) {
      const [, cache] = forwardPropagation(X, parameters, net);
      const wanted = flat(backwardPropagation(parameters, cache, X, Y));
      const part = { ...cache, [`A${layers}`]: lying['as copies']!(cache[`A${layers}`]!) };
      for (const copy of [{ ...cache }, part])
        expect(flat(backwardPropagation(parameters, copy, X, Y))).toEqual(wanted);
      for (const said of [net, {}, { output: net.output }, { activation: net.activation }])
        expect(flat(backwardPropagation(parameters, cache, X, Y, said))).toEqual(wanted);
    }
  });
});

/** Forward as the course writes it. */
function forward({ parameters, X, net, layers }: Problem): Cache {
  const cache: Record<string, Matrix> = {};
  const p = parameters as Record<string, Matrix>;
  for (let l = 1, A = X; l <= layers; l++) {
    const Z = matmul(p[`W${l}`]!, A).plus(p[`b${l}`]!);
    const { value } = activations[net.activation[l - 1] ?? 'sigmoid'];
    A = Z.map((z) => value(z, p[`alpha${l}`]?.at(0, 0)));
    Object.assign(cache, { [`Z${l}`]: Z, [`A${l}`]: A });
  }
  return cache;
}

it('by the course’s formulas, it has the same gradients within rounding', () => {
  const problems = Array.from({ length: 60 }, (_, i) => problem(800 + i, 'float64'));
  const sigmoid = problems.filter(({ net }) => net.output === 'sigmoid');
  expect(sigmoid.length).toBeGreaterThan(10);
  for (const of of sigmoid) {
    const { parameters, X, Y, net } = of;
    const [, cache] = forwardPropagation(X, parameters, net);
    const wanted = flat(backwardPropagation(parameters, cache, X, Y));
    const found = flat(backwardPropagation(parameters, forward(of), X, Y, net));
    expect(largestDifference(found, wanted)).toBeLessThan(1e-12);
  }
});

it('is of a tanh network with a sigmoid output where nothing else is said', () => {
  const parameters = initializeParameters([2, 3, 4, 1], { seed: 9 });
  const [X, Y] = [
    randomMatrix('float64', 2, 5, new RandomState(900)),
    Matrix.from([[0, 1, 1, 0, 1]]),
  ];
  const [, cache] = forwardPropagation(X, parameters);
  const own = each(cache, lying['as copies']!);
  const [found, wanted] = [own, cache].map((of) => flat(backwardPropagation(parameters, of, X, Y)));
  expect(found).toEqual(wanted);
});
