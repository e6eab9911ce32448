// A preset's training, and one that trains again, that are left in each of their phases and gone on with.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { train, type History, type Model, type Progress, type TrainOptions } from '../lib/index.js';
import { adaptivePace } from '../lib/training/pace.js';
import { trainAtPace } from '../lib/training/train.js';
import { flat } from './runs.js';
import { presetTable } from './preset-tables.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-preset-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const newPath = (): string => join(folder, `run-${count++}.ckpt`);

const ways: Record<string, TrainOptions> = {
  preset: { preset: 'default', epochs: 12 },
  'preset with a validation of its own': { preset: 'default', epochs: 8, validation: 0.25 },
  refit: { validation: 0.25, refit: true, hidden: [8], epochs: 12, patience: 4, dropout: 0.1 },
};

const told = ({ epoch, cost, folds, lambda, best, ended, steps }: History): object => ({
  epoch,
  cost,
  folds: folds?.map((fold) => [fold.epoch, fold.cost, fold.validation, fold.best, fold.ended]),
  lambda,
  best,
  ended,
  steps,
});

/** Left at the report of this number. */
async function leftAt(data: ReturnType<typeof presetTable>, options: TrainOptions, report: number) {
  const controller = new AbortController();
  let n = 0;
  const onProgress = (): void => {
    if (n++ === report) controller.abort(new Error('left'));
  };
  const run = train(data, { ...options, onProgress, signal: controller.signal });
  await expect(run).rejects.toThrow('left');
}

describe.each(Object.entries(ways))('%s', (_name, way) => {
  const data = presetTable('labels', 150);
  const options = { ...way, seed: 5 };

  it.each([1, 3])('goes on to the same bits from each phase, threads %i', async (threads) => {
    const all: Progress[] = [];
    const whole: Model = await train(data, { ...options, onProgress: (p) => void all.push(p) });
    const first = (phase: string, fold?: number): number =>
      all.findIndex((p) => p.phase === phase && p.fold === fold);
    const places = [0, first('fold', 0) + 3, first('fold', 1) + 2, first('fit') + 2];
    const resumable = { ...options, threads, resume: 'auto' as const };
    for (const place of places.filter((at) => at >= 0)) {
      const checkpoint = { path: newPath(), everyEpochs: 1 };
      await leftAt(data, { ...resumable, checkpoint }, place);
      let reports = 0;
      const onProgress = (): void => void reports++;
      const model = await train(data, { ...resumable, checkpoint, onProgress });
      // It has not begun anew: the checkpoint is written behind the report; what waits for a fold is told later.
      if (threads === 1) expect(reports).toBeLessThanOrEqual(all.length - place);
      expect(flat(model.parameters)).toEqual(flat(whole.parameters));
      expect(told(model.history)).toEqual(told(whole.history));
      // What has ended gives its model again.
      const again = await train(data, { ...resumable, checkpoint });
      expect(flat(again.parameters)).toEqual(flat(whole.parameters));
      expect(told(again.history)).toEqual(told(whole.history));
    }
  });

  it('left again and again, however it is cut into chunks', async () => {
    const whole = await trainAtPace(data, options, () => 7);
    const checkpoint = { path: newPath(), everyEpochs: 2 };
    const resumable = { ...options, checkpoint, resume: 'auto' as const };
    for (const at of [4, 5, 3]) await leftAt(data, resumable, at);
    const model = await trainAtPace(data, resumable, adaptivePace);
    expect(flat(model.parameters)).toEqual(flat(whole.parameters));
    expect(told(model.history)).toEqual(told(whole.history));
  });

  it('a checkpoint of other options or data is refused', async () => {
    const checkpoint = { path: newPath(), everyEpochs: 1 };
    await leftAt(data, { ...options, checkpoint }, 2);
    for (const other of [{ seed: 6 }, { learningRate: 0.01 }]) {
      const run = train(data, { ...options, ...other, checkpoint, resume: 'auto' });
      await expect(run).rejects.toMatchObject({ code: 'ERR_CHECKPOINT' });
    }
    const run = train(presetTable('labels', 151), { ...options, checkpoint, resume: 'auto' });
    await expect(run).rejects.toMatchObject({ code: 'ERR_CHECKPOINT' });
    const plain = { hidden: [64], epochs: 3, seed: 5, checkpoint, resume: 'auto' as const };
    await expect(train(data, plain)).rejects.toMatchObject({ code: 'ERR_CHECKPOINT' });
  });
});
