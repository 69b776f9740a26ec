"""The latent service by itself: what it draws of colours, and what cannot be drawn at all."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage, Message
from app.live.latent import walks
from app.live.latent.service import PRINTED, STRIP, LatentService
from app.live.latent.walks import MOMENTS, SIDE, STEPS
from engines.data import images
from engines.data.pixels import pictures_of, to_bytes
from engines.data.postcards.factors import KINDS
from engines.measures.extractor import shipped
from engines.measures.readings import likeliest
from engines.measures.real_pictures import nearest_label, nearest_pixels
from engines.nets import weights
from engines.nets.latent_space import MAP_SIDE, REACH, space
from engines.shipped import model
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


def test_what_a_gan_is_asked_for_is_drawn_at_every_point_and_all_over_the_map() -> None:
    where, wanted = point(COLOUR), [KINDS["subject"].index("apple"), KINDS["colour"].index("red"), 4, 0]
    one = asked("decode", points=[where | {"asked": wanted}])["pictures"]
    drawn = model(COLOUR).generate([where["z"]], [wanted])
    assert np.abs(pictures_of(to_bytes(drawn), (3, 32, 32))[0].astype(int) - one[0]).max() <= 1
    sheet = asked("map", model=COLOUR, layer="pictures", asked=wanted)["pictures"]
    assert np.abs(sheet[MAP_SIDE // 2, MAP_SIDE // 2].astype(int) - one[0]).max() <= 1
    reader = shipped("postcards")
    read = likeliest(reader.read(reader.features(sheet.reshape(-1, 32, 32, 3))))
    assert (read == wanted).all(1).mean() > 0.9
    nothing = asked("decode", points=[where])["pictures"]
    assert np.array_equal(asked("decode", points=[where | {"asked": [-1] * 4}])["pictures"], nothing)


STRANGE = [[0, 0, 0], [0, 0, 0, 3], [-2, 0, 0, 0], [0.5, 0, 0, 0], [True, 0, 0, 0], "0000", None, 7]


@pytest.mark.parametrize("wanted", STRANGE)
def test_a_request_that_the_gan_does_not_know_is_refused(wanted: Any) -> None:
    with pytest.raises(BadMessage) as refused:
        asked("decode", points=[point(COLOUR) | {"asked": wanted}])
    assert refused.value.code == "bad_request"
    with pytest.raises(BadMessage):
        asked("map", model=COLOUR, layer="pictures", asked=wanted)


def test_a_model_that_was_told_nothing_takes_no_request() -> None:
    with pytest.raises(BadMessage, match="0 whole numbers"):
        asked("decode", points=[point(GREY) | {"asked": [1]}])


@pytest.mark.parametrize("model", [COLOUR, GREY])
def test_a_gan_has_no_map_of_points(model: str) -> None:
    with pytest.raises(BadMessage, match="no encoder") as refused:
        asked("map", model=model, layer="points")
    assert refused.value.code == "no_codes"


def test_pictures_of_different_sizes_do_not_go_into_one_answer() -> None:
    with pytest.raises(BadMessage, match="different sizes"):
        asked("decode", points=[point(COLOUR), point(GREY)])


APPLES = "vae-apples-4"


def test_printed_apples_are_what_their_codes_decode_to_and_within_reach_of_the_sliders() -> None:
    found = asked("print", model=APPLES, seed=3)
    codes, pictures = found["codes"], found["pictures"]
    assert codes.shape == (PRINTED, 8) and pictures.shape == (PRINTED, 32, 32, 3)
    s = space(APPLES)
    assert (np.abs(codes - s.origin) <= REACH * s.scale * 1.0001).all()
    one = asked("decode", points=[{"model": APPLES, "z": codes[5].tolist()}])["pictures"]
    assert np.abs(one[0].astype(int) - pictures[5]).max() <= 1
    assert np.array_equal(asked("print", model=APPLES, seed=3)["pictures"], pictures)
    assert not np.array_equal(asked("print", model=APPLES, seed=4)["pictures"], pictures)


def test_apples_have_no_map_of_points_and_no_walk() -> None:
    with pytest.raises(BadMessage, match="no map of codes"):
        asked("map", model=APPLES, layer="points")
    with pytest.raises(BadMessage):
        asked("walk", model=APPLES, first=0, second=1)


# ---- walks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vae-digits-16", "ae-fashion-16"])
def test_both_walks_begin_and_end_at_the_restored_pictures(name: str) -> None:
    found = asked("walk", model=name, first=3, second=8)
    assert found["pictures"].shape == (2, STEPS, 28, 28) and found["values"].shape == (2, STEPS)
    network = model(name)
    ends = network.decode(network.encode(images.load(network_data(name), "test").images[[3, 8]])[0])
    for way in found["pictures"]:
        got = way[[0, -1]].reshape(2, -1) / 255
        assert np.abs(got - ends).max() <= 0.5 / 255 + 1e-6
    assert np.abs(found["pictures"][0].astype(int) - found["pictures"][1]).max() > 10  # they differ on the way


def test_a_plane_has_its_three_pictures_in_three_corners_and_their_arithmetic_in_the_fourth() -> None:
    name = "vae-digits-16"
    found = asked("plane", model=name, first=3, second=8, third=11)["pictures"]
    assert found.shape == (SIDE, SIDE, 28, 28)
    network = model(name)
    a, b, c = network.encode(images.load("digits", "test").images[[3, 8, 11]])[0]
    want = network.decode(np.stack([a, b, c, b + c - a, (b + c) / 2]))
    middle = SIDE // 2
    got = found[[0, 0, -1, -1, middle], [0, -1, 0, -1, middle]].reshape(5, -1) / 255
    assert np.abs(got - want).max() <= 0.5 / 255 + 1e-4


def test_the_nearest_real_picture_of_a_real_picture_has_its_label() -> None:
    test = images.load("digits", "test")
    found = nearest_label("digits", test.images[:200].reshape(200, -1) / 255)
    assert (found == test.labels[:200]).mean() > 0.95


def drawn_as(nth: int) -> dict[str, str]:
    """A drawing that looks like a test picture."""
    return {"bytes": b64encode(images.load("digits", "test").images[nth].tobytes()).decode()}


@pytest.mark.parametrize(
    ("kind", "first", "others"),
    [("walk", 3, {"second": 8}), ("plane", 3, {"second": 8, "third": 11}), ("shift", 4, {"label": 9})],
)
def test_a_drawing_is_walked_from_as_a_test_picture_that_looks_like_it(
    kind: str, first: int, others: dict[str, int]
) -> None:
    """Also its class is read from it: the first four of the test pictures is nearest to a four."""
    want = asked(kind, model="vae-digits-16", first=first, **others)
    got = asked(kind, model="vae-digits-16", first=drawn_as(first), **others)
    for name, values in want.items():
        np.testing.assert_array_equal(got[name], values)


@pytest.mark.parametrize(
    "end", [{"bytes": "AAAA"}, {"bytes": "é" * 1048}, {"bytes": 7}, {}, {"nth": 3}, [3], "3", None]
)
def test_an_end_that_is_no_picture_is_refused(end: Any) -> None:
    with pytest.raises(BadMessage):
        asked("walk", model="vae-digits-16", first=end, second=1)


def network_data(name: str) -> str:
    return weights.data_of(name)


def test_the_nearest_picture_of_a_training_picture_is_itself() -> None:
    real = images.load("digits").images[:3].reshape(3, -1) / 255
    np.testing.assert_allclose(nearest_pixels("digits", real), 0, atol=1e-3)
    moved = np.clip(real + 0.01, 0, 1)
    assert (nearest_pixels("digits", moved) <= 0.01 + 1e-3).all() and (nearest_pixels("digits", moved) > 0.005).all()


def test_what_all_pictures_of_a_label_share_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fours = np.flatnonzero(images.load("digits", "test").labels == 4)
    first = asked("shift", model="vae-digits-2", first=int(fours[0]), label=7)
    monkeypatch.setattr(walks, "nearest_label", None)  # nothing is read a second time
    second = asked("shift", model="vae-digits-2", first=int(fours[1]), label=7)
    np.testing.assert_array_equal(first["values"], second["values"])
    assert (first["pictures"] != second["pictures"]).any()


def test_going_towards_another_class_makes_more_and_more_of_it() -> None:
    four = int(np.flatnonzero(images.load("digits", "test").labels == 4)[0])
    found = asked("shift", model="vae-digits-16", first=four, label=9)
    share, low, high = found["values"]
    assert found["pictures"].shape == (1, STEPS, 28, 28) and share.shape == (MOMENTS,)
    assert share[0] < 0.2 and share.max() > 0.5 and ((low <= share) & (share <= high) & (high - low <= 0.1001)).all()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("walk", {"model": "gan-digits", "first": 0, "second": 1}),
        ("walk", {"model": "vae-digits-16", "first": -1, "second": 1}),
        ("walk", {"model": "vae-digits-16", "first": 0, "second": 10**6}),
        ("walk", {"model": "vae-digits-16", "first": 0}),
        ("plane", {"model": "vae-digits-16", "first": 0, "second": 1}),
        ("plane", {"model": "gan-digits", "first": 0, "second": 1, "third": 2}),
        ("shift", {"model": "vae-digits-16", "first": 0, "label": 10}),
        ("shift", {"model": "vae-digits-16", "first": 0.5, "label": 1}),
    ],
)
def test_a_walk_that_cannot_be_is_refused(kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        asked(kind, **fields)


# ---- strips ----------------------------------------------------------------------------------------------------------


def test_a_strip_shows_what_each_slider_would_draw_from_here() -> None:
    name, s = "vae-digits-16", space("vae-digits-16")
    z = (s.origin + 0.5 * s.scale).astype(np.float32)
    strips = asked("strips", points=[{"model": name, "z": z.tolist()}])["pictures"]
    assert strips.shape == (1, 16, STRIP, 28, 28)
    for i, k in ((0, 0), (9, STRIP - 1)):
        there = z.copy()
        there[i] = s.origin[i] + s.scale[i] * np.linspace(-REACH, REACH, STRIP)[k]
        one = asked("decode", points=[{"model": name, "z": there.tolist()}])["pictures"][0]
        assert np.abs(one.astype(int) - strips[0, i, k]).max() <= 1


def test_strips_are_for_models_with_the_same_few_sliders() -> None:
    with pytest.raises(BadMessage, match="other sliders"):
        asked("strips", points=[point("vae-digits-2"), point("vae-digits-16")])
    with pytest.raises(BadMessage, match="more than 16 sliders") as refused:
        asked("strips", points=[point(GREY)])
    assert refused.value.code == "too_big"


# ---- maps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("axes", [None, [11, 9]])
def test_the_map_through_a_point_shows_there_what_is_drawn_there(axes: list[int] | None) -> None:
    name = "vae-digits-16"
    s = space(name).turned(axes and tuple(axes))
    step = 2 * REACH / (MAP_SIDE - 1)
    z = (s.from_plane(np.array([[2 * step, -3 * step]]), s.beside_plane(s.origin + s.scale * 0.8)))[0]
    sheet = asked("map", model=name, layer="pictures", axes=axes, z=z.tolist())["pictures"]
    one = asked("decode", points=[{"model": name, "z": z.tolist()}])["pictures"][0]
    there = sheet[MAP_SIDE // 2 + 3, MAP_SIDE // 2 + 2].astype(int)
    assert np.abs(there - one).max() <= 2
    through_middle = asked("map", model=name, layer="pictures", axes=axes)["pictures"]
    assert np.abs(through_middle[MAP_SIDE // 2 + 3, MAP_SIDE // 2 + 2].astype(int) - one).max() > 40


@pytest.mark.parametrize("axes", [[1], [1, 1], [0, 16], [-1, 2], [True, 2], "01", [0.0, 1.0]])
def test_a_map_has_two_different_dimensions_of_its_model(axes: Any) -> None:
    with pytest.raises(BadMessage, match="two different dimensions") as refused:
        asked("map", model="vae-digits-16", layer="pictures", axes=axes)
    assert refused.value.code == "bad_axes"


# ---- the nearest picture ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vae-digits-2", "ae-fashion-16"])
def test_the_nearest_test_picture_of_a_pictures_own_code_is_that_picture(name: str) -> None:
    X = images.load(weights.data_of(name), "test").images[[17]]
    mu, sigma = model(name).encode(X)
    s = space(name)
    z = mu[0].clip(s.origin - REACH * s.scale, s.origin + REACH * s.scale)
    found = asked("neighbour", model=name, z=z.tolist())
    assert np.array_equal(found["picture"], X)
    np.testing.assert_allclose((found["mu"], found["sigma"]), (mu[0], sigma[0]), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", [GREY, APPLES])
def test_where_there_are_no_codes_of_test_pictures_there_is_no_nearest(name: str) -> None:
    with pytest.raises(BadMessage, match="no encoder, or no map of codes"):
        asked("neighbour", **point(name))
