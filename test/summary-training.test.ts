// What a summary says of a training with held-out examples.
import { describe, expect, it } from 'vitest';
import { datasets, Model, train } from '../lib/index.js';

describe('a summary', () => {
  it('says that a fifth was held out by default, and what came of it', async () => {
    const model = await train(datasets.moons({ size: 240 }), { learningRate: 0.1, seed: 1 });
    const { best, ended, epoch, heldOut } = model.history;
    expect(heldOut).toEqual({ size: 48, fit: 192, isDefault: true });
    const why = ended === 'patience' ? '; no later look was better, which ended the training' : '';
    const summary = model.summary();
    expect(summary.training).toBe(
      `48 of the 240 rows, a fifth, were held out by default to choose the best epoch: ${best!.epoch + 1} of ${epoch.length}, cost ${Number(best!.value.toPrecision(5))}${why}.`,
    );
    expect(String(summary).endsWith(`\n\n${summary.training}`)).toBe(true);
    const { toString: print } = summary;
    for (const line of print(60).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('says less of a validation that was asked for', async () => {
    const options = { validation: 0.25, metric: 'accuracy', epochs: 4, seed: 1 } as const;
    const { best, heldOut } = (await train(datasets.moons(), options)).history;
    expect(heldOut).toEqual({ size: 50, fit: 150, isDefault: false });
    const model = await train(datasets.moons(), options);
    expect(model.summary().training).toBe(
      `50 held-out rows chose the best epoch: ${best!.epoch + 1} of 4, accuracy ${best!.value}.`,
    );
  });

  it('says where patience ended it, and a best look before the first step', async () => {
    const options = {
      validation: 0.25,
      validateStart: true,
      patience: 2,
      optimizer: 'sgd',
      learningRate: 1e-30,
      minDelta: 1,
    } as const;
    const { history, ...model } = await train(datasets.moons(), options).then((of) => ({
      history: of.history,
      training: of.summary().training,
    }));
    expect(history.ended).toBe('patience');
    expect(model.training).toMatch(
      /\d of 2, cost .+; no later look was better, which ended the training\.$/,
    );
    const held = datasets.moons({ seed: 9 });
    const worse = await train(datasets.moons(), {
      validation: held,
      validateStart: true,
      metric: { metric: firstIsBest(), minimize: true, name: 'turn' },
      epochs: 2,
    });
    expect(worse.summary().training).toBe(
      '200 held-out rows chose the best epoch: before the first step, turn 1.',
    );
  });

  it('says nothing where nothing was held out, and of a model that was loaded', async () => {
    const plain = await train(datasets.moons(), { epochs: 2, seed: 1 });
    expect([plain.history.heldOut, 'training' in plain.summary()]).toEqual([undefined, false]);
    const model = await train(datasets.moons(), { validation: 0.2, epochs: 2, seed: 1 });
    const loaded = Model.fromBytes(model.toBytes());
    expect([model.summary().training !== undefined, 'training' in loaded.summary()]).toEqual([
      true,
      false,
    ]);
  });
});

/** Its value is the number of its calls. */
function firstIsBest(): () => number {
  let calls = 0;
  return () => ++calls;
}
