// Clocks and timers that a test has put in the place of the platform's.
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/base/clock.js';
import { onAbort } from '../lib/base/cancel.js';
import { inSlices } from '../lib/base/turns.js';
import { Dataset, datasets, session, sweep, train, type Model } from '../lib/index.js';
import { adaptivePace } from '../lib/training/pace.js';

const options = { hidden: [4], epochs: 40, batchSize: 16, seed: 3 } as const;
const data = datasets.moons({ size: 60 });
const platform = { ...clock };

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  Object.assign(clock, platform);
});

const bytes = (model: Model): string => Buffer.from(model.toBytes()).toString('hex');

/** Everything that works in slices, as one text. */
async function all(): Promise<string[]> {
  const steps = await session(data, { hidden: [4], batchSize: 16, seed: 3 });
  const costs = await steps.run(30);
  steps[Symbol.dispose]();
  const model = await train(data, options);
  const { rows } = await sweep(data, { hidden: [2], seeds: [1], epochs: 5 });
  async function* text(): AsyncGenerator<string> {
    yield 'a,y\n1,no\n2,yes\n';
  }
  const csv = await Dataset.csv(text(), { target: 'y' });
  return [
    bytes(model),
    costs.join(),
    JSON.stringify(rows.map((row) => row.validation)),
    JSON.stringify(await model.evaluateAsync(data)),
    (await model.predictAsync(data)).join(),
    csv.features.join(),
  ];
}

const expected = await all();

describe('work goes on, with the same bits', () => {
  it.each([
    ['all timers that vitest fakes', undefined],
    [
      'every one that there is',
      ['setTimeout', 'setImmediate', 'Date', 'performance', 'setInterval'],
    ],
  ] as const)('under fake timers: %s', async (_, toFake) => {
    vi.useFakeTimers(toFake && { toFake: [...toFake] });
    expect(await all()).toEqual(expected);
  });

  const seconds = (): number => Math.floor(platform.now() / 1000) * 1000;
  it.each<[string, () => number]>([
    ['tells no time', () => NaN],
    ['stands still', () => 0],
    ['goes back', () => -platform.now()],
    ['goes by leaps', seconds],
    ['is at its end', () => Infinity],
    ['jumps to and fro', () => (platform.now() % 2 < 1 ? -1e12 : 1e12)],
  ])('with a clock that %s', async (_, now) => {
    clock.now = now;
    clock.today = now;
    vi.spyOn(performance, 'now').mockImplementation(now);
    vi.spyOn(Date, 'now').mockImplementation(now);
    expect(await all()).toEqual(expected);
  });

  it('with timers that were fakes from the first: by messages', async () => {
    vi.useFakeTimers();
    vi.resetModules();
    const fresh = await import('../lib/base/turns.js');
    expect((await import('../lib/base/clock.js')).clock.setImmediate).toBeUndefined();
    function* work(): Generator<void, string> {
      for (let i = 0; i < 3; i++) yield;
      return 'done';
    }
    expect(await fresh.inSlices(work())).toBe('done');
    // The next file, which may share the modules, has none that were loaded under fakes.
    vi.useRealTimers();
    vi.resetModules();
  });

  it('a slice ends where the clock stands still', async () => {
    clock.now = () => 0;
    let turns = 0;
    clock.setImmediate = (then) => setImmediate(() => (turns++, then()));
    function* work(): Generator<void, void> {
      for (let i = 0; i < 20_000; i++) yield;
    }
    await Promise.all([inSlices(work()), inSlices(work())]);
    expect(turns).toBe(5);
  });
});

describe('the pace', () => {
  it.each([NaN, 0, -5, -Infinity])('goes up after %s ms, as after none', (elapsed) => {
    expect(adaptivePace(4, elapsed)).toBe(16);
    expect(adaptivePace(16_384, elapsed)).toBe(16_384);
  });

  it('goes down after a time without end', () => expect(adaptivePace(8, Infinity)).toBe(2));
});

describe('a signal', () => {
  it('has one listener for a hundred works, none after them, and Node warns of nothing', async () => {
    const warnings: unknown[] = [];
    const warn = (warning: unknown): unknown => warnings.push(warning);
    process.on('warning', warn);
    const { signal } = new AbortController();
    const work = Array.from({ length: 100 }, () => train(data, { epochs: 2, signal }));
    await Promise.resolve();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    const [model] = await Promise.all(work);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await Promise.all(Array.from({ length: 100 }, () => model!.predictAsync(data, { signal })));
    const steps = await session(data, { signal });
    for (let i = 0; i < 100; i++) await steps.run(1);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await new Promise((resolve) => setImmediate(resolve));
    process.removeListener('warning', warn);
    expect(warnings).toEqual([]);
  });

  it('ends all works that wait for it, and no work that does not any more', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const done: string[] = [];
    const over = onAbort(signal, () => done.push('left'));
    onAbort(signal, () => done.push('one'));
    onAbort(signal, () => done.push('two'));
    over();
    const long = Array.from({ length: 20 }, () => train(data, { epochs: 1e6, signal }));
    const ends = Promise.allSettled(long);
    const reason = new Error('enough');
    setImmediate(() => controller.abort(reason));
    expect(await ends).toEqual(long.map(() => ({ status: 'rejected', reason })));
    expect(done).toEqual(['one', 'two']);
  });

  it.each<[string, () => unknown]>([
    ['an object with its prototype', () => Object.create(AbortSignal.prototype)],
    ['its tag', () => ({ aborted: false, [Symbol.toStringTag]: 'AbortSignal' })],
    ['its controller', () => new AbortController()],
    [
      'another target of events',
      () => Object.setPrototypeOf(new EventTarget(), AbortSignal.prototype),
    ],
  ])('is none: %s', async (_, make) => {
    const signal = make() as AbortSignal;
    const model = await train(data, { epochs: 1 });
    const refusal = { name: 'DenselyError', code: 'ERR_OPTION', argument: 'signal' };
    await expect(train(data, { signal })).rejects.toMatchObject(refusal);
    await expect(session(data, { signal })).rejects.toMatchObject(refusal);
    await expect(model.predictAsync(data, { signal })).rejects.toMatchObject(refusal);
    await expect(sweep(data, { hidden: [1], signal })).rejects.toMatchObject(refusal);
  });
});
