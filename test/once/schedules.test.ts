// Schedules beside PyTorch's rates and their formulas; cut runs; what is refused.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { numberWithin } from '../../lib/base/checks.js';
import { readers } from '../../lib/cli/train-options.js';
import type { Schedule, Scheduled } from '../../lib/index.js';
import {
  scheduledOption,
  scheduleEntry,
  scheduleOption,
  type ScheduleSaid,
} from '../../lib/training/schedules/option.js';
import { lookAtPlateau, plateauStart } from '../../lib/training/schedules/plateau.js';
import { scheduleRule } from '../../lib/training/schedules/rule.js';
import type { Plan } from '../../lib/training/schedules/shapes.js';
import { fixture } from '../fixtures.js';
import { each, refused, refusedWith, wrong, type Case } from '../refusals.js';

interface Rates {
  readonly said: Schedule;
  readonly rates: readonly number[];
}

const torch = fixture('schedules.json') as {
  readonly rate: number;
  readonly runs: readonly (Rates & Plan)[];
  readonly plateaus: readonly (Rates & { minimize: boolean; values: (number | string)[] })[];
};

const read = (said: Schedule): ScheduleSaid => scheduleOption('schedule', said);
const ruleOf = (said: Schedule, plan: Plan) => scheduleRule(read(said), plan);

/** The factors of the steps from `from` on, with the products as they were left by the step before. */
function factorsOf(said: Schedule, plan: Plan, from = 0, products?: Float64Array): number[] {
  const { factor, start } = ruleOf(said, plan);
  const own = products ?? start();
  return Array.from({ length: plan.steps - from }, (_, i) => factor(from + i, own));
}

function expectNear(found: readonly number[], expected: readonly number[], within: number): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(found[i]! - value);
    const words = `at ${i}: ${found[i]}, not ${value}`;
    expect(error, words).toBeLessThanOrEqual(within * Math.abs(value));
  }
}

describe("PyTorch's rates, to 10⁻¹² of each", () => {
  it.each(torch.runs)('$said over $steps steps, $perEpoch an epoch', ({ said, rates, ...plan }) => {
    const factors = factorsOf(said, plan);
    const found = factors.map((factor) => factor * torch.rate);
    expectNear(found, rates, 1e-12);
  });

  it.each(torch.plateaus)('$said, lower is better: $minimize', ({ said, minimize, ...looks }) => {
    const { plateau, factor, start } = ruleOf(said, { steps: 1000, perEpoch: 5 });
    const state = plateauStart();
    const found = looks.values.map((value, i) => {
      const watched = { step: 5 * (i + 1), value: Number(value), minimize };
      return lookAtPlateau(plateau!, watched, state) * torch.rate;
    });
    expectNear(found, looks.rates, 1e-12);
    expect(new Set(looks.rates).size).toBeGreaterThan(1);
    expect(factor(7, start())).toBe(1);
  });
});

/** Every schedule, by a formula of its own. */
const formulas: readonly (readonly [Schedule, (t: number) => number])[] = [
  ['coslog4', (t) => 0.5 * (1 - Math.cos(2 * Math.PI * Math.log2(1 + 15 * t)))],
  ['flatCosine', (t) => (t < 0.5 ? 1 : 0.5 * (1 + Math.cos(Math.PI * (2 * t - 1))))],
  ['cosine', (t) => 0.5 * (1 + Math.cos(Math.PI * t))],
  [{ cosine: { to: 0.3 } }, (t) => 0.3 + 0.35 * (1 + Math.cos(Math.PI * t))],
  ['linear', (t) => 1 - t],
  ['constant', () => 1],
];

describe('formulas, to 10⁻¹⁴', () => {
  it.each(formulas)('%j', (said, formula) => {
    for (const steps of [1, 2, 3, 15, 1000, 4999]) {
      for (const [step, factor] of factorsOf(said, { steps, perEpoch: 1 }).entries()) {
        const expected = formula(step / steps);
        const words = `step ${step} of ${steps}: ${factor}, not ${expected}`;
        expect(Math.abs(factor - expected), words).toBeLessThanOrEqual(1e-14);
      }
    }
  });

  it('what is near 0 is as exact as the rest', () => {
    const steps = 2 ** 30;
    for (const left of [1, 2, 1000]) {
      const { factor, start } = ruleOf('cosine', { steps, perEpoch: 1 });
      const expected = Math.sin((Math.PI / 2) * (left / steps)) ** 2;
      expectNear([factor(steps - left, start())], [expected], 1e-15);
    }
  });

  it('coslog4 has four waves, each twice as long as the one before', () => {
    const factors = factorsOf('coslog4', { steps: 1500, perEpoch: 10 });
    expect(factors[0]).toBe(0);
    for (const zero of [100, 300, 700]) expect(factors[zero]).toBeLessThan(1e-28);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1);
  });
});

