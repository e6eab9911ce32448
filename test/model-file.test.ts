// Saved models predict the same, and the files of every released version go on loading.
//
// fixtures/model-1*.safetensors are files of version 1, model-5 one of version 5, model-6 one of version 6. They are written from the texts and numbers below,
// by the tests' own writer and not by the library, with
//   DENSELY_WRITE_MODELS=1 npx vitest run test/model-file --project js
// before a version is released, and never again after it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  DenselyError,
  initializeParameters,
  Model,
  RandomState,
  train,
} from '../lib/index.js';
import { joined, partsOfFile, seal } from './safetensors.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything that a model shows, with predictions for a few examples. */
function shown(model: Model, rows: number[][]): unknown {
  const { classes, features, targets, dtype, scale } = model;
  const parameters = Object.entries(model.parameters).map(([name, m]) => [name, [...m.data]]);
  const probabilities = model.probabilities(rows).map((p) => [...p]);
  const predicted = model.predict(rows);
  return { classes, features, targets, dtype, scale, parameters, probabilities, predicted };
}

const random = new RandomState(5);
const rows = (n: number): number[][] =>
  Array.from({ length: 7 }, () => Array.from({ length: n }, () => random.normal()));
const values = rows(3);
const regression = Dataset.from(
  values,
  values.map(([a, b]) => 1000 + 50 * a! + 20 * b!),
  { task: 'regression', features: ['größe', '__proto__', '😀'], targets: ['price'] },
);
const several = Dataset.from(
  values,
  values.map(([a, b]) => [a! * 100, b!]),
  { task: 'regression' },
);
const letters = Dataset.from(values, ['a', 'b', 'c', 'a', 'b', 'c', 'a']);
const short = { epochs: 3, hidden: [4] };

const models: [string, Model, number][] = [
  ['two classes', await train(datasets.flower({ size: 40 }), short), 2],
  ['three classes, prelu', await train(letters, { ...short, activation: 'prelu' }), 3],
  ['a value', await train(regression, { ...short, dtype: 'float64', scale: 'minmax' }), 3],
  ['two values', await train(several, { ...short, scale: 'none' }), 3],
  [
    'a dictionary',
    Model.from(initializeParameters(2, 4, 1, { seed: 3 }), { classes: ['no', 'yes'] }),
    2,
  ],
];

describe.each(models)('a saved model of %s', (name, model, inputs) => {
  const examples = rows(inputs);
  const before = shown(model, examples);

  it('comes back from its bytes and from its file', async () => {
    const path = join(folder, `${name}.safetensors`);
    await model.save(path);
    expect(new Uint8Array(readFileSync(path))).toEqual(model.toBytes());
    expect(await model.toBytesAsync()).toEqual(model.toBytes());
    for (const back of [Model.fromBytes(model.toBytes()), await Model.load(path)]) {
      expect(shown(back, examples)).toEqual(before);
      expect(back.history.cost).toHaveLength(0);
      expect(back.toBytes()).toEqual(model.toBytes());
    }
  });

  it('is refused when it is damaged', async () => {
    const bytes = model.toBytes();
    bytes[bytes.length - 1]! ^= 1;
    const path = join(folder, `${name} damaged`);
    writeFileSync(path, bytes);
    expect(() => Model.fromBytes(bytes)).toThrow(DenselyError);
    await expect(Model.load(path)).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      argument: 'path',
    });
  });
});

/** Number i of a kept file: a multiple of 1/16, which both dtypes have. */
const kept = (i: number): number => (((i * 7) % 33) - 16) / 16;

interface Kept {
  readonly header: string;
  /** Float64 numbers before float32 numbers. */
  readonly numbers: readonly [float64: readonly number[], float32: readonly number[]];
  readonly model: Partial<Record<keyof Model, unknown>>;
  readonly probabilities: (x: readonly number[]) => number[];
  /** Of their probabilities the class that is predicted, where it is not the one with the largest. */
  readonly predicted?: (probabilities: readonly number[]) => string;
}

const metadata = (network: string, rest: string, version = 1): string =>
  `"__metadata__":{"format":"densely","version":"${version}","checksum":"00000000","network":"${network}",${rest}}`;
const tensor = (name: string, dtype: string, shape: number[], begin: number, end: number): string =>
  `"${name}":{"dtype":"${dtype}","shape":[${shape.join()}],"data_offsets":[${begin},${end}]}`;
const count = (n: number, from = 0): number[] =>
  Array.from({ length: n }, (_, i) => kept(from + i));

/** W·a + b; W (units, inputs) and then b begin at number `from`. */
function affine(a: readonly number[], units: number, from: number): number[] {
  return Array.from({ length: units }, (_, r) =>
    a.reduce((z, v, c) => z + kept(from + r * a.length + c) * v, kept(from + units * a.length + r)),
  );
}

