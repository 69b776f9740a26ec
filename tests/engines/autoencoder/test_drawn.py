"""The shipped record of codes that were drawn: whole, of today's recipe, and read as means with errors."""

from __future__ import annotations

import json

import numpy as np
import pytest

from assets.autoencoder import holes as make
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.drawn import Drawn, drawn
from engines.autoencoder.model import Autoencoder
from engines.comparison.patience import Patience

RECORD = json.loads(make.FILE.read_text())


def test_it_is_whole_and_of_the_recipe_that_makes_it() -> None:
    cases = make.cases()
    assert len(RECORD["rows"]) == len(cases)
    assert all(any(case.items() <= row.items() for row in RECORD["rows"]) for case in cases)
    longest = Patience(make.EVERY, make.MARGIN).longest
    assert RECORD["settled"]["patience"] == {"every": make.EVERY, "margin": make.MARGIN, "longest": longest}
    assert all(AutoencoderConfig(**RECORD["settled"][data]) == make.recipe(data) for data in make.DATA)


def test_a_training_went_on_until_it_had_settled_or_had_the_most_steps() -> None:
    trained = [row for row in RECORD["rows"] if row["training"] == "settled"]
    assert {row["seed"] for row in trained} == set(range(make.SEEDS))
    longest = RECORD["settled"]["patience"]["longest"]
    assert all(row["settled"] or row["steps"] == longest for row in trained)
    assert all(10 * make.EVERY <= row["steps"] <= longest for row in trained)
    assert np.mean([row["settled"] for row in trained]) > 0.8


def test_a_training_ends_when_the_loss_of_what_is_kept_back_stops_falling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A VAE of a few pictures learns them by heart, so that is soon; its rate is zero in the end."""
    monkeypatch.setattr(make, "EVERY", 20)
    X = np.random.default_rng(0).integers(0, 256, (40, 784), dtype=np.uint8)
    for kind in make.KINDS:
        found = Autoencoder(make.recipe("digits", kind).replace(width=8, latent_dim=2, batch_size=16))
        patience = make.settle(found, X)
        assert patience.settled and patience.done and found.config.lr == 0
        assert found.n_steps == patience.every * len(patience.curve) and len(found.X) == 36


def test_a_figure_is_the_mean_over_seeds_with_its_standard_error() -> None:
    about = {"training": "shipped", "data": "digits", "size": 2, "kind": "ae"}
    rows = [about | {"seed": s, "laws": {"prior": {"far": far}}} for s, far in enumerate((1.0, 1.4))]
    other = about | {"kind": "vae", "seed": 0, "laws": {"prior": {"far": 9.0}}}
    mean, error = Drawn([*rows, other], {}).figure("far", "digits", 2, "ae", "prior")
    assert mean == pytest.approx(1.2) and error == pytest.approx(0.2)


@pytest.mark.parametrize("data", make.DATA)
def test_codes_of_sixteen_numbers_fall_into_the_holes_of_an_ae_and_seldom_of_a_vae(data: str) -> None:
    """And what falls there is farther from real pictures, so fewer of these are covered."""
    ae, vae = (
        {name: drawn().figure(name, data, 16, kind, "prior") for name in ("among", "far", "covered")}
        for kind in make.KINDS
    )
    for name, sign in (("among", 1), ("far", -1), ("covered", 1)):
        error = np.hypot(ae[name][1], vae[name][1])
        assert sign * (vae[name][0] - ae[name][0]) > 3 * error


@pytest.mark.parametrize("data", make.DATA)
def test_ten_gaussians_mend_most_of_the_ae(data: str) -> None:
    """Ghosh et al. 2020: what an AE lacks is a law to draw from."""
    one, ten = (drawn().figure("covered", data, 16, "ae", law)[0] for law in ("prior", "mixture"))
    assert ten > 1.5 * one


@pytest.mark.slow
def test_a_row_can_be_made_again() -> None:
    """To the last digit only on the processor that made it."""
    case = {"training": "shipped", "seed": 0, "data": "digits", "size": 16, "kind": "ae"}
    (row,) = [row for row in RECORD["rows"] if case.items() <= row.items()]
    again = make.measured(**case)
    for law, figures in row["laws"].items():
        for name, value in figures.items():
            assert again["laws"][law][name] == pytest.approx(value, rel=0.05)
