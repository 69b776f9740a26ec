"""Postcards in rows."""

from __future__ import annotations

import numpy as np

from engines.data.pixels import sheet


def strip(images: np.ndarray, columns: int = 4, scale: int = 4, gap: int = 2) -> np.ndarray:
    """Pictures (n, 32, 32, 3) in rows of `columns`, enlarged; between them nothing: RGBA."""
    opaque = np.concatenate([images, np.full((*images.shape[:3], 1), 255, np.uint8)], axis=3)
    return sheet(opaque, columns, scale=scale, gap=gap)
