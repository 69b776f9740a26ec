"""The five losses: slopes are derivatives, and the best D and G are those of the papers."""

from __future__ import annotations

import math

import pytest
import torch

from engines.gan.losses import LOSSES

LOGITS = torch.linspace(-6, 6, 1201, dtype=torch.float64)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("term", ["real", "fake", "fool"])
def test_slopes_are_the_derivatives_of_the_values(name: str, term: str) -> None:
    t = getattr(LOSSES[name], term)
    logits = (LOGITS + 0.003).requires_grad_()  # off the hinges
    (slope,) = torch.autograd.grad(t.value(logits).sum(), logits)
    torch.testing.assert_close(t.slope(logits.detach()), slope)


@pytest.mark.parametrize(("p", "q"), [(0.5, 0.5), (0.9, 0.1), (0.2, 0.6)])
@pytest.mark.parametrize("name", ["non-saturating", "original", "least-squares", "hinge"])
def test_the_best_discriminator(name: str, p: float, q: float) -> None:
    """What minimises p * real + q * fake: log p/q, or p/(p+q) for least squares, or the sign of p - q for hinge."""
    loss = LOSSES[name]
    best = LOGITS[torch.argmin(p * loss.real.value(LOGITS) + q * loss.fake.value(LOGITS))].item()
    if name == "hinge":
        assert p == q or best == pytest.approx(math.copysign(1, p - q), abs=0.011)
    else:
        assert best == pytest.approx(p / (p + q) if name == "least-squares" else math.log(p / q), abs=0.011)


def test_a_blind_discriminator_pays_two_log_two() -> None:
    zero = torch.zeros(())
    for name in ("non-saturating", "original"):
        paid = LOSSES[name].real.value(zero) + LOSSES[name].fake.value(zero)
        assert paid.item() == pytest.approx(2 * math.log(2))


@pytest.mark.parametrize("name", LOSSES)
def test_fooling_pays_more_the_more_real_a_fake_looks(name: str) -> None:
    slope = LOSSES[name].fool.slope(LOGITS[LOGITS < 1])  # least squares wants exactly 1
    assert (slope < 0).all()


def test_only_the_original_loss_gives_no_slope_where_the_discriminator_is_sure() -> None:
    sure = torch.tensor(-15.0)  # "fake" with probability 0.9999997
    slopes = {name: abs(loss.fool.slope(sure).item()) for name, loss in LOSSES.items()}
    assert slopes.pop("original") < 1e-6
    assert min(slopes.values()) > 0.99


@pytest.mark.parametrize("name", [name for name, loss in LOSSES.items() if loss.draw])
def test_what_is_paid_at_the_draw(name: str) -> None:
    """Where data and fakes are alike, D's best logit is the one that its slopes cancel at."""
    loss = LOSSES[name]
    l = LOGITS[torch.argmin(loss.real.value(LOGITS) + loss.fake.value(LOGITS))]  # noqa: E741
    paid = (loss.real.value(l) + loss.fake.value(l)).item(), loss.fool.value(l).item()
    assert paid == pytest.approx(loss.draw) and loss.probability(l).item() == pytest.approx(0.5)
