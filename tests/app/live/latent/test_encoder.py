"""A picture encoded for the hand: what is answered, and what is refused."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage, Message
from app.live.latent.service import LatentService
from engines.autoencoder.bounds import bounds
from engines.data import images
from engines.shipped import model
from tests.app.live.channel.test_routes import read

BOTH = ["ae-digits-2", "vae-digits-2"]
X = images.load("digits", "test").images[3]
ASK = {"models": BOTH, "picture": b64encode(X.tobytes()).decode(), "eps": [1.5, -2.0]}


def asked(**fields: Any) -> dict[str, np.ndarray]:
    return read(LatentService().answer(Message(1, "encode", ASK | fields)))[1]


def test_the_cloud_the_restored_picture_and_the_draw_are_the_models_own() -> None:
    found = asked()
    for k, name in enumerate(BOTH):
        network = model(name)
        mu, sigma = network.encode(X[None])
        np.testing.assert_allclose((found["mu"][k], found["sigma"][k]), (mu[0], sigma[0]), rtol=1e-5)
        for part, z in (("restored", mu), ("drawn", mu + sigma * np.float32([1.5, -2]))):
            wanted = np.rint(network.decode(z).reshape(28, 28) * 255)
            assert np.abs(found[part][k] - wanted).max() <= 1
    assert np.array_equal(found["restored"][0], found["drawn"][0])  # an AE has no cloud
    assert np.isnan(found["elbo"][0]) and found["elbo"][1] == pytest.approx(bounds(model(BOTH[1]), X[None])[0])


def test_other_noise_moves_the_draw_and_nothing_else() -> None:
    before, after = asked(), asked(eps=[-3.0, 3.0])
    assert not np.array_equal(before["drawn"][1], after["drawn"][1])
    for part in ("restored", "mu", "sigma", "elbo"):
        np.testing.assert_array_equal(before[part], after[part])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"picture": "A" * 16}, "bad_picture"),
        ({"picture": "not base64!"}, "bad_picture"),
        ({"picture": "é" * 1048}, "bad_picture"),
        ({"picture": 7}, "bad_picture"),
        ({"models": []}, "bad_models"),
        ({"models": ["vae-digits-2", "vae-digits-16"]}, "bad_models"),
        ({"models": ["vae-apples-4"]}, "unknown_model"),
        ({"models": ["gan-digits"]}, "unknown_model"),
        ({"models": [["vae-digits-2"]]}, "unknown_model"),
    ],
)
def test_what_cannot_be_encoded_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(BadMessage) as refused:
        asked(**fields)
    assert refused.value.code == code


@pytest.mark.parametrize("eps", [[1.0], [1.0, 9.0], "12", None])
def test_noise_is_as_many_numbers_as_the_code_has(eps: Any) -> None:
    with pytest.raises(BadMessage):
        asked(eps=eps)
