"""Measure the densities of digits: `python -m assets.classical.make` (some two minutes) writes digits.json.

Each model's variance floor is the best of FLOORS on the last fifth of the training pictures, fitted to the others;
then it is fitted to all of them, and scored once on the 2,000 test pictures.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from scipy.special import logsumexp

from engines.classical import digit_densities as densities
from engines.data import images
from engines.data.pixels import dequantise
from engines.measures.divergences import bits_per_dim
from engines.statistics import mean_and_error

FLOORS = (3e-6, 1e-5, 3e-5, 1e-4)
D = 784


def log_joint(name: str, floor: float, X: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """log p(x, y) for rows x (m, 784), (m, 10), of the model fitted to X and y."""
    prior = np.log(np.bincount(y, minlength=10) / len(y))
    return prior + np.stack([densities.fit(name, X[y == c], floor).score_samples(x) for c in range(10)], axis=1)


def best_floor(name: str, X: np.ndarray, y: np.ndarray) -> float:
    cut = len(X) * 4 // 5
    scores = [logsumexp(log_joint(name, f, X[:cut], y[:cut], X[cut:]), axis=1).mean() for f in FLOORS]
    return FLOORS[int(np.argmax(scores))]


def summary(scores: np.ndarray, against: np.ndarray) -> dict[str, float]:
    """Nats per picture and bits per dimension with standard errors over pictures, and the gain over `against`."""
    (mean, error), (gain, gain_error) = mean_and_error(scores), mean_and_error(scores - against)
    return {
        "nats": mean,
        "nats_error": error,
        "bits": float(bits_per_dim(mean, D, levels=256)),
        "bits_error": float(error / (D * np.log(2))),
        "gain": gain,
        "gain_error": gain_error,
    }


def main() -> None:
    train, test = images.load("digits"), images.load("digits", "test")
    X, x = (
        dequantise(train.images, seed=densities.TRAIN_SEED),
        dequantise(test.images, seed=densities.TEST_SEED),
    )
    record: dict[str, dict[str, Any]] = {}
    first = None
    for name in densities.MODELS:
        floor = best_floor(name, X, train.labels)
        joint = log_joint(name, floor, X, train.labels, x)
        scores = logsumexp(joint, axis=1)
        first = scores if first is None else first
        accuracy = float((joint.argmax(axis=1) == test.labels).mean())
        record[name] = {"floor": floor, **summary(scores, first), "accuracy": accuracy}
        print(name, record[name])
    densities.RECORD.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
