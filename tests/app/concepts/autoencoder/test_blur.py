"""One code for two pictures: what is decoded there is nearer to their mean than to either."""

from __future__ import annotations

import numpy as np

from app.concepts.autoencoder.blur import PAIRS, blur, figures, makers, twins


def test_over_many_pairs_the_decoder_answers_with_something_nearer_to_the_mean() -> None:
    found = twins("digits")
    assert found.pictures.shape == (PAIRS, 2, 28, 28) and (found.labels[:, 0] != found.labels[:, 1]).all()
    flat = found.pictures.reshape(2 * PAIRS, -1)
    assert len(np.unique(flat, axis=0)) == 2 * PAIRS  # no picture twice
    (near, near_error), (far, far_error) = found.distances
    assert 0 < near_error < 0.01 and 0 < far_error < 0.01
    assert far - near > 5 * np.hypot(near_error, far_error)
    by_hand = np.sqrt(((found.pictures[3].mean(0) - found.decoded[3]) ** 2).mean())
    assert abs(by_hand - near) < 20 * near_error


def test_new_pictures_of_the_vae_are_measured_beside_those_that_it_restores() -> None:
    found = blur("digits", 2)
    assert set(found.power) == set(found.fine) == set(makers())
    share, error = found.fine["drawn"]
    assert 0 < 10 * error < share < 0.9 and figures(found.fine, 2).count("±") == 4
