// A large table is encoded in a thread of the built package: the same model as in slices here.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { datasets, train } from '../../lib/index.js';
import { hasDist, node } from './children.js';

/** More than two million cells. */
const SIZE = 360_000;

const bitsOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.runIf(hasDist)('a training on a large table', () => {
  it('has the bits of one that is encoded in slices', async () => {
    const script = `import('./dist/index.js').then(async ({ datasets, train }) => {
      let threads = 0;
      process.on('worker', () => threads++);
      const data = datasets.churn({ size: ${SIZE} });
      const model = await train(data, { hidden: [2], epochs: 1, batchSize: 4096, seed: 1, scale: 'robust' });
      const { createHash } = await import('node:crypto');
      console.log(threads, createHash('sha256').update(model.toBytes()).digest('hex'));
    });`;
    const { stdout, code, stderr } = await node(['-e', script]);
    expect([code, stderr]).toEqual([0, '']);
    const data = datasets.churn({ size: SIZE });
    const options = { hidden: [2], epochs: 1, batchSize: 4096, seed: 1, scale: 'robust' } as const;
    const here = await train(data, options);
    expect(stdout.trim().split(' ')).toEqual(['1', bitsOf(here.toBytes())]);
  });

  it('tells what the thread refuses', async () => {
    const script = `import('./dist/index.js').then(async ({ datasets, train, DenselyError }) => {
      const data = datasets.churn({ size: ${SIZE} });
      const error = await train(data, { epochs: 1, impute: 'refuse' }).catch((e) => e);
      console.log(error instanceof DenselyError, error.code, error.message);
    });`;
    const { stdout } = await node(['-e', script]);
    expect(stdout).toMatch(/^true ERR_DATA "(age|usage)" of example \d+ is missing/);
  });
});
