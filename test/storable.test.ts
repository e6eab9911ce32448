// What no model file could hold is refused before a training, not behind it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Dataset, Model, train, type TrainOptions } from '../lib/index.js';
import { refused, refusedWith } from './refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-storable-'));
afterAll(() => rmSync(folder, { recursive: true }));

const two = [
  [0, 1],
  [1, 0],
];
const deep = (layers: number): number[] => Array.from({ length: layers }, () => 1);
const data = Dataset.from(two, ['no', 'yes']);
const endless = Dataset.from(two, [0, 1], { classes: [0, 1, Infinity] }) as Dataset;
const withFeatures = (features: string[]): Dataset =>
  Dataset.from(
    two.map((row) => features.map((_, i) => row[i % 2]!)),
    ['no', 'yes'],
    { features },
  ) as Dataset;

refused('train refuses what no model file could hold:', [
  [
    '2,049 layers',
    () => train(data, { hidden: deep(2048) }),
    'ERR_OPTION',
    'hidden',
    '2049 layers',
  ],
  [
    '2,048 layers and their scaler, 4,098 tensors',
    () => train(data, { hidden: deep(2047) }),
    'ERR_OPTION',
    'hidden',
    'at most 2048 layers and 4096 tensors',
    'leave some out',
  ],
  [
    '1,400 layers with a slope each',
    () => train(data, { hidden: deep(1400), activation: 'prelu', scale: 'none' }),
    'ERR_OPTION',
    'hidden',
    '1401 layers',
  ],
  [
    'an infinite label',
    () => train(endless),
    'ERR_DATA',
    'data',
    'none infinite',
    'no model file can hold',
  ],
  [
    'names of a megabyte',
    () => train(withFeatures(['a'.repeat(6e5), 'b'.repeat(6e5)])),
    'ERR_DATA',
    'data',
    'more than the allowed 1048576',
    'shorter names',
  ],
  [
    'a label of a megabyte',
    () => train(Dataset.from(two, ['no', 'y'.repeat(2e6)])),
    'ERR_DATA',
    'data',
    'shorter names',
  ],
]);

describe('train', () => {
  it('has done nothing when it refuses', async () => {
    let reports = 0;
    const onProgress = (): unknown => reports++;
    await refusedWith(() => train(endless, { epochs: 3, onProgress }));
    expect(reports).toBe(0);
  });

  it.each<[string, Dataset, TrainOptions]>([
    ['names that are nearly too long', withFeatures(['a'.repeat(5e5), 'b'.repeat(5e5)]), {}],
    // Six letters in the file for each: JSON writes \\u0001.
    ['names that are long in a file alone', withFeatures(['\u0001'.repeat(1.4e5), 'b']), {}],
    [
      '60,000 long names of columns',
      withFeatures(Array.from({ length: 60_000 }, (_, i) => `column ${i} `.padEnd(100, 'é'))),
      { hidden: [] },
    ],
    ['1,000 layers', data, { hidden: deep(1000) }],
  ])('makes a model that can be saved of %s', async (name, wide, options) => {
    const model = await train(wide, { hidden: [2], epochs: 1, seed: 1, ...options });
    const path = join(folder, `${name}.safetensors`);
    await model.save(path);
    const back = await Model.load(path);
    expect(back.features.every((feature, i) => feature === wide.features[i])).toBe(true);
    expect(Buffer.compare(back.toBytes(), await model.toBytesAsync())).toBe(0);
  });
});
