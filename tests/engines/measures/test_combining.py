"""What the families make of a combination that no training picture showed: the shipped record and what it rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assets.combining import make
from assets.weights.make import RECIPES, WITHOUT
from engines.data.pixels import to_unit
from engines.data.postcards.factors import CATS, KINDS
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT
from engines.measures import combining
from engines.nets import weights
from engines.shipped import model

SHIPPED = [name for name in weights.names() if name.startswith("combining-")]


@pytest.mark.slow
def test_both_readings_find_real_ones_and_nothing_else() -> None:
    with_one = make.painted(rows(HELD_OUT, 60, 7, DEFAULT))
    without = make.painted(rows({}, 200, 7, TAUGHT))
    there, order = make.look(np.concatenate([without, with_one]))
    assert not there[:200].any() and there[200:].mean() > 0.85
    assert (order[: there.sum()] >= 200).all()  # the likest first


def test_the_likest_come_in_turn_sitting_running_and_curled() -> None:
    kinds = rows(HELD_OUT, 90, 3, DEFAULT)
    there, order = make.look(make.painted(kinds))
    assert {*kinds[order[:3], 0]} == {KINDS["subject"].index(cat) for cat in CATS}


def test_a_blur_of_a_mountain_is_no_cat() -> None:
    """The extractor alone would take some for one."""
    event = {"subject": ("mountain",), "colour": ("black",), "background": ("sunset",)}
    X = to_unit(make.painted(rows(event, 60, 5, TAUGHT)))
    for _ in range(3):
        X = (X + np.roll(X, 1, 1) + np.roll(X, -1, 1) + np.roll(X, 1, 2) + np.roll(X, -1, 2)) / 5
    assert make.look(X)[0].mean() < 0.05


@pytest.mark.parametrize("name", SHIPPED)
def test_the_command_still_makes_these_weights_from_pictures_without_the_combination(name: str) -> None:
    record = weights.record(name)
    assert type(RECIPES[name])(**record["config"]) == RECIPES[name] and name in WITHOUT
    assert record["data"].endswith("without cat black sunset") and record["minutes"] > 1
    assert (weights.FOLDER / f"{name}.safetensors").stat().st_size <= 5_000_000
    assert record["test"]["images"] == 10_000 and record["test"]["frechet"] > record["test"]["floor"]["mean"]


def test_the_record_of_the_vae_is_measured_again() -> None:
    """Of 3,000 other samples as many are found, within four standard errors of both."""
    found = make.look(model("combining-vae-postcards").sample(3_000, seed=99))[0].mean()
    said = combining.record()["families"]["vae"]["unasked"]
    error = np.hypot(said["standard_error"], np.sqrt(said["share"] / 3_000))
    assert abs(found - said["share"]) < 4 * error


@pytest.mark.parametrize("family", combining.measured())
def test_every_family_has_its_pictures(family: str) -> None:
    found = combining.record()["families"][family]
    assert combining.pictures(family, "unasked").shape == (combining.SHOWN, 32, 32, 3)
    assert len(combining.pictures(family, "requested")) == (combining.SHOWN if found["requested"] else 0)


def said(**shares: float) -> dict[str, Any]:
    found = {"real": 0.0, **shares}
    return {"families": {k: {"unasked": {"share": p, "standard_error": 0.001}} for k, p in found.items()}}


@pytest.mark.parametrize(
    ("shares", "who"),
    [
        ({"count": 0.0, "vae": 0.002}, "never"),
        ({"count": 0.0, "vae": 0.01}, "some"),
        ({"gan": 0.02, "vae": 0.01}, "always"),
    ],
)
def test_who_makes_one_is_decided_by_the_record_beyond_its_errors(
    shares: dict[str, float], who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combining, "record", lambda: said(**shares))
    assert combining.who() == who
