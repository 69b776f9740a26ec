"""What a model of the library may be given, and what it says of what it may not."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from engines.library import AE, GAN, KDE, VAE, Diffusion, Mixture, NaiveBayes, pictures
from engines.library.estimator import Generative, somebody_looks, watched
from engines.library.settings import settings
from tests.engines.library.small import SMALL, ring


@pytest.mark.parametrize("name", SMALL)
def test_an_array_a_frame_a_tensor_and_a_list_are_the_same_to_a_model(name: str) -> None:
    X = ring(60)
    forms = [X, pd.DataFrame(X, columns=["length", "width"]), torch.tensor(X, requires_grad=True), X.tolist()]
    drawn = [SMALL[name].model().fit(form).sample(10, seed=0) for form in forms]
    assert all(np.array_equal(drawn[0], one) for one in drawn[1:])


def test_a_frame_s_columns_are_remembered_and_asked_for() -> None:
    frame = pd.DataFrame(ring(60), columns=["length", "width"])
    model = KDE(bandwidth=0.2).fit(frame)
    assert list(model.feature_names_in_) == ["length", "width"]
    assert np.array_equal(model.score_samples(frame), KDE(bandwidth=0.2).fit(ring(60)).score_samples(ring(60)))
    with pytest.raises(ValueError, match="feature names"):
        model.score_samples(frame[["width", "length"]])


def test_labels_may_be_a_series_or_a_tensor() -> None:
    X, y = ring(60), np.arange(60) % 3
    forms = [NaiveBayes().fit(X, form).predict_proba(X) for form in (y, pd.Series(y), torch.tensor(y))]
    assert np.array_equal(forms[0], forms[1]) and np.array_equal(forms[0], forms[2])


@pytest.mark.parametrize(
    "model",
    [
        VAE.preset("digits").set_params(steps=2, verbose=False),
        GAN.preset("digits").set_params(steps=2, width=4, verbose=False),
        Diffusion.preset("digits").set_params(steps=2, width=8, batch=8, sampling_steps=2, verbose=False),
        NaiveBayes(var_smoothing=0.01),
    ],
    ids=lambda model: type(model).__name__,
)
def test_pictures_come_back_as_pictures(model: Generative) -> None:
    X = pictures("digits", "test").images[:40]
    drawn = model.fit(X).sample(3, seed=0)
    assert drawn.shape == (3, 28, 28) and model.n_features_in_ == 784
    assert np.array_equal(drawn.reshape(3, -1), model.fit(X.reshape(40, -1)).sample(3, seed=0))


def test_colours_lie_channel_after_channel_inside() -> None:
    model = AE.preset("postcards").set_params(steps=1, width=4, verbose=False)
    X = np.random.default_rng(0).random((4, 32, 32, 3)).astype(np.float32)
    assert model.fit(X).sample(2, seed=0).shape == (2, 32, 32, 3)
    assert np.array_equal(model.transform(X), model.transform(np.moveaxis(X, 3, 1).reshape(4, -1)))


def test_a_class_can_be_asked_for() -> None:
    found = pictures("digits", "test")
    model = Diffusion.preset("digits").set_params(steps=2, width=8, batch=8, n_classes=10, guidance=2.0, verbose=False)
    model.fit(found.images[:40], found.labels[:40])
    three, seven = (model.sample(2, seed=0, y=k, steps=2) for k in (3, 7))
    assert three.shape == (2, 28, 28) and not np.array_equal(three, seven)
    assert np.array_equal(three, model.sample(2, seed=0, y=[3, 3], steps=2))
    assert np.array_equal(three, model.sample(2, seed=0, y=np.int64(3), steps=2))


@pytest.mark.parametrize(
    ("model", "X", "said"),
    [
        (GAN(lr_g=2), ring(), "lr_g is 2; give a number from 0.0 to 0.1"),
        (GAN(loss="mean"), ring(), "loss is 'mean'; choose one of non-saturating"),
        (Mixture(n_components=2.5), ring(), "n_components is 2.5; give a whole number"),
        (Mixture(n_components=9), ring(5), "minimum of 9 is required"),
        (Diffusion(random_state="now"), ring(), "random_state is 'now'; give a number from 0 to"),
        (Diffusion(random_state=-1), ring(), "random_state is -1; give a number from 0 to"),
        (KDE(), np.ones((9, 2)), "all points are the same"),
        (GAN(), np.array([[1.0, np.nan]]), "NaN"),
        (GAN(), [["a", "b"]], "could not convert string"),
        (GAN(), ring()[:, 0], "Expected 2D array"),
    ],
)
def test_an_error_says_what_is_wrong(model: Generative, X: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        model.fit(X)


def test_other_columns_than_it_was_fitted_on_are_refused() -> None:
    model = SMALL["gan"].model().fit(ring())
    with pytest.raises(ValueError, match="X has 3 features, but GAN is expecting 2"):
        model.discriminate(np.ones((1, 3)))
    for wrong in ({"n_samples": 0}, {"n_samples": 1.5}, {"n_samples": 1, "seed": -1}, {"n_samples": 1, "seed": 0.5}):
        with pytest.raises(ValueError, match="give a"):
            model.sample(**wrong)


def test_an_unknown_parameter_is_named_beside_the_known_ones() -> None:
    with pytest.raises(TypeError, match=r"GAN has no parameter lr; it has loss, lr_g, lr_d"):
        GAN(lr=0.1)
    with pytest.raises(TypeError, match="Generative is no model"):
        Generative()


def test_a_new_setting_of_an_engine_is_a_parameter_with_its_words() -> None:
    @settings(Mixture.defaults.replace(n_components=4), without={"tol"})
    class Four(Generative):
        """Four."""

    assert Four().n_components == 4 and not hasattr(Four(), "tol")
    assert "n_components : int from 1 to 200, default 4" in Four.__doc__
    assert (
        "init : one of 'kmeans++', 'random', default 'kmeans++'\n    which points the first means are" in Four.__doc__
    )


def test_a_bar_is_seen_where_somebody_looks(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = [{"loss": 0.5, "step": n} for n in range(1, 101)]

    def shown(verbose: bool | None) -> str:
        assert list(watched(metrics, 100, verbose)) == metrics
        return capsys.readouterr().err

    assert "100/100" in shown(True) and "loss=0.5" in shown(True)
    assert shown(False) == "" and shown(None) == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert "100/100" in shown(None)
    assert shown(False) == ""


@pytest.mark.parametrize(("kind", "notebook"), [("ZMQInteractiveShell", True), ("TerminalInteractiveShell", False)])
def test_a_notebook_is_where_somebody_looks(kind: str, notebook: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = type("Shell", (type(kind, (), {}),), {})  # as Colab has it, a kind of the usual one
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=shell))
    assert somebody_looks() is notebook
