"""The record of what the shipped spaces are worth: it is of these weights, and every figure has its error."""

from __future__ import annotations

import numpy as np
import pytest

from assets.autoencoder import make, space
from engines.autoencoder.spaces import copies, spaces
from engines.data import images
from engines.nets import weights
from engines.shipped import model
from engines.statistics import mean_and_error


def test_every_shipped_space_has_its_row_and_every_figure_its_error() -> None:
    shipped = {name for name in weights.names(kinds=("ae", "vae")) if "apples" not in name}
    assert set(spaces()) == shipped
    for name, found in spaces().items():
        figures = [found.kin, *([found.noise, found.dearer] if name.startswith("vae") else [])]
        if name.endswith("-16"):
            figures += [*found.halfway.values(), found.failures]
            assert set(found.among) == {"straight", "sphere", "corner"}
            assert all(0 <= share <= 1 and error >= 0 for share, error in found.among.values())
        assert all(len(figure) == 2 and figure[1] > 0 for figure in figures), name


def test_the_mean_failure_is_that_of_all_pairs_of_different_classes() -> None:
    found = spaces()["vae-digits-16"]
    assert [row[i] for i, row in enumerate(found.pairs)] == [None] * 10
    shares = [share for row in found.pairs for share in row if share is not None]
    assert len(shares) == 90 and found.failures == pytest.approx(mean_and_error(shares), abs=1e-4)


@pytest.mark.parametrize("name", ["ae-digits-2", "vae-fashion-2"])
def test_the_record_is_what_its_command_measures(name: str) -> None:
    test, network = images.load(weights.data_of(name), "test"), model(name)
    mu, sigma = network.encode(test.images)
    assert space.rounded(space.kin(name, mu, test.labels)) == pytest.approx(spaces()[name].kin, abs=2e-3)
    if network.config.noisy:
        assert space.rounded(space.noise(network, mu, sigma)) == pytest.approx(spaces()[name].noise, abs=2e-4)


def test_restoring_is_dearer_by_the_difference_of_both_records_with_a_smaller_error_than_either() -> None:
    for name, found in spaces().items():
        if found.dearer:
            vae, ae = (weights.record(f"{kind}{name.removeprefix('vae')}")["test"] for kind in ("vae", "ae"))
            assert found.dearer[0] == pytest.approx(vae["reconstruction"] - ae["reconstruction"], abs=2e-3)
            assert found.dearer[1] < min(vae["reconstruction_standard_error"], ae["reconstruction_standard_error"])


def test_without_noise_nothing_moves() -> None:
    network = model("vae-digits-2")
    mu = network.encode(images.load("digits", "test").images[: space.NOISED])[0]
    np.testing.assert_array_equal(space.noise(network, mu, np.zeros_like(mu)), 0)


def test_one_command_makes_every_record() -> None:
    """All of assets/autoencoder/*.json."""
    assert {record.FILE for record in make.MEASURED} == set(space.FILE.parent.glob("*.json"))


@pytest.mark.parametrize("data", ["digits", "fashion"])
def test_a_perfect_copy_costs_what_the_record_says_and_no_model_less(data: str) -> None:
    X, each = images.load(data, "test").images, space.copies(data)
    assert space.rounded(each) == pytest.approx(copies()[data], abs=1e-4)
    assert (model(f"ae-{data}-16").reconstruction_error(X[:100]) > each[:100]).all()
    assert set(copies()) == set(space.DATA)
    for name in spaces():
        assert weights.record(name)["test"]["reconstruction"] > copies()[weights.data_of(name)][0]


def test_only_grey_costs_something_when_it_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.zeros((2, 28, 28), np.uint8)
    X[:, 3:9] = 255
    X[1, 0, :5] = [51, 102, 128, 153, 204]
    monkeypatch.setattr(space.images, "load", lambda data, split: images.ImageSet(X, np.zeros(2), ()))
    p = X[1, 0, :5] / 255
    assert space.copies("digits") == pytest.approx([0, -(p * np.log(p) + (1 - p) * np.log(1 - p)).sum()])