const own: readonly Schedule[] = [
  ...torch.runs.map(({ said }) => said),
  'coslog4',
  'flatCosine',
  'plateau',
  { warmUp: { epochs: 0.6, next: { exponential: { factor: 0.8 } } } },
  { warmUp: { share: 0.3, next: 'oneCycle' } },
];
const plan: Plan = { steps: 60, perEpoch: 4 };

describe('the same bits', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(own)('%j, wherever it is cut', (said) => {
    const uncut = factorsOf(said, plan);
    for (let cut = 1; cut < plan.steps; cut++) {
      const { factor, start } = ruleOf(said, plan);
      const products = start();
      const head = Array.from({ length: cut }, (_, step) => factor(step, products));
      const saved = Float64Array.from(products);
      expect([...head, ...factorsOf(said, plan, cut, saved)]).toEqual(uncut);
    }
  });

  it('a plateau, wherever it is cut', () => {
    const { plateau } = ruleOf({ plateau: { patience: 1, factor: 0.7, minDelta: 0.1 } }, plan);
    const values = [3, 2, 2, NaN, 2, 1.95, 1, 1, 1, 1, 1, 0.5];
    const looks = (from: number, to: number, state: Float64Array): number[] =>
      values.slice(from, to).map((value, i) => {
        const watched = { step: 4 * (from + i + 1), value, minimize: true };
        return lookAtPlateau(plateau!, watched, state);
      });
    const uncut = looks(0, values.length, plateauStart());
    for (let cut = 1; cut < values.length; cut++) {
      const state = plateauStart();
      const head = looks(0, cut, state);
      expect([...head, ...looks(cut, values.length, Float64Array.from(state))]).toEqual(uncut);
    }
  });

  it("without the engine's elementary functions", () => {
    const exact = ['abs', 'floor', 'max', 'min', 'round', 'sqrt', 'fround', 'ceil', 'trunc'];
    for (const name of Object.getOwnPropertyNames(Math)) {
      if (typeof Math[name as 'cos'] !== 'function' || exact.includes(name)) continue;
      vi.spyOn(Math, name as 'cos').mockImplementation(() => {
        throw new Error(`Math.${name} was called`);
      });
    }
    const all = own.flatMap((said) => factorsOf(said, plan));
    vi.restoreAllMocks();
    const hash = createHash('sha256').update(Float64Array.from(all)).digest('hex');
    expect(hash.slice(0, 16)).toBe('5168e21363c8df3e');
  });
});

describe('a warm-up', () => {
  it('comes up to the whole rate, and what comes behind it counts from there', () => {
    const factors = factorsOf({ warmUp: { epochs: 1.5, next: { step: { every: 2 } } } }, plan);
    expect(factors.slice(0, 7)).toEqual([0, 1 / 6, 2 / 6, 0.5, 4 / 6, 5 / 6, 1]);
    expect(factors.slice(6, 22).lastIndexOf(1)).toBe(7);
    expect(factors[14]).toBe(0.1);
  });

  it('longer than the run is all that there is of it', () => {
    const factors = factorsOf({ warmUp: { steps: 100, next: 'cosine' } }, plan);
    expect(factors).toEqual(Array.from({ length: 60 }, (_, step) => step / 100));
    expect(factorsOf({ warmUp: { epochs: 1e-9 } }, plan).slice(0, 2)).toEqual([0, 1]);
  });

  it('is over before a plateau begins to look', () => {
    const said: Schedule = { warmUp: { steps: 10, next: { plateau: { patience: 0 } } } };
    const { plateau, isOwn } = ruleOf(said, plan);
    const state = plateauStart();
    const look = (step: number, value: number): number =>
      lookAtPlateau(plateau!, { step, value, minimize: true }, state);
    expect([look(5, 1), look(10, 2), look(15, 3), look(20, 3)]).toEqual([1, 1, 1, 0.1]);
    expect(isOwn).toBe(true);
  });
});

