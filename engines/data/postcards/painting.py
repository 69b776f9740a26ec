"""Painting a postcard: colours, the order of the layers, and the three styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from engines.data.postcards.drawing import Numbers, Sheet, Skin, length, rgb, unit
from engines.data.postcards.scenery import BACKGROUNDS, chance
from engines.data.postcards.subjects import SUBJECTS

SIZE = 32  # pixels
OVERSAMPLE = 2  # samples per pixel and side, on top of the shapes' own soft edges: keeps eyes and ears crisp

PALETTE = {
    "black": rgb(44, 38, 50), "orange": rgb(236, 132, 44), "white": rgb(248, 243, 234), "red": rgb(208, 48, 50),
    "green": rgb(112, 170, 62), "yellow": rgb(248, 208, 66), "blue": rgb(70, 112, 184),
}  # fmt: skip
RIPENING = ("green", "yellow", "orange", "red")  # the order in which `hue` turns one into the next
RAMP = (rgb(72, 138, 60), *(PALETTE[name] for name in RIPENING), rgb(160, 28, 52))  # with both ends
RAMP_AT = np.array([0, 0.125, 0.375, 0.625, 0.875, 1])  # where on the way from unripe to overripe they stand

STEP = 3  # pixels between brush strokes
REACH = 7  # pixels from its cell that a stroke may cover
PIXELS = np.arange(SIZE, dtype=np.float32) + 0.5  # their middles
PAINT = rgb(255, 230, 180)  # lighter strokes are warmer


def ripe_at(colour: str, hue: np.ndarray) -> np.ndarray:
    """Where an apple stands between unripe, 0, and overripe, 1. ValueError for a colour that does not ripen."""
    if colour not in RIPENING:
        raise ValueError(f"ripeness belongs to {', '.join(RIPENING)}; the colour is {colour}")
    return (RIPENING.index(colour) + 0.5 + 0.5 * hue) / len(RIPENING)


def tint(colour: str, hue: np.ndarray, spread: float) -> np.ndarray:
    """The colour shifted by hue (n, 1, 1), -1 to 1; spread 1 reaches its neighbour's range. Returns (n, 3, 1, 1)."""
    if colour not in RIPENING:
        return PALETTE[colour] + hue[:, None] * spread * rgb(16, 2, -14)
    at = ripe_at(colour, hue * spread)[:, 0, 0]
    return np.stack([np.interp(at, RAMP_AT, channel) for channel in np.stack(RAMP, 1)[:, :, 0, 0]], 1)[..., None, None]


def paint(names: Mapping[str, str], q: Numbers) -> np.ndarray:
    """Postcards that share their discrete factors; q holds numbers (n, 1, 1). Returns uint8 (n, 32, 32, 3)."""
    n, fine = len(q["seed"]), SIZE * OVERSAMPLE
    grid = np.broadcast_to((np.arange(fine, dtype=np.float32) + 0.5) * 2 / fine - 1, (n, fine, fine))
    paper = Sheet(np.empty((n, 3, fine, fine), np.float32), grid, grid.swapaxes(1, 2), 2 / fine)
    seen = compose(paper, names, q)
    img = shrink(np.clip(paper.img, 0, 1))
    if names["style"] == "painterly":
        img = painterly(img, shrink(seen), q["seed"])
    elif names["style"] == "monochrome":
        img = monochrome(img)
    return np.rint(img * 255).astype(np.uint8).transpose(0, 2, 3, 1)


def compose(paper: Sheet, names: Mapping[str, str], q: Numbers) -> np.ndarray:
    """Paint sky, land, subject and what stands before it; returns where the subject is seen, 0 or 1, (n, H, W)."""
    subject, scene = SUBJECTS[names["subject"]], BACKGROUNDS[names["background"]]
    mirror = np.where(q["facing"] < 0, -1, 1).astype(np.float32) if subject.mirrored else 1
    figure = paper.moved(q["x"], q["y"] + subject.y, q["size"] * subject.scale, q["tilt"], mirror)
    skin = Skin(tint(names["colour"], q["hue"], 1.0 if names["subject"] == "apple" else 0.4) * scene.air)
    scene.sky(paper, q)
    if not subject.distant:
        scene.land(paper, q)
    before = paper.img.copy()
    subject.draw(figure, q, skin)
    after = paper.img.copy()
    if subject.distant:
        scene.land(paper, q)
    scene.front(paper, q)
    return ((after != before) & (after == paper.img)).any(1).astype(np.float32)


def shrink(a: np.ndarray) -> np.ndarray:
    """Average OVERSAMPLE x OVERSAMPLE samples into a pixel; (..., H, W) -> (..., H/2, W/2)."""
    k = OVERSAMPLE
    return sum(a[..., i::k, j::k] for i in range(k) for j in range(k)) / (k * k)


