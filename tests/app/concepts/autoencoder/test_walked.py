"""What is said of walks and of arithmetic follows from what was measured, for every model."""

from __future__ import annotations

import re

import pytest

from app.concepts.autoencoder.walked import NAMED, closer, corners, easy_and_hard, why
from engines.autoencoder.spaces import spaces

WALKED = [name for name, found in spaces().items() if found.halfway]


def test_every_model_of_a_walk_is_here() -> None:
    assert len(WALKED) == 6


@pytest.mark.parametrize("model", WALKED)
def test_the_reason_fits_the_way_that_is_nearer_and_where_both_pass(model: str) -> None:
    """The sphere is praised only where its way is the nearer one, and holes are named where points fall into them."""
    found, said = spaces()[model], why(model)
    way, (straight, sphere) = closer(*found.halfway["difference"]), (found.among[w][0] for w in ("straight", "sphere"))
    assert ("it pays to keep it" in said) == (way == "sphere") == (found.halfway["difference"][0] < 0)
    assert ("the straight way is nearer" in said) == (way == "straight")
    assert ("falls into holes" in said) == (min(straight, sphere) >= 0.9)
    assert ("leads away" in said) <= (straight > sphere + 0.05)
    assert said.count("%") == 2


def test_a_vae_of_clothes_is_not_told_that_the_sphere_is_the_better_way() -> None:
    assert "the straight way is nearer" in why("vae-fashion-16") and "it pays to keep it" in why("vae-digits-16")


@pytest.mark.parametrize("model", WALKED)
def test_the_pairs_that_are_named_fail_least_and_most(model: str) -> None:
    shares = sorted(share for row in spaces()[model].pairs for share in row if share is not None)
    said = [int(number) for number in re.findall(r" → .*?\((\d+) %\)", easy_and_hard(model))]
    wanted = [*shares[:NAMED], *shares[: -NAMED - 1 : -1]]
    assert said == [round(100 * share) for share in wanted]


@pytest.mark.parametrize("model", WALKED)
def test_corners_of_the_plane_are_told_with_their_error(model: str) -> None:
    share, error = spaces()[model].among["corner"]
    assert 0 <= share < 0.95 and error >= 0 and "300 corners" in corners(model)
