// brain.js trains example by example: a step is as many of them as a batch has.
import { createRequire } from 'node:module';
import { answer, examplesOf } from './common.mjs';

/** It must be above 0: training never ends early. */
const errorThresh = 1e-300;

const { NeuralNetwork } = createRequire(import.meta.url)('brain.js');

function listOf({ sizes, examples }, count) {
  const { x, y } = examplesOf({ sizes, examples: count ?? examples });
  const outputs = sizes.at(-1);
  return Array.from({ length: count ?? examples }, (_, i) => ({
    input: x.slice(i * sizes[0], (i + 1) * sizes[0]),
    output: y.slice(i * outputs, (i + 1) * outputs),
  }));
}

function networkOf({ sizes, activation }, data) {
  const net = new NeuralNetwork({
    hiddenLayers: sizes.slice(1, -1),
    activation: activation === 'tanh' ? 'tanh' : 'relu',
  });
  net.train(data, { iterations: 1, errorThresh });
  return net;
}

function train(task) {
  const data = listOf(task, task.batch);
  const net = networkOf(task, data);
  // A call looks through all data once before: large networks need not share that out.
  const iterations = task.sizes[1] > 256 ? 1 : 10;
  return { step: () => void net.train(data, { iterations, errorThresh }), amount: iterations };
}

function predict(task) {
  const data = listOf(task, Math.max(2, task.rows));
  const net = networkOf(task, data);
  const step = () => {
    for (let i = 0; i < task.rows; i++) net.run(data[i].input);
  };
  return { step, amount: task.rows };
}

await answer((task) => (task.kind === 'train' ? train(task) : predict(task)));
