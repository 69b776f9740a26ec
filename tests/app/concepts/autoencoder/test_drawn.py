"""Codes drawn at random on the page: the same draw again, another draw, and which fall into holes."""

from __future__ import annotations

import numpy as np
import pytest

from app.concepts.autoencoder import drawn
from app.concepts.autoencoder.drawn import (
    COLUMNS,
    ROWS,
    measured_table,
    more_varied,
    pictures_drawn,
    space_used,
    textbook,
    varied,
    verdict,
)
from app.concepts.autoencoder.models import SIZES, picture_names
from engines.autoencoder.drawn import SIZE


@pytest.mark.parametrize("law", ["prior", "mixture", "standard"])
def test_a_draw_is_the_same_again_and_the_next_is_another(law: str) -> None:
    pictures, inside = pictures_drawn("ae-digits-2", law, 3)
    assert pictures.shape == (COLUMNS * ROWS, 28, 28) and inside.shape == (COLUMNS * ROWS,)
    again = pictures_drawn.__wrapped__("ae-digits-2", law, 3)
    assert np.array_equal(pictures, again[0]) and np.array_equal(inside, again[1])
    assert not np.array_equal(pictures, pictures_drawn("ae-digits-2", law, 4)[0])


def test_of_sixteen_numbers_a_gaussian_draws_an_ae_into_holes_more_often_than_the_prior_a_vae() -> None:
    """As the record says: two thirds against a tenth."""
    holes = {
        name: np.mean([~pictures_drawn(name, "prior", draw)[1] for draw in range(5)])
        for name in ("ae-digits-16", "vae-digits-16")
    }
    assert holes["ae-digits-16"] > holes["vae-digits-16"] + 0.2


@pytest.mark.parametrize(
    ("ae", "vae", "who"),
    [((0.3, 0.01), (0.7, 0.01), "vae"), ((0.7, 0.01), (0.3, 0.01), "ae"), ((0.5, 0.03), (0.55, 0.03), "both")],
)
def test_who_varies_more_is_told_by_welchs_test(
    monkeypatch: pytest.MonkeyPatch, ae: tuple[float, float], vae: tuple[float, float], who: str
) -> None:
    monkeypatch.setattr(drawn, "figure", lambda name, data, size, column: ae if column == "ae" else vae)
    assert more_varied("digits", 16) == who


def test_every_picture_set_and_size_has_a_verdict_with_its_errors() -> None:
    for data in picture_names():
        for size in SIZES:
            assert measured_table(data, size).count("±") == 9
            assert verdict(data, size).count("±") == 3


@pytest.mark.parametrize("size", [2, 16])
@pytest.mark.parametrize("data", ["digits", "fashion", "postcards"])
def test_a_vae_is_said_to_use_its_space_only_where_more_of_its_codes_lie_among_those_of_pictures(
    data: str, size: int
) -> None:
    (ae, _), (vae, _) = (drawn.figure("among", data, size, kind) for kind in ("ae", "vae"))
    assert ("only" in space_used(data, size)) == (vae < ae + 0.05)


@pytest.mark.parametrize("data", ["digits", "fashion", "postcards"])
def test_the_pair_on_the_stage_speaks_of_itself_and_trainings_answer_the_textbook(data: str) -> None:
    """As the card of the comparison does."""
    assert all("these two networks" in verdict(data, size) and "extbook" not in verdict(data, size) for size in SIZES)
    said, judged = textbook(data), varied(data)
    assert said.count("±") == 3 and "3 each, with 16 numbers" in said
    assert judged.own.n_seeds == 3 and judged.metric == "code_coverage"
    assert {"supported": "as the sentence has it", "contradicted": "the other way round", "same": "vary alike",
            "unclear": "no difference can be told"}[judged.mark] in said  # fmt: skip
    assert {"vae": "favours the VAE", "ae": "favours the AE", "both": "shows no difference"}[
        more_varied(data, SIZE)
    ] in said
