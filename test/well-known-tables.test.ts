// The tables that everybody knows from scikit-learn, as CSV files with names and words: read as they are,
// trained on a little, predicted from records.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { Dataset, Model, Table, train, type CsvOptions } from '../lib/index.js';
import { localFiles } from './fixtures.js';
import { about, refusedWith } from './refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-well-known-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Row = readonly (string | number)[];

/** The lines of a file of scikit-learn, zipped or not, as their cells. */
function rowsOf(path: string | URL, separator: string | RegExp = ','): string[][] {
  const bytes = readFileSync(path);
  const text = (String(path).endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text.split('\n').flatMap((line) => (line.trim() ? [line.trim().split(separator)] : []));
}

const fixture = (name: string): string[][] => rowsOf(new URL(`fixtures/${name}`, import.meta.url));

/** Rows behind a line that has the names of classes, with these in the place of their numbers. */
function inWords([[, , ...classes] = [], ...rows]: readonly string[][]): string[][] {
  return rows.map((row) => [...row.slice(0, -1), classes[Number(row.at(-1))]!]);
}

function fileOf(name: string, columns: readonly string[], rows: readonly Row[]): string {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, [columns, ...rows].map((row) => `${row.join(',')}\n`).join(''));
  return path;
}

const iris = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'];
const wine =
  'alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols proanthocyanins color_intensity hue od280/od315_of_diluted_wines proline';
const cells =
  'radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension';
