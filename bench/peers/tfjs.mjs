// TensorFlow.js without its layers, which are slower: variables, minimize, tidy.   tfjs.mjs cpu|wasm ASKED
import { createRequire } from 'node:module';
import { answer, examplesOf, layersOf, library, noise } from './common.mjs';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
if (library === 'wasm') require('@tensorflow/tfjs-backend-wasm').setThreadsCount(1);
await tf.setBackend(library);
await tf.ready();

function variablesOf(sizes) {
  return layersOf(sizes).map(([from, to]) => [
    tf.variable(tf.mul(tf.tensor2d(noise(from * to, 'float32'), [from, to]), Math.sqrt(8 / from))),
    tf.variable(tf.zeros([to])),
  ]);
}

function logits(layers, x, activation) {
  return layers.reduce((a, [W, b], l) => {
    const z = tf.add(tf.matMul(a, W), b);
    if (l === layers.length - 1) return z;
    return activation === 'tanh' ? tf.tanh(z) : tf.relu(z);
  }, x);
}

function train(task) {
  const { sizes, batch, examples, activation } = task;
  const [data, outputs] = [examplesOf(task), sizes.at(-1)];
  const layers = variablesOf(sizes);
  const optimizer = task.optimizer === 'sgd' ? tf.train.sgd(1.2) : tf.train.adam(0.001);
  const batches = Array.from({ length: Math.floor(examples / batch) }, (_, i) => [
    tf.tensor2d(data.x.subarray(i * batch * sizes[0], (i + 1) * batch * sizes[0]), [
      batch,
      sizes[0],
    ]),
    tf.tensor2d(data.y.subarray(i * batch * outputs, (i + 1) * batch * outputs), [batch, outputs]),
  ]);
  const loss = outputs === 1 ? tf.losses.sigmoidCrossEntropy : tf.losses.softmaxCrossEntropy;
  let done = 0;
  const step = () => {
    const [x, y] = batches[done++ % batches.length];
    tf.tidy(() => {
      optimizer.minimize(() => loss(y, logits(layers, x, activation)));
    });
  };
  return { step };
}

function predict({ sizes, rows, activation }) {
  const layers = variablesOf(sizes);
  const input = noise(rows * sizes[0], 'float32');
  const link = sizes.at(-1) === 1 ? tf.sigmoid : tf.softmax;
  const step = () => {
    tf.tidy(() => {
      link(logits(layers, tf.tensor2d(input, [rows, sizes[0]]), activation)).dataSync();
    });
  };
  return { step, amount: rows };
}

await answer((task) => (task.kind === 'train' ? train(task) : predict(task)));
