"""The postcards' subjects, each drawn around the origin, some two units high; q holds the numbers (n, 1, 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engines.data.postcards.drawing import (
    INK,
    LEAF,
    PINK,
    WOOD,
    Number,
    Numbers,
    Sheet,
    Skin,
    blend,
    length,
    rgb,
    union,
    unit,
)

EYE, AUBURN, ROSY_SKIN = rgb(217, 224, 92), rgb(173, 92, 36), rgb(250, 204, 168)


def cat_head(s: Sheet, skin: Skin, x: Number, y: Number, r: float, *, asleep: bool = False) -> None:
    """A face seen from the front: ears, eyes, muzzle, nose."""
    s = s.near(x, y, 1.6 * r)
    head = s.ellipse(x, y, r, 0.88 * r)
    for side in (-1, 1):
        outer, tip, inner = (x + side * 0.93 * r, y - 0.2 * r), (x + side * 0.82 * r, y - 1.4 * r), (x, y - 0.75 * r)
        ear = (outer, inner, tip) if side > 0 else (outer, tip, inner)
        head = union(head, s.polygon(*ear))
    s.solid(head, skin)
    for side in (-1, 1):
        s.fill(s.ellipse(x + side * 0.63 * r, y - 0.86 * r, 0.13 * r, 0.24 * r), PINK, 0.75)
        ex, ey = x + side * 0.42 * r, y - 0.05 * r
        if asleep:
            s.fill(np.abs(s.circle(ex, ey, 0.2 * r)) - 0.05 * r + 9 * np.maximum(ey - s.v, 0), INK + skin.pale * 0.3)
        else:
            s.fill(s.ellipse(ex, ey, 0.25 * r, 0.27 * r), EYE)
            s.fill(s.ellipse(ex, ey, 0.11 * r, 0.24 * r), INK)
    s.fill(s.ellipse(x, y + 0.42 * r, 0.42 * r, 0.26 * r), skin.pale, 0.8)
    s.fill(s.ellipse(x, y + 0.31 * r, 0.15 * r, 0.11 * r), PINK * 0.92)


def tabby(s: Sheet, skin: Skin, body: np.ndarray, along: np.ndarray) -> None:
    """Stripes across the body; a saturated coat shows them, black and white hardly do."""
    vivid = (skin.base.max(1) - skin.base.min(1)) * 0.9
    s.wash(s.cover(body + 0.03) * vivid * np.clip(np.sin(along * 24) * 2 - 0.7, 0, 1), skin.dark)


def shadow(s: Sheet, y: Number, width: Number) -> None:
    """What ties the subject to the ground."""
    d = s.ellipse(0.0, y, width, 0.09)
    s.wash(unit(0.5 - d / 0.12) * 0.28, INK)


def cat_sitting(s: Sheet, q: Numbers, skin: Skin) -> None:
    """Front view; pose curls the tail up, facing turns the head, shape is the belly."""
    turn, belly = 0.07 * q["facing"], 0.31 + 0.1 * q["shape"]
    shadow(s, 0.7, 0.6)
    lift = 0.75 * q["pose"]
    s.solid(s.curve([(0.2, 0.62), (0.75, 0.72), (0.62 - 0.1 * lift, 0.45 - lift)], 0.075), skin)
    body = blend(s.ellipse(0.0, 0.38, belly, 0.36), s.ellipse(turn * 0.5, -0.05, 0.21, 0.32), 0.15)
    s.solid(body, skin)
    tabby(s, skin, np.maximum(body, 0.22 - np.abs(s.u)), s.v)
    s.fill(s.ellipse(turn * 0.5, 0.14, 0.13, 0.2), skin.pale, 0.7)
    for side in (-1, 1):
        s.solid(s.line(side * 0.1, 0.3, side * 0.12, 0.66, 0.085), skin)
    cat_head(s, skin, turn, -0.35, 0.34)


def cat_running(s: Sheet, q: Numbers, skin: Skin) -> None:
    """Side view; pose is the phase of the gallop, from gathered to stretched."""
    reach, fat = 0.42 * (q["pose"] - 0.35), 0.19 + 0.06 * q["shape"]
    shadow(s, 0.6, 0.7)
    s.solid(s.curve([(-0.5, -0.02), (-0.72, -0.12), (-0.82, -0.5)], 0.06), skin)
    for foot, dim in ((0.34, 0.72), (-0.42, 0.72), (0.22, 1.0), (-0.5, 1.0)):
        far = Skin(skin.base * dim) if dim < 1 else skin
        hip = 0.3 if foot > 0 else -0.4
        end = foot + (reach if foot > 0 else -reach)
        s.solid(s.curve([(hip, 0.12), (hip + 0.1 + reach * 0.4, 0.36), (end, 0.54)], 0.075, 3), far)
    body = blend(s.ellipse(-0.08, 0.06, 0.5, fat), s.ellipse(0.3, 0.0, 0.22, 0.21), 0.12)
    s.solid(body, skin)
    tabby(s, skin, np.maximum(body, s.v - 0.1), s.u)
    cat_head(s, skin, 0.52, -0.2, 0.29)


def cat_curled(s: Sheet, q: Numbers, skin: Skin) -> None:
    """Asleep in a ring; pose is how far the tail comes round."""
    shadow(s, 0.66, 0.72)
    body = s.ellipse(0.06, 0.28, 0.62, 0.3 + 0.09 * q["shape"])
    s.solid(body, skin)
    tabby(s, skin, np.maximum(body, s.v - 0.32), np.arctan2(s.v - 0.7, s.u) * 0.4)
    cat_head(s, skin, -0.3, 0.24, 0.3, asleep=True)
    s.solid(s.curve([(0.62, 0.34), (0.5, 0.72), (0.3 - 0.6 * q["pose"], 0.56)], 0.09), skin)


def apple(s: Sheet, q: Numbers, skin: Skin) -> None:
    """shape: from tall to broad and flat; leaf: its length, 0 is none; leaf_angle in degrees above the horizon."""
    broad = 0.46 + 0.16 * q["shape"]
    tall = 0.62 - 0.12 * q["shape"]
    shadow(s, 0.06 + tall, broad)
    lobes = [s.ellipse(side * broad * 0.36, 0.04, broad * 0.66, tall * 0.94) for side in (-1, 1)]
    body = blend(*lobes, 0.12)
    s.solid(body, skin)
    dip = 0.08 - tall * 0.94
    s.fill(s.ellipse(0.0, dip + 0.05, 0.15, 0.05), skin.dark * 0.7, 0.7)
    s.fill(s.ellipse(-broad * 0.45, -0.2, 0.1, 0.17), skin.pale + 0.2, 0.75)
    s.fill(s.curve([(0.0, dip + 0.06), (0.0, dip - 0.1), (0.07, dip - 0.22)], 0.035, 3), WOOD)
    angle, long = np.deg2rad(q["leaf_angle"]), 0.5 * q["leaf"]
    along = (s.u - 0.05) * np.cos(angle) - (s.v - dip + 0.1) * np.sin(angle) - long / 2
    across = (s.u - 0.05) * np.sin(angle) + (s.v - dip + 0.1) * np.cos(angle)
    r = 0.85 * long + 1e-3  # a leaf is where two discs of radius r overlap
    blade = length(along, np.abs(across) + 0.72 * r) - r
    s.fill(blade, LEAF, np.clip(q["leaf"] * 8, 0, 1))
    s.fill(np.maximum(blade + 0.03, np.abs(across) - 0.012), LEAF * 0.7, np.clip(q["leaf"] * 8, 0, 1))


def sunflower(s: Sheet, q: Numbers, skin: Skin) -> None:
    """One flower on a stem; pose turns the petals, shape is their length."""
    s.fill(s.curve([(0.0, -0.1), (0.1, 0.4), (0.0, 1.4)], 0.06, 4), LEAF * 0.8)
    for side in (-1, 1):
        d = length(s.u - side * 0.27, s.v - 0.55 + side * 0.06 - 0.2 * np.abs(s.u)) + np.abs(s.v - 0.5) - 0.27
        s.fill(d * 0.7, LEAF)
    r, turn = s.circle(0.0, -0.22, 0.0), np.arctan2(s.v + 0.22, s.u) + q["pose"]
    size = 0.5 + 0.1 * q["shape"]
    for phase, back in ((np.pi / 2, skin.dark), (0.0, skin.base)):
        petal = np.abs(np.cos(5.5 * turn + phase))
        d = (r - size * (0.62 + 0.42 * np.sqrt(petal))) * 0.7
        s.fill(d - 0.03, skin.dark * 0.85)
        s.fill(d, back)
    s.fill(r - 0.29, WOOD)
    s.fill(r - 0.2, WOOD * 0.6)
    s.fill(np.abs(r - 0.245) - 0.02 + 0.05 * np.cos(14 * turn), WOOD * 1.9)


def mountain(s: Sheet, q: Numbers, skin: Skin) -> None:
    """Three snowy peaks; shape steepens them, pose moves the second peak, detail roughens the ridge."""
    rough = 0.05 * np.sin(9 * s.u + 6.28 * q["detail"]) + 0.03 * np.sin(23 * s.u + 40 * q["detail"])
    steep = 0.75 + 0.5 * q["shape"]
    second = 0.5 + 0.35 * q["pose"]
    for x, top, far in ((-0.62, -0.25, 0.45), (second, -0.38, 0.25), (0.0, -0.7, 0.0)):
        down = s.v - top - steep * np.abs(s.u - x) - rough * np.clip((s.v - top) * 3, 0, 1)
        lit = s.cover((x - s.u + 0.13 * np.sin(8 * s.v + x)) * 0.5)[:, None]
        rock = skin.dark + lit * (skin.pale * 0.4 + skin.base * 0.6 - skin.dark)
        mist = far + np.clip(0.3 * (s.v + 0.1), 0, 0.35)[:, None]
        s.fill(-down * 0.7, rock + mist * (0.8 - rock))
        snow = s.v - top - 0.3 + 0.09 * np.sin(14 * s.u + 3 * x)
        s.fill(np.maximum(-down, snow) * 0.7, np.float32(0.87) + 0.12 * lit)


def portrait(s: Sheet, q: Numbers, skin: Skin) -> None:
    """Head and shoulders in clothes of the colour; shape is the skin's tone, pose the length of the hair."""
    tone = 1 - 0.55 * q["shape"][:, None]
    face = ROSY_SKIN * tone ** np.array([0.7, 1.0, 1.2], np.float32)[:, None, None]
    hair = np.where(q["leaf"][:, None] < 0.7, WOOD * 0.7, AUBURN)
    turn, long = 0.08 * q["facing"], 0.75 * q["pose"]
    s.fill(blend(s.ellipse(0.0, -0.3, 0.4, 0.42), s.ellipse(0.0, -0.25 + long / 2, 0.38, 0.2 + long / 2), 0.1), hair)
    s.solid(blend(s.ellipse(0.0, 1.1, 0.74, 0.6), s.line(0.0, 0.6, 0.0, 1.5, 0.5), 0.2), skin)
    s.fill(s.line(turn * 0.5, 0.2, 0.0, 0.5, 0.15), face * 0.82)
    s.fill(np.abs(s.ellipse(0.0, 0.44, 0.24, 0.17)) - 0.04 + 9 * np.maximum(0.46 - s.v, 0), skin.pale)
    s = s.near(0.0, -0.2, 0.56)
    s.fill(s.ellipse(turn, -0.16, 0.31, 0.39), face)
    s.fill(np.maximum(s.ellipse(turn, -0.2, 0.36, 0.42), s.v + 0.34 - 0.3 * (s.u - turn) * np.sign(q["facing"])), hair)
    for side in (-1, 1):
        s.fill(s.ellipse(1.3 * turn + side * 0.13, -0.15, 0.045, 0.055), INK)
        s.fill(s.ellipse(1.3 * turn + side * 0.2, 0.0, 0.08, 0.05), PINK, 0.5)
        s.fill(s.line(1.3 * turn + side * 0.07, -0.26, 1.3 * turn + side * 0.19, -0.27, 0.02), hair)
    s.fill(s.line(1.4 * turn, -0.1, 1.5 * turn + 0.01, 0.0, 0.025), face * 0.75)
    s.fill(s.curve([(1.3 * turn - 0.1, 0.09), (1.3 * turn, 0.15), (1.3 * turn + 0.1, 0.09)], 0.025, 2), PINK * 0.75)


@dataclass(frozen=True)
class Drawing:
    """How to draw a subject, its usual scale, how far below the picture's middle; mirrored: it looks left or right;
    distant: it stands behind the land."""

    draw: Callable[[Sheet, Numbers, Skin], None]
    scale: float = 1.0
    y: float = 0.0
    mirrored: bool = False
    distant: bool = False


SUBJECTS = {
    "cat sitting": Drawing(cat_sitting, 1.12, 0.06),
    "cat running": Drawing(cat_running, 1.05, 0.06, mirrored=True),
    "cat curled": Drawing(cat_curled, 1.18, 0.0, mirrored=True),
    "apple": Drawing(apple, 1.08, 0.08),
    "sunflower": Drawing(sunflower),
    "mountain": Drawing(mountain, distant=True),
    "portrait": Drawing(portrait),
}
