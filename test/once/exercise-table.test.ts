// How the exercise's table judges and prints.
import { describe, expect, it } from 'vitest';
import { answer, HEAD, number, printed, text } from '../../examples/exercise/table.ts';

describe('the table', () => {
  const figures = [number('right', 2, 2), number('a millionth off', 2, 2 + 2e-6, 1e-6)];

  it('says what fails', async () => {
    const row = await answer({ row: 5, asked: 'two', figures: () => figures });
    expect(row.pass).toBe(false);
    const [heading, right, wrong] = printed(row).split('\n');
    expect(heading).toMatch(/^ {2}5 {2}two +NO$/);
    expect(right).toMatch(/^ {7}right +2 +2 +yes$/);
    expect(wrong).toMatch(/^ {7}a millionth off +2 +2\.000002 +NO$/);
    expect(HEAD.split('\n').map((line) => line.length)).toEqual([80, 80]);
  });

  it('passes no row without a figure, and takes NaN for nothing', async () => {
    const passes = async (...of: (typeof figures)[number][]): Promise<boolean> =>
      (await answer({ row: 1, asked: '', figures: () => of })).pass;
    expect(await passes()).toBe(false);
    expect(await passes(number('', 0, NaN, 1))).toBe(false);
    expect(await passes(text('', 'a', 'a'), text('', 'a', 'b'))).toBe(false);
    expect(await passes(text('', 'a', 'a'))).toBe(true);
  });
});
