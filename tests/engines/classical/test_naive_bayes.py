"""Naive Bayes: parity with scikit-learn, densities that integrate to one, samples that follow them, digits held out."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from scipy.stats import chi2, norm

from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig
from engines.core import DensityModel
from engines.data import images
from engines.data.pixels import binarise, dequantise
from engines.measures.divergences import bits_per_dim


def blobs(n: int = 300, K: int = 3, d: int = 2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(K, size=n)
    return rng.normal(size=(K, d))[y] * 2 + rng.normal(size=(n, d)) * (1 + y[:, None]), y


def bernoulli(alpha: float = 1.0) -> NaiveBayes:
    return NaiveBayes(NaiveBayesConfig("bernoulli", alpha=alpha))


# ---- parity and closed forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("var_smoothing", [1e-9, 0.1])
def test_parity_with_scikit_learns_gaussian(var_smoothing: float) -> None:
    from sklearn.naive_bayes import GaussianNB

    X, y = blobs()
    ours = NaiveBayes(NaiveBayesConfig(var_smoothing=var_smoothing)).fit(X, y)
    theirs = GaussianNB(var_smoothing=var_smoothing).fit(X, y)
    np.testing.assert_allclose(ours.variances, theirs.var_, rtol=1e-12)
    np.testing.assert_allclose(ours.log_joint(X), theirs.predict_joint_log_proba(X), rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), rtol=0, atol=1e-12)


def test_parity_with_scikit_learns_bernoulli() -> None:
    from sklearn.naive_bayes import BernoulliNB

    X, y = blobs(d=20)
    X = (X > 0).astype(float)
    ours, theirs = bernoulli(0.5).fit(X, y), BernoulliNB(alpha=0.5).fit(X, y)
    np.testing.assert_allclose(ours.log_joint(X), theirs.predict_joint_log_proba(X), rtol=0, atol=1e-9)


def test_the_density_is_the_sum_over_classes_of_products_of_factors() -> None:
    X, y = blobs()
    model = NaiveBayes().fit(X, y)
    factors = np.stack([model.factor(j, X[:, j]) for j in range(2)])  # (d, K, n)
    np.testing.assert_allclose(factors.sum(axis=0).T, model.log_likelihood(X), rtol=1e-10)
    p = sum(
        (y == k).mean() * norm.pdf(X[:, 0], *moments(X[y == k, 0])) * norm.pdf(X[:, 1], *moments(X[y == k, 1]))
        for k in range(3)
    )
    np.testing.assert_allclose(model.score_samples(X), np.log(p), atol=1e-6)
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1, rtol=1e-13)


def moments(x: np.ndarray) -> tuple[float, float]:
    return x.mean(), x.std()


def test_a_gaussian_density_integrates_to_one() -> None:
    X, y = blobs()
    model = NaiveBayes().fit(X, y)
    axis = np.linspace(-25, 25, 401)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    assert abs(np.exp(model.score_samples(grid)).sum() * (axis[1] - axis[0]) ** 2 - 1) < 1e-6
    assert isinstance(model, DensityModel)


def test_bernoulli_probabilities_of_all_pictures_sum_to_one() -> None:
    X, y = blobs(d=6)
    model = bernoulli().fit((X > 0).astype(float), y)
    every = (np.arange(64)[:, None] >> np.arange(6) & 1).astype(float)
    assert math.isclose(np.exp(model.score_samples(every)).sum(), 1, rel_tol=1e-12)
    assert np.allclose(np.exp(model.factor(2, [0])) + np.exp(model.factor(2, [1])), 1)


def test_without_labels_it_is_one_class() -> None:
    X, _ = blobs()
    model = NaiveBayes().fit(X)
    expected = norm.logpdf(X, X.mean(axis=0), X.std(axis=0)).sum(axis=1)
    np.testing.assert_allclose(model.score_samples(X), expected, atol=1e-6)


def test_grey_pixels_count_as_their_average_binarisation() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (4, 5), dtype=np.uint8)
    expected = bernoulli().fit(grey / 255).means
    draws = np.mean([bernoulli().fit(binarise(grey, seed=seed)).means for seed in range(800)], axis=0)
    np.testing.assert_allclose(draws, expected, atol=4 * 0.5 * 2 / 6 / math.sqrt(800))


# ---- drawing --------------------------------------------------------------------------------------------------------


def test_gaussian_samples_have_the_classes_moments() -> None:
    X, y = blobs()
    model = NaiveBayes().fit(X, y)
    drawn, labels = model.sample_labelled(20_000, seed=0)
    counts = np.bincount(labels, minlength=3)
    expected = 20_000 * np.exp(model.log_prior)
    assert chi2.sf(((counts - expected) ** 2 / expected).sum(), 2) > 0.001
    for k in range(3):
        z = (drawn[labels == k] - model.means[k]) / np.sqrt(model.variances[k])
        assert np.abs(z.mean(axis=0)).max() < 4.5 / math.sqrt(counts[k])
        assert np.abs(z.var(axis=0) - 1).max() < 4.5 * math.sqrt(2 / counts[k])
        assert abs(np.corrcoef(z.T)[0, 1]) < 4.5 / math.sqrt(counts[k])  # independent given the class


def test_the_mean_log_density_of_samples_is_minus_the_entropy() -> None:
    X, _ = blobs()
    model = NaiveBayes().fit(X)
    scores = model.score_samples(model.sample(20_000, seed=1))
    entropy = 0.5 * np.log(2 * np.pi * np.e * model.variances).sum()
    assert abs(scores.mean() + entropy) < 4.5 * scores.std() / math.sqrt(20_000)


def test_a_label_conditions_the_samples() -> None:
    X, y = blobs(d=10)
    model = bernoulli().fit((X > 0).astype(float), y)
    drawn, labels = model.sample_labelled(5000, seed=0, label=2)
    assert set(labels) == {2} and set(np.unique(drawn)) == {0, 1}
    z = (drawn.mean(axis=0) - model.means[2]) / np.sqrt(model.variances[2] / 5000)
    assert np.abs(z).max() < 4.5
    np.testing.assert_array_equal(model.sample(9, seed=3, label=2), model.sample(9, seed=3, label=2))
    with pytest.raises(ValueError, match="label is 'cat'; choose one of 0, 1, 2"):
        model.sample(1, seed=0, label="cat")


def test_a_pickled_model_is_the_same() -> None:
    X, y = blobs()
    model = NaiveBayes().fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.score_samples(X), model.score_samples(X))
    np.testing.assert_array_equal(again.sample(5, seed=0), model.sample(5, seed=0))


# ---- digits ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digits() -> tuple[images.ImageSet, images.ImageSet]:
    return images.load("digits"), images.load("digits", "test")


def test_bernoulli_digits_held_out(digits: tuple) -> None:
    train, test = digits
    x = binarise(test.images, seed=1)
    grey = train.images.reshape(len(train.images), -1) / 255
    by_class, alone = bernoulli().fit(grey, train.labels), bernoulli().fit(grey)
    scores = by_class.score_samples(x)
    bits = bits_per_dim(scores, 784).mean()
    assert -173 < scores.mean() < -167 and 0.30 < bits < 0.32  # measured -170.05 +- 1.05 nats, 0.313 bits
    assert alone.score_samples(x).mean() < scores.mean() - 25  # what the ten classes are worth
    assert (by_class.predict(x) == test.labels).mean() > 0.75


def test_gaussian_digits_held_out_have_a_best_variance_floor(digits: tuple) -> None:
    train, test = digits
    X, x = dequantise(train.images[:4000], seed=0), dequantise(test.images[:1000], seed=1)
    scores = [
        NaiveBayes(NaiveBayesConfig(var_smoothing=floor)).fit(X, train.labels[:4000]).score_samples(x).mean()
        for floor in (0.0, 1e-5, 1e-1)
    ]
    assert scores[1] > max(scores[0], scores[2]) + 10
    bits = bits_per_dim(scores[1], 784, levels=256)
    assert 4.8 < bits < 5.6  # far below 8, the bits of a byte; 5.06 with all 10,000 pictures


def test_dequantised_bytes_bound_the_exact_log_probability() -> None:
    """For one Gaussian pixel, P(byte) is an integral of the density over the byte's cell: Jensen's inequality."""
    pictures = np.random.default_rng(0).integers(90, 160, (500, 1, 1), dtype=np.uint8)
    x = dequantise(pictures, seed=0)
    assert ((x >= 0) & (x < 1)).all() and ((x * 256).astype(np.uint8) == pictures.reshape(500, 1)).all()
    model = NaiveBayes().fit(x)
    mean, std = model.means[0, 0], math.sqrt(model.variances[0, 0])
    cells = pictures.reshape(-1) / 256
    exact = np.log(norm.cdf(cells + 1 / 256, mean, std) - norm.cdf(cells, mean, std)).mean()
    bound = np.mean([model.score_samples(dequantise(pictures, seed=s)).mean() for s in range(20)]) - math.log(256)
    assert exact - 0.01 < bound <= exact + 1e-3
    assert math.isclose(bits_per_dim(bound + math.log(256), 1, levels=256), -bound / math.log(2), rel_tol=1e-12)


def test_bits_of_a_fair_coin_and_of_a_uniform_byte() -> None:
    assert math.isclose(bits_per_dim(10 * math.log(0.5), 10), 1)
    assert math.isclose(bits_per_dim(0.0, 10, levels=256), 8)


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (np.empty((0, 2)), None, "give at least one row"),
        (np.zeros(3), None, "shape \\(n, d\\)"),
        ([[np.nan, 1]], None, "remove those rows"),
        ([["a", 1]], None, "remove text"),
        ([[1, 2], [3]], None, "rows of other lengths"),
        ([[1.0, 2.0]], None, "give it points that differ"),
        ([[1.0, 2.0], [1.0, 2.0]], None, "class 0 has variance 0 in column 0"),
        ([[1.0, 2.0], [3.0, 4.0]], [0], "give one label for each of the 2"),
    ],
)
def test_bad_points_are_refused_in_words(X: object, y: list | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        NaiveBayes().fit(X, y)


def test_one_point_per_class_lives_by_the_variance_floor() -> None:
    X, y = np.array([[0.0, 1.0], [4.0, 5.0]]), [0, 1]
    assert np.isfinite(NaiveBayes().fit(X, y).score_samples(X)).all()
    with pytest.raises(ValueError, match="class 0 has variance 0 in column 0.*raise var_smoothing"):
        NaiveBayes(NaiveBayesConfig(var_smoothing=0.0)).fit(X, y)


def test_pictures_of_the_wrong_kind_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="needs 0 to 1: binarise"):
        bernoulli().fit(np.array([[0.0, 2.0]]))
    with pytest.raises(ValueError, match="binarise the pixels first"):
        bernoulli().fit(np.eye(2)).score_samples(np.array([[0.5, 0.0]]))
    with pytest.raises(ValueError, match="fitted on 2"):
        bernoulli().fit(np.eye(2)).score_samples(np.eye(3))
