import { createRequire } from 'node:module';
import * as densely from 'densely';

const require = createRequire(import.meta.url);
const { expect, it } = globalThis;

it('import and require give the same objects', () => {
  const { Dataset, train } = require('densely');
  expect(densely.Dataset).toBe(Dataset);
  expect(densely.train).toBe(train);
});
