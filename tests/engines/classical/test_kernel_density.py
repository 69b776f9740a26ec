"""KDE and histogram: closed forms, normalisation, samples against the density, a bandwidth that holds out."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from scipy.stats import chisquare, kstest, norm

from engines.classical.kernel_density import (
    BandwidthScores,
    Histogram,
    HistogramConfig,
    KernelDensity,
    KernelDensityConfig,
    ProductDensity,
    choose_bandwidth,
    scott_bandwidth,
)
from engines.core import DensityModel


def points(n: int = 200, d: int = 2, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) * np.linspace(1, 2, d)


def kde(bandwidth: float = 0.4, kernel: str = "gaussian") -> KernelDensity:
    return KernelDensity(KernelDensityConfig(kernel, bandwidth))


def histogram(n_bins: int = 20, alpha: float = 0.0) -> Histogram:
    return Histogram(HistogramConfig(n_bins, alpha))


def grid(low: float, high: float, n: int) -> tuple[np.ndarray, np.ndarray, float]:
    """The centres of n x n cells, their axis and the area of a cell."""
    axis = low + (high - low) * (np.arange(n) + 0.5) / n
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2), axis, ((high - low) / n) ** 2


# ---- kernel density -------------------------------------------------------------------------------------------------


def test_a_gaussian_kde_is_the_mean_of_bumps() -> None:
    X, query = points(30), points(10, seed=1)
    bumps = norm.pdf(query[:, None], X, 0.4).prod(axis=2)
    np.testing.assert_allclose(kde().fit(X).score_samples(query), np.log(bumps.mean(axis=1)), rtol=1e-10)


@pytest.mark.parametrize(("kernel", "tolerance"), [("gaussian", 1e-6), ("tophat", 2e-2)])
def test_it_integrates_to_one(kernel: str, tolerance: float) -> None:
    model = kde(0.7, kernel).fit(points(50))
    cells, _, area = grid(-12, 12, 300)
    assert abs(np.exp(model.score_samples(cells)).sum() * area - 1) < tolerance
    assert isinstance(model, DensityModel)


def test_the_grid_shortcut_is_exact() -> None:
    model = kde().fit(points(1000))
    cells, axis, _ = grid(-4, 4, 100)
    density = model.density_on_grid(axis, axis)
    np.testing.assert_allclose(density.ravel(), np.exp(model.score_samples(cells)), rtol=1e-9, atol=1e-15)
    for wrong in (kde(0.4, "tophat").fit(points()), kde().fit(points(d=3))):
        with pytest.raises(ValueError, match="use score_samples"):
            wrong.density_on_grid(axis, axis)


def test_gaussian_samples_follow_the_density() -> None:
    X = points(40, d=1)
    model = kde().fit(X)
    drawn = model.sample(5000, seed=0)[:, 0]
    assert kstest(drawn, lambda x: norm.cdf(x[:, None], X[:, 0], 0.4).mean(axis=1)).pvalue > 0.001


def test_tophat_samples_fill_the_disc_evenly() -> None:
    model = kde(2.0, "tophat").fit(np.zeros((1, 2)))
    drawn = model.sample(5000, seed=0)
    radius = np.linalg.norm(drawn, axis=1)
    assert kstest((radius / 2) ** 2, "uniform").pvalue > 0.001
    np.testing.assert_allclose(model.score_samples(drawn), -math.log(4 * math.pi), rtol=1e-9)
    assert model.score_samples([[3.0, 0.0]])[0] == -math.inf


def test_same_seed_same_draws_also_after_pickling() -> None:
    model = kde().fit(points())
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.sample(9, seed=1), model.sample(9, seed=1))
    np.testing.assert_array_equal(again.score_samples(points(5)), model.score_samples(points(5)))


def test_the_chosen_bandwidth_is_near_the_best_on_fresh_points() -> None:
    X, fresh = points(400), points(4000, seed=9)
    best, tried, scores = choose_bandwidth(X)
    assert best == tried[scores.argmax()] and 0 < scores.argmax() < len(tried) - 1
    truth = np.array([kde(float(h)).fit(X).score_samples(fresh).mean() for h in tried[::4]])
    assert kde(best).fit(X).score_samples(fresh).mean() > truth.max() - 0.02
    assert truth.max() > max(truth[0], truth[-1]) + 0.2  # too narrow and too wide both cost


def test_a_large_set_is_thinned_and_its_bandwidth_scaled() -> None:
    X = points(4000)
    best, tried, _ = choose_bandwidth(X, max_points=500)
    assert math.isclose(tried[0], 0.1 * scott_bandwidth(X), rel_tol=1e-12)
    assert 0.5 < best / scott_bandwidth(X) < 1.5  # for a Gaussian Scott's rule is right, up to kernel constants


# ---- histogram ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alpha", [0.0, 0.5])
def test_a_histogram_integrates_to_one_exactly(alpha: float) -> None:
    model = histogram(13, alpha).fit(points(), box=[(-3, 3), (-5, 4)])
    assert math.isclose(model.density.sum() * model.box_volume, 1, rel_tol=1e-14)
    assert isinstance(model, DensityModel)


def test_histogram_parity_with_numpy_at_every_training_point() -> None:
    X = points(300, d=1)
    model = histogram(17).fit(X)
    density, edges = np.histogram(X, bins=17, density=True)
    np.testing.assert_allclose(model.density, density, rtol=1e-12)
    np.testing.assert_allclose(model.edges[0], edges, rtol=1e-12)
    scores = model.score_samples(X)
    assert np.isfinite(scores).all()  # the largest value belongs to the last box
    index = np.clip(np.searchsorted(edges, X[:, 0], side="right") - 1, 0, 16)
    np.testing.assert_allclose(scores, np.log(density[index]), rtol=1e-12)


def test_outside_and_in_empty_boxes_the_density_is_zero_unless_smoothed() -> None:
    X = [[0.0, 0.0], [1.0, 1.0]]
    query = [[0.9, 0.1], [1.5, 0.5], [-0.1, 0.5]]
    assert histogram(2).fit(X).score_samples(query).tolist() == [-math.inf] * 3
    smoothed = histogram(2, 1.0).fit(X).score_samples(query)
    assert math.isclose(smoothed[0], math.log(1 / 6 * 4)) and smoothed[1:].tolist() == [-math.inf] * 2


def test_histogram_samples_fill_boxes_by_their_probability() -> None:
    model = histogram(6).fit(points(400))
    drawn = model.sample(10_000, seed=0)
    counts, _ = np.histogramdd(drawn, bins=model.edges)
    p = (model.density * model.box_volume).ravel()
    assert counts.ravel()[p == 0].sum() == 0
    assert chisquare(counts.ravel()[p > 0], 10_000 * p[p > 0]).pvalue > 0.001
    x = drawn[:, 0]
    within = (x - model.edges[0][0]) / (model.edges[0][1] - model.edges[0][0]) % 1
    assert kstest(within, "uniform").pvalue > 0.001


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [kde(), histogram()], ids=["kde", "histogram"])
@pytest.mark.parametrize(
    ("X", "words"),
    [
        (np.empty((0, 2)), "give at least one row"),
        ([[math.nan, 0]], "remove those rows"),
        ([[math.inf, 0]], "remove those rows"),
        ([["x", "y"]], "remove text"),
    ],
)
def test_bad_points_are_refused_in_words(model: KernelDensity | Histogram, X: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.fit(X)


def test_other_mistakes_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="points that differ in every column"):
        histogram().fit([[1.0, 2.0]])
    with pytest.raises(ValueError, match="no point lies in the box"):
        histogram().fit([[1.0, 2.0]], box=[(5, 6), (5, 6)])
    with pytest.raises(ValueError, match="give fewer, at most 2,000,000"):
        histogram(200).fit(points(d=4))
    with pytest.raises(ValueError, match="the density was fitted on 2"):
        kde().fit(points()).score_samples(points(d=3))
    with pytest.raises(ValueError, match="give points that differ"):
        choose_bandwidth(np.ones((9, 2)))
    with pytest.raises(ValueError, match="folds is 5; give a number from 2 to the number of points, 1"):
        choose_bandwidth(np.ones((1, 2)))


def test_one_point_and_twins_still_have_a_kernel_density() -> None:
    assert math.isclose(kde(0.5).fit([[1.0, 2.0]]).score_samples([[1.0, 2.0]])[0], -math.log(2 * math.pi * 0.25))
    assert np.isfinite(kde().fit(np.ones((5, 2))).score_samples(np.zeros((1, 2)))).all()


def test_far_from_all_points_log_p_is_that_of_the_nearest_bump() -> None:
    X, x = points(150), points(80, seed=3)
    squared = ((x[:, None] - X) ** 2).sum(axis=2).min(axis=1)
    nearest = -squared / (2 * 0.02**2) - math.log(2 * math.pi * 0.02**2)
    scores = kde(0.02).fit(X).score_samples(x)
    assert (scores <= nearest + 1e-9).all() and (scores >= nearest - math.log(150) - 1e-9).all()


# ---- a product of one-dimensional densities --------------------------------------------------------------------------


def product(bandwidth: float = 0.4) -> ProductDensity:
    return ProductDensity(KernelDensityConfig("gaussian", bandwidth))


def test_a_product_of_one_column_is_the_kernel_density() -> None:
    X, x = points(d=1), points(50, d=1, seed=1)
    np.testing.assert_allclose(product().fit(X).score_samples(x), kde().fit(X).score_samples(x), rtol=1e-9)


def test_a_product_has_the_right_marginals_and_forgets_the_dependence() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=4000)
    X = np.stack([a, a + 0.1 * rng.normal(size=4000)], axis=1)  # two columns that nearly agree
    model = product(0.2).fit(X)
    drawn = model.sample(20_000, seed=1)
    for j in range(2):
        assert kstest(drawn[:, j], product(0.2).fit(X[:, [j]]).sample(20_000, seed=2)[:, 0]).pvalue > 1e-4
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 4.5 / math.sqrt(20_000) + 0.005
    assert kde(0.2).fit(X).score_samples(X).mean() > model.score_samples(X).mean() + 0.5


def test_a_products_grid_is_its_density_and_integrates_to_one() -> None:
    X = points(60)
    places, axis, area = grid(-12, 12, 160)
    on_grid = product().fit(X).density_on_grid(axis, axis)
    np.testing.assert_allclose(on_grid.ravel(), np.exp(product().fit(X).score_samples(places)), rtol=1e-9)
    assert math.isclose(on_grid.sum() * area, 1, rel_tol=1e-6)


@pytest.mark.parametrize("h", [0.02, 0.3, 2.0])
def test_quick_scores_are_the_exact_ones_for_any_bandwidth(h: float) -> None:
    X, x = points(150), points(80, seed=3)
    quick = BandwidthScores(X, x)
    np.testing.assert_allclose(quick.kernel(h), kde(h).fit(X).score_samples(x), rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(quick.product(h), product(h).fit(X).score_samples(x), rtol=1e-4, atol=1e-3)
    assert np.isfinite(BandwidthScores(X, x + 1e3).kernel(h)).all()  # where p itself underflows


def test_a_product_has_gaussian_factors_and_two_axes() -> None:
    with pytest.raises(ValueError, match="gaussian factors only"):
        ProductDensity(KernelDensityConfig("tophat"))
    with pytest.raises(ValueError, match="the points have 3 columns"):
        product().fit(points(d=3)).density_on_grid(np.zeros(2), np.zeros(2))
