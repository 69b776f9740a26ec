"""The contracts: configurations refuse what is out of bounds and say why; `fit` is exactly `steps` steps."""

from __future__ import annotations

import dataclasses
import json
import math
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.core import Config, DensityModel, Diverged, Fit, IterativeModel, Refused, Snapshot, bounded, one_of


@dataclass(frozen=True)
class Recipe(Config):
    rate: float = bounded(0.5, 0.25, 2.0, unit="steps", why="a reason")
    steps: int = bounded(3, 1, 100)
    loss: str = one_of("hinge", "hinge", "logistic")
    note: str = "free text"


class Counter(Fit):
    """A model that counts its steps and keeps nothing else."""

    def __init__(self, config: Recipe) -> None:
        self.config = config

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        self.n, self.X, self.y = 0, X, y

    def step(self) -> Mapping[str, float]:
        self.n += 1
        return {"n": float(self.n)}

    def set_params(self, **changes: Any) -> None:
        self.config = self.config.replace(**changes)

    def snapshot(self) -> Snapshot:
        return Snapshot(self.n, {}, {})

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return np.zeros((n_samples, 1))


@given(st.floats(0.25, 2.0), st.integers(1, 100), st.sampled_from(["hinge", "logistic"]))
@settings(deadline=None, derandomize=True)
def test_everything_inside_the_bounds_is_accepted_and_survives_json(rate: float, steps: int, loss: str) -> None:
    recipe = Recipe(rate=rate, steps=steps, loss=loss)
    assert (recipe.rate, recipe.steps, recipe.loss) == (rate, steps, loss)
    assert Recipe(**json.loads(json.dumps(recipe.as_dict()))) == recipe


@given(st.one_of(st.floats(max_value=0.25, exclude_max=True), st.floats(min_value=2.0, exclude_min=True)))
@settings(deadline=None, derandomize=True)
def test_every_number_outside_the_bounds_is_refused_with_value_and_range(rate: float) -> None:
    with pytest.raises(ValueError) as error:
        Recipe(rate=rate)
    assert all(part in str(error.value) for part in ("rate", repr(rate), "0.25", "2.0"))


@pytest.mark.parametrize(
    "rate",
    [math.nan, math.inf, -math.inf, None, "1", True, [1.0], 1 + 0j, -1, 3]
    + [pytest.param(sign * 10**400, id=f"{sign:+d}e400") for sign in (1, -1)],  # JSON can carry it, a float cannot
)
def test_what_is_not_a_finite_number_in_range_is_refused(rate: Any) -> None:
    with pytest.raises(ValueError, match=r"rate is .* from 0\.25 to 2\.0"):
        Recipe(rate=rate)


@pytest.mark.parametrize("steps", [2.0, 2.5, True, "2", None, 0, 101, math.nan])
def test_whole_numbers_are_whole_and_in_range(steps: Any) -> None:
    with pytest.raises(ValueError, match=f"steps is {steps!r}"):
        Recipe(steps=steps)


@pytest.mark.parametrize("loss", ["Hinge", "", None, 3, ["hinge"]])
def test_an_unknown_choice_is_answered_with_the_choices(loss: Any) -> None:
    with pytest.raises(ValueError) as error:
        Recipe(loss=loss)
    assert all(part in str(error.value) for part in ("loss", repr(loss), "hinge", "logistic"))


def test_replace_changes_a_copy_validates_it_and_refuses_unknown_names() -> None:
    recipe = Recipe()
    assert recipe.replace(rate=1.0, loss="logistic") == Recipe(rate=1.0, loss="logistic")
    assert recipe == Recipe()
    with pytest.raises(ValueError, match="rate is 9"):
        recipe.replace(rate=9)
    with pytest.raises(ValueError, match="speed"):
        recipe.replace(rate=1.0, speed=2)


def test_a_configuration_cannot_be_edited_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Recipe().rate = 1.0  # type: ignore[misc]


def test_bounds_are_readable_for_widgets() -> None:
    rate, loss = Recipe.bounds("rate"), Recipe.bounds("loss")
    assert (rate.low, rate.high, rate.unit, rate.why) == (0.25, 2.0, "steps", "a reason")
    assert loss.choices == ("hinge", "logistic")


def test_fit_iter_yields_the_metrics_of_each_step_and_only_when_asked() -> None:
    model = Counter(Recipe(steps=4))
    run = model.fit_iter(np.zeros((2, 1)))
    assert next(run) == {"n": 1.0}
    assert model.n == 1
    assert [metrics["n"] for metrics in run] == [2.0, 3.0, 4.0]


def test_fit_is_start_and_all_steps_and_returns_the_model() -> None:
    X, y = np.ones((2, 1)), np.array([0, 1])
    model = Counter(Recipe(steps=5))
    assert model.fit(X, y) is model
    assert (model.n, model.X is X, model.y is y) == (5, True, True)


def test_the_protocols_tell_the_models_apart() -> None:
    assert isinstance(Counter(Recipe()), IterativeModel)
    assert not isinstance(Counter(Recipe()), DensityModel)
    assert not isinstance(Fit(), IterativeModel)


@pytest.mark.parametrize("error", [Refused("many", "there are 7; give 3", n=7, most=3), Diverged("the loss is NaN")])
def test_a_refusal_comes_whole_out_of_another_process(error: Refused) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error) and str(back) == str(error)
    assert (back.code, back.values) == (error.code, error.values)
