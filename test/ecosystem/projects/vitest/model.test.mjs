import * as densely from 'densely';
import * as plot from 'densely/plot';
const { expect, it } = globalThis;
import exercise from '../exercise.cjs';

it('the exercise', async () => {
  expect(await exercise(densely, plot)).toBe(process.env.EXPECTED);
});