const cancer = ['mean', 'error', 'worst'].flatMap((of) =>
  cells.split(' ').map((what) => `${of} ${what.replace('_', ' ')}`),
);
const pixels = Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`);
const diabetes = ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'];

/** Every feature is a number, none is missing. */
function expectNumbers(data: Dataset, names: readonly string[]): void {
  expect(data.features).toEqual(names);
  const features = data.schema.columns.filter(({ role }) => role === 'feature');
  for (const { name, kind, holes } of features)
    expect([name, kind, holes]).toEqual([name, 'number', 0]);
}

const counts = (data: Dataset): unknown =>
  Object.fromEntries(data.describe().classes!.map(({ label, count }) => [label, count]));

const mean = (data: Dataset, name: string): number =>
  data.describe().features.find((feature) => feature.name === name)!.mean;

/** One model: from a dataset, from records in another order of keys, from the file with its target; loaded too. */
async function expectSame(data: Dataset, file: string, epochs: number): Promise<Model> {
  const model = await train(data, { epochs, seed: 1 });
  const labels = await model.predictAsync(data);
  const records = data
    .records()
    .map((record) => Object.fromEntries(Object.entries(record).toReversed()));
  expect(model.predict(records)).toEqual(labels);
  expect(model.predict(records[7]!)).toEqual((labels as unknown[])[7]);
  expect(await model.predictAsync(await Table.csv(file))).toEqual(labels);
  expect(Model.fromBytes(model.toBytes()).predict(records)).toEqual(labels);
  return model;
}

describe('classes by their names', () => {
  it('iris', async () => {
    const file = fileOf('iris', [...iris, 'species'], inWords(fixture('iris.csv')));
    const data = await Dataset.csv(file, { target: 'species' });
    expect([data.size, data.task]).toEqual([150, 'classification']);
    expectNumbers(data, iris);
    expect(counts(data)).toEqual({ setosa: 50, versicolor: 50, virginica: 50 });
    expect(data.X.T.toArray()[149]).toEqual([5.9, 3, 5.1, 1.8]);
    expect(mean(data, 'petal length (cm)')).toBeCloseTo(3.758, 10);
    const model = await expectSame(data, file, 50);
    expect(model.evaluate(data).accuracy).toBeGreaterThan(0.93);
    const flower = { 'petal width (cm)': 0.2, 'petal length (cm)': 1.4 };
    expect(model.predict({ ...flower, 'sepal width (cm)': 3.5, 'sepal length (cm)': '5.1' })).toBe(
      'setosa',
    );
  });

  it('wine', async () => {
    const names = wine.split(' ');
    const file = fileOf('wine', [...names, 'class'], inWords(fixture('wine_data.csv')));
    const data = await Dataset.csv(file, { target: 'class' });
    expect([data.size, data.task]).toEqual([178, 'classification']);
    expectNumbers(data, names);
    expect(counts(data)).toEqual({ class_0: 59, class_1: 71, class_2: 48 });
    expect(data.records()[177]).toMatchObject({
      alcohol: 14.13,
      ash: 2.74,
      hue: 0.61,
      proline: 560,
    });
    expect(mean(data, 'alcohol')).toBeCloseTo(13.000618, 6);
    expect((await expectSame(data, file, 30)).evaluate(data).accuracy).toBeGreaterThan(0.95);
  });

  it('breast cancer', async () => {
    const rows = inWords(fixture('breast_cancer.csv'));
    const file = fileOf('cancer', [...cancer, 'diagnosis'], rows);
    const data = await Dataset.csv(file, { target: 'diagnosis' });
    expect([data.size, data.task]).toEqual([569, 'classification']);
    expectNumbers(data, cancer);
    expect(data.classes).toEqual(['benign', 'malignant']);
    expect(counts(data)).toEqual({ benign: 357, malignant: 212 });
    expect(data.records()[0]).toMatchObject({ 'mean radius': 17.99, 'worst symmetry': 0.4601 });
    expect(mean(data, 'mean radius')).toBeCloseTo(14.1272917, 6);
    expect((await expectSame(data, file, 10)).evaluate(data).accuracy).toBeGreaterThan(0.95);
  });
});

describe('whole numbers as targets', () => {
  const read = (file: string, options: Partial<CsvOptions> = {}): Promise<Dataset> =>
    Dataset.csv(file, { target: 'digit', ...options });

  it('digits: ten of them may be classes or values, which is asked', async () => {
    const file = fileOf('digits', [...pixels, 'digit'], fixture('digits.csv.gz'));
    const question = await refusedWith(() => read(file));
    expect(about(question)).toEqual([
      'ERR_OPTION',
      'task',
      'column "digit" holds whole numbers such as 2: numeric targets other than 0 and 1 can be classes or values. ' +
        "Say task: 'classification' or task: 'regression'.",
    ]);
    const data = await read(file, { task: 'classification' });
    expect(data.size).toBe(1797);
    expectNumbers(data, pixels);
    expect(Object.values(counts(data) as object)).toEqual([
      178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]);
    expect(data.records()[0]).toMatchObject({ pixel_0_2: 5, pixel_0_3: 13, pixel_7_4: 10 });
    const model = await expectSame(data, file, 5);
    expect(model.evaluate(data).accuracy).toBeGreaterThan(0.95);
    expect(model.predict(data.records()[0]!)).toBe(0);
  });

  const { paths, lacks } = localFiles('diabetes_data_raw.csv.gz', 'diabetes_target.csv.gz');
  it.skipIf(lacks)(`diabetes: 214 of them are values, nothing is asked${lacks}`, async () => {
    const [rows, targets] = paths.map((path) => rowsOf(path, /\s+/)) as [string[][], string[][]];
    const whole = rows.map((row, j) => [...row, Number(targets[j])]);
    const file = fileOf('diabetes', [...diabetes, 'progression'], whole);
    const data = await Dataset.csv(file, { target: 'progression' });
    expect([data.size, data.task, data.classes]).toEqual([442, 'regression', null]);
    expectNumbers(data, diabetes);
    expect(new Set(data.labels).size).toBe(214);
    expect(data.schema.columns.at(-1)!.range).toEqual([25, 346]);
    expect(data.X.T.toArray()[0]).toEqual([59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87]);
    expect(mean(data, 'bmi')).toBeCloseTo(26.3757919, 6);
    expect((await expectSame(data, file, 100)).evaluate(data).r2).toBeGreaterThan(0.45);
  });
});
