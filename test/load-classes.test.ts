// What a caller expects of a file's classes: checked when it is read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dataset, Model, train, type Label } from '../lib/index.js';
import { refused, wrong } from './refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-classes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const rows = [[0], [1], [2]];
const options = { epochs: 1 };

const sets: Record<string, Dataset> = {
  two: Dataset.from(rows, ['no', 'yes', 'no']) as Dataset,
  three: Dataset.from(rows, ['a', 'b', 'c']) as Dataset,
  digits: Dataset.from(rows, [0, 1, 1]) as Dataset,
  truths: Dataset.from(rows, [true, false, true]) as Dataset,
  values: Dataset.from(rows, [1.5, 2, 3], { task: 'regression' }) as Dataset,
};

beforeAll(async () => {
  for (const [name, data] of Object.entries(sets))
    await (await train(data, options)).save(path(name));
});

describe('the classes that are expected', () => {
  it.each<[string, readonly Label[]]>([
    ['two', ['no', 'yes']],
    ['three', ['a', 'b', 'c']],
    ['digits', [0, 1]],
    ['truths', [false, true]],
  ])('are those of %s', async (name, classes) => {
    const model = await Model.load(path(name), { classes });
    expect(model.classes).toEqual(classes);
    expect(Model.fromBytes(model.toBytes(), { classes }).predict(rows)).toEqual(
      model.predict(rows),
    );
    for (const none of [undefined, {}, { classes: undefined }])
      expect((await Model.load(path(name), none)).classes).toEqual(classes);
  });
});

type Row = Parameters<typeof refused>[1][number];

const both = (name: string, classes: unknown, ...says: string[]): Row[] => [
  [
    `load ${name}: ${JSON.stringify(classes)}`,
    () => Model.load(path(name), { classes: wrong<Label[]>(classes) }),
    'ERR_DATA',
    'classes',
    ...says,
  ],
  [
    `fromBytes ${name}: ${JSON.stringify(classes)}`,
    async () => {
      const bytes = (await Model.load(path(name))).toBytes();
      return Model.fromBytes(bytes, { classes: wrong<Label[]>(classes) });
    },
    'ERR_DATA',
    'classes',
    ...says,
  ],
];

refused('other classes than were expected', [
  ...both(
    'two',
    ['yes', 'no'],
    'classes are "yes", "no", but the model predicts the classes "no", "yes": the same in another order.',
  ),
  ...both('two', ['no', 'maybe'], ': it does not know "maybe", and it knows "yes" too.'),
  ...both('two', ['no', 'yes', 'maybe'], '"no", "yes": it does not know "maybe".'),
  ...both('three', ['a', 'b'], '"a", "b", "c": it knows "c" too.'),
  ...both('digits', ['0', '1'], 'the classes 0, 1: it does not know "0", "1", and it knows 0, 1'),
  ...both('truths', [0, 1], 'the classes false, true: it does not know 0, 1'),
  ...both('values', [0, 1], 'but the model predicts values ("y").'),
]);

const load = (options: unknown) => Model.load(path('two'), wrong<object>(options));
refused('what is no list of classes, before the file is read', [
  ['another option', () => load({ class: [] }), 'ERR_OPTION', 'class', 'did you mean "classes"?'],
  ['no object', () => load(5), 'ERR_OPTION', 'options', 'not 5'],
  ['a text', () => load({ classes: 'no' }), 'ERR_OPTION', 'classes', 'at least two class labels'],
  ['one', () => load({ classes: ['no'] }), 'ERR_OPTION', 'classes', 'at least two class labels'],
  ['one twice', () => load({ classes: ['a', 'a'] }), 'ERR_OPTION', 'classes[1]', 'there once'],
  [
    'no file',
    () => Model.load(path('none'), { classes: ['no'] }),
    'ERR_OPTION',
    'classes',
    'at least two class labels',
  ],
]);
