"""The worlds that have a name."""

import dataclasses

import numpy as np
import pytest

from engines.data.shapes import WORLDS, build
from tests.engines.data.exact import p_value


@pytest.mark.parametrize("name", WORLDS)
def test_every_setting_at_both_ends_of_its_range_gives_a_world(name):
    shape = WORLDS[name].shape
    ends = {f.name: (shape.bounds(f.name).low, shape.bounds(f.name).high) for f in dataclasses.fields(shape)}
    cases = [{field: value} for field, values in ends.items() for value in values]
    for case in [*cases, *({field: values[i] for field, values in ends.items()} for i in (0, 1))]:
        world = build(name, **case)
        assert np.isfinite(world.log_prob(world.sample(50, seed=0))).all()
        assert world.n_components <= 500


@pytest.mark.parametrize("name", WORLDS)
def test_named_worlds_fill_the_square_that_shows_them(name):
    X, half = build(name).sample(2000, seed=0), WORLDS[name].half
    assert np.abs(X).max() < half and X.std(0).max() > half / 6


def test_the_cat_is_mirrored_but_for_its_tail_and_has_two_ears():
    world = build("cat")
    X = world.sample(5000, seed=0)
    face = X[(X[:, 1] > 0.1) & (np.abs(X[:, 0]) < 0.95)]  # above the tail
    assert p_value(world, X) > 1e-3
    assert world.log_prob(face).mean() == pytest.approx(world.log_prob(face * [-1, 1]).mean(), abs=0.05)
    tips = X[X[:, 1] > 1.6]
    assert (tips[:, 0] > 0.4).sum() > 20 and (tips[:, 0] < -0.4).sum() > 20 and not (np.abs(tips[:, 0]) < 0.4).any()


def test_unknown_worlds_and_settings_are_refused_in_words():
    with pytest.raises(ValueError, match="world is 'dog'; choose one of blobs, line"):
        build("dog")
    with pytest.raises(ValueError, match="n_modes is 65; give a number from 1 to 64"):
        build("ring", n_modes=65)
    with pytest.raises(ValueError, match="n_modes is 2.5; give a whole number"):
        build("ring", n_modes=2.5)
    with pytest.raises(ValueError, match="unknown settings: colour"):
        build("ring", colour=3)
