"""Which classes samples cover, and what is read back from what was asked for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engines.measures.frechet import ClassCoverage


def class_coverage(proba: np.ndarray, *, confidence: float = 0.9, share: float = 0.01) -> ClassCoverage:
    """How many classes an independent classifier sees in n pictures. proba: (n, k), its probabilities.

    A picture counts where the largest probability is at least `confidence`; a class counts when at least `share` of
    all n pictures are surely of it: one lucky picture is no coverage.
    """
    proba = np.asarray(proba)
    if proba.ndim != 2 or len(proba) == 0:
        raise ValueError(f"probabilities have shape {proba.shape}; give (n, k) with at least one row")
    sure = proba.max(1) >= confidence
    histogram = np.bincount(proba[sure].argmax(1), minlength=proba.shape[1])
    return ClassCoverage(int((histogram >= max(1, share * len(proba))).sum()), histogram, int(sure.sum()), len(proba))


def readback(proba: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The share of pictures read as each answer, per head: {"subject": (7,), ...}; each sums to 1."""
    return {name: np.bincount(p.argmax(1), minlength=p.shape[1]) / len(p) for name, p in proba.items()}
