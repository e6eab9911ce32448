// Scaled models: every backend fits the same bits, saves the same file, and predicts and evaluates with it
// to the same bits (float32). How the stored hashes are made: bits-cases.ts.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Model, RandomState, train, type Dataset, type Scale } from '../lib/index.js';
import { clouds, hashOf, kept, surface } from './runs.js';

const text = new TextEncoder();

/** Scores that the kept hashes are older than. */
const newer = ['balancedAccuracy', 'brier', 'averagePrecision', 'rmse'];

/** Hash of all that a model answers: labels, probabilities, measures. */
function answers(model: Model, data: Dataset): string {
  // The kept hashes are older than the scores of the positive class, which are among those of the classes too.
  const { positive: _, precision: _p, recall: _r, f1: _f, ...scores } = model.evaluate(data);
  const told = JSON.stringify([model.predict(data.X), scores], (key, value: unknown) =>
    newer.includes(key) ? undefined : value,
  );
  return hashOf([...model.probabilities(data.X), Float64Array.from(text.encode(told))]);
}

describe('a scaled model in float32', () => {
  const tables: Record<string, Dataset> = {
    'two classes': clouds(7, 2, 90, 71),
    'five classes': clouds(7, 5, 90, 72),
    values: surface(6, 90, 73),
  };
  const scales: readonly Scale[] = ['standard', 'minmax'];
  it.each(Object.keys(tables).flatMap((name) => scales.map((scale) => [name, scale] as const)))(
    '%s, %s: one file, one set of answers',
    async (name, scale) => {
      const data = tables[name]!;
      const [fit, test] = data.split({ test: 0.3, seed: 4 });
      const options = { hidden: [9], epochs: 6, batchSize: 16, seed: 5, scale } as const;
      const bytes = (await train(fit, options)).toBytes();
      const loaded = Model.fromBytes(bytes);
      const fresh = [hashOf([Float64Array.from(bytes)]), answers(loaded, test)].join();
      expect(fresh).toBe(kept('float32', `saved ${name}, ${scale}`, () => fresh));
    },
  );
});

it('the kept file of version 1 predicts the one set of bits', () => {
  const bytes = readFileSync(new URL('fixtures/model-1.safetensors', import.meta.url));
  const random = new RandomState(74);
  const rows = Array.from({ length: 300 }, () => Array.from({ length: 3 }, () => random.normal()));
  const fresh = hashOf(Model.fromBytes(bytes).probabilities(rows));
  expect(fresh).toBe(kept('float32', 'saved model-1', () => fresh));
});

it.each([2, 3, 4])('the kept file of version %i predicts the one set of bits', (version) => {
  const bytes = readFileSync(new URL(`fixtures/model-${version}.safetensors`, import.meta.url));
  const model = Model.fromBytes(bytes);
  expect(new TextDecoder().decode(bytes)).toContain(`"version":"${version}"`);
  const of2 = Array.from({ length: 60 }, (_, i) => ({
    plan: ['free', 'team', 'business', null][i % 4]!,
    age: i % 7 === 0 ? null : 18 + i,
    usage: i % 5 === 0 ? null : i / 4,
    tickets: i % 6,
    newsletter: i % 2 === 0,
    signed_up: new Date(Date.UTC(2020, i % 12, 1 + (i % 28))),
  }));
  const of3 = Array.from({ length: 60 }, (_, i) => [i / 4, (i * 3) % 7]);
  const fresh = hashOf(
    version === 3 ? (model.quantiles(of3) as Float64Array[]) : model.probabilities(of2),
  );
  expect(fresh).toBe(kept('float32', `saved model-${version}`, () => fresh));
});
