"""What a point of latent space is worth, judged by real pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage, Message
from app.live.latent.nearest import codes, prepared
from app.live.latent.service import LatentService
from engines.data import images
from engines.measures import real_pictures
from engines.nets.latent_space import REACH, space
from engines.shipped import model
from tests.app.live.channel.test_routes import read

NAMES = ("ae-digits-2", "vae-digits-2")


def asked(*points: tuple[str, Any]) -> dict[str, np.ndarray]:
    given = [{"model": name, "z": np.asarray(z).tolist()} for name, z in points]
    return read(LatentService().answer(Message(1, "nearest", {"points": given})))[1]


@pytest.mark.parametrize("name", NAMES)
def test_near_a_code_is_what_the_code_was_of_and_far_from_all_is_a_hole(name: str) -> None:
    s = space(name)
    real = codes(name)[0]
    z = real[(np.abs(real - s.origin) < s.scale).all(1)][:2]
    far = s.origin + REACH * s.scale * [-1, 1]
    found = asked(*[(name, one) for one in z], (name, far))
    assert found["pictures"].shape == (3, 28, 28) and found["values"].shape == (3, 2)
    distance, among = found["values"].T
    assert among.tolist() == [1, 1, 0] and (0 < distance).all() and distance[:2].max() < 2


def test_the_nearest_picture_is_of_the_training_set_and_of_the_kind_that_is_drawn() -> None:
    """A clear three is nearest to a three."""
    train, network = images.load("digits"), model("vae-digits-16")
    threes = train.images[train.labels == 3][:4]
    found = asked(*[("vae-digits-16", z) for z in network.encode(threes)[0]])["pictures"]
    labels = [train.labels[np.flatnonzero((train.images == picture).all((1, 2)))[0]] for picture in found]
    assert labels == [3] * 4


@pytest.mark.parametrize("name", ["gan-digits", "vae-apples-4"])
def test_what_has_no_codes_of_test_pictures_is_refused(name: str) -> None:
    with pytest.raises(BadMessage, match="no encoder"):
        asked((name, space(name).origin))


def test_how_far_the_real_pictures_are_is_told_in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for work in (codes, real_pictures.features):
        monkeypatch.setattr(work, "kept", {})
    shares = list(prepared("digits", NAMES))
    assert np.diff([0, *shares, 1]).min() >= 0 and np.diff([0, *shares]).max() < 0.05
    assert list(prepared("digits", NAMES))[0] > 0.2  # the first of three is there
