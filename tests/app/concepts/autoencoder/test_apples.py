"""Which answer the measured scores make right."""

from __future__ import annotations

import pytest

from app.concepts.autoencoder.apples import clearer


@pytest.mark.parametrize(
    ("ae", "vae", "right"),
    [((0.1, 0.01), (0.2, 0.01), "vae"), ((0.2, 0.01), (0.1, 0.01), "ae"), ((0.1, 0.03), (0.18, 0.03), "none")],
)
def test_a_score_is_higher_by_more_than_two_errors_of_the_difference(
    ae: tuple[float, float], vae: tuple[float, float], right: str
) -> None:
    assert clearer(ae, vae) == right
