const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const densely = require('densely');
const plot = require('densely/plot');
const exercise = require('../exercise.cjs');

const { Dataset, DenselyError, Matrix, Model, train } = densely;

const folder = mkdtempSync(join(tmpdir(), 'densely-jest-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the exercise', async () => {
  expect(await exercise(densely, plot)).toBe(process.env.EXPECTED);
});

test('a table in, a model out and in again', async () => {
  const table = join(folder, 'table.csv');
  writeFileSync(table, 'a,b,kind\n1,2,no\n2,1,no\n8,9,yes\n9,8,yes\n');
  const data = await Dataset.csv(table, { target: 'kind' });
  const model = await train(data, { hidden: [4], epochs: 200, seed: 1 });
  const file = join(folder, 'model.safetensors');
  await model.save(file);
  const loaded = await Model.load(file);
  const rows = [[1, 1], new Float32Array([9, 9])];
  expect(loaded.predict(rows)).toEqual(['no', 'yes']);
  expect(loaded.probabilities(rows)).toEqual(model.probabilities(rows));
  expect(Model.fromBytes(model.toBytes()).predict([9, 9])).toBe('yes');
  expect(await model.predictAsync(Matrix.from([[1], [1]]))).toEqual(['no']);
  const out = new Float32Array(1);
  model.predictInto(Float32Array.of(1, 1), out);
  expect(out[0]).toBeCloseTo(model.probabilities([1, 1])[1], 6);
});

test('an error', () => {
  expect(() => Dataset.from([[NaN]], ['no'])).toThrow(DenselyError);
});
