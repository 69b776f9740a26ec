"""The GAN page under AppTest: recipes, cures, settings, pictures; figures that stand in the lesson are measured."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.gan import watch
from app.concepts.gan.measured import where
from app.concepts.gan.pictures import charts
from app.concepts.gan.seeds import HELD, SEEDS
from app.concepts.gan.sharp import because, sharper
from app.live.channel.messages import Message
from app.live.runs.component import changed
from app.live.runs.jobs import read_job
from app.live.runs.point_jobs import GanJob
from app.ui.claims import results
from app.ui.claims.detail import detail
from app.ui.claims.table import answer, asks
from app.ui.numbers import with_error
from engines.comparison.claims import CLAIMS, judge
from engines.comparison.models import DATA
from engines.comparison.rule import Figure
from engines.gan import histories
from engines.gan.config import GANConfig
from engines.gan.losses import LOSSES
from engines.gan.recipes import RECIPES
from engines.measures import extractor
from engines.nets import weights
from tests.app.test_shell import opened, plain


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_and_cure_has_its_words_and_its_run(recipe: str, language: str) -> None:
    if not RECIPES[recipe].cures:
        assert not opened("gan", language).exception  # the healthy one is watched
        return
    at = opened("gan", language, step="fail")
    at.segmented_control(key="gan_recipe").set_value(recipe).run()
    assert not at.exception
    for cure in RECIPES[recipe].cures:
        at.segmented_control(key=f"gan_cure_{recipe}").set_value(cure.name).run()
        assert not at.exception


def test_a_recipe_sets_the_widgets_and_a_link_the_recipe() -> None:
    at = opened("gan", step="fail", gan_recipe="collapse")
    assert at.text_input(key="gan_collapse_none_seed").value == str(RECIPES["collapse"].config.seed)
    assert at.select_slider(key="gan_collapse_none_lr_d").value == RECIPES["collapse"].config.lr_d
    assert at.selectbox(key="gan_collapse_none_loss").value == "non-saturating"


def test_the_settings_of_a_recipe_are_a_job_as_the_browser_sends_it() -> None:
    for recipe in RECIPES.values():
        config = json.loads(json.dumps(changed(recipe.config)))
        job = read_job(Message(1, "create", {"job": "gan", "world": {"name": recipe.world}, "config": config}))
        assert job.config == recipe.config
    assert set(changed(GANConfig())) == {"seed", *GanJob.live}


def test_a_loss_goes_on_in_both_directions() -> None:
    """The browser begins anew where a setting vanishes from the job, and goes on where only live ones differ."""
    there, back = changed(GANConfig(loss="hinge", instance_noise=0.1, noise_steps=7)), changed(GANConfig())
    assert set(there) == set(back)
    assert {name for name in there if there[name] != back[name]} == {"loss", "instance_noise", "noise_steps"}


@pytest.mark.parametrize("data", [name.split("-")[1] for name in weights.names(kinds=("gan",))])
@pytest.mark.parametrize("watch", ["recorded", "live"])
def test_every_set_of_pictures_can_be_watched(data: str, watch: str) -> None:
    at = opened("gan", step="pictures")
    at.segmented_control(key="gan_data").set_value(data).run()
    at.segmented_control(key="gan_watch").set_value(watch).run()
    assert not at.exception
    assert len(at.metric) == 3


@pytest.mark.parametrize("loss", watch.record()["losses"])
def test_what_the_answer_says_of_the_loss_is_what_was_measured(loss: str) -> None:
    """Of every seed, to the number that the answer names; where there is a draw, the loss comes nearer to it."""
    first, last = np.array(watch.record()["losses"][loss])[:, [0, -1]].T
    change, right = last - first, watch.course(watch.record()["losses"][loss])
    named = float(re.search(r"[\d.]+", watch.answers()[right])[0]) if right != "varies" else 0.0
    holds = {"falls": change <= -named, "little": abs(change) < named, "rises": change >= named}
    assert all(holds[right]) if right in holds else not any(all(one) for one in holds.values())
    draw = LOSSES[loss].draw
    assert draw is None or (abs(last - draw[1]) < abs(first - draw[1])).all() and right == "little"


def test_where_the_floor_lies_is_read_from_the_record() -> None:
    assert where([(0.1, 0.2), (0.0, 0.1)], [9.0, 8.0]) == "zero"
    assert where([(1.5, 0.1), (1.8, 0.1)], [9.0, 8.0]) == "between"
    assert where([(1.5, 0.1), (1.8, 0.1)], [9.0, 1.9]) == "same"


def test_sharpness_is_answered_with_the_figures_that_the_comparison_shows() -> None:
    at = opened("gan", step="sharp")
    at.segmented_control(key="gan_predict_sharp_digits").set_value("vae").run()
    other = opened("compare", step="side", compare_predict_edges_skip="yes")
    found = detail("digits", ("gan-shipped", "vae-shipped"))
    perfect = next(iter(found.values()))
    said = [" ".join(plain(m.value) for m in page.markdown) for page in (at, other)]
    for value, error in ((f.mean, f.standard_error) for f in found.values()):
        assert all(with_error(100 * value, 100 * error) in words for words in said)
    assert all(with_error(100 * perfect.floor, 100 * perfect.floor_se) in words for words in said)


def test_where_the_gan_is_not_sharper_it_is_said_whether_the_textbook_is_wrong() -> None:
    for mean, right in ((0.9, "gan"), (0.6, "same"), (0.3, "vae")):
        found = {"gan-shipped": Figure(mean, 0.01, 3, floor=1.0), "vae-shipped": Figure(0.6, 0.01, 3, floor=1.0)}
        said = because(found)
        assert sharper(found) == right
        assert (asks() in said and answer() in said) == (right != "gan")


def test_the_twelve_seeds_begin_at_once_and_wait_for_the_guess_before_anything_can_be_told() -> None:
    at = opened("gan", step="seeds")
    assert mounted(at, "gan_seeds")["job"]["config"]["steps"] == HELD
    at.segmented_control(key="gan_predict_seeds").set_value("all").run()
    job = mounted(at, "gan_seeds")["job"]
    assert job["config"]["steps"] == RECIPES["collapse"].config.steps and job["speed"] is None


def test_the_twelve_seeds_of_the_lesson_are_those_that_were_measured() -> None:
    measured = json.loads(SEEDS.read_text())
    recipe = RECIPES["collapse"]
    assert measured["steps"] == recipe.config.steps
    assert set(measured["modes"]) == {"none", *(cure.name for cure in recipe.cures)}
    assert all(len(reached) == 12 for reached in measured["modes"].values())
    at = opened("gan", step="seeds")
    at.segmented_control(key="gan_predict_seeds").set_value("all").run()
    assert any(f"{np.mean(measured['modes']['none']):.2f} ±" in plain(m.value) for m in at.markdown)


@pytest.mark.parametrize("data", DATA)
def test_no_verdict_denies_the_collapse_that_the_same_page_shows(data: str) -> None:
    reached = json.loads(SEEDS.read_text())["modes"]["none"]
    assert sum(modes <= 4 for modes in reached) > 6
    found = results.figures(results.shipped(results.budget_of(data)), data)
    (claim,) = (claim for claim in CLAIMS if claim.name == "gan-collapse")
    assert judge(claim, data, found).mark != "contradicted"


def mounted(at: AppTest, key: str) -> dict[str, Any]:
    """What the live part of this key is given."""
    return json.loads(next(e.proto.json for e in at.get("bidi_component") if e.key == key))


@pytest.mark.parametrize("data", ["digits", "fashion", "postcards"])
def test_the_floor_beside_a_curve_is_that_of_as_many_samples(data: str) -> None:
    n = histories.meta(f"gan-{data}")["frechet_samples"]
    distance = charts(data)[1]
    assert distance["lines"][0]["label"].startswith(f"{n:,} ")
    assert distance["levels"][0]["value"] == extractor.floor(data, n).mean
    assert extractor.floor(data, n).mean > 3 * weights.record(f"gan-{data}")["test"]["floor"]["mean"]  # of 10,000
