// What a careful programmer writes without a library: typed arrays and loops, no blocking, no tricks.

/** The exercise's 2-4-1 network: `steps` full-batch steps in float64. */
export function plainExercise(X, Y, m, hidden = 4, rate = 1.2) {
  const [W1, W2] = [new Float64Array(hidden * 2).fill(0.01), new Float64Array(hidden).fill(0.01)];
  const [b1, dW1, db1, dW2] = [hidden, hidden * 2, hidden, hidden].map((n) => new Float64Array(n));
  const a1 = new Float64Array(hidden);
  let b2 = 0;
  for (let j = 0; j < W1.length; j++) W1[j] *= Math.sin(j + 1);

  function step() {
    let db2 = 0;
    for (const gradient of [dW1, db1, dW2]) gradient.fill(0);
    for (let i = 0; i < m; i++) {
      let z2 = b2;
      for (let j = 0; j < hidden; j++) {
        a1[j] = Math.tanh(W1[2 * j] * X[i] + W1[2 * j + 1] * X[m + i] + b1[j]);
        z2 += W2[j] * a1[j];
      }
      const d2 = 1 / (1 + Math.exp(-z2)) - Y[i];
      db2 += d2;
      for (let j = 0; j < hidden; j++) {
        dW2[j] += d2 * a1[j];
        const d1 = d2 * W2[j] * (1 - a1[j] * a1[j]);
        dW1[2 * j] += d1 * X[i];
        dW1[2 * j + 1] += d1 * X[m + i];
        db1[j] += d1;
      }
    }
    const scale = rate / m;
    for (let j = 0; j < W1.length; j++) W1[j] -= scale * dW1[j];
    for (let j = 0; j < hidden; j++) {
      b1[j] -= scale * db1[j];
      W2[j] -= scale * dW2[j];
    }
    b2 -= scale * db2;
  }
  return (steps) => {
    for (let s = 0; s < steps; s++) step();
  };
}

/** z[i, o] = b[o] + W[o] · x[i] for `n` examples. */
function forward(W, b, x, z, n, inputs, outputs) {
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < outputs; o++) {
      let sum = b[o];
      for (let k = 0; k < inputs; k++) sum += W[o * inputs + k] * x[i * inputs + k];
      z[i * outputs + o] = sum;
    }
  }
}

/** dW[o] += d[i, o] · x[i], db[o] += d[i, o]. */
function gradient(d, x, dW, db, n, inputs, outputs) {
  dW.fill(0);
  db.fill(0);
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < outputs; o++) {
      const delta = d[i * outputs + o];
      if (delta === 0) continue;
      db[o] += delta;
      for (let k = 0; k < inputs; k++) dW[o * inputs + k] += delta * x[i * inputs + k];
    }
  }
}

function adam(w, g, m, v, scale, c1, c2) {
  for (let i = 0; i < w.length; i++) {
    const gi = g[i] * scale;
    m[i] = 0.9 * m[i] + 0.1 * gi;
    v[i] = 0.999 * v[i] + 0.001 * gi * gi;
    w[i] -= (c1 * m[i]) / (Math.sqrt(v[i]) * c2 + 1e-8);
  }
}

/** One hidden ReLU layer and softmax, mini-batches of `n` in their order, Adam; float64. */
export function plainClassifier(rows, labels, [inputs, hidden, outputs], n) {
  const layer = (from, to) => {
    const weights = () => new Float64Array(from * to);
    const biases = () => new Float64Array(to);
    const W = weights().map((_, i) => Math.sin(i * 12.9898) * Math.sqrt(2 / from));
    return {
      W,
      b: biases(),
      dW: weights(),
      db: biases(),
      state: [weights(), weights(), biases(), biases()],
    };
  };
  const [one, two] = [layer(inputs, hidden), layer(hidden, outputs)];
  const [a1, d1] = [new Float64Array(n * hidden), new Float64Array(n * hidden)];
  const a2 = new Float64Array(n * outputs);
  const batches = Math.floor(labels.length / n);
  let [done, power1, power2] = [0, 1, 1];

  function softmaxMinusTarget(first) {
    for (let i = 0; i < n; i++) {
      const z = a2.subarray(i * outputs, (i + 1) * outputs);
      const max = Math.max(...z);
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += z[o] = Math.exp(z[o] - max);
      for (let o = 0; o < outputs; o++) z[o] = z[o] / sum - (labels[first + i] === o ? 1 : 0);
    }
  }

  function backThroughRelu() {
    for (let i = 0; i < n; i++) {
      for (let h = 0; h < hidden; h++) {
        let sum = 0;
        if (a1[i * hidden + h] > 0) {
          for (let o = 0; o < outputs; o++) sum += two.W[o * hidden + h] * a2[i * outputs + o];
        }
        d1[i * hidden + h] = sum;
      }
    }
  }

  function step() {
    const first = (done++ % batches) * n;
    const x = rows.subarray(first * inputs, (first + n) * inputs);
    forward(one.W, one.b, x, a1, n, inputs, hidden);
    for (let i = 0; i < a1.length; i++) if (a1[i] < 0) a1[i] = 0;
    forward(two.W, two.b, a1, a2, n, hidden, outputs);
    softmaxMinusTarget(first);
    gradient(a2, a1, two.dW, two.db, n, hidden, outputs);
    backThroughRelu();
    gradient(d1, x, one.dW, one.db, n, inputs, hidden);
    power1 *= 0.9;
    power2 *= 0.999;
    for (const { W, b, dW, db, state } of [one, two]) {
      adam(W, dW, state[0], state[1], 1 / n, 0.001 / (1 - power1), 1 / Math.sqrt(1 - power2));
      adam(b, db, state[2], state[3], 1 / n, 0.001 / (1 - power1), 1 / Math.sqrt(1 - power2));
    }
  }
  return (steps) => {
    for (let s = 0; s < steps; s++) step();
  };
}

/** c = a · b, (n, n) each, row by row. */
export function plainMatmul(a, b, n) {
  const c = a.slice().fill(0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const weight = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += weight * b[k * n + j];
    }
  }
  return c;
}
