"""A model in a file: what comes back says the same, to the last bit, and a file runs no code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import save_file
from sklearn.exceptions import NotFittedError

from engines.library import AE, GAN, KDE, VAE, NaiveBayes, load, pictures, world
from tests.engines.library.small import QUIET, SMALL, fitted, ring


@pytest.mark.parametrize("name", SMALL)
def test_what_comes_back_says_the_same(name: str, tmp_path: Path) -> None:
    model, X = fitted(name), ring(10, seed=1)
    model.save(tmp_path / "model.safetensors")
    back = load(tmp_path / "model.safetensors")
    assert type(back) is type(model) and back.get_params() == model.get_params()
    assert np.array_equal(back.sample(100, seed=4), model.sample(100, seed=4))
    for method in SMALL[name].methods:
        assert np.array_equal(getattr(back, method)(X), getattr(model, method)(X)), method


def test_pictures_come_back_as_pictures(tmp_path: Path) -> None:
    X = pictures("digits", "test").images[:30]
    conv = {"steps": 2, "width": 4, "batch": 10, "verbose": False}
    for model in (
        VAE.preset("digits").set_params(steps=2, verbose=False),
        GAN.preset("digits").set_params(**conv, spectral_norm="on"),
    ):
        model.fit(X).save(tmp_path / "model.safetensors")
        back = load(tmp_path / "model.safetensors")
        assert np.array_equal(back.sample(2, seed=0), model.sample(2, seed=0))
        if isinstance(model, GAN):
            assert np.array_equal(back.discriminate(X), model.discriminate(X))


def test_labels_names_and_spectral_norms_are_kept(tmp_path: Path) -> None:
    X, k = world("blobs").sample(100, seed=0, return_labels=True)
    frame = pd.DataFrame(X, columns=["length", "width"])
    NaiveBayes().fit(frame, np.array(["a", "b"])[k]).save(tmp_path / "a")
    back = load(tmp_path / "a")
    assert list(back.classes_) == ["a", "b"] and set(back.predict(frame)) == {"a", "b"}
    assert list(back.feature_names_in_) == ["length", "width"]
    model = GAN(steps=3, spectral_norm="on", ema=0.0, **QUIET).fit(X)
    model.save(tmp_path / "b")
    assert np.array_equal(load(tmp_path / "b").discriminate(X), model.discriminate(X))


def test_a_judge_of_packs_needs_its_data(tmp_path: Path) -> None:
    model = GAN(steps=2, packing=2, **QUIET).fit(ring())
    model.save(tmp_path / "a")
    assert model.discriminate(ring(3)).shape == (3,)
    with pytest.raises(ValueError, match="not kept in a file; fit anew"):
        load(tmp_path / "a").discriminate(ring(3))


def test_only_a_fitted_model_is_saved_and_only_a_model_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(NotFittedError):
        AE().save(tmp_path / "a")
    (tmp_path / "text").write_text("no model")
    save_file({"x": np.zeros(1)}, tmp_path / "other")
    for name in ("text", "other"):
        with pytest.raises(ValueError, match=f"{name} holds no model of genlab"):
            load(tmp_path / name)
    with pytest.raises(OSError):
        load(tmp_path / "nothing")


def test_a_random_state_that_is_no_number_is_forgotten(tmp_path: Path) -> None:
    KDE(random_state=np.random.RandomState(0)).fit(ring(50)).save(tmp_path / "a")
    assert load(tmp_path / "a").random_state is None
