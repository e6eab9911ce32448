// The public matmul in float64, and the oracle that float64 is compared with.
import { describe, expect, it } from 'vitest';
import { RandomState } from '../lib/index.js';
import { describeMatmul } from './matmul-cases.js';
import { fusedMultiplyAdd } from './oracles.js';
import { multiplyAdd } from './reals.js';

describe('the oracle: a fused multiply-add by error-free transforms', () => {
  it('is the exact one of BigInt', () => {
    const random = new RandomState(41);
    const short = (): number => Math.fround(random.normal());
    for (let i = 0; i < 30_000; i++) {
      const [a, b] = [random.normal(), i % 3 === 0 ? short() : random.normal()];
      const c = [
        random.normal(),
        -a * b,
        short() * 2 ** random.interval(60),
        -a * b * (1 + 2 ** -30),
      ][i % 4]!;
      expect(fusedMultiplyAdd(a, b, c)).toBe(multiplyAdd(a, b, c, 'float64'));
    }
  });

  it('breaks ties to even where rounding twice would not', () => {
    const half = 1 + 2 ** -52;
    for (const c of [2 ** 53, -(2 ** 53), 2 ** 54, 2 ** 105, 3 * 2 ** 104]) {
      for (const b of [1, half, 2 ** -53, 1 - 2 ** -53, 1.5]) {
        expect(fusedMultiplyAdd(half, b, c)).toBe(multiplyAdd(half, b, c, 'float64'));
      }
    }
  });
});

describeMatmul('float64');
