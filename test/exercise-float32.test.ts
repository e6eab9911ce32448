import { expect, it } from 'vitest';
import { datasets, train } from '../lib/index.js';
import { costRows, exercise, figures } from './figures.js';

it('the cost table in float32: rows 0–6000 within 1e-5, later rows within 1e-3', async () => {
  const model = await train(datasets.flower(), { ...exercise, dtype: 'float32' });
  for (const [i, cost] of costRows(model).entries()) {
    const difference = Math.abs(cost - figures.seed_document_cost_table[i * 1000]!);
    expect(difference, `row ${i * 1000}`).toBeLessThan(i <= 6 ? 1e-5 : 1e-3);
  }
});
