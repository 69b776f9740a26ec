"""The three structures and their samples, side by side."""

from __future__ import annotations

import re

import pytest

from app.concepts.compare import side
from app.ui.claims import results
from app.ui.claims.detail import detail
from engines.comparison.claims import NEURAL
from engines.comparison.models import PICTURES, family
from engines.comparison.rule import Figure


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("data", PICTURES)
def test_all_samples_have_the_same_size(data: str, narrow: bool) -> None:
    svg = side.drawing(data, long=True, narrow=narrow)
    sizes = re.findall(r'<image href="[^"]*" x="[^"]*" y="[^"]*" width="([\d.]+)" height="([\d.]+)"', svg)
    assert len(sizes) == len(NEURAL) + len(side.structures.LEVELS)
    sheets = [size for size in sizes if float(size[0]) > 100]
    assert len(sheets) == len(NEURAL) and len(set(sheets)) == 1


def test_the_long_training_is_shown_where_it_is_shipped() -> None:
    assert side.weights_of("digits", "gan", True) == "gan-shipped" and side.weights_of("digits", "gan", False) == "gan"
    assert not results.sheet_file("digits", "gan-plain-shipped").exists()
    assert side.weights_of("digits", "gan-plain", True) == "gan-plain"


def test_who_has_the_detail_of_real_pictures_is_told_only_where_it_can_be_told() -> None:
    def of(**means: float) -> str:
        return side.nearest({m: Figure(mean, 0.01, 3, floor=1.0, floor_se=0.002) for m, mean in means.items()})

    assert of(vae=0.5, gan=0.9, diffusion=1.3) == "gan"
    assert of(vae=0.5, gan=0.98, diffusion=1.0) == of(vae=0.5, gan=0.95, diffusion=1.05) == "same"


@pytest.mark.parametrize("long", [True, False])
@pytest.mark.parametrize("data", PICTURES)
def test_the_question_is_asked_of_all_pictures(data: str, long: bool) -> None:
    found = detail(data, [side.weights_of(data, m, long) for m in NEURAL])
    assert [family(m) for m in found] == list(NEURAL)
    assert family(side.nearest(found)) in ("gan", "diffusion", "same")