describe('a function of the caller', () => {
  it('is called once a step with the step by the planned ones', () => {
    const f = vi.fn((t: number) => 1 - t);
    expect(factorsOf(f, { steps: 4, perEpoch: 2 })).toEqual([1, 0.75, 0.5, 0.25]);
    expect(f.mock.calls).toEqual([[0], [0.25], [0.5], [0.75]]);
    expect(ruleOf(f, plan).isOwn).toBe(false);
    expect(ruleOf({ warmUp: { steps: 2, next: f } }, plan).isOwn).toBe(false);
    expect(ruleOf('cosine', plan).isOwn).toBe(true);
  });

  it.each([NaN, Infinity, -0.5, '1', undefined, Promise.resolve(1)])(
    'that gives %s is refused, with step and value',
    async (value) => {
      const said = wrong<Schedule>((t: number) => (t < 0.5 ? 1 : value));
      const error = await refusedWith(() => factorsOf(said, { steps: 10, perEpoch: 1 }));
      expect([error.code, error.argument]).toEqual(['ERR_OPTION', 'schedule']);
      expect(error.message).toContain('a finite number from 0 on, not ');
      expect(error.message).toContain('step 5 (t = 0.5)');
    },
  );

  it('may throw what it likes', () => {
    const said = (): number => {
      throw new RangeError('mine');
    };
    expect(() => factorsOf(said, plan)).toThrow(new RangeError('mine'));
  });
});

