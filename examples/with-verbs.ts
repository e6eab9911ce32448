// Planar data classification with one hidden layer, in the exercise's own steps.
import {
  backwardPropagation,
  computeCost,
  datasets,
  forwardPropagation,
  initializeParameters,
  layerSizes,
  logisticRegressionCV,
  metrics,
  nnModel,
  predict,
  updateParameters,
  type Matrix,
  type TwoLayer,
} from 'densely';

// 1. The data: 400 points of two classes, one column per example.
const flower = datasets.flower();
const { X, Y } = flower;
console.log(`X (${X.rows}, ${X.cols})  Y (${Y.rows}, ${Y.cols})`);

// 2. The baseline: a line.
const { model: line } = logisticRegressionCV(flower);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
console.log(`logistic regression: ${percent(line.evaluate(flower).accuracy!)}\n`);

// 3. The network: n_x inputs, n_h hidden units, n_y outputs.
const [n_x, n_h, n_y] = layerSizes(X, Y, 4);
let parameters: TwoLayer = initializeParameters(n_x, n_h, n_y, { seed: 3 });

// 4. Gradient descent: forward, cost, backward, update.
console.log('iteration      cost');
for (let i = 0; i < 10_000; i++) {
  const [A2, cache] = forwardPropagation(X, parameters);
  if (i % 1000 === 0) {
    const cost = computeCost(A2, Y, cache);
    console.log(`${String(i).padStart(9)}  ${cost.toFixed(6)}`);
  }
  const grads = backwardPropagation(parameters, cache, X, Y);
  parameters = updateParameters(parameters, grads, 1.2);
}

// 5. What it has learnt.
const labels: Matrix = predict(parameters, X);
console.log(`\n4 hidden units: ${percent(metrics.accuracy(labels, Y))}\n`);

// 6. Other sizes; nnModel is the loop above.
console.log('hidden  accuracy');
for (const units of [1, 2, 3, 4, 5]) {
  const trained = nnModel(X, Y, units, { seed: 3, numIterations: 5000 });
  const accuracy = metrics.accuracy(predict(trained, X), Y);
  console.log(`${String(units).padStart(6)}  ${percent(accuracy).padStart(8)}`);
}
