"""The models of the library: each does what its engine does, to the last bit, and is as scikit-learn's are."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from engines import library
from engines.autoencoder.model import Autoencoder
from engines.diffusion import likelihood
from engines.library import (
    AE,
    GAN,
    KDE,
    MODELS,
    VAE,
    Diffusion,
    Mixture,
    NaiveBayes,
    pretrained,
    sampler,
    scores,
    world,
)
from engines.library.estimator import one_thread
from tests.engines.library.small import DENSITIES, SMALL, fitted, ring


def test_every_model_is_looked_at() -> None:
    assert set(SMALL) == set(MODELS)
    assert len(DENSITIES) == 5
    assert {model.__name__ for model in MODELS.values()} <= set(library.__all__)


@pytest.mark.parametrize("name", SMALL)
def test_a_model_says_what_its_engine_says_to_the_last_bit(name: str) -> None:
    X, small = ring(), SMALL[name]
    model = small.model().fit(X)
    engine = small.engine(model.model_.config).fit(X)
    assert np.array_equal(model.sample(200, seed=7), engine.sample(200, seed=7))
    for method in small.methods:
        ours, its = getattr(model, method)(X[:20]), getattr(engine, method)(X[:20])
        assert np.array_equal(ours, its), method


def test_the_settings_reach_the_engine() -> None:
    model = GAN(loss="hinge", steps=3, lr_g=np.float64(2e-3), random_state=5, verbose=False).fit(ring())
    c = model.model_.config
    assert (c.loss, c.steps, c.lr_g, c.seed) == ("hinge", 3, 2e-3, 5)
    assert AE(steps=2, verbose=False).fit(ring()).model_.config.kind == "ae"
    assert VAE(steps=2, verbose=False).fit(np.ones((5, 3))).model_.config.columns == 3


def test_the_likelihood_of_diffusion_is_its_engine_s() -> None:
    model, X = fitted("diffusion"), ring(5, seed=1)
    assert np.array_equal(model.score_samples(X, n_steps=5), likelihood.score_samples(model.model_, X, n_steps=5))


@pytest.mark.parametrize("name", SMALL)
def test_the_same_seed_gives_the_same_model_and_the_same_samples(name: str) -> None:
    one, other = fitted(name), clone(SMALL[name].model()).fit(ring())
    assert np.array_equal(one.sample(50, seed=1), other.sample(50, seed=1))
    assert not np.array_equal(one.sample(50, seed=1), one.sample(50, seed=2))
    assert not np.array_equal(one.sample(50), one.sample(50)), "without a seed samples are new ones each time"


def test_another_random_state_gives_another_model() -> None:
    def drawn(random_state: object) -> np.ndarray:
        return GAN(steps=2, random_state=random_state, verbose=False).fit(ring()).sample(5, seed=0)

    assert not np.array_equal(drawn(0), drawn(1))
    assert not np.array_equal(drawn(None), drawn(None))
    assert np.array_equal(drawn(np.random.RandomState(3)), drawn(np.random.RandomState(3)))


@pytest.mark.parametrize("name", [name for name in DENSITIES if name not in ("vae", "diffusion")])
def test_a_density_integrates_to_one_and_its_score_is_the_mean(name: str) -> None:
    model = fitted(name)
    at = np.linspace(-5, 5, 161)
    grid = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    assert np.exp(model.score_samples(grid)).sum() * (at[1] - at[0]) ** 2 == pytest.approx(1, abs=2e-3)
    if name != "naive-bayes":  # whose score is that of a classifier
        assert model.score(ring(100, seed=1)) == pytest.approx(model.score_samples(ring(100, seed=1)).mean())


def test_the_mixture_finds_the_ring() -> None:
    X = ring(2000)
    model = Mixture(n_components=8, verbose=False).fit(X)
    truth = world("ring")
    assert model.converged_ and model.n_iter_ < 200
    assert sorted(np.linalg.norm(model.means_, axis=1)) == pytest.approx([1.5] * 8, abs=0.03)
    fresh = truth.sample(2000, seed=1)
    assert truth.log_prob(fresh).mean() - model.score(fresh) < 0.02
    assert len(np.unique(model.predict(X))) == 8


def test_naive_bayes_takes_labels_of_any_kind_and_paints_what_is_asked() -> None:
    X, k = world("blobs").sample(500, seed=0, return_labels=True)
    y = np.array(["left", "right"])[k]
    model = NaiveBayes().fit(X, y)
    assert list(model.classes_) == ["left", "right"]
    assert model.score(X, y) > 0.95
    assert model.sample(200, seed=0, y="right").mean(0)[0] > 1 > -1 > model.sample(200, seed=0, y="left").mean(0)[0]
    with pytest.raises(ValueError, match="'up'; choose one of left, right"):
        model.sample(1, seed=0, y="up")


def test_a_bandwidth_is_chosen_as_asked() -> None:
    X, fresh = ring(400), ring(400, seed=1)
    chosen, rule = KDE().fit(X), KDE(bandwidth="scott").fit(X)
    assert chosen.bandwidth_ < rule.bandwidth_
    assert chosen.score(fresh) > rule.score(fresh) + 0.1, "Scott's rule is too wide for eight narrow modes"
    assert KDE(bandwidth=0.3).fit(X).bandwidth_ == 0.3
    with pytest.raises(ValueError, match="give a number, 'cross-validated' or 'scott'"):
        KDE(bandwidth="wide").fit(X)


def test_codes_go_there_and_back() -> None:
    model = AE(steps=300, width=32, warmup=20, latent_dim=2, verbose=False).fit(ring(1000))
    X = ring(50, seed=1)
    codes = model.transform(X)
    assert np.array_equal(codes, model.encode(X)[0]) and codes.shape == (50, 2)
    assert np.abs(model.inverse_transform(codes) - X).mean() < 0.5 * np.abs(X).mean()
    assert list(model.get_feature_names_out()) == ["ae0", "ae1"]
    assert not model.encode(X)[1].any() and SMALL["vae"].model().fit(X).encode(X)[1].all()


def test_shipped_weights_give_pictures() -> None:
    model = pretrained("vae-digits-2")
    assert isinstance(model, VAE) and model.latent_dim == 2
    drawn = model.sample(3, seed=0)
    assert drawn.shape == (3, 28, 28) and 0 <= drawn.min() < drawn.max() <= 1
    own = Autoencoder.pretrained("vae-digits-2").sample(3, seed=0)
    assert np.array_equal(drawn.reshape(3, -1), own)
    assert model.transform(drawn).shape == (3, 2)
    assert GAN.pretrained("gan-postcards").sample(2, seed=0).shape == (2, 32, 32, 3)
    with pytest.raises(ValueError, match="choose one of combining-gan-letters, gan-digits, gan-fashion, gan-postcards"):
        GAN.pretrained("vae-digits-2")
    with pytest.raises(ValueError, match="choose one of ae-apples-0"):
        pretrained("extractor-digits")


@pytest.mark.parametrize("model", [AE, VAE, GAN, Diffusion])
def test_a_preset_has_the_settings_of_its_data(model: type) -> None:
    assert model.preset("points").get_params() == model().get_params()
    assert model.preset("postcards").config().shape == (3, 32, 32)
    with pytest.raises(ValueError, match="choose one of points, digits, fashion, postcards"):
        model.preset("cats")


@pytest.mark.parametrize("name", SMALL)
def test_a_model_is_fitted_before_it_is_used(name: str) -> None:
    for method in ("sample", "score_samples", "transform", "discriminate"):
        if hasattr(model := SMALL[name].model(), method):
            with pytest.raises(NotFittedError):
                getattr(model, method)(*([] if method == "sample" else [ring()]))


def test_the_examples_of_the_docstrings_are_right() -> None:
    sys.modules.setdefault("genlab", importlib.import_module("genlab"))
    found = [
        doctest.testmod(importlib.import_module(f"engines.library{module}"))
        for module in ("", ".classical", ".autoencoders", ".from_noise")
    ]
    assert sum(one.attempted for one in found) > 25
    assert not any(one.failed for one in found)


def test_the_public_name_has_nothing_of_its_own() -> None:
    import genlab

    assert genlab.__all__ == library.__all__
    assert all(getattr(genlab, name) is getattr(library, name) for name in library.__all__)
    code = "import genlab, sys; sys.exit('torch' in sys.modules or 'streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code]).returncode == 0


def test_torch_has_one_thread_while_a_model_computes_and_its_own_number_after() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(RuntimeError), one_thread():
            assert torch.get_num_threads() == 1
            raise RuntimeError
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_scores_know_good_samples_from_bad_ones_whatever_they_are_set_beside() -> None:
    truth, X = world("ring"), ring(300)
    bad = np.random.default_rng(0).standard_normal((300, 2))
    beside = [scores(samples, truth) for samples in (X, bad)]
    assert beside[0]["modes"] == 8 and beside[0]["hq"] > 0.9 > 0.3 > beside[1]["hq"]
    assert scores(pd.DataFrame(X), "ring") == scores(torch.tensor(X), truth) == beside[0]
    own = ring(400, seed=1)
    good, worse = (scores(pd.DataFrame(samples), own) for samples in (X, bad))
    assert good["precision"] > 0.8 > 0.5 > worse["precision"] and "modes" not in good
    scaled = scores(X * [1, 1000], own * [1, 1000])
    assert scaled["precision"] == good["precision"], "a column's unit changes nothing"
    density = fitted("kde")
    assert scores(X, own, model=density)["log_likelihood"] == pytest.approx(density.score(own))
    assert scores(X[:5], truth)["precision"] == "too-few"
    for like, said in (("rign", "choose one of"), (own[:5], "give at least 20"), (own[:, :1], "shape \\(n, 1\\)")):
        with pytest.raises(ValueError, match=said):
            scores(X, like)


def test_a_sampler_of_a_density_comes_to_the_world() -> None:
    target = world("blobs")
    steps = sampler("hamiltonian", target, chains=500, seed=1).run(60)
    assert np.array_equal(steps[-1].x, sampler("hamiltonian", target, chains=500, seed=1).run(60)[-1].x)
    assert np.abs(steps[-1].x.std(0) - np.sqrt(np.diag(target.covariance))).max() < 0.2
    with pytest.raises(ValueError, match="choose one of ancestral"):
        sampler("gibbs", target)
    with pytest.raises(ValueError, match="unknown settings: speed"):
        sampler("mala", target, speed=1)
