"""Models that count postcards, and the variety of pictures under one condition."""

from __future__ import annotations

import numpy as np

from engines.data.postcards.factors import KINDS, SHAPE, Factors
from engines.data.postcards.table import JointTable


def count_model(factors: Factors) -> JointTable:
    """The copier: each combination as often as it was seen; one that was never seen has probability 0."""
    p = np.zeros(SHAPE)
    np.add.at(p, tuple(factors.kinds.T), 1.0)
    return JointTable(p)


def subject_model(factors: Factors) -> JointTable:
    """p(subject) p(colour | subject) p(background | subject) p(style | subject), each counted: naive Bayes.

    A cat is a cat whatever its colour (GROUPS are taken together), so what is seen of one is expected of the others.
    """
    kinds = factors.kinds
    cat = np.array(["cat" in name for name in KINDS["subject"]])
    group = np.where(cat, 0, 1 + np.arange(len(cat)))[kinds[:, 0]]
    p = np.zeros(SHAPE)
    for g in np.unique(group):
        rows = kinds[group == g]
        shares = [np.bincount(rows[:, i], minlength=SHAPE[i]) / len(rows) for i in range(len(SHAPE))]
        p += len(rows) / len(kinds) * np.einsum("s,c,b,t->scbt", *shares)
    return JointTable(p)


ONE_REQUEST = {"subject": "cat sitting", "colour": "black", "background": "yellow", "style": "plain"}


def variety(images: np.ndarray) -> float:
    """The mean root-mean-square difference between two pictures, (n, ...) uint8, in grey levels of 0 to 255."""
    flat = images.reshape(len(images), -1).astype(float)
    i, j = np.triu_indices(len(flat), 1)
    return float(np.sqrt(((flat[i] - flat[j]) ** 2).mean(1)).mean()) if len(i) else 0.0