describe('a run without an end', () => {
  const endless: Plan = { steps: Infinity, perEpoch: 3 };

  it('goes by steps and epochs', () => {
    const said: Schedule = { warmUp: { steps: 2, next: { exponential: { factor: 0.5 } } } };
    const { factor, start } = ruleOf(said, endless);
    const products = start();
    const found = Array.from({ length: 9 }, (_, step) => factor(step, products));
    expect(found).toEqual([0, 0.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
    for (const name of ['constant', 'plateau'] as const)
      expect(ruleOf(name, endless).factor(1e12, new Float64Array(0))).toBe(1);
  });

  const overAll: Schedule[] = ['cosine', 'linear', 'coslog4', 'flatCosine', 'oneCycle', (t) => t];
  refused('and not over planned steps', [
    ...overAll.map((said): Case => [
      String(said),
      () => ruleOf(said, endless),
      'ERR_OPTION',
      'schedule',
      'no end',
    ]),
    [
      'a share',
      () => ruleOf({ warmUp: { share: 0.1 } }, endless),
      'ERR_OPTION',
      'schedule',
      'a warm-up by share',
    ],
    [
      'behind a warm-up',
      () => ruleOf({ warmUp: { steps: 3, next: 'cosine' } }, endless),
      'ERR_OPTION',
      'schedule.warmUp.next',
      '"cosine"',
    ],
  ]);
});

/** It holds itself. */
const circle: { warmUp: { steps: number; next?: unknown } } = { warmUp: { steps: 1 } };
circle.warmUp.next = circle;

refused(
  'schedules',
  each('ERR_OPTION', (said: Schedule) => read(said), [
    ['cosin', 'schedule', '"cosine"', 'nearest'],
    ['', 'schedule'],
    [null, 'schedule', 'a function of t'],
    [0.5, 'schedule', 'with its numbers'],
    [['cosine'], 'schedule'],
    [{}, 'schedule'],
    [{ cosine: {}, linear: {} }, 'schedule', 'cosine", "linear'],
    [{ cosin: {} }, 'cosin', 'did you mean "cosine"?'],
    [{ cosine: { too: 1 } }, 'too', 'did you mean "to"?'],
    [{ cosine: 0.1 }, 'schedule.cosine', 'to'],
    [{ cosine: { to: 1.5 } }, 'schedule.cosine.to', 'from 0 to 1'],
    [{ cosine: { to: NaN } }, 'schedule.cosine.to'],
    [{ constant: { to: 1 } }, 'to', 'schedule.constant has no key'],
    [{ linear: { from: '1' } }, 'schedule.linear.from'],
    [{ linear: { to: -0.1 } }, 'schedule.linear.to'],
    ['exponential', 'schedule', '{ exponential: { factor: 0.95 } }'],
    [{ exponential: {} }, 'schedule', '{ exponential: { factor: 0.95 } }'],
    [{ exponential: { factor: 0 } }, 'schedule.exponential.factor', 'above 0, at most 1'],
    [{ exponential: { factor: 1.1 } }, 'schedule.exponential.factor'],
    ['step', 'schedule', '{ step: { every: 10 } }', 'epochs'],
    [{ step: { factor: 0.5 } }, 'schedule.step.every', 'a whole number'],
    [{ step: { every: 1.5 } }, 'schedule.step.every'],
    [{ step: { every: 0 } }, 'schedule.step.every'],
    [{ step: { every: 1, factor: 2 } }, 'schedule.step.factor'],
    [{ oneCycle: { warmUp: -1 } }, 'schedule.oneCycle.warmUp'],
    [{ oneCycle: { start: 25 } }, 'schedule.oneCycle.start'],
    [{ plateau: { factor: 1 } }, 'schedule.plateau.factor', 'below 1'],
    [{ plateau: { factor: 0 } }, 'schedule.plateau.factor'],
    [{ plateau: { patience: -1 } }, 'schedule.plateau.patience'],
    [{ plateau: { patience: 2.5 } }, 'schedule.plateau.patience'],
    [{ plateau: { minDelta: -1 } }, 'schedule.plateau.minDelta'],
    [{ plateau: { minDelta: Infinity } }, 'schedule.plateau.minDelta'],
    [{ plateau: { least: 2 } }, 'schedule.plateau.least'],
    ['warmUp', 'schedule', '{ warmUp: { share: 0.1 } }', 'exactly one of steps, epochs, share'],
    [{ warmUp: { next: 'cosine' } }, 'schedule', 'exactly one'],
    [{ warmUp: { steps: 3, share: 0.1 } }, 'schedule', '["steps", "share"]'],
    [{ warmUp: { steps: 0 } }, 'schedule.warmUp.steps'],
    [{ warmUp: { steps: 2.5 } }, 'schedule.warmUp.steps'],
    [{ warmUp: { epochs: 0 } }, 'schedule.warmUp.epochs'],
    [{ warmUp: { epochs: Infinity } }, 'schedule.warmUp.epochs'],
    [{ warmUp: { share: 1 } }, 'schedule.warmUp.share', 'above 0, below 1'],
    [{ warmUp: { share: 0.1, from: 2 } }, 'schedule.warmUp.from'],
    [{ warmUp: { share: 0.1, nxt: 'cosine' } }, 'nxt', 'Allowed: steps, epochs, share, from, next'],
    [{ warmUp: { share: 0.1, next: 'cos' } }, 'schedule.warmUp.next', 'cosine'],
    [{ warmUp: { share: 0.1, next: 'warmUp' } }, 'schedule.warmUp.next', 'no other warm-up'],
    [circle, 'schedule.warmUp.next', 'no other warm-up'],
  ]),
);

const share = (argument: string, value: unknown): number => numberWithin(argument, value, 0, 1);

describe('other numbers with a schedule', () => {
  it('the number alone is constant', () => {
    const constant = scheduleOption('decay.schedule', 'constant');
    expect(scheduledOption('decay', 0.1, share)).toEqual({ value: 0.1, schedule: constant });
    expect(scheduledOption('decay', { value: 0.1 }, share).schedule).toEqual(constant);
  });

  it('a number with one, or whatever stands in its place', () => {
    const { value, schedule } = scheduledOption('decay', { value: 1, schedule: 'linear' }, share);
    const { factor, start } = scheduleRule(schedule, { steps: 4, perEpoch: 1 });
    expect([0, 1, 2, 3].map((step) => value * factor(step, start()))).toEqual([1, 0.75, 0.5, 0.25]);
    const list = scheduledOption('dropout', [0.1, 0.2], (_argument, of) => of as number[]);
    expect(list.value).toEqual([0.1, 0.2]);
  });

  const read = (said: Scheduled): unknown => scheduledOption('decay', said, share);
  refused(
    'what is wrong with them',
    each('ERR_OPTION', read, [
      [2, 'decay', 'from 0 to 1'],
      [undefined, 'decay'],
      [{}, 'decay.value'],
      [{ schedule: 'cosine' }, 'decay.value', 'undefined'],
      [{ value: 2, schedule: 'cosine' }, 'decay.value'],
      [{ value: 1, shedule: 'cosine' }, 'shedule', 'did you mean "schedule"?'],
      [{ value: 1, schedule: 'cosin' }, 'decay.schedule', 'nearest'],
      [{ value: 1, schedule: 'plateau' }, 'decay.schedule', "learning rate's"],
      [
        { value: 1, schedule: { warmUp: { steps: 1, next: { plateau: {} } } } },
        'decay.schedule.warmUp.next',
        "learning rate's",
      ],
    ]),
  );
});

describe('on a command line', () => {
  const { form } = scheduleEntry.flag;
  const texts: readonly (readonly [string, Schedule])[] = [
    ['cosine', 'cosine'],
    ['cosine:to=0.1', { cosine: { to: 0.1 } }],
    ['step:every=10,factor=0.5', { step: { every: 10, factor: 0.5 } }],
    ['exponential:factor=0.95', { exponential: { factor: 0.95 } }],
    ['warmUp:share=0.1', { warmUp: { share: 0.1 } }],
    ['plateau:patience=3', { plateau: { patience: 3 } }],
  ];

  it.each(texts)('%s', (text, said) => {
    expect(read(readers[form]('schedule', text) as Schedule)).toEqual(read(said));
  });

  it('is constant where nothing is said', () => {
    expect(read(scheduleEntry.preset as Schedule)).toEqual(read('constant'));
  });
});
