"""Tiny autoencoders, trained once."""

from __future__ import annotations

import pytest

from engines.autoencoder.model import Autoencoder
from tests.engines.autoencoder.tiny import TINY, bars, trained


@pytest.fixture(scope="module", params=[1, 2], ids=["1-D latent", "2-D latent"])
def tiny(request: pytest.FixtureRequest) -> Autoencoder:
    return trained(TINY.replace(latent_dim=request.param), bars(400))
