// What a careful programmer writes without a library: typed arrays and loops in float64, no blocking,
// no tricks.
import { datasets } from '../../index.js';
import { layersOf } from './counts.js';
import type { PredictTask, ProductTask, Task, TrainTask } from './tasks.js';
import { labels, noise, repeated } from './work.js';
import type { Work } from './timing.js';

interface Layer {
  readonly from: number;
  readonly to: number;
  /** (to, from) and (to). */
  readonly W: Float64Array;
  readonly b: Float64Array;
}

interface TrainedLayer extends Layer {
  readonly dW: Float64Array;
  readonly db: Float64Array;
  readonly state: readonly Float64Array[];
  /** Outputs and their gradient, (examples, to). */
  readonly a: Float64Array;
  readonly d: Float64Array;
}

const zeros = (n: number): Float64Array => new Float64Array(n);

function layer(from: number, to: number): Layer {
  const W = zeros(from * to).map((_, i) => Math.sin((i + 1) * 12.9898) * Math.sqrt(2 / from));
  return { from, to, W, b: zeros(to) };
}

/** z[i, o] = b[o] + W[o] · x[i] for `n` examples. */
function forward({ from, to, W, b }: Layer, x: Float64Array, z: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < to; o++) {
      let sum = b[o]!;
      for (let k = 0; k < from; k++) sum += W[o * from + k]! * x[i * from + k]!;
      z[i * to + o] = sum;
    }
  }
}

/** dW[o] = Σ d[i, o] · x[i], db[o] = Σ d[i, o]. */
function gradient({ from, to, dW, db, d }: TrainedLayer, x: Float64Array, n: number): void {
  dW.fill(0);
  db.fill(0);
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < to; o++) {
      const delta = d[i * to + o]!;
      if (delta === 0) continue;
      db[o]! += delta;
      for (let k = 0; k < from; k++) dW[o * from + k]! += delta * x[i * from + k]!;
    }
  }
}

/** The gradient of the layer below, through its ReLU. */
function backward({ from, to, W, d }: TrainedLayer, below: TrainedLayer, n: number): void {
  below.d.fill(0);
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < to; o++) {
      const delta = d[i * to + o]!;
      for (let k = 0; k < from; k++) below.d[i * from + k]! += delta * W[o * from + k]!;
    }
    for (let k = 0; k < from; k++) if (below.a[i * from + k]! <= 0) below.d[i * from + k] = 0;
  }
}

function relu(z: Float64Array): void {
  for (let i = 0; i < z.length; i++) if (z[i]! < 0) z[i] = 0;
}

/** The outputs in place of the logits of example i. */
function link(z: Float64Array, i: number, outputs: number): void {
  if (outputs === 1) {
    z[i] = 1 / (1 + Math.exp(-z[i]!));
    return;
  }
  let [max, sum] = [-Infinity, 0];
  for (let o = 0; o < outputs; o++) max = Math.max(max, z[i * outputs + o]!);
  for (let o = 0; o < outputs; o++) sum += z[i * outputs + o] = Math.exp(z[i * outputs + o]! - max);
  for (let o = 0; o < outputs; o++) z[i * outputs + o]! /= sum;
}

function adam(w: Float64Array, g: Float64Array, [m, v]: Float64Array[], by: number[]): void {
  const [scale, c1, c2] = by as [number, number, number];
  for (let i = 0; i < w.length; i++) {
    const gi = g[i]! * scale;
    m![i] = 0.9 * m![i]! + 0.1 * gi;
    v![i] = 0.999 * v![i]! + 0.001 * gi * gi;
    w[i]! -= (c1 * m![i]!) / (Math.sqrt(v![i]!) * c2 + 1e-8);
  }
}

/** ReLU layers, sigmoid or softmax, mini-batches in their order, Adam. */
function plainNetwork({ sizes, batch, examples }: TrainTask): () => void {
  const layers = layersOf(sizes).map(([from, to]): TrainedLayer => {
    const state = [zeros(from * to), zeros(from * to), zeros(to), zeros(to)];
    const outputs = { a: zeros(batch * to), d: zeros(batch * to) };
    return { ...layer(from, to), dW: zeros(from * to), db: zeros(to), state, ...outputs };
  });
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const [rows, targets] = [noise(inputs * examples, 'float64'), labels(examples, outputs + 1)];
  const last = layers.at(-1)!;
  let [done, power1, power2] = [0, 1, 1];

  function outputGradient(first: number): void {
    for (let i = 0; i < batch; i++) {
      link(last.a, i, outputs);
      for (let o = 0; o < outputs; o++) {
        const target = outputs === 1 ? targets[first + i]! : Number(targets[first + i] === o);
        last.d[i * outputs + o] = last.a[i * outputs + o]! - target;
      }
    }
  }

  return function step() {
    const first = (done++ % Math.floor(examples / batch)) * batch;
    const x = rows.subarray(first * inputs, (first + batch) * inputs) as Float64Array;
    for (const [l, each] of layers.entries()) {
      forward(each, l === 0 ? x : layers[l - 1]!.a, each.a, batch);
      if (each !== last) relu(each.a);
    }
    outputGradient(first);
    for (let l = layers.length - 1; l >= 0; l--) {
      gradient(layers[l]!, l === 0 ? x : layers[l - 1]!.a, batch);
      if (l > 0) backward(layers[l]!, layers[l - 1]!, batch);
    }
    [power1, power2] = [power1 * 0.9, power2 * 0.999];
    const by = [1 / batch, 0.001 / (1 - power1), 1 / Math.sqrt(1 - power2)];
    for (const { W, b, dW, db, state } of layers) {
      adam(W, dW, state.slice(0, 2), by);
      adam(b, db, state.slice(2), by);
    }
  };
}

