"""What is measured of pictures with several factors: shares with their errors, read back from what is known."""

from __future__ import annotations

import numpy as np
import pytest

from assets.weights import measure_factors as measured
from assets.weights import measure_pictures
from engines.data import letters
from engines.data.postcards import cards
from engines.data.postcards.factors import KINDS, SHAPE
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT, event_cells
from engines.diffusion.model import Diffusion
from engines.diffusion.presets import PICTURES


@pytest.fixture(scope="module")
def held_out() -> letters.Letters:
    return letters.load("test")


def test_all_that_is_read_as_asked_is_written(held_out: letters.Letters) -> None:
    found = measured.written(held_out.kinds, held_out)
    assert set(found) == {*letters.FACES, "all"}
    assert all(share == {"share": 1.0, "standard_error": 0.0} for share in found.values())


@pytest.mark.parametrize("column", [0, 1, 2])
def test_one_wrong_letter_is_a_wrong_syllable_and_a_wrong_typeface_is_none(
    held_out: letters.Letters, column: int
) -> None:
    answers = held_out.kinds.copy()
    answers[:, 3] = 0
    answers[answers[:, 3] == held_out.kinds[:, 3], column] += 1  # in the first typeface alone
    found = measured.written(answers, held_out)
    assert found.pop(letters.FACES[0])["share"] == 0 and found.pop("all")["share"] == 1 - 1 / len(letters.FACES)
    assert all(share["share"] == 1 for share in found.values())


def test_a_syllable_that_is_wrong_in_every_typeface_counts_as_one(held_out: letters.Letters) -> None:
    """The error is that of a share of syllables, sqrt(8) times that of as many glyphs."""
    syllables = sorted(set(held_out.syllables))
    answers = held_out.kinds.copy()
    answers[np.isin(held_out.syllables, syllables[: len(syllables) // 4]), 1] = -1
    found = measured.written(answers, held_out)["all"]
    p, n = found["share"], len(syllables)
    assert p == pytest.approx(0.75, abs=1e-3)
    assert found["standard_error"] == pytest.approx(np.sqrt(p * (1 - p) / n), rel=0.01)


def test_some_glyphs_are_of_every_typeface_alike_and_none_twice() -> None:
    glyphs = measured.some(letters.load(), 80)
    assert np.bincount(glyphs.kinds[:, 3]).tolist() == [10] * 8
    assert len(set(zip(glyphs.syllables, glyphs.kinds[:, 3], strict=True))) == 80
    assert not set(glyphs.syllables) & letters.held_out()
    for image, kinds, syllable in zip(glyphs.images, glyphs.kinds, glyphs.syllables, strict=True):
        np.testing.assert_array_equal(image, letters.sheet(letters.FACES[kinds[3]])[letters.SYLLABLES.index(syllable)])


def test_what_a_postcard_obeys_is_counted_by_factor_and_in_all() -> None:
    asked = np.zeros((100, 4), int)
    answers = asked.copy()
    answers[:10, 0] = 1
    answers[5:15, 2], answers[15:25, 2] = 3, 4
    found = {name: share["share"] for name, share in measured.as_asked(answers, asked).items()}
    assert found == {"subject": 0.9, "colour": 1, "background": 0.8, "style": 1, "all": 0.75}
    assert measured.off(answers, asked) == {"name": f"background {KINDS['background'][0]}", "points": -20.0}


def test_how_often_the_held_out_combination_shows() -> None:
    rng = np.random.default_rng(0)
    every = np.argwhere(np.ones(SHAPE, bool))
    assert measured.held_out(every)["share"] == pytest.approx(event_cells(**HELD_OUT).mean(), abs=1e-4)
    assert measured.held_out(TAUGHT.draw(rng.random(500)))["share"] == 0
    assert measured.held_out(DEFAULT.given(**HELD_OUT).draw(rng.random(500)))["share"] == 1


def test_real_postcards_are_painted_as_asked_and_read_so() -> None:
    asked = DEFAULT.draw(np.random.default_rng(3).random(200))
    reader = measured.shipped("postcards")
    answers = measured.read(reader, reader.features(measured.painted(asked)))
    assert measured.as_asked(answers, asked)["all"]["share"] > 0.95


def test_counting_whole_postcards_never_makes_what_it_has_not_seen() -> None:
    found = measured.counted()
    assert found["count"] == {"share": 0, "standard_error": 0}
    assert found["subject"]["share"] > 5 * found["subject"]["standard_error"] > 0


def test_a_model_of_four_factors_is_measured_by_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has learned nothing, on a few dozen postcards: the real ones beside it are right, its own are not."""
    monkeypatch.setattr(
        measure_pictures, "generated", lambda samples, data: ({"images": len(samples)}, _answers(samples))
    )
    monkeypatch.setattr(measure_pictures, "N_SAMPLES", 60)
    monkeypatch.setattr(measure_pictures, "N_BITS", 4)
    monkeypatch.setattr(measure_pictures, "SETS", range(2))
    monkeypatch.setattr(measured, "N_ASKED", 20)
    config = PICTURES["postcards"].replace(n_classes=0, factors=SHAPE, width=8, steps=1, sampling_steps=2)
    some = cards.sample(20, seed=0)
    found = measure_pictures.diffusion(Diffusion(config).fit(some.images, some.factors.kinds), "postcards")["test"]
    assert found["images"] == 60 and found["evaluations"] == 3  # Heun
    assert found["real"]["as_asked"]["all"]["share"] > 0.9 > found["obeyed"] == found["as_asked"]["all"]["share"]
    assert abs(found["off"]["points"]) > abs(found["real"]["off"]["points"])
    requests = rows({}, 60, measured.FRESH, DEFAULT)
    assert found["taught"]["images"] == (TAUGHT.p[tuple(requests.T)] > 0).sum() < 60
    asked = found["held_out"]
    assert asked["requested"]["images"] == 20 and asked["requested"]["real"]["share"] > 0.9
    assert asked["unasked"]["images"] == 60 and asked["unasked"]["real"]["share"] < 0.1
    assert asked["counted"]["count"]["share"] == 0 and asked["table"] == round(DEFAULT.prob(**HELD_OUT), 4)


def _answers(samples: np.ndarray) -> dict[str, np.ndarray]:
    return measured.shipped("postcards").predict_proba(samples)
