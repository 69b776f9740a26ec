"""Classes and guidance, with denoisers that are exact."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.data.worlds import World
from engines.diffusion import schedules
from engines.diffusion.config import DiffusionConfig
from engines.diffusion.denoisers import Guided, Mixed
from engines.diffusion.oracles import DataDenoiser, WorldDenoiser
from engines.diffusion.schedules import Level
from engines.diffusion.walks import walk
from tests.engines.diffusion.walks import EXACT, RING, X_T, last

CLASSES = np.arange(8) % 2
LABELS = torch.tensor([0, 1]).repeat(20)
LEVEL = schedules.build("linear").level(400)


def test_conditional_oracles_know_only_their_class() -> None:
    X, k = RING.sample(4000, seed=0, return_labels=True)
    by_world = WorldDenoiser(RING, CLASSES)
    by_data = DataDenoiser(torch.tensor(X), torch.tensor(CLASSES[k]))
    for label in (0, 1):
        alone = World(*(a[CLASSES == label] for a in (RING.weights, RING.means, RING.covariances)))
        y = torch.full((40,), label)
        torch.testing.assert_close(by_world(X_T, LEVEL, y), WorldDenoiser(alone)(X_T, LEVEL))
        torch.testing.assert_close(by_data(X_T, LEVEL, y), by_world(X_T, LEVEL, y), atol=0.1, rtol=0)
    with pytest.raises(ValueError, match="no classes"):
        EXACT(X_T, LEVEL, LABELS)
    with pytest.raises(ValueError, match="no labels"):
        DataDenoiser(torch.tensor(X))(X_T, LEVEL, LABELS)


def test_guidance_0_is_unconditional_1_conditional_and_between_and_beyond_it_is_linear() -> None:
    denoise = WorldDenoiser(RING, CLASSES)
    without, with_ = denoise(X_T, LEVEL), denoise(X_T, LEVEL, LABELS)
    assert torch.equal(Guided(denoise, 0.0)(X_T, LEVEL, LABELS), without)
    assert torch.equal(Guided(denoise, 1.0)(X_T, LEVEL, LABELS), with_)
    torch.testing.assert_close(Guided(denoise, 3.0)(X_T, LEVEL, LABELS), without + 3 * (with_ - without))
    assert [Guided(denoise, w).evaluations(LEVEL) for w in (0.0, 1.0, 3.0)] == [1, 1, 2]
    *_, step = walk(Guided(denoise, 2.0), schedules.build("linear").even(10), X_T, y=LABELS)
    assert step.n_evals == 20


class Adding:
    """Data N(m, I) whose mean adds up what each factor says, (n, 2), on a path of variance 1: the mean of x0 is
    m + alpha (x - alpha m). An open factor says nothing (the last mean of each, which -1 finds). It counts the rows
    that it is asked for; with one factor it is a class."""

    means = torch.tensor([[[2.0, 0.5], [-1.0, 3.0], [0.0, 0.0]], [[1.0, -2.0], [0.3, 0.7], [0.0, 0.0]]])

    def __init__(self, n_factors: int = 2) -> None:
        self.n_factors, self.rows = n_factors, 0

    def evaluations(self, level: Level) -> int:
        return 1

    def mean(self, y: torch.Tensor) -> torch.Tensor:
        return sum(self.means[f][y[:, f]] for f in range(self.n_factors))

    def __call__(self, x: torch.Tensor, level: Level, y: torch.Tensor | None = None) -> torch.Tensor:
        self.rows += len(x)
        m = self.mean(torch.full((len(x), self.n_factors), -1) if y is None else y)
        return m + level.alpha * (x - level.alpha * m)


Y = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
FACTORS = ((1.0, (0.0, 3.0)), (2.0, (0.5, 0.0)), (0.0, (1.0, 1.0)), (0.0, (2.0, 0.0)), (3.0, (1.0, 4.0)))


@pytest.mark.parametrize(("weight", "extra"), FACTORS)
def test_what_each_factor_says_alone_is_added_exactly_as_often_as_its_weight_says(
    weight: float, extra: tuple[float, ...]
) -> None:
    """Gaussians whose means add: composed is the mean under N(w m(y) + sum_f v_f m(y_f), I), at every level, and a walk
    ends there."""
    exact, level = Adding(), schedules.build("cosine").level(300)
    alone = [exact.mean(Y.where(torch.arange(2) == f, -1)) for f in range(2)]
    m = weight * exact.mean(Y) + sum(v * part for v, part in zip(extra, alone, strict=True))
    x = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    wanted = m + level.alpha * (x - level.alpha * m)
    torch.testing.assert_close(Guided(exact, weight, extra)(x, level, Y), wanted, atol=1e-5, rtol=1e-5)
    *_, end = walk(Guided(exact, weight, extra), schedules.build("cosine").even(200), x, y=Y)
    torch.testing.assert_close(end.x, x + m, atol=0.02, rtol=0)


def test_factors_without_extra_weight_are_guided_as_before_and_left_open_where_nothing_weighs_them() -> None:
    denoise = Adding()
    x = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    assert torch.equal(Guided(denoise, 2.5, (0.0, 0.0))(x, LEVEL, Y), Guided(denoise, 2.5)(x, LEVEL, Y))
    for f in range(2):
        only = Y.where(torch.arange(2) == f, -1)
        extra = [2.0 * (k == f) for k in range(2)]
        torch.testing.assert_close(Guided(denoise, 0.0, extra)(x, LEVEL, Y), Guided(denoise, 2.0)(x, LEVEL, only))
    one, single = Y[:, :1], Adding(1)  # of a single factor both weights are one
    torch.testing.assert_close(Guided(single, 1.0, (1.5,))(x, LEVEL, one), Guided(single, 2.5)(x, LEVEL, one))


@pytest.mark.parametrize(
    ("weight", "extra", "asked"),
    [(1, (0, 0), 1), (2, (0, 0), 2), (2, (1, 0), 3), (2, (1, 3), 4), (0, (0, 1), 1), (0, (1, 1), 3), (1, (8, 0), 3)],
)
def test_each_condition_that_counts_is_asked_once(weight: float, extra: tuple[float, ...], asked: int) -> None:
    denoise = Adding()
    guided = Guided(denoise, weight, extra)
    guided(torch.zeros(4, 2), LEVEL, Y)
    assert denoise.rows == 4 * asked and guided.evaluations(LEVEL) == asked
    assert DiffusionConfig(factors=(2, 2), guidance=weight, extra=extra).passes == asked


def test_early_guidance_ends_where_it_is_told_and_only_what_is_asked_is_counted() -> None:
    schedule = schedules.build("cosine")
    heavy, plain = Guided(Adding(), 2.0, (1.0, 3.0)), Guided(Adding(), 2.0)
    early, x = Guided(Adding(), 2.0, (1.0, 3.0), 700), torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    for t, then in ((1000, heavy), (700, heavy), (699, plain), (1, plain)):
        assert torch.equal(early(x, schedule.level(t), Y), then(x, schedule.level(t), Y))
    *_, step = walk(early, schedule.even(10), x, y=Y)  # 4 of 10 steps from t = 700 on
    assert step.n_evals == 4 * 4 + 6 * 2


def test_two_conditions_are_mixed_factor_by_factor() -> None:
    """Guided, the mix of two requests is the mix of both, each guided alone."""
    exact, other = Adding(), Y.flip(0)
    x = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    mixed = Guided(Mixed(exact, other, 0.3), 2.0, (1.0, 3.0))(x, LEVEL, Y)
    apart = [Guided(exact, 2.0, (1.0, 3.0))(x, LEVEL, y) for y in (Y, other)]
    torch.testing.assert_close(mixed, torch.lerp(*apart, 0.3))


def test_conditional_sampling_reaches_the_modes_of_the_class_alone() -> None:
    X = last(WorldDenoiser(RING, CLASSES), schedules.build("linear").even(100), X_T, y=LABELS).numpy()
    k = ((X[:, None] - RING.means) ** 2).sum(-1).argmin(1)
    assert (CLASSES[k] == LABELS.numpy()).all()
