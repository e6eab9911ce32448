import { createRequire } from 'node:module';
import * as densely from 'densely';
import * as plot from 'densely/plot';
import exercise from '../exercise.cjs';

const require = createRequire(import.meta.url);
const { expect, test } = globalThis;

test('the exercise', async () => {
  expect(await exercise(densely, plot)).toBe(process.env.EXPECTED);
});

test('import and require give the same objects', () => {
  const { Dataset, train } = require('densely');
  expect(densely.Dataset).toBe(Dataset);
  expect(densely.train).toBe(train);
});
