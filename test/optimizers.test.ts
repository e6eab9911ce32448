// The numbers of an optimizer: their defaults, textbook steps with others, and running powers that a caller owns.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  datasets,
  forwardPropagation,
  initializeParameters,
  train,
  type Dataset,
  type Matrix,
  type Model,
  type Optimizer,
  type TrainOptions,
} from '../lib/index.js';
import { optimizerNames, optimizerRule } from '../lib/network/optimizers.js';
import { each, refused, wrong } from './refusals.js';

const flower = datasets.flower();
const steps = 30;
const base = {
  hidden: [3],
  activation: 'tanh',
  initializer: { normal: 0.5 },
  batchSize: 'all',
  dtype: 'float64',
  scale: 'none',
  learningRate: 0.05,
  epochs: steps,
  seed: 2,
} as const satisfies TrainOptions;

const numbers = (parameters: object): number[] =>
  Object.values(parameters as Record<string, Matrix>).flatMap((m) => [...m.data]);

async function trained(optimizer: Optimizer, options: TrainOptions = {}): Promise<number[]> {
  const model: Model = await train(flower as Dataset, { ...base, ...options, optimizer });
  return numbers(model.parameters);
}

/** The same steps by the verbs and a formula for one number: its gradient, its state, the step's number. */
function textbook(step: (g: number, state: number[], t: number) => number): number[] {
  const { X, Y } = flower;
  const parameters = initializeParameters(2, 3, 1, {
    initializer: base.initializer,
    seed: base.seed,
  });
  const states = numbers(parameters).map((): number[] => [0, 0]);
  for (let t = 1; t <= steps; t++) {
    const [, cache] = forwardPropagation(X, parameters);
    const gradients = numbers(backwardPropagation(parameters, cache, X, Y));
    let at = 0;
    for (const m of Object.values(parameters) as Matrix[]) {
      for (let i = 0; i < m.data.length; i++, at++)
        m.data[i]! -= base.learningRate * step(gradients[at]!, states[at]!, t);
    }
  }
  return numbers(parameters);
}

function expectClose(got: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 11);
}

