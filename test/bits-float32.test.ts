// Same seed and options, same bits: float32, and the JavaScript backend's exact mode. How the stored
// hashes are made: bits-cases.ts.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { jsBackend } from '../lib/backend/js/backend.js';
import { exactSum } from '../lib/base/arithmetic.js';
import { backend, Matrix, RandomState } from '../lib/index.js';
import { describeHashes } from './bits-cases.js';
import { describeComposition } from './composition-cases.js';
import { multiplyAdd } from './reals.js';
import { hash, kept, runFixed, runNames } from './runs.js';
import { describePredict, describeViews } from './serving-cases.js';

describeHashes('float32');
describePredict('float32');
describeViews('float32');
describeComposition('float32');

const exactMultiplyAdd = (a: number, b: number, c: number): number => exactSum(a * b, c);

type Triple = readonly [a: number, b: number, c: number];

function checkExact(triples: readonly Triple[]): void {
  for (const [a, b, c] of triples) {
    const [got, expected] = [exactMultiplyAdd(a, b, c), multiplyAdd(a, b, c, 'float32')];
    if (!Object.is(got, expected)) expect.fail(`${a} · ${b} + ${c}: ${got}, not ${expected}`);
  }
}

/** Products just beside half a unit of c: rounded to double, they seem to be exactly half. */
function nearHalfway(count: number, scale: number): Triple[] {
  const random = new RandomState(81);
  return Array.from({ length: count }, () => {
    const sign = random.random() < 0.5 ? -1 : 1;
    const c = sign * scale * (1 + random.interval(2 ** 23 - 1) * 2 ** -23);
    const e = random.interval(3) * 2 ** -23;
    const half = scale * 2 ** -24 * (random.random() < 0.5 ? -1 : 1);
    return [1 + e, half * (1 - e), c];
  });
}

describe('the exact multiply-add of the JavaScript backend', () => {
  const twice = ([a, b, c]: Triple): number => Math.fround(a * b + c);
  const wrongTwice = (triples: readonly Triple[]): number =>
    triples.filter((t) => twice(t) !== multiplyAdd(...t, 'float32')).length;

  it('is rounded once: numbers of any size', () => {
    const random = new RandomState(82);
    const any = (): number => Math.fround(random.normal() * 2 ** (random.interval(60) - 30));
    checkExact(Array.from({ length: 30_000 }, () => [any(), any(), any()]));
    checkExact(Array.from({ length: 10_000 }, () => [any(), any(), Math.fround(-any())]));
  });

  it('is rounded once beside halfway, where double rounding is wrong', () => {
    const triples = [
      ...nearHalfway(10_000, 1),
      ...nearHalfway(5000, 2 ** 100),
      ...nearHalfway(5000, 2 ** -90),
    ];
    expect(wrongTwice(triples)).toBeGreaterThan(1000);
    checkExact(triples);
  });

  it('is rounded once to subnormal numbers', () => {
    const random = new RandomState(83);
    const factor = (e: number): number => Math.fround(random.normal() * 2 ** e);
    const triples = Array.from({ length: 20_000 }, (): Triple => {
      const e = random.interval(40);
      return [
        factor(-70 - e),
        factor(-70 + e),
        [0, -0, factor(-140), factor(-127), factor(-149)][random.interval(4)]!,
      ];
    });
    const half = 2 ** -75;
    const ties = [1, -1, 3, -3].flatMap((n): Triple[] => [
      [n * half, half, 0],
      [n * half, half * (1 + 2 ** -23), 0],
      [n * half, half * (1 - 2 ** -24), 2 ** -149],
      [n * half * (1 + 2 ** -23), half * (1 - 2 ** -23), 2 ** -126],
    ]);
    checkExact([...triples, ...ties]);
  });

  it('cancels, keeps the sign of zero, overflows and lets NaN through', () => {
    const [a, b] = [1 + 2 ** -23, 1 - 2 ** -24];
    const triples: Triple[] = [
      [a, a, -1],
      [a, a, Math.fround(-a * a)],
      [b, b, -1],
      [1, 1, -1],
      [-1, 1, 1],
    ];
    checkExact([
      ...triples,
      [0, 1, -0],
      [-0, 1, -0],
      [3e38, 2, 0],
      [3e38, 2, -3e38],
      [-3e38, 3, 3e38],
    ]);
    expect(exactMultiplyAdd(NaN, 1, 1)).toBe(NaN);
    expect(exactMultiplyAdd(Infinity, 1, -Infinity)).toBe(NaN);
    expect(exactMultiplyAdd(Infinity, -2, 1)).toBe(-Infinity);
  });

  it('is what the exact mode uses, and only it', () => {
    const [a, b, c] = nearHalfway(1000, 1).find((t) => twice(t) !== multiplyAdd(...t, 'float32'))!;
    const [A, B] = [Matrix.from([[1, a]], 'float32'), Matrix.from([[c], [b]], 'float32')];
    expect(jsBackend(true).matmul(A, B)[0]).toBe(multiplyAdd(a, b, c, 'float32'));
    expect(jsBackend(false).matmul(A, B)[0]).toBe(twice([a, b, c]));
  });
});

describe('a long run: 10,000 steps of the exercise', () => {
  const name = 'exercise, 10,000 steps';
  const options = { dtype: 'float32', epochs: 10_000 } as const;

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  if (backend().name === 'native') {
    it('has the one hash', async () => {
      const fresh = hash(await runFixed('exercise', options));
      expect(fresh).toBe(kept('float32', name, () => fresh));
    });
  } else {
    it('has the hash of native with DENSELY_JS_EXACT=1, as the short runs have', async () => {
      vi.resetModules();
      vi.stubEnv('DENSELY_JS_EXACT', '1');
      const exact = await import('./runs.js');
      expect(hash(await exact.runFixed('exercise', options))).toBe(kept('float32', name));
      for (const short of runNames) {
        const model = await exact.runFixed(short, { dtype: 'float32' });
        expect(hash(model), short).toBe(kept('float32', short));
      }
    }, 120_000);
  }
});
