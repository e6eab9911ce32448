// The default model has one hash on every instruction set and backend, whatever runs side by side, and however often
// the training was left and gone on with.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { train, type Model, type TrainOptions } from '../lib/index.js';
import { trainAtPace } from '../lib/training/train.js';
import { presetTable, type PresetTask } from './preset-tables.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-preset-bits-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of the SHA-1 of all parameters and of what the folds said. */
const hashes: Readonly<Record<PresetTask, string>> = {
  two: 'c0746571ab9236710ac4',
  three: '7ec729e2c1f41dd32e60',
  values: 'd4fe66bb9672884d68ff',
  labels: '1488b12a537c08fcb1e7',
};

function hashOf({ parameters, history: { lambda, best, folds } }: Model): string {
  const digest = createHash('sha1');
  for (const { data } of Object.values(parameters)) digest.update(data);
  for (const { cost, validation } of folds!) digest.update(cost).update(validation!.cost);
  return digest
    .update(JSON.stringify([lambda, best]))
    .digest('hex')
    .slice(0, 20);
}

/** Left at its third report again and again, until it ends. */
async function inLives(task: PresetTask, options: TrainOptions): Promise<Model> {
  const checkpoint = { path: join(folder, `${task}.ckpt`), everyEpochs: 1 };
  for (let lives = 0; ; lives++) {
    const controller = new AbortController();
    let reports = 0;
    const onProgress = (): void => {
      if (lives < 8 && ++reports === 6) controller.abort(new Error('left'));
    };
    const more = { checkpoint, resume: 'auto', onProgress, signal: controller.signal } as const;
    const model = await train(presetTable(task, 140), { ...options, ...more }).catch(
      (error: Error) => {
        if (error.message !== 'left') throw error;
      },
    );
    if (model) return model;
  }
}

describe.each(Object.entries(hashes) as [PresetTask, string][])('%s', (task, hash) => {
  const data = presetTable(task, 140);
  const options = { seed: 7, classWeights: data.classes ? ('balanced' as const) : undefined };

  it.each([1, 2, 3])('has its hash, threads %i', async (threads) => {
    expect(hashOf(await train(data, { ...options, threads }))).toBe(hash);
  });

  it('has it cut into chunks of a step', async () => {
    expect(hashOf(await trainAtPace(data, options, () => 1))).toBe(hash);
  });

  it('has it after eight lives', async () => {
    expect(hashOf(await inLives(task, options))).toBe(hash);
  });
});