const KEPT: Record<string, Kept> = {
  'model-1': {
    header: `{${[
      metadata(
        String.raw`{\"dtype\":\"float32\",\"sizes\":[3,4,3],\"activations\":[\"prelu\"],\"loss\":\"crossEntropy\"}`,
        String.raw`"scale":"\"standard\"","classes":"[\"no\",\"maybe 😀\",\"\\\"yes\\\"\"]","features":"[\"age\",\"größe\",\"__proto__\"]","targets":"[\"answer\"]"`,
      ),
      tensor('scaler.features.offset', 'F64', [3], 0, 24),
      tensor('scaler.features.divisor', 'F64', [3], 24, 48),
      tensor('layers.0.weight', 'F32', [4, 3], 48, 96),
      tensor('layers.0.bias', 'F32', [4], 96, 112),
      tensor('activations.0.weight', 'F32', [1], 112, 116),
      tensor('layers.1.weight', 'F32', [3, 4], 116, 164),
      tensor('layers.1.bias', 'F32', [3], 164, 176),
    ].join()}}`,
    numbers: [[1, 2, 0.1, 0.5, 2, 10], count(32)],
    model: {
      dtype: 'float32',
      scale: 'standard',
      classes: ['no', 'maybe 😀', '"yes"'],
      features: ['age', 'größe', '__proto__'],
      targets: ['answer'],
    },
    probabilities([a, b, c]) {
      const x = [(a! - 1) / 0.5, (b! - 2) / 2, (c! - 0.1) / 10];
      const hidden = affine(x, 4, 0).map((z) => (z > 0 ? z : kept(16) * z));
      const powers = affine(hidden, 3, 17).map(Math.exp);
      return powers.map((p) => p / powers.reduce((s, v) => s + v));
    },
  },
  'model-1-regression': {
    header: `{${[
      metadata(
        String.raw`{\"dtype\":\"float64\",\"sizes\":[2,3,2,1],\"activations\":[\"tanh\",\"elu\"],\"loss\":\"meanSquaredError\"}`,
        String.raw`"scale":"\"minmax\"","classes":"null","features":"null","targets":"[\"price\"]"`,
      ),
      tensor('scaler.features.offset', 'F64', [2], 0, 16),
      tensor('scaler.features.divisor', 'F64', [2], 16, 32),
      tensor('scaler.targets.offset', 'F64', [1], 32, 40),
      tensor('scaler.targets.divisor', 'F64', [1], 40, 48),
      tensor('layers.0.weight', 'F64', [3, 2], 48, 96),
      tensor('layers.0.bias', 'F64', [3], 96, 120),
      tensor('layers.1.weight', 'F64', [2, 3], 120, 168),
      tensor('layers.1.bias', 'F64', [2], 168, 184),
      tensor('layers.2.weight', 'F64', [1, 2], 184, 200),
      tensor('layers.2.bias', 'F64', [1], 200, 208),
    ].join()}}`,
    numbers: [[-1, 0.3, 4, 0.7, 1000, 250, ...count(20)], []],
    model: {
      dtype: 'float64',
      scale: 'minmax',
      classes: null,
      features: ['x1', 'x2'],
      targets: ['price'],
    },
    probabilities([a, b]) {
      const first = affine([(a! + 1) / 4, (b! - 0.3) / 0.7], 3, 0).map(Math.tanh);
      const second = affine(first, 2, 9).map((z) => (z > 0 ? z : Math.expm1(z)));
      return affine(second, 1, 17).map((z) => z * 250 + 1000);
    },
  },
  'model-5': {
    header: `{${[
      metadata(
        String.raw`{\"dtype\":\"float64\",\"sizes\":[2,2,1],\"activations\":[\"tanh\"],\"loss\":\"binaryCrossEntropy\",\"lossNumbers\":[]}`,
        String.raw`"scale":"\"none\"","classes":"[\"no\",\"yes\"]","features":"null","targets":"[\"left\"]","encoding":"null","targetEncoding":"null","thresholds":"[0.3]","positive":"\"no\"","temperature":"1.2345678901234567"`,
        5,
      ),
      tensor('layers.0.weight', 'F64', [2, 2], 0, 32),
      tensor('layers.0.bias', 'F64', [2], 32, 48),
      tensor('layers.1.weight', 'F64', [1, 2], 48, 64),
      tensor('layers.1.bias', 'F64', [1], 64, 72),
    ].join()}}`,
    numbers: [count(9), []],
    model: {
      dtype: 'float64',
      scale: 'none',
      classes: ['no', 'yes'],
      positive: 'no',
      threshold: 0.3,
      targets: ['left'],
      history: expect.objectContaining({ temperature: 1.2345678901234567 }),
    },
    probabilities(x) {
      const [z = 0] = affine(affine(x, 2, 0).map(Math.tanh), 1, 6);
      return [1 / (1 + Math.exp(z)), 1 / (1 + Math.exp(-z))];
    },
    predicted: ([no = 0]) => (no > 0.3 ? 'no' : 'yes'),
  },
  'model-6': {
    header: `{${[
      metadata(
        String.raw`{\"dtype\":\"float64\",\"sizes\":[2,3,1],\"activations\":[\"tanh\"],\"loss\":\"squared\",\"lossNumbers\":[],\"linear\":true}`,
        String.raw`"scale":"\"minmax\"","classes":"null","features":"null","targets":"[\"price\"]","encoding":"null","targetEncoding":"null","thresholds":"null","clip":"0.5"`,
        6,
      ),
      tensor('scaler.features.offset', 'F64', [2], 0, 16),
      tensor('scaler.features.divisor', 'F64', [2], 16, 32),
      tensor('layers.0.weight', 'F64', [3, 2], 32, 80),
      tensor('layers.0.bias', 'F64', [3], 80, 104),
      tensor('layers.1.weight', 'F64', [1, 3], 104, 128),
      tensor('layers.1.bias', 'F64', [1], 128, 136),
      tensor('linear.weight', 'F64', [1, 2], 136, 152),
    ].join()}}`,
    numbers: [[-1, 0.3, 4, 0.7, ...count(15)], []],
    model: {
      dtype: 'float64',
      scale: 'minmax',
      classes: null,
      features: ['x1', 'x2'],
      targets: ['price'],
    },
    probabilities([a, b]) {
      const x = [(a! + 1) / 4, (b! - 0.3) / 0.7].map((z) => z / Math.hypot(1, z / 0.5));
      const [z] = affine(affine(x, 3, 0).map(Math.tanh), 1, 9);
      return [z! + kept(13) * x[0]! + kept(14) * x[1]!];
    },
  },
};

describe.each(Object.entries(KEPT))('fixtures/%s.safetensors', (name, wanted) => {
  const path = fileURLToPath(new URL(`fixtures/${name}.safetensors`, import.meta.url));
  const [float64, float32] = wanted.numbers;
  if (process.env.DENSELY_WRITE_MODELS === '1') {
    const numbers = [Float64Array.from(float64), Float32Array.from(float32)];
    const data = Buffer.concat(numbers.map(({ buffer }) => new Uint8Array(buffer)));
    writeFileSync(path, seal(joined(wanted.header, data)));
  }
  const bytes = new Uint8Array(readFileSync(path));

  it('loads, with every name and number', async () => {
    const model = await Model.load(path);
    expect(model).toMatchObject(wanted.model);
    const parameters = Object.values(model.parameters).flatMap((m) => [...m.data]);
    expect(parameters).toEqual([...float64, ...float32].slice(-parameters.length));
  });

  it('predicts what it says', () => {
    const model = Model.fromBytes(bytes);
    const digits = model.dtype === 'float32' ? 5 : 9;
    for (const row of rows(model.features.length)) {
      const right = wanted.probabilities(row);
      model.probabilities(row).forEach((p, i) => expect(p).toBeCloseTo(right[i]!, digits));
      const best = wanted.predicted?.(right) ?? model.classes?.[right.indexOf(Math.max(...right))];
      if (best !== undefined) expect(model.predict(row)).toBe(best);
    }
  });

  it('is written again byte for byte', () => {
    expect(Model.fromBytes(bytes).toBytes()).toEqual(bytes);
  });
});

describe('the limit that a file says', () => {
  const { header, numbers } = KEPT['model-6']!;
  const data = Buffer.from(Float64Array.from(numbers[0]).buffer);
  const fileWith = (from: string, to: string): Uint8Array =>
    seal(joined(header.replace(from, to), data));

  it.each([
    ['"clip":"null"', 'a text, a number'],
    ['"clip":"0"', 'from 1e-100'],
    ['"clip":"-0.5"', 'from 1e-100'],
    ['"clip":"true"', 'from 1e-100'],
    ['"clip":"\\"5\\""', 'from 1e-100'],
    ['"clip":"1e999"', 'a text, a number'],
    ['"clip":"Infinity"', 'a text, a number'],
    ['"clip":"0.50"', 'a text, a number'],
    ['"clip":"0.5 "', 'nothing more'],
    ['"limit":"0.5"', 'thresholds, clip'],
  ])('is refused where it is none: %s', (text, message) => {
    expect(() => Model.fromBytes(fileWith('"clip":"0.5"', text))).toThrow(message);
  });

  it('may be of a network without a linear path', async () => {
    const limit = { ...short, scale: { name: 'standard', clip: 2 } } as const;
    const plain = await train(regression, limit);
    const text = Buffer.from(plain.toBytes()).toString('latin1');
    expect(text).toContain('"clip":"2"');
  });

  it('is its own where features are encoded', async () => {
    const own = { ...short, impute: 'mean', scale: { name: 'standard', clip: 2 } } as const;
    const encoded = await train(regression, own);
    const back = Model.fromBytes(encoded.toBytes());
    expect(Buffer.from(encoded.toBytes()).toString('latin1')).toContain('"version":"2"');
    expect(shown(back, values)).toEqual(shown(encoded, values));
    expect(String(back.summary())).toContain('missing: ');
    const { text, data } = partsOfFile(encoded.toBytes());
    const limited = text
      .replace('"version":"2"', '"version":"6"')
      .replace(String.raw`\"meanSquaredError\"}`, String.raw`\"squared\",\"lossNumbers\":[]}`)
      .replace('"targetEncoding":"null"', '"targetEncoding":"null","thresholds":"null","clip":"2"');
    const wrong = seal(joined(limited, data));
    expect(() => Model.fromBytes(wrong)).toThrow('metadata clip must be left out');
  });
});