/** The exercise's network: one loop over the examples, full-batch gradient descent. */
function plainExercise({ sizes, examples: m }: TrainTask): () => void {
  const hidden = sizes[1]!;
  // The time of Math.tanh depends on its argument: the exercise's own data.
  const { X: points, Y: targets } = datasets.flower();
  const [X, Y] = [points.data, targets.data];
  const { W: W1, b: b1 } = layer(2, hidden);
  const { W: W2 } = layer(hidden, 1);
  const [dW1, db1, dW2, a1] = [zeros(hidden * 2), zeros(hidden), zeros(hidden), zeros(hidden)];
  let b2 = 0;

  /** Adds example i to the gradients, answers its part of db2. */
  function example(i: number): number {
    let z2 = b2;
    for (let j = 0; j < hidden; j++) {
      a1[j] = Math.tanh(W1[2 * j]! * X[i]! + W1[2 * j + 1]! * X[m + i]! + b1[j]!);
      z2 += W2[j]! * a1[j]!;
    }
    const d2 = 1 / (1 + Math.exp(-z2)) - Y[i]!;
    for (let j = 0; j < hidden; j++) {
      dW2[j]! += d2 * a1[j]!;
      const d1 = d2 * W2[j]! * (1 - a1[j]! * a1[j]!);
      dW1[2 * j]! += d1 * X[i]!;
      dW1[2 * j + 1]! += d1 * X[m + i]!;
      db1[j]! += d1;
    }
    return d2;
  }

  return function step() {
    let db2 = 0;
    for (const sums of [dW1, db1, dW2]) sums.fill(0);
    for (let i = 0; i < m; i++) db2 += example(i);
    const rate = 1.2 / m;
    for (let j = 0; j < W1.length; j++) W1[j]! -= rate * dW1[j]!;
    for (let j = 0; j < hidden; j++) {
      b1[j]! -= rate * db1[j]!;
      W2[j]! -= rate * dW2[j]!;
    }
    b2 -= rate * db2;
  };
}

function plainProduct({ n, m, k, dtype }: ProductTask): () => void {
  const [a, b, c] = [noise(m * k, dtype), noise(k * n, dtype), noise(m * n, dtype)];
  return () => {
    c.fill(0);
    for (let i = 0; i < m; i++) {
      for (let l = 0; l < k; l++) {
        const weight = a[i * k + l]!;
        for (let j = 0; j < n; j++) c[i * n + j]! += weight * b[l * n + j]!;
      }
    }
  };
}

function plainPrediction({ sizes, rows, activation }: PredictTask): () => void {
  const layers = layersOf(sizes).map(([from, to]) => ({ ...layer(from, to), a: zeros(rows * to) }));
  // From −4 to 4 where tanh is, as the exercise's plane: the time of Math.tanh depends on it.
  const spread = activation === 'tanh' ? 8 : 1;
  const input = Float64Array.from(noise(sizes[0]! * rows, 'float64'), (x) => spread * x);
  const last = layers.at(-1)!;
  return () => {
    let x: Float64Array = input;
    for (const each of layers) {
      forward(each, x, each.a, rows);
      if (each !== last && activation === 'relu') relu(each.a);
      else if (each !== last)
        for (let i = 0; i < each.a.length; i++) each.a[i] = Math.tanh(each.a[i]!);
      x = each.a;
    }
    for (let i = 0; i < rows; i++) link(last.a, i, last.to);
  };
}

/** Whether plain loops do this in a reasonable time. */
export function hasPlain(task: Task): boolean {
  if (task.kind === 'product') return task.form === 'NN' && task.m * task.n * task.k <= 512 ** 3;
  return task.kind === 'train' || task.verbs === undefined;
}

export function plainWork(task: Task): Work {
  if (task.kind === 'train')
    return repeated(task.optimizer === 'sgd' ? plainExercise(task) : plainNetwork(task));
  if (task.kind === 'product')
    return repeated(plainProduct(task), (2 * task.m * task.n * task.k) / 1e9);
  return repeated(plainPrediction(task), task.rows);
}
