// Planar data classification with one hidden layer: every step of the exercise written out.
import { datasets, initializeParameters, matmul, type Matrix, type TwoLayer } from 'densely';

const { X, Y } = datasets.flower(); // (2, 400), (1, 400): one column per example
const m = X.cols;

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

// Z[l] = W[l]·A[l-1] + b[l], A[1] = tanh(Z[1]), A[2] = sigmoid(Z[2])
function forward({ W1, b1, W2, b2 }: TwoLayer): { A1: Matrix; A2: Matrix } {
  const Z1 = matmul(W1, X).plus(b1); // (4, 400): the column b1 is added to every example
  const A1 = Z1.map(Math.tanh);
  const Z2 = matmul(W2, A1).plus(b2); // (1, 400)
  return { A1, A2: Z2.map(sigmoid) };
}

// -(y·log a + (1 - y)·log(1 - a)), the mean over the examples
function cost(A2: Matrix): number {
  const ofOnes = Y.times(A2.map(Math.log));
  const ofZeros = Y.map((y) => 1 - y).times(A2.map((a) => Math.log(1 - a)));
  return -ofOnes.plus(ofZeros).sum() / m;
}

// dZ[2] = A[2] - Y, dZ[1] = W[2]ᵀ·dZ[2] ∗ (1 - A[1]²); dW[l] = dZ[l]·A[l-1]ᵀ / m, db[l] = the mean of dZ[l]
function backward({ W2 }: TwoLayer, { A1, A2 }: { A1: Matrix; A2: Matrix }): TwoLayer {
  const dZ2 = A2.minus(Y);
  const dZ1 = matmul(W2.T, dZ2).times(A1.map((a) => 1 - a * a));
  return {
    W1: matmul(dZ1, X.T).times(1 / m),
    b1: dZ1.sum({ axis: 1, keepdims: true }).times(1 / m),
    W2: matmul(dZ2, A1.T).times(1 / m),
    b2: dZ2.sum({ axis: 1, keepdims: true }).times(1 / m),
  };
}

// W - rate·dW
function update(parameters: TwoLayer, grads: TwoLayer, rate: number): TwoLayer {
  return {
    W1: parameters.W1.minus(grads.W1.times(rate)),
    b1: parameters.b1.minus(grads.b1.times(rate)),
    W2: parameters.W2.minus(grads.W2.times(rate)),
    b2: parameters.b2.minus(grads.b2.times(rate)),
  };
}

const steps = Number(process.argv[2] ?? 6001);
let parameters: TwoLayer = initializeParameters(2, 4, 1, { seed: 3 });
for (let i = 0; i < steps; i++) {
  const cache = forward(parameters);
  if (i % 1000 === 0) console.log(`${String(i).padStart(9)}  ${cost(cache.A2).toFixed(6)}`);
  parameters = update(parameters, backward(parameters, cache), 1.2);
}

console.log(process.argv[3] === 'json' ? JSON.stringify(parameters) : parameters);
const right = forward(parameters)
  .A2.map((a) => Number(a > 0.5))
  .minus(Y)
  .map((d) => 1 - Math.abs(d));
console.log(`${((100 * right.sum()) / m).toFixed(2)} % right`);
