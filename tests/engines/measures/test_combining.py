"""What the families make of a combination that no training picture showed: the shipped record and what it rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assets.combining import of_letters, of_postcards
from assets.weights.make import COMBINING, RECIPES, WITHOUT
from assets.weights.measure_factors import painted, some
from engines.data import letters
from engines.data.pixels import to_unit
from engines.data.postcards.factors import CATS, KINDS
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT
from engines.measures import combining, extractor
from engines.measures.readings import likeliest
from engines.nets import weights
from engines.shipped import model

SHIPPED = [name for name in weights.names() if name in WITHOUT]


@pytest.mark.slow
def test_both_readings_find_real_ones_and_nothing_else() -> None:
    with_one = painted(rows(HELD_OUT, 60, 7, DEFAULT))
    without = painted(rows({}, 200, 7, TAUGHT))
    there, order = of_postcards.look(np.concatenate([without, with_one]))
    assert not there[:200].any() and there[200:].mean() > 0.85
    assert (order[: there.sum()] >= 200).all()  # the likest first


@pytest.mark.slow
def test_the_likest_come_in_turn_sitting_running_and_curled() -> None:
    kinds = rows(HELD_OUT, 90, 3, DEFAULT)
    there, order = of_postcards.look(painted(kinds))
    assert {*kinds[order[:3], 0]} == {KINDS["subject"].index(cat) for cat in CATS}


def test_a_blur_of_a_mountain_is_no_cat() -> None:
    """The extractor alone would take some for one."""
    event = {"subject": ("mountain",), "colour": ("black",), "background": ("sunset",)}
    X = to_unit(painted(rows(event, 60, 5, TAUGHT)))
    for _ in range(3):
        X = (X + np.roll(X, 1, 1) + np.roll(X, -1, 1) + np.roll(X, 1, 2) + np.roll(X, -1, 2)) / 5
    assert of_postcards.look(X)[0].mean() < 0.05


@pytest.mark.parametrize("name", SHIPPED)
def test_the_command_still_makes_these_weights_from_pictures_without_the_combination(name: str) -> None:
    record = weights.record(name)
    assert type(RECIPES[name])(**record["config"]) == RECIPES[name] and name in WITHOUT
    assert record["data"].endswith("without cat black sunset") and record["minutes"] > 1
    assert (weights.FOLDER / f"{name}.safetensors").stat().st_size <= 5_000_000
    assert record["test"]["images"] == 10_000 and record["test"]["frechet"] > record["test"]["floor"]["mean"]


@pytest.mark.parametrize("name", [name for name in COMBINING if name.endswith("letters")])
def test_the_models_of_syllables_saw_none_that_was_held_out(name: str) -> None:
    record = weights.record(name)
    assert type(RECIPES[name])(**record["config"]) == RECIPES[name] and record["minutes"] > 1
    assert record["data"] == "letters, 15,984 glyphs of syllables that are not held out"
    assert not letters.held_out() & {*letters.load().syllables}
    assert (weights.FOLDER / f"{name}.safetensors").stat().st_size <= 5_000_000
    assert record["test"]["frechet"] > 0.9 * record["test"]["floor"]["mean"]


def test_the_gan_of_syllables_writes_what_it_never_saw() -> None:
    """As often as recorded, within four standard errors: of 400 other glyphs that were held out."""
    said = weights.record("combining-gan-letters")["test"]["held_out"]["written"]["all"]
    kept, reader = letters.load("test"), extractor.shipped("letters")
    rows_ = np.random.default_rng(3).choice(len(kept.kinds), 400, replace=False)
    drawn = model("combining-gan-letters").sample(400, seed=7, y=kept.kinds[rows_])
    right = (likeliest(reader.read(reader.features(drawn)))[:, :3] == kept.kinds[rows_, :3]).all(1).mean()
    assert right == pytest.approx(said["share"], abs=4 * np.hypot(said["standard_error"], 0.5 / 20))
    assert right > 0.5


@pytest.mark.slow
def test_the_record_of_the_vae_is_measured_again() -> None:
    """Of 3,000 other samples as many are found, within four standard errors of both."""
    found = of_postcards.look(model("combining-vae-postcards").sample(3_000, seed=99))[0].mean()
    said = combining.record("postcards")["families"]["vae"]["unasked"]
    error = np.hypot(said["standard_error"], np.sqrt(said["share"] / 3_000))
    assert abs(found - said["share"]) < 4 * error


MEASURED = [(what, family) for what in combining.WHAT for family in combining.measured(what)]


@pytest.mark.parametrize(("what", "family"), MEASURED)
def test_every_family_has_its_pictures(what: str, family: str) -> None:
    found, shape = combining.record(what)["families"][family], {"postcards": (32, 32, 3), "letters": (32, 32)}[what]
    assert combining.pictures(what, family, "unasked").shape == (combining.SHOWN, *shape)
    assert len(combining.pictures(what, family, "requested")) == (combining.SHOWN if found["requested"] else 0)


# ---- syllables -------------------------------------------------------------------------------------------------------


def test_real_syllables_that_were_held_out_are_found_and_no_others() -> None:
    """Moved by a pixel: of 320 held-out glyphs most, of 400 others next to none."""
    kept, others = some(letters.load("test"), 320), some(letters.load(), 400)
    there, order = of_letters.look(of_letters.moved(np.concatenate([others.images, kept.images])))
    assert there[400:].mean() > 0.8 and there[:400].mean() < 0.01
    assert there[order[: there.sum()]].all()
    first = [others.syllables[i] if i < 400 else kept.syllables[i - 400] for i in order[: combining.SHOWN]]
    assert len({*first}) == combining.SHOWN and {*first} <= letters.held_out()


def test_what_no_extractor_and_no_typeface_agree_on_is_not_counted() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 32, 32), np.uint8)
    blur = np.full((50, 32, 32), 90, np.uint8)
    assert not of_letters.look(np.concatenate([noise, blur]))[0].any()


def test_only_what_was_asked_for_is_granted() -> None:
    real = of_letters.wanted().images
    assert of_letters.granted(real).mean() > 0.95
    assert of_letters.granted(np.roll(real, 7, 0)).mean() < 0.02


def test_each_letter_by_itself_is_the_product_of_how_often_they_come() -> None:
    """Drawn a million times from the training syllables, letter by letter: as many are held out."""
    kinds, rng = letters.load().kinds[:, :3], np.random.default_rng(0)
    drawn = np.column_stack([rng.choice(column, 1_000_000) for column in kinds.T])
    p = of_letters.exact()["alone"]["unasked"]["share"]
    assert p == pytest.approx(of_letters.new()[tuple(drawn.T)].mean(), abs=4 * np.sqrt(p / 1e6) + 5e-5)
    assert of_letters.alone().sum() == pytest.approx(1) and of_letters.new().sum() == len(letters.held_out())


def test_the_syllables_letter_by_letter_are_typed_in_the_typefaces() -> None:
    typed = of_letters.typed_alone()[0]
    assert 0.2 < len(typed) / of_letters.IMAGES < 0.9  # many combinations are no common syllable
    found = of_letters.read(typed[:300])[0]
    agreed = (of_letters.most_similar(typed[:300]) == found).all(1)
    assert agreed.mean() > 0.95 and len(np.unique(found, axis=0)) > 150


# ---- who -------------------------------------------------------------------------------------------------------------


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
    monkeypatch.setattr(combining, "record", lambda _: said(**shares))
    assert combining.who("postcards") == who
