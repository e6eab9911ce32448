// The exercise's checklist, row by row, on this backend.
import { describe, expect, it } from 'vitest';
import { questions } from '../examples/exercise/rows.ts';
import { backend } from '../lib/index.js';
import { answer, HEAD, number, printed, text } from '../examples/exercise/table.ts';

const WIDTH = 80;

it('has 47 rows', () => {
  expect(questions.map(({ row }) => row)).toEqual(Array.from({ length: 47 }, (_, i) => i + 1));
});

// The bits of all instruction sets are the same, and the scalar one is slow: the best is enough.
const { isa, isas } = backend();
const asked = isa === isas[0] ? questions : [];

it.each(asked.map((question) => [question.row, question.asked, question] as const))(
  'row %i, %s',
  async (_row, _asked, question) => {
    const row = await answer(question);
    expect(row.figures.filter(({ pass }) => pass === false)).toEqual([]);
    expect(row.pass).toBe(true);
    for (const line of printed(row).split('\n'))
      expect([...line].length, line).toBeLessThanOrEqual(WIDTH);
  },
  180_000,
);

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