def monochrome(img: np.ndarray) -> np.ndarray:
    """Grey by luminance (ITU-R BT.601), with a little more contrast; (n, 3, H, W) in and out."""
    grey = 0.299 * img[:, 0:1] + 0.587 * img[:, 1:2] + 0.114 * img[:, 2:3]
    return np.repeat(np.clip(0.5 + 1.15 * (grey - 0.5), 0, 1), 3, axis=1)


class Stroke(NamedTuple):
    """One brush stroke per picture: its cell's corner (column, row), and its own middle, direction, fineness and
    colour, arrays (n, 1, 1) and (n, 3, 1, 1)."""

    column: int
    row: int
    x: np.ndarray
    y: np.ndarray
    cos: np.ndarray
    sin: np.ndarray
    fine: np.ndarray
    colour: np.ndarray


def painterly(img: np.ndarray, subject: np.ndarray, seed: np.ndarray) -> np.ndarray:
    """Repaint with swirling strokes, each in the colour under its middle; img (n, 3, H, W), subject (n, H, W) 0 to 1.

    Strokes are shorter and thinner on the subject and where the picture has detail, so that both stay readable.
    """
    mean = img.mean(1, keepdims=True)
    img = unit(mean + 1.25 * (img - mean))  # more vivid
    across, down = np.diff(img, axis=3, append=img[..., -1:]), np.diff(img, axis=2, append=img[:, :, -1:])
    fine = np.maximum(subject, np.clip(2.5 * length(across, down).max(1) - 0.1, 0, 0.8))
    out = img.copy()
    for stroke in strokes(img, fine, seed):
        dab(out, fine, stroke)
    return unit(out)


def strokes(img: np.ndarray, fine: np.ndarray, seed: np.ndarray) -> Iterator[Stroke]:
    """A stroke from each cell of a grid, in a fixed random order, so that no raster is seen."""
    cells = [(j, i) for i in range(0, SIZE, STEP) for j in range(0, SIZE, STEP)]
    cells = np.random.default_rng(0).permutation(cells)
    j, i = cells.T.astype(np.float32)
    seed = seed[:, 0]  # (n, 1) against cells (k,)
    x = np.minimum(j + STEP * chance(seed, i, j, 41), SIZE - 0.1)
    y = np.minimum(i + STEP * chance(seed, i, j, 42), SIZE - 0.1)
    at = np.arange(len(img))[:, None], y.astype(int), x.astype(int)
    angle = whirls(seed, x, y) + 0.5 * (chance(seed, i, j, 43) - 0.5)
    tone = 0.24 * (chance(seed, i, j, 44) - 0.5) * (1 - 0.4 * fine[at])
    colour = img.transpose(0, 2, 3, 1)[at] + tone[..., None] * PAINT[:, 0, 0]
    columns = [a[..., None, None] for a in (x, y, np.cos(angle), np.sin(angle), fine[at], colour)]
    for k, (column, row) in enumerate(cells.tolist()):
        yield Stroke(column, row, *(a[:, k] for a in columns))


def whirls(seed: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The angle of the strokes at (x, y) in pixels: level, with two whirls, as in The Starry Night."""
    fx, fy = np.ones_like(x), 0.4 * np.sin(x / 4 + 6 * chance(seed, 31))
    for k, sign in enumerate((1, -1)):
        dx = x - 16 * (k + chance(seed, k, 32))
        dy = y - 20 * chance(seed, k, 33)
        pull = sign * 0.64 * np.exp(-(dx * dx + dy * dy) / 90)
        fx, fy = fx - pull * dy, fy + pull * dx
    return np.arctan2(fy, fx)


def dab(out: np.ndarray, fine: np.ndarray, s: Stroke) -> None:
    """Paint the stroke: broad ones spare what is fine, and fine ones stay on it, so that outlines hold."""
    rows, cols = (slice(max(0, k - REACH), k + STEP + REACH) for k in (s.row, s.column))
    dx, dy = PIXELS[cols] - s.x, PIXELS[rows, None] - s.y
    along, off = dx * s.cos + dy * s.sin, dy * s.cos - dx * s.sin
    d = length(np.maximum(np.abs(along) - 3.8 + 2.8 * s.fine, 0), off) - 0.95 + 0.3 * s.fine
    alpha = unit(0.5 - d) * (0.92 - 0.3 * s.fine) * (1 - 0.9 * np.abs(fine[:, rows, cols] - s.fine))
    ridge = 0.05 * np.minimum(np.maximum(off, -1), 1)
    patch = out[:, :, rows, cols]
    patch += alpha[:, None] * (s.colour + ridge[:, None] - patch)
