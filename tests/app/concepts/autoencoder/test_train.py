"""What the page offers to be trained live."""

from __future__ import annotations

import numpy as np
import pytest

from app.live.channel.messages import Message
from app.live.runs.jobs import read_job
from app.live.runs.room import check_budget
from engines.autoencoder.pair import Pair
from engines.autoencoder.presets import PICTURES
from engines.autoencoder.views import of_pictures
from engines.data.pixels import SHAPES


@pytest.mark.parametrize("data", PICTURES)
def test_every_set_of_pictures_can_be_learned_live_in_its_own_shape(data: str) -> None:
    """Postcards, too, with their colours; what a step and a look cost is allowed."""
    asked = {"job": "picture-autoencoder", "data": data, "config": {"latent_dim": 16}}
    job = read_job(Message(0, "create", asked))
    assert job.config.shape == PICTURES[data].shape == SHAPES[data]
    check_budget(job)


def test_colours_are_seen_of_a_pair_that_learns_postcards() -> None:
    X = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)
    pair = Pair(PICTURES["postcards"].replace(width=8, latent_dim=2, batch_size=4))
    pair.start(X)
    pair.step()
    seen = of_pictures(pair, X).arrays
    for made in ("ae_restored", "vae_restored", "ae_samples", "vae_samples"):
        assert seen[made].shape == (8, 32, 32, 3) and seen[made].dtype == np.uint8
