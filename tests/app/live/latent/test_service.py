"""The latent service by itself: what it draws of colours, and what cannot be drawn at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage, Message
from app.live.latent.service import LatentService
from engines.nets.latent_space import MAP_SIDE, space
from tests.app.live.channel.test_routes import read

COLOUR, GREY = "gan-postcards", "gan-digits"


def asked(kind: str, **fields: Any) -> dict[str, np.ndarray]:
    return read(LatentService().answer(Message(1, kind, fields)))[1]


def point(model: str) -> dict[str, Any]:
    return {"model": model, "z": space(model).origin.tolist()}


def test_a_colour_gan_is_drawn_in_colour_point_by_point_and_as_a_map() -> None:
    one = asked("decode", points=[point(COLOUR)])["pictures"]
    assert one.shape == (1, 32, 32, 3)
    sheet = asked("map", model=COLOUR, layer="pictures")["pictures"]
    assert sheet.shape == (MAP_SIDE, MAP_SIDE, 32, 32, 3)
    middle = sheet[MAP_SIDE // 2, MAP_SIDE // 2].astype(int)
    assert np.abs(middle - one[0]).max() <= 1
    assert np.abs(middle - middle[..., :1]).max() > 10  # it has colours


@pytest.mark.parametrize("model", [COLOUR, GREY])
def test_a_gan_has_no_map_of_points(model: str) -> None:
    with pytest.raises(BadMessage, match="no encoder") as refused:
        asked("map", model=model, layer="points")
    assert refused.value.code == "no_codes"


def test_pictures_of_different_sizes_do_not_go_into_one_answer() -> None:
    with pytest.raises(BadMessage, match="different sizes"):
        asked("decode", points=[point(COLOUR), point(GREY)])
