"""Ways through latent space: straight, along a sphere, over a plane; and arithmetic with codes.

Draws of N(0, I) in d dimensions lie near the sphere of radius sqrt(d). A straight walk between two of them cuts
through its inside, where hardly any code lies; a walk along the sphere keeps its length (White 2016, arXiv:1609.04468).
"""

from __future__ import annotations

import numpy as np

PARALLEL = 1e-6  # radians: below this angle, and so close to opposite, the arc is drawn as a straight line


def straight(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Points (1 - t) a + t b for codes a, b (d,) and t (n,), shape (n, d); t outside [0, 1] goes on beyond the ends."""
    a, b, t = _codes(a, b, t)
    return (1 - t) * a + t * b


def spherical(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Along the great circle from a to b (Shoemake 1985), the length going evenly from |a| to |b|, shape (n, d).

    With equal lengths every point has that length. Opposite codes have no one shortest arc, and a code at the origin no
    direction: the walk is straight there.
    """
    a, b, t = _codes(a, b, t)
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    if min(lengths) == 0:
        return (1 - t) * a + t * b
    u, v = a / lengths[0], b / lengths[1]
    angle = np.arccos(np.clip(u @ v, -1, 1))
    if angle < PARALLEL or np.pi - angle < PARALLEL:
        return (1 - t) * a + t * b
    along = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / np.sin(angle)
    return ((1 - t) * lengths[0] + t * lengths[1]) * along


def plane(a: np.ndarray, b: np.ndarray, c: np.ndarray, s: np.ndarray, t: np.ndarray) -> np.ndarray:
    """a + s (b - a) + t (c - a): the plane through three codes (d,), for s and t (n,), shape (n, d)."""
    a, b, s = _codes(a, b, s)
    _, c, t = _codes(a, c, t)
    return a + s * (b - a) + t * (c - a)


def change_of_label(codes: np.ndarray, labels: np.ndarray, source: int, target: int) -> np.ndarray:
    """The vector (d,) from the mean code of one label to that of another: add it to a code of `source`.

    codes (n, d), labels (n,). ValueError for a label that none has.
    """
    codes, labels = np.asarray(codes), np.asarray(labels)
    for label in (source, target):
        if not (labels == label).any():
            raise ValueError(f"no code has the label {label}; choose one of {', '.join(map(str, np.unique(labels)))}")
    return codes[labels == target].mean(0) - codes[labels == source].mean(0)


def _codes(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    a, b, t = np.asarray(a, float), np.asarray(b, float), np.atleast_1d(np.asarray(t, float))
    if a.ndim != 1 or a.shape != b.shape or t.ndim != 1:
        raise ValueError(f"codes have shapes {a.shape}, {b.shape} and steps {t.shape}; give (d,), (d,) and (n,)")
    return a, b, t[:, None]
