"""Colours that are used together can be told apart by everybody: by the colours themselves, or by shapes and dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from app.concepts.diffusion.curve_charts import STYLES
from app.ui.charts import DASHES
from app.ui.colours import AE, COLOURS, FAKE, REAL, RULE, TRUTH, VAE
from engines.comparison.models import MODELS
from tests.eyes import EYES, apart, ciede2000

LEAST = 10  # of CIEDE2000, to the eyes that see least: plain at a glance, as that of two neighbours of ten hues


def alike(colours: Sequence[str]) -> list[tuple[str, str, str]]:
    """Pairs that somebody takes for one another, with whose eyes."""
    return [
        (one, other, eyes)
        for one, other in combinations(colours, 2)
        for eyes, difference in apart(one, other).items()
        if difference < LEAST
    ]


# From the table of Sharma et al. 2005: hues across 0, greys, near black, the turn of blue.
@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ],
)
def test_differences_are_those_that_were_published(one: tuple, other: tuple, difference: float) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


def test_eyes_leave_greys_alone_and_take_some_colours_for_one() -> None:
    for name, eye in EYES.items():
        assert eye @ np.ones(3) == pytest.approx(np.ones(3), abs=1e-5), name
    red_and_green = apart("#d62f2f", "#6f7a1c")
    assert red_and_green[""] > 40 and red_and_green["deuteranopia"] < LEAST < red_and_green["tritanopia"]


@pytest.mark.parametrize(
    "together",
    [(REAL, FAKE, TRUTH, RULE), (REAL, AE, VAE), COLOURS[:2]],
    ids=["real, made, true, a rule", "AE and VAE", "cats and dogs"],
)
def test_colours_that_mean_something_stay_apart_to_all_eyes(together: Sequence[str]) -> None:
    assert not alike(together)


def test_models_that_look_alike_to_somebody_have_another_mark() -> None:
    marks = {model.colour: model.symbol for model in MODELS.values()}
    assert len(marks) == len(MODELS) and not [pair for pair in alike(list(marks)) if marks[pair[0]] == marks[pair[1]]]


def test_lines_of_measured_charts_differ_in_dashes_and_marks() -> None:
    _, dashes, symbols = zip(*STYLES, strict=True)
    assert len(set(dashes)) == len(set(symbols)) == len(STYLES) and len(set(DASHES)) == len(DASHES)


def test_ten_classes_have_ten_shapes() -> None:
    """Ten hues cannot be apart to all eyes: each has a shape, which tests/browser/test_senses.py sees drawn."""
    assert alike(COLOURS)
    source = Path("assets/live/drawing/shapes.js").read_text(encoding="utf-8")
    shapes = re.search(r"SHAPES = \[\n(.*?)\n\];", source, re.DOTALL)[1]
    assert len(re.findall(r"(?:regular|turn|box|plus)\(|\[\[-1", shapes)) == len(COLOURS)


def test_scripts_have_the_same_colours() -> None:
    css = Path("assets/live/channel/live.css").read_text(encoding="utf-8")
    assert f"--ae: {AE}; --vae: {VAE};" in css
    marks = Path("assets/live/two_views/marks.js").read_text(encoding="utf-8")
    assert re.findall("#[0-9a-f]{6}", marks) == list(COLOURS[:2])
