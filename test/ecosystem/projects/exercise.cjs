// @ts-check
'use strict';

/**
 * Trains the exercise's network and draws it.
 * @param {typeof import('densely')} densely
 * @param {typeof import('densely/plot')} plot
 * @returns {Promise<string>} the backend, and the cost at steps 0 and 1000
 */
module.exports = async function exercise({ backend, datasets, train }, { decisionBoundary }) {
  const flower = datasets.flower();
  const run = train(flower, {
    hidden: [4],
    activation: 'tanh',
    initializer: { normal: 0.01 },
    optimizer: 'sgd',
    learningRate: 1.2,
    batchSize: 'all',
    epochs: 1001,
    reportEvery: 1000,
    seed: 3,
    dtype: 'float64',
    scale: 'none',
  });
  /** @type {string[]} */
  const costs = [];
  for await (const { cost } of run) costs.push(cost.toFixed(6));
  const model = await run;
  const picture = decisionBoundary(model, flower, { step: 0.2 });
  if (!picture.startsWith('<svg')) throw new Error(`no picture: ${picture.slice(0, 60)}`);
  return [backend().name, ...costs].join(' ');
};
