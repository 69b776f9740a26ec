"""What extractors and picture generators are measured to do; written into the record beside their weights."""

from __future__ import annotations

import numpy as np

from engines import images, metrics
from engines.extractor import HEADS, Extractor, save_reference

FLOORS = (500, 1_000, 2_000, 5_000, 10_000)  # sample sizes at which a perfect model's distance is recorded


def extractor(model: Extractor, data: str, X: np.ndarray) -> dict[str, dict]:
    """Accuracy on all test images and the floor of the Fréchet distance over X; writes the reference file."""
    test = images.load_full(data, "test")
    y = test.factors.kinds if test.factors else test.labels[:, None]
    right = {name: float((p.argmax(1) == y[:, i]).mean())
             for i, (name, p) in enumerate(model.predict_proba(test.images).items())}  # fmt: skip
    features = model.features(X)
    save_reference(data, features)
    return {
        "test": {"images": len(test.images), "accuracy": {name: round(right[name], 4) for name in HEADS[data]}},
        "floor": {str(n): floor(features, n) for n in FLOORS if n < len(X) - 1},
    }


def floor(features: np.ndarray, n: int) -> dict[str, float]:
    """Real against real, ten draws."""
    found = metrics.frechet_floor(features, n)
    return {"mean": round(found.mean, 4), "standard_error": round(found.standard_error, 5)}
