// Z[l] of a model: what the verbs compute on examples that are scaled as the model scales them.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  forwardPropagation,
  Matrix,
  preActivations,
  train,
} from '../lib/index.js';

const flower = datasets.flower();
const net = { activation: ['tanh', 'relu'], output: 'sigmoid' } as const;
const shape = { hidden: [5, 3], activation: [...net.activation], epochs: 3, seed: 2 } as const;

describe('preActivations', () => {
  it('of a model that does not scale are those of the verbs, layer by layer', async () => {
    const model = await train(flower, { ...shape, scale: 'none', dtype: 'float64' });
    const [, cache] = forwardPropagation(flower.X, model.parameters, net);
    for (const l of [1, 2, 3])
      expect(preActivations(model, flower.X, l).data).toEqual(cache[`Z${l}`]!.data);
    expect(preActivations(model, flower.X).data).toEqual(cache['Z1']!.data);
  });

  it('of a model that scales are those of the scaled examples', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [100 + i, 1e-3 * ((i * 7) % 40)]);
    const data = Dataset.from(
      rows,
      rows.map((_, i) => (i % 3 === 0 ? 'a' : 'b')),
    );
    const model = await train(data, { ...shape, scale: 'minmax', dtype: 'float64' });
    const scaled = Matrix.from([
      rows.map(([a]) => (a! - 100) / 39),
      rows.map(([, b]) => b! / (1e-3 * 39)),
    ]);
    const [, cache] = forwardPropagation(scaled, model.parameters, net);
    const Z = preActivations(model, data.X);
    expect([Z.rows, Z.cols]).toEqual([5, 40]);
    for (const [i, z] of Z.data.entries()) expect(z).toBeCloseTo(cache['Z1']!.data[i]!, 12);
  });

  it('of the last layer are the logits; rows of numbers do too', async () => {
    const model = await train(flower, shape);
    const [probability] = model.probabilities([[1, 2]]);
    const logit = preActivations(model, [[1, 2]], 3).at(0, 0);
    expect(1 / (1 + Math.exp(-logit))).toBeCloseTo(probability![1]!, 6);
  });

  it('refuses what it cannot read', async () => {
    const model = await train(flower, shape);
    const refused = (act: () => unknown, says: RegExp, code: string): void =>
      expect(act).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(says) as string }),
      );
    const { X } = flower;
    refused(
      () => preActivations(model, X, 4),
      /^layer must be .* from 1 to 3, not 4/,
      'ERR_OPTION',
    );
    refused(() => preActivations(model, X, 0), /^layer must be .*, not 0/, 'ERR_OPTION');
    refused(() => preActivations({} as never, X), /^model must be a Model/, 'ERR_OPTION');
    refused(() => preActivations(model, Matrix.from([[1]])), /\(2, m\)/, 'ERR_SHAPE');
    refused(() => preActivations(model, Matrix.from([[NaN], [1]])), /NaN/, 'ERR_DATA');
  });
});
