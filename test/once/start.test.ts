// What a stranger types first.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { npm } from './repository.js';

describe('npm start --silent -- --json', () => {
  it('prints one JSON document and nothing else', { timeout: 300_000 }, async () => {
    const { code, stdout } = await npm('start', '--silent', '--', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(Object.keys(document).toSorted()).toEqual([
      'accuracy',
      'backend',
      'costs',
      'digits',
      'dtype',
      'logistic',
      'pictures',
      'seconds',
    ]);
    expect(Object.keys(document.costs)).toEqual(
      Array.from({ length: 10 }, (_, i) => `${i * 1000}`),
    );
    expect(document.pictures).toHaveLength(2);
    expect(document.pictures.every((path: string) => existsSync(path))).toBe(true);
    expect(document.digits.all).toHaveLength(5);
    expect(document.digits.testAccuracy).toBe(
      document.digits.all.toSorted((a: number, b: number) => a - b)[2],
    );
    expect(document.digits.testAccuracy).toBeGreaterThanOrEqual(97);
    expect(document.seconds).toBeGreaterThan(0);
  });
});
