"""Learners of scikit-learn and XGBoost on encoded tables, one thread, all at defaults: a line of JSON each way."""
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.neural_network import MLPClassifier, MLPRegressor

try:
    import xgboost
except ImportError:
    xgboost = None

warnings.filterwarnings("ignore")


def xgb(kind):
    return lambda seed: getattr(xgboost, kind)(random_state=seed, n_jobs=1)


def seeded(kind):
    return lambda seed: kind(random_state=seed)


# For classes, for values.
LEARNERS = {
    "linear": (lambda seed: LogisticRegression(C=1, max_iter=1000), lambda seed: Ridge()),
    "hgb": (seeded(HistGradientBoostingClassifier), seeded(HistGradientBoostingRegressor)),
    "xgb": (xgb("XGBClassifier"), xgb("XGBRegressor")),
    "rf": (seeded(RandomForestClassifier), seeded(RandomForestRegressor)),
    "mlp": (seeded(MLPClassifier), seeded(MLPRegressor)),
}


def of_classes(model, X, y, count):
    """Log loss, with probabilities of at least 2.2e-16, and for two classes the area under the ROC curve."""
    P = model.predict_proba(X).astype(float)
    auc = roc_auc_score(y, P[:, 1]) if count == 2 else None
    return {"loss": log_loss(y, P, labels=range(count)), "auc": auc}


def of_values(model, X, y, mean, deviation):
    """Root mean square of the errors over the deviation of the targets."""
    errors = model.predict(X) * deviation + mean - y
    return {"loss": np.sqrt(np.mean(errors**2)) / np.std(y), "auc": None}


def measured(folder, learner, count, seed):
    X, y, X_test, y_test = (np.load(Path(folder) / f"{name}.npy") for name in ("X", "y", "X_test", "y_test"))
    model = LEARNERS[learner][count is None](seed)
    # Networks need targets at a scale; to the others it is the same.
    mean, deviation = (np.mean(y), np.std(y)) if count is None else (0, 1)
    start = time.process_time()
    model.fit(X, (y - mean) / deviation if count is None else y.astype(int))
    cpu = time.process_time() - start
    if count is None:
        return {**of_values(model, X_test, y_test, mean, deviation), "cpu": cpu}
    return {**of_classes(model, X_test, y_test.astype(int), count), "cpu": cpu}


def say(answer):
    print(json.dumps(answer), flush=True)


if sys.argv[1:] == ["versions"]:
    say({"sklearn": sklearn.__version__, "xgboost": xgboost and xgboost.__version__})
else:
    for line in sys.stdin:
        asked = json.loads(line)
        say(measured(asked["folder"], asked["learner"], asked["classes"], asked["seed"]))
