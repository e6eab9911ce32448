// What a checkpoint copies: nothing that the run writes to while the file is written.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { datasets, train } from '../lib/index.js';
import { readCheckpoint } from '../lib/training/checkpoint/store.js';

it('every checkpoint is whole where each epoch has a new best look', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'densely-best-'));
  const path = join(folder, 'best.ckpt');
  let calls = 0;
  const metric = { metric: () => ++calls, minimize: false, name: 'calls' };
  const options = {
    metric,
    validation: 0.2,
    hidden: [16],
    epochs: 2000,
    batchSize: 'all',
  } as const;
  await train(datasets.moons(), {
    ...options,
    validateEvery: 1,
    checkpoint: { path, everyEpochs: 40, keep: 100 },
  });
  for (let i = 0; i < 50; i++)
    expect((await readCheckpoint(i === 0 ? path : `${path}.${i}`))?.arrays.has('best')).toBe(true);
  rmSync(folder, { recursive: true });
});
