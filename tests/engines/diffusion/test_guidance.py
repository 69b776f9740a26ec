"""Classes and guidance, with denoisers that are exact."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.data.worlds import World
from engines.diffusion import schedules
from engines.diffusion.denoisers import Guided
from engines.diffusion.oracles import DataDenoiser, WorldDenoiser
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
    assert [Guided(denoise, w).evaluations for w in (0.0, 1.0, 3.0)] == [1, 1, 2]
    *_, step = walk(Guided(denoise, 2.0), schedules.build("linear").even(10), X_T, y=LABELS)
    assert step.n_evals == 20


def test_guidance_of_each_factor_adds_what_that_factor_tells() -> None:
    """x0() + sum_k w_k (x0(y_1 .. y_k) - x0(y_1 .. y_k-1)), which telescopes where all weights are equal."""
    y = torch.tensor([[1, 2], [0, 1]])
    x = torch.zeros(2, 1)

    class Told:
        evaluations = 1

        def __call__(self, x: torch.Tensor, level: object, y: torch.Tensor | None = None) -> torch.Tensor:
            y = torch.full((len(x), 2), -1) if y is None else y
            return ((y + 1) * torch.tensor([10, 1])).sum(1, keepdim=True).float()

    for weights, expected in (((1, 1), [23, 12]), ((2, 0), [40, 20]), ((0, 3), [9, 6]), ((2, 2), [46, 24])):
        guided = Guided(Told(), weights)
        assert guided(x, LEVEL, y)[:, 0].tolist() == expected
        assert guided.evaluations == {(1, 1): 1, (2, 2): 2}.get(weights, 3)


def test_conditional_sampling_reaches_the_modes_of_the_class_alone() -> None:
    X = last(WorldDenoiser(RING, CLASSES), schedules.build("linear").even(100), X_T, y=LABELS).numpy()
    k = ((X[:, None] - RING.means) ** 2).sum(-1).argmin(1)
    assert (CLASSES[k] == LABELS.numpy()).all()
