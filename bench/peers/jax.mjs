// jax-js on WebAssembly: the whole step, with the optimizer, in one jit.
import { answer, examplesOf, layersOf, noise } from './common.mjs';

// It asks for a type that Node has had since 24.
globalThis.Float16Array ??= Uint16Array;
const { defaultDevice, init, jit, nn, numpy: np, tree, valueAndGrad } = await import('@jax-js/jax');

await init('wasm');
defaultDevice('wasm');

function parametersOf(sizes, dtype) {
  return layersOf(sizes).map(([from, to]) => [
    np
      .array(noise(from * to, dtype))
      .reshape([from, to])
      .mul(Math.sqrt(8 / from)),
    np.zeros([to], { dtype }),
  ]);
}

function logits(layers, x, activation) {
  return layers.reduce((a, [W, b], l) => {
    const z = np.matmul(a, W).add(b);
    if (l === layers.length - 1) return z;
    return activation === 'tanh' ? np.tanh(z) : nn.relu(z);
  }, x);
}

function lossOf({ sizes, activation, batch }) {
  return (layers, x, y) => {
    const z = logits(layers, x, activation);
    if (sizes.at(-1) > 1)
      return nn
        .logSoftmax(z)
        .mul(y)
        .sum()
        .mul(-1 / batch);
    return nn
      .softplus(z.ref)
      .sub(z.mul(y))
      .sum()
      .mul(1 / batch);
  };
}

/** One array of parameters w with gradient g and state m, v; by: the two factors of this step. */
function adam(w, g, m, v, c1, c2) {
  const m2 = m.mul(0.9).add(g.ref.mul(0.1));
  const v2 = v.mul(0.999).add(np.square(g).mul(0.001));
  const change = m2.ref.mul(c1).div(np.sqrt(v2.ref).mul(c2).add(1e-8));
  return [w.sub(change), m2, v2];
}

const zerosLike = (layers, dtype) =>
  layers.map((layer) => layer.map((w) => np.zeros(w.shape, { dtype })));

function stepOf(task) {
  const gradient = valueAndGrad(lossOf(task));
  if (task.optimizer === 'sgd')
    return jit((layers, m, v, x, y) => {
      const [value, g] = gradient(tree.ref(layers), x, y);
      value.dispose();
      return [layers.map((layer, l) => layer.map((w, i) => w.sub(g[l][i].mul(1.2)))), m, v];
    });
  return jit((layers, m, v, x, y, c1, c2) => {
    const [value, g] = gradient(tree.ref(layers), x, y);
    value.dispose();
    const all = layers.map((layer, l) =>
      layer.map((w, i) => adam(w, g[l][i], m[l][i], v[l][i], c1.ref, c2.ref)),
    );
    c1.dispose();
    c2.dispose();
    return [0, 1, 2].map((part) => all.map((layer) => layer.map((triple) => triple[part])));
  });
}

function train(task) {
  const { sizes, batch, examples, dtype } = task;
  const Numbers = dtype === 'float64' ? Float64Array : Float32Array;
  const [data, outputs] = [examplesOf(task, Numbers), sizes.at(-1)];
  const batches = Array.from({ length: Math.floor(examples / batch) }, (_, i) => [
    np
      .array(data.x.slice(i * batch * sizes[0], (i + 1) * batch * sizes[0]))
      .reshape([batch, sizes[0]]),
    np
      .array(data.y.slice(i * batch * outputs, (i + 1) * batch * outputs))
      .reshape([batch, outputs]),
  ]);
  let layers = parametersOf(sizes, dtype);
  let [m, v] = [zerosLike(layers, dtype), zerosLike(layers, dtype)];
  const jitted = stepOf(task);
  let [done, power1, power2] = [0, 1, 1];
  const step = async () => {
    const [x, y] = batches[done++ % batches.length];
    [power1, power2] = [power1 * 0.9, power2 * 0.999];
    const factors =
      task.optimizer === 'adam'
        ? [np.array(0.001 / (1 - power1)), np.array(1 / Math.sqrt(1 - power2))]
        : [];
    [layers, m, v] = jitted(layers, m, v, x.ref, y.ref, ...factors);
    await layers[0][0].blockUntilReady();
  };
  return { step };
}

function predict({ sizes, rows, activation, dtype }) {
  const layers = parametersOf(sizes, dtype);
  const input = noise(rows * sizes[0], dtype);
  const run = jit((layers, x) => {
    const z = logits(layers, x, activation);
    return sizes.at(-1) === 1 ? nn.sigmoid(z) : nn.softmax(z);
  });
  const step = () => {
    run(tree.ref(layers), np.array(input).reshape([rows, sizes[0]])).dataSync();
  };
  return { step, amount: rows };
}

await answer((task) => (task.kind === 'train' ? train(task) : predict(task)));
