"""scikit-learn's MLPClassifier: whole epochs of its own loop."""
import os
import warnings

import common

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(common.threads)
import numpy as np
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
rng = np.random.default_rng(0)
EPOCHS = 3


def train(task):
    sizes, batch, examples = task["sizes"], task["batch"], task["examples"]
    dtype = np.float64 if task["dtype"] == "float64" else np.float32
    X = rng.standard_normal((examples, sizes[0])).astype(dtype)
    y = rng.integers(0, max(2, sizes[-1]), examples)
    sgd = task["optimizer"] == "sgd"
    options = {"solver": "sgd", "momentum": 0, "learning_rate_init": 1.2} if sgd else {}
    epochs = 200 if sgd else EPOCHS

    def step():
        MLPClassifier(
            tuple(sizes[1:-1]),
            activation=task["activation"],
            batch_size=batch,
            max_iter=epochs,
            tol=0,
            n_iter_no_change=epochs + 1,
            alpha=0,
            **options,
        ).fit(X, y)

    return step, epochs * -(-examples // batch)


common.answer(lambda task: train(task) if task["kind"] == "train" else None)
