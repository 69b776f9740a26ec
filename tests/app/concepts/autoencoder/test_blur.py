"""One code for two pictures: what is decoded there is nearer to their mean than to either."""

from __future__ import annotations

import numpy as np

from app.concepts.autoencoder.blur import PAIRS, twins


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
