// scikit-learn's MLPClassifier on the flower: full-batch gradient descent from a stored start.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  computeCost,
  datasets,
  forwardPropagation,
  Matrix,
  Model,
  updateParameters,
  type ParameterDict,
} from '../lib/index.js';
import { expectClose, type Dictionary } from './figures.js';
import { fixture } from './fixtures.js';

interface Parity {
  readonly initial: Dictionary;
  readonly final_5000: Dictionary;
  readonly losses: Record<string, number>;
  readonly accuracy_percent: Record<string, number>;
}

const { mlp_full_batch_parity: parity } = fixture('scikit-learn.json') as {
  mlp_full_batch_parity: Parity;
};

describe('scikit-learn’s MLPClassifier(4, tanh, sgd, rate 1.2) on the flower', () => {
  it('has the same losses, accuracies and parameters over 5,000 steps, to 1e-9', () => {
    const data = datasets.flower();
    const { X, Y } = data;
    let parameters = Object.fromEntries(
      Object.entries(parity.initial).map(([key, rows]) => [key, Matrix.from(rows)]),
    ) as ParameterDict;
    for (let step = 1; step <= 5000; step++) {
      const [A, cache] = forwardPropagation(X, parameters);
      // scikit-learn numbers steps from 1 and records the loss before the update.
      const loss = parity.losses[step];
      if (loss !== undefined)
        expect(Math.abs(computeCost(A, Y, cache) - loss), `step ${step}`).toBeLessThan(1e-9);
      parameters = updateParameters(parameters, backwardPropagation(parameters, cache, X, Y), 1.2);
      const percent = parity.accuracy_percent[step];
      if (percent === undefined) continue;
      const { accuracy } = Model.from(parameters).evaluate(data);
      expect(Math.round(accuracy! * data.size), `step ${step}`).toBe((percent * data.size) / 100);
    }
    expect(Object.keys(parity.losses)).toEqual(['1', '2', '100', '1000', '5000']);
    expectClose(parameters, parity.final_5000, 1e-9);
  });
});
