"""A drawn digit cut out of its paper, however that is lit, and laid out as MNIST's are.

LeCun et al. 1998: digits fill a box of 20 x 20 pixels, and their centre of mass lies on pixel (14, 14) of 28 x 28.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from engines.core import Refused

COARSE = 32  # pixels per side on which the paper is estimated
WINDOW = 23  # of them, in the median: strokes that cover less than half of it do not count as paper
LEAST = 0.08  # of the paper's light: a fainter difference is dirt
NOISE = 6.0  # standard deviations of the paper's grain that ink must exceed
BOX = 20 / 28
STROKE = 2.2 / 28  # MNIST's strokes are seldom thinner
SPECK = 0.03  # of the largest stroke's area: smaller ones are specks


def ink_of(lightness: np.ndarray, size: int, *, inverted: bool = False) -> np.ndarray:
    """Lightness (H, W) in [0, 1] -> uint8 (size, size), ink light on black. Refused where there is only paper.

    Ink is darker or lighter than its paper, whichever is found more; `inverted` takes the other.
    """
    darker, lighter = contrasts(lightness)
    dark = (darker.sum() >= lighter.sum()) != inverted
    ink = _strokes(darker if dark else lighter)
    if not ink.any():
        raise Refused("only-paper", "nothing is drawn on this picture; draw something, thicker or darker")
    return laid_out(ink, size)


def contrasts(lightness: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much darker and how much lighter than its paper each pixel is, (H, W) in [0, 1]; 0 within the grain."""
    paper = paper_of(lightness)
    difference = lightness - paper
    grain = 1.4826 * np.median(np.abs(difference - np.median(difference)))
    darker = np.clip(-difference, 0, None) / np.maximum(paper, 0.05)
    lighter = np.clip(difference, 0, None) / np.maximum(1 - paper, 0.05)
    return tuple(np.where(np.abs(difference) > NOISE * grain, c.clip(0, 1), 0) * (c > LEAST) for c in (darker, lighter))


def paper_of(lightness: np.ndarray) -> np.ndarray:
    """The paper's own lightness under the ink: a wide median, which follows light and shade but no stroke."""
    h, w = lightness.shape
    zoom = (min(COARSE, h) / h, min(COARSE, w) / w)
    coarse = ndimage.zoom(ndimage.uniform_filter(lightness, [max(1, int(1 / z)) for z in zoom]), zoom, order=1)
    coarse = ndimage.gaussian_filter(ndimage.median_filter(coarse, WINDOW, mode="reflect"), 2)
    return ndimage.zoom(coarse, (h / coarse.shape[0], w / coarse.shape[1]), order=1)[:h, :w]


def _strokes(contrast: np.ndarray) -> np.ndarray:
    """The ink alone, its darkest at 1: without specks, and without what reaches in from the border, such as the edge
    of the paper, where there is anything else."""
    if not contrast.any():
        return contrast
    top = np.percentile(contrast[contrast > 0], 90)
    parts, n = ndimage.label(contrast > 0.35 * top, np.ones((3, 3)))
    areas = np.bincount(parts.ravel(), minlength=n + 1)[1:]
    border = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    inner = ~np.isin(np.arange(1, n + 1), border) & (areas > SPECK * areas.max())
    kept = inner if inner.any() else areas > SPECK * areas.max()
    mask = np.isin(parts, np.flatnonzero(kept) + 1)
    return np.where(ndimage.binary_dilation(mask, iterations=2), (contrast / top).clip(0, 1), 0)


def laid_out(ink: np.ndarray, size: int) -> np.ndarray:
    """Ink (H, W) in [0, 1] in a box of 20/28 of `size`, centred by mass; thin strokes are thickened."""
    rows, columns = (np.flatnonzero(ink.max(axis) > 0.2) for axis in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX * size / max(ink.shape)
    wanted, width = STROKE * size / scale, stroke_width(ink > 0.5)
    margin = int(np.ceil(max(0.0, (wanted - width) / 2)))
    if margin:
        y, x = np.ogrid[-margin : margin + 1, -margin : margin + 1]
        ink = ndimage.grey_dilation(np.pad(ink, margin), footprint=x**2 + y**2 <= margin**2)
        scale = BOX * size / max(ink.shape)
    cell = 1 / scale  # a pixel of the small picture in those of the large one
    smooth = ndimage.gaussian_filter(np.pad(ink, int(np.ceil(size * cell))), max(0.0, 0.4 * cell - 0.4))
    centre = np.array(ndimage.center_of_mass(smooth))
    at = (np.arange(size) - size // 2) * cell
    y, x = np.meshgrid(centre[0] + at, centre[1] + at, indexing="ij")
    found = ndimage.map_coordinates(smooth, [y, x], order=1)
    return np.rint(255 * (found / found.max()).clip(0, 1)).astype(np.uint8)


def stroke_width(mask: np.ndarray) -> float:
    """Four times the mean distance of a stroke's pixels to its edge: exact for a long straight stroke."""
    return (
        4 * float(ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1][mask].mean()) - 1 if mask.any() else 1.0
    )
