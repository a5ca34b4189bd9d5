"""How much an audit costs beside the fits that it makes: ``python benchmarks/audit_speed.py``.

The reference is one plain fit with its predictions, timed in the same run; the ratio tells how many of those an audit is
worth. Its own work, which is everything but fitting and predicting, is the second number.
"""

from __future__ import annotations

import json
import time

import numpy as np
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from paramlens import audit, datasets

REPEATS = 5


def seconds(call, repeats: int = REPEATS) -> float:
    """The median time of a call."""
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return float(np.median(taken))


def measured(estimator, X, y) -> dict[str, float]:
    """What an audit costs, in plain fits with predictions."""
    plain = seconds(lambda: clone(estimator).fit(X, y).predict(X), repeats=4 * REPEATS)
    whole = seconds(lambda: audit(estimator, X, y, progress=False), repeats=1)
    n_fits = audit(estimator, X, y, progress=False).n_fits
    return {
        "seconds": round(whole, 2),
        "fits": n_fits,
        "in_plain_fits": round(whole / plain, 1),
        "per_fit_made": round(whole / plain / n_fits, 2),
    }


def main() -> None:
    """Print the numbers as JSON."""
    X, y = datasets.breast_cancer()
    X = ((X - X.mean()) / X.std()).to_numpy()[:500]
    estimators = [SVC(), LogisticRegression(), RandomForestClassifier(20, random_state=0)]
    found = {type(one).__name__: measured(one, X, y.to_numpy()[:500]) for one in estimators}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
