"""What is told of the world or the table that is chosen holds for each of them."""

from __future__ import annotations

import json

import pytest

from app.concepts.classical import em, four
from app.concepts.classical.components import compared
from app.concepts.probability import sampling, signs, table
from app.concepts.probability.learned import compare
from app.live.postcards.service import DEFAULT, LINES
from app.live.samplers import service as samplers
from app.live.world.choice import world_spec
from app.ui.language import lesson
from engines.core import finish
from engines.data.shapes import WORLDS
from engines.data.worlds import World
from engines.diffusion import curves
from tests.app.live.asking import world
from tests.app.test_shell import plain


@pytest.mark.parametrize(("weights", "right"), [([40.0, 15.0, 9.0], "ten"), ([0.0, 3.0, 0.0], "same")])
def test_how_far_a_tally_is_off_is_answered_for_this_table(weights: list[float], right: str) -> None:
    assert table._root_n_found(weights) == right


@pytest.mark.parametrize("sd", [0.05, 0.2, 1.5])
@pytest.mark.parametrize("reach", [0.05, 0.2, 2.0])
def test_half_as_likely_is_one_bit_more_whatever_is_shaded(reach: float, sd: float) -> None:
    assert signs.surprise_of_half(signs.inside(reach, sd)) == "one"


@pytest.mark.parametrize("name", WORLDS)
def test_what_a_longer_step_is_worth_is_measured_in_every_world(name: str) -> None:
    """Two worlds have hills so thin that nothing moves, with either."""
    short, long = (sampling.worth(json.dumps(world_spec(name)), step) for step in sampling.STEPS)
    right = sampling.worth_more(short, long)
    assert right == ("same" if name.startswith("pacgan") else "more")
    assert lesson("probability_step" if right == "more" else "probability_step_thin") in sampling.because(short, long)


@pytest.mark.parametrize("name", WORLDS)
def test_what_needles_are_worth_is_measured_in_every_world(name: str) -> None:
    """The hills of two worlds are hardly wider than the needles."""
    usual, narrow, difference = four.scores(json.dumps(world_spec(name)))
    right = four.shifted(*difference)
    assert right == {"pacgan-ring": "more", "pacgan-grid": "same"}.get(name, "less")
    assert right == "same" or (right == "more") == (narrow > usual)
    assert (lesson("classical_four_answer") in four.because(usual, narrow, difference)) == (right == "less")


@pytest.mark.parametrize("name", WORLDS)
def test_where_em_ends_is_measured_in_every_world(name: str) -> None:
    """From several starts; a single hill has a single top."""
    world = json.dumps(world_spec(name))
    one, many = (finish(em.ends(world, 300, k, "full")) for k in (1, 5))
    assert em.depends(one) == "same"
    assert em.depends(many) == "start"
    assert f"{max(many):.3f}" in em.because(many)


def test_the_notes_are_those_of_the_table_that_stands() -> None:
    """Mountains go with most sunsets of the first table, and with none of a table of cats."""
    assert "73 % show mountains" in plain(table.notes(list(DEFAULT)))
    assert "0 % show mountains" in plain(table.notes([1.0 if "black cat at sunset" in line else 0.0 for line in LINES]))


def test_a_resized_hill_is_another_world_to_every_cache_and_an_equal_one_is_not() -> None:
    wide = World(world().weights, world().means, 4 * world().covariances)
    seen = []
    for w in (world(), wide):
        learned = finish(compare(w, (-3.0, -3.0, 3.0, 3.0), 50, 2, 0))
        seen.append((learned.scores["true"], finish(compared(w, 3, "full"))["truth"]))
    assert seen[0][0] != seen[1][0] and (seen[0][1] != seen[1][1]).all()
    for cache in (samplers._exact, samplers._floor, curves.quantiles):
        first = cache(world(), 128)
        assert cache(world(), 128) is first and cache(wide, 128) is not first
