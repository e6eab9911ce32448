"""NumPy: the product form of the exercise, and networks with Adam; batches in their order."""
import os

import common

os.environ["OPENBLAS_NUM_THREADS"] = str(common.threads)
import numpy as np

rng = np.random.default_rng(0)


def layers_of(sizes, dtype):
    return [
        [(rng.standard_normal((i, o)) * (2 / i) ** 0.5).astype(dtype), np.zeros(o, dtype)]
        for i, o in zip(sizes, sizes[1:])
    ]


def exercise(task):
    hidden, m = task["sizes"][1], task["examples"]
    X, Y = rng.standard_normal((2, m)), (rng.random((1, m)) > 0.5) * 1.0
    W1, b1 = rng.standard_normal((hidden, 2)) * 0.01, np.zeros((hidden, 1))
    W2, b2 = rng.standard_normal((1, hidden)) * 0.01, np.zeros((1, 1))

    def step():
        nonlocal W1, b1, W2, b2
        A1 = np.tanh(W1 @ X + b1)
        dZ2 = 1 / (1 + np.exp(-(W2 @ A1 + b2))) - Y
        dW2, db2 = dZ2 @ A1.T / m, dZ2.sum(1, keepdims=True) / m
        dZ1 = (W2.T @ dZ2) * (1 - A1 * A1)
        dW1, db1 = dZ1 @ X.T / m, dZ1.sum(1, keepdims=True) / m
        W1, b1, W2, b2 = W1 - 1.2 * dW1, b1 - 1.2 * db1, W2 - 1.2 * dW2, b2 - 1.2 * db2

    return step, 1


def forward(layers, x):
    outputs = [x]
    for W, b in layers:
        z = outputs[-1] @ W
        z += b
        if W is not layers[-1][0]:
            np.maximum(z, 0, out=z)
        outputs.append(z)
    return outputs


def link(z):
    if z.shape[1] == 1:
        return 1 / (1 + np.exp(-z))
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def adam(w, g, m, v, t):
    m *= 0.9
    m += 0.1 * g
    v *= 0.999
    v += 0.001 * (g * g)
    w -= (0.001 / (1 - 0.9**t)) * m / (np.sqrt(v) / (1 - 0.999**t) ** 0.5 + 1e-8)


def network(task):
    sizes, batch, examples = task["sizes"], task["batch"], task["examples"]
    layers = layers_of(sizes, np.float32)
    state = [[(np.zeros_like(p), np.zeros_like(p)) for p in layer] for layer in layers]
    X = rng.standard_normal((examples, sizes[0]), dtype=np.float32)
    outputs = sizes[-1]
    Y = rng.integers(0, max(2, outputs), examples)
    Y = (Y[:, None] if outputs == 1 else np.eye(outputs)[Y]).astype(np.float32)
    done = 0

    def step():
        nonlocal done
        first = done % (examples // batch) * batch
        done += 1
        a = forward(layers, X[first : first + batch])
        d = (link(a[-1]) - Y[first : first + batch]) / np.float32(batch)
        for l in range(len(layers) - 1, -1, -1):
            gradients = (a[l].T @ d, d.sum(0))
            if l > 0:
                d = d @ layers[l][0].T
                d *= a[l] > 0
            for p, g, (m, v) in zip(layers[l], gradients, state[l]):
                adam(p, g, m, v, done)

    return step, 1


def predict(task):
    layers = layers_of(task["sizes"], np.float32)
    x = rng.standard_normal((task["rows"], task["sizes"][0]), dtype=np.float32)
    return lambda: link(forward(layers, x)[-1]), task["rows"]


def make(task):
    if task["kind"] == "train":
        return exercise(task) if task["optimizer"] == "sgd" else network(task)
    return predict(task)


common.answer(make)
