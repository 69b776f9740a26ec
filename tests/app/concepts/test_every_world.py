"""What is told of the world or the table that is chosen holds for each of them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.concepts.classical import em, four
from app.concepts.classical.components import compared
from app.concepts.diffusion import points
from app.concepts.diffusion.words import schedule_names
from app.concepts.gan import noise, watch
from app.concepts.home import melody, two, words
from app.concepts.home.temperature import TEMPERATURES
from app.concepts.probability import copies, learned, sampling, signs, table
from app.concepts.probability.learned import compare
from app.live.postcards.service import DEFAULT, LINES
from app.live.samplers import service as samplers
from app.live.two_views.component import BOX, FAR
from app.live.two_views.service import MODELS, at_the_cross, fit
from app.live.world.choice import box_of, world_of, world_spec
from app.ui.language import lesson
from engines.core import finish
from engines.data.shapes import WORLDS
from engines.data.worlds import World
from engines.diffusion import curves
from engines.gan.losses import LOSSES
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
    assert right != "more" or long.accepted < short.accepted  # as the lesson says


@pytest.mark.parametrize("name", WORLDS)
def test_what_needles_are_worth_is_measured_in_every_world(name: str) -> None:
    """The hills of two worlds are hardly wider than the needles."""
    usual, narrow, difference = four.scores(json.dumps(world_spec(name)))
    right = four.shifted(*difference)
    assert right == {"pacgan-ring": "more", "pacgan-grid": "same"}.get(name, "less")
    assert right == "same" or (right == "more") == (narrow > usual)
    assert (lesson("classical_four_answer") in four.because(usual, narrow, difference)) == (right == "less")


def learned_here(name: str, hills: int) -> learned.Comparison:
    return finish(learned.compare(world_of(world_spec(name)), box_of(world_spec(name)), 200, hills, 0))


@pytest.mark.parametrize("name", WORLDS)
def test_what_a_copier_is_worth_is_measured_in_every_world(name: str) -> None:
    """It wins where three hills are laid over eight thin ones."""
    found = learned_here(name, 3)
    right = copies.copier_found(found)
    assert right == ("more" if name == "pacgan-ring" else "less")
    assert (found.scores["copier"] > found.scores["mixture"]) == (right == "more")
    assert (lesson("probability_copies_answer") in copies.because(found)) == (right == "less")


def test_a_mixture_with_as_many_hills_as_the_world_beats_the_copier() -> None:
    """So the answer belongs to the hills, too."""
    assert copies.copier_found(learned_here("pacgan-ring", 8)) == "less"


@pytest.mark.parametrize("loss", LOSSES)
def test_what_the_generators_loss_does_is_measured_for_every_loss(loss: str) -> None:
    """Where there is a draw it stays near its value there; a critic's has no level."""
    quarters = watch.record()["losses"][loss]
    draw, said = LOSSES[loss].draw, watch.because(loss, quarters)
    assert (lesson("gan_loss_critic") in said) == (draw is None) != (lesson("gan_loss_because") in said)
    if draw is not None:
        assert watch.course(quarters) == "little"
        assert all(abs(paid - draw[1]) < watch.MUCH for one in quarters for paid in one)


def test_a_generators_loss_rises_falls_stays_or_depends_on_the_seed() -> None:
    seeds = [[0.5, 0.9], [-0.5, -0.2], [0.05, -0.05], [0.5, -0.5]]
    assert [watch.course([[0.0, 9.0, last] for last in ends]) for ends in seeds] == [
        "rises", "falls", "little", "varies",
    ]  # fmt: skip


@pytest.mark.parametrize("schedule", schedule_names())
def test_when_one_hill_becomes_two_is_computed_for_every_schedule(schedule: str) -> None:
    assert points.splits(schedule) == ("start" if schedule == "too-short" else "middle")


@pytest.mark.parametrize("temperature", TEMPERATURES.values())
def test_what_a_longer_memory_repeats_is_measured_at_every_temperature(temperature: float) -> None:
    (short, _), (long, error) = melody.runs(temperature)
    assert long > short + 2 * error


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("temperature", TEMPERATURES.values())
def test_a_longer_memory_draws_fewer_new_words_in_either_language_at_every_temperature(
    code: str, temperature: float
) -> None:
    new = [words.more_words(code, context, temperature, 0)[1] for context in (1, 4)]
    assert new[1] < 0.5 * new[0]


@pytest.mark.parametrize("shape", ["clouds", "moons"])
def test_far_from_all_animals_the_classifier_is_almost_certain_and_p_is_lower_than_at_any(shape: str) -> None:
    """At the place that the button sends the cross to, whichever model is beside it."""
    rows = np.array(two.two_classes(shape))
    for name in MODELS:
        fitted = fit(rows[:, :2], rows[:, 2].astype(int), name, np.array(BOX).reshape(2, 2))
        found = at_the_cross(fitted, np.array([FAR]))
        assert max(found["classifier_says"]) > 0.95 and found["thinner"] == 0


@pytest.mark.parametrize("name", WORLDS)
def test_where_em_ends_is_measured_in_every_world(name: str) -> None:
    """From several starts; a single hill has a single top."""
    world = json.dumps(world_spec(name))
    one, many = (finish(em.ends(world, 300, k, "full")) for k in (1, 5))
    assert em.depends(one) == "same"
    assert em.depends(many) == "start"
    assert f"{max(many):.3f}".replace("-", "−") in em.because(many)
    assert lesson("classical_start") in em.because(many) and lesson("classical_start_same") in em.because(one)


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


def test_how_even_classes_are_is_said_of_real_pictures_too() -> None:
    """The table of postcards has many cats and few sunflowers; digits and clothes are nearly even."""
    assert noise.uneven("digits") < 1.5 and noise.uneven("fashion") < 1.5 and noise.uneven("postcards") > 3