describe('an optimizer’s numbers', () => {
  it('left out are its defaults: the same bits', async () => {
    for (const [name, numbers] of [
      ['adam', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
      ['momentum', { beta: 0.9 }],
      ['nesterov', { beta: 0.9 }],
      ['adagrad', { epsilon: 1e-10 }],
      ['rmsprop', { rho: 0.99, epsilon: 1e-8 }],
      ['adamw', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
      ['nadam', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentumDecay: 0.004 }],
      ['sgd', {}],
    ] as const) {
      const plain = await trained(name);
      expect(await trained({ [name]: {} } as unknown as Optimizer)).toEqual(plain);
      expect(await trained({ [name]: numbers } as unknown as Optimizer)).toEqual(plain);
    }
    expect(await trained({ adam: { beta1: undefined } })).toEqual(await trained('adam'));
  });

  it('adam goes by them', async () => {
    const [beta1, beta2, epsilon] = [0.7, 0.95, 1e-3];
    const expected = textbook((g, s, t) => {
      s[0] = beta1 * s[0]! + (1 - beta1) * g;
      s[1] = beta2 * s[1]! + (1 - beta2) * g * g;
      const [m, v] = [s[0] / (1 - beta1 ** t), s[1] / (1 - beta2 ** t)];
      return m / (Math.sqrt(v) + epsilon);
    });
    expectClose(await trained({ adam: { beta1, beta2, epsilon } }), expected);
    // Each of them counts.
    for (const one of [{ beta1 }, { beta2 }, { epsilon }])
      expect(await trained({ adam: one })).not.toEqual(await trained('adam'));
  });

  it('momentum goes by them; without any it is gradient descent', async () => {
    const expected = textbook((g, s) => (s[0] = 0.6 * s[0]! + g));
    expectClose(await trained({ momentum: { beta: 0.6 } }), expected);
    expectClose(await trained({ momentum: { beta: 0 } }), await trained('sgd'));
  });

  it('nesterov goes by them', async () => {
    const expected = textbook((g, s) => g + 0.6 * (s[0] = 0.6 * s[0]! + g));
    expectClose(await trained({ nesterov: { beta: 0.6 } }), expected);
    expectClose(await trained({ nesterov: { beta: 0 } }), await trained('sgd'));
  });

  it('adagrad goes by them', async () => {
    const expected = textbook((g, s) => g / (Math.sqrt((s[0]! += g * g)) + 1e-3));
    expectClose(await trained({ adagrad: { epsilon: 1e-3 } }), expected);
  });

  it('rmsprop goes by them', async () => {
    const expected = textbook((g, s) => {
      s[0] = 0.8 * s[0]! + 0.2 * g * g;
      return g / (Math.sqrt(s[0]) + 1e-3);
    });
    expectClose(await trained({ rmsprop: { rho: 0.8, epsilon: 1e-3 } }), expected);
  });

  it('nadam goes by them', async () => {
    const [beta1, beta2, epsilon, momentumDecay] = [0.7, 0.95, 1e-3, 0.2];
    const mu = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    const product = (t: number): number => (t === 0 ? 1 : mu(t) * product(t - 1));
    const expected = textbook((g, s, t) => {
      s[0] = beta1 * s[0]! + (1 - beta1) * g;
      s[1] = beta2 * s[1]! + (1 - beta2) * g * g;
      const mean = (mu(t + 1) * s[0]) / (1 - product(t + 1)) + ((1 - mu(t)) * g) / (1 - product(t));
      return mean / (Math.sqrt(s[1] / (1 - beta2 ** t)) + epsilon);
    });
    expectClose(await trained({ nadam: { beta1, beta2, epsilon, momentumDecay } }), expected);
    for (const one of [{ beta1 }, { beta2 }, { epsilon }, { momentumDecay }])
      expect(await trained({ nadam: one })).not.toEqual(await trained('nadam'));
  });

  it('count in float32 and mini-batches, too', async () => {
    const options = { dtype: 'float32', batchSize: 64, epochs: 3 } as const;
    const [plain, long] = [
      await trained('adam', options),
      await trained({ adam: { beta2: 0.9 } }, options),
    ];
    expect(long.every(Number.isFinite)).toBe(true);
    expect(long).not.toEqual(plain);
  });

  it('are read once', async () => {
    let reads = 0;
    const adam = {
      get beta2() {
        reads++;
        return 0.99;
      },
    };
    await trained({ adam }, { epochs: 2 });
    expect(reads).toBe(1);
  });
});

describe('running powers', () => {
  it('are plain numbers: saved and restored, they go on exactly', () => {
    const rule = optimizerRule('adam', { beta1: 0.8, beta2: 0.9 });
    const whole = rule.powers();
    expect([...whole]).toEqual([1, 1]);
    const scalars = Array.from({ length: 10 }, () => rule.scalars(0.1, whole));

    const first = rule.powers();
    for (let t = 0; t < 4; t++) rule.scalars(0.1, first);
    const restored = Float64Array.from(JSON.parse(JSON.stringify([...first])) as number[]);
    const rest = Array.from({ length: 6 }, () =>
      optimizerRule('adam', { beta1: 0.8, beta2: 0.9 }).scalars(0.1, restored),
    );
    expect(rest).toEqual(scalars.slice(4));

    const [power1, power2] = [0.8 * 0.8 * 0.8, 0.9 * 0.9 * 0.9];
    expect(scalars[2]).toEqual([0.1 / (1 - power1), 1 / Math.sqrt(1 - power2)]);
  });

  it('belong to whoever runs the steps', () => {
    const rule = optimizerRule('adam');
    const [one, other] = [rule.powers(), rule.powers()];
    rule.scalars(1, one);
    expect([...other]).toEqual([1, 1]);
    expect([...one]).toEqual([0.9, 0.999]);
    const powers = optimizerNames.map((name) => [name, optimizerRule(name).powers().length]);
    expect(Object.fromEntries(powers)).toMatchObject({ sgd: 0, momentum: 0, adam: 2, nadam: 3 });
  });
});

refused(
  'train: optimizer',
  each('ERR_OPTION', (optimizer) => train(flower, wrong({ optimizer })), [
    [{}, 'optimizer', 'one of them with its numbers', 'an object with keys []'],
    [{ adam: {}, sgd: {} }, 'optimizer', 'an object with keys ["adam", "sgd"]'],
    [{ adm: {} }, 'adm', 'optimizer has no key "adm"; did you mean "adam"'],
    [['adam'], 'optimizer', 'not ["adam"]'],
    [{ adam: 0.9 }, 'optimizer.adam', 'an object with any of the keys beta1, beta2, epsilon'],
    [{ adam: null }, 'optimizer.adam', 'not null'],
    [{ adam: { beta: 0.9 } }, 'beta', 'optimizer.adam has no key "beta"; did you mean "beta1"'],
    [{ adam: { beta1: 1 } }, 'optimizer.adam.beta1', 'a share from 0 to below 1, not 1'],
    [{ adam: { beta2: -0.1 } }, 'optimizer.adam.beta2', 'not -0.1'],
    [{ adam: { beta2: '0.9' } }, 'optimizer.adam.beta2', 'not "0.9"'],
    [{ adam: { epsilon: 0 } }, 'optimizer.adam.epsilon', 'a number from 1e-30 to 1e+30, not 0'],
    [{ adam: { epsilon: NaN } }, 'optimizer.adam.epsilon', 'not NaN'],
    [{ momentum: { beta: Infinity } }, 'optimizer.momentum.beta', 'not Infinity'],
    [{ momentum: { beta: null } }, 'optimizer.momentum.beta', 'not null'],
    [{ rmsprop: { alpha: 0.9 } }, 'alpha', 'optimizer.rmsprop has no key "alpha"'],
    [{ rmsprop: { rho: 1 } }, 'optimizer.rmsprop.rho', 'a share from 0 to below 1, not 1'],
    [{ adagrad: { epsilon: 0 } }, 'optimizer.adagrad.epsilon', 'not 0'],
    [{ nadam: { momentumDecay: -1 } }, 'optimizer.nadam.momentumDecay', 'from 0 to 1, not -1'],
    [{ sgd: { beta: 0.9 } }, 'beta', 'optimizer.sgd has no key "beta"; there are none'],
  ]),
);
