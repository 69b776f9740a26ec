"""What generator and discriminator minimise, as functions of the logit l = D(x), side by side with their slopes.

Every loss is three terms: D pays `real(l)` on data and `fake(l)` on fakes, G pays `fool(l)` on fakes. `LOSSES` lists
them: an entry there is all that a new loss needs. Configurations read it, so torch is imported where it computes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from engines.core import msgid

if TYPE_CHECKING:
    from torch import Tensor

Curve = Callable[["Tensor"], "Tensor"]


@dataclass(frozen=True)
class Term:
    """A value per logit, any shape, and its derivative in the logit."""

    value: Curve
    slope: Curve


@dataclass(frozen=True)
class Loss:
    """`real` and `fake` are D's, `fool` is G's; `source` is the paper, `label` what people call it.

    draw: what D and G pay where fakes and data are alike; None of a critic, which knows no probabilities: only the
    order of its answers has a meaning. probability: of a logit. penalised: D also pays `gp` for slopes between data and
    fakes that are not 1.
    """

    label: str
    real: Term
    fake: Term
    fool: Term
    source: str
    draw: tuple[float, float] | None = None
    probability: Curve = lambda l: l.sigmoid()  # noqa: E741
    penalised: bool = False


def softplus(l: Tensor) -> Tensor:  # noqa: E741
    from torch.nn import functional

    return functional.softplus(l)


# With P = sigmoid(l) the probability that D gives to "real", softplus(-l) = -log P and softplus(l) = -log(1 - P).
MINUS_LOG_P = Term(lambda l: softplus(-l), lambda l: l.sigmoid() - 1)  # noqa: E741
MINUS_LOG_1_P = Term(softplus, lambda l: l.sigmoid())  # noqa: E741
PLUS_LOG_1_P = Term(lambda l: -softplus(l), lambda l: -l.sigmoid())  # noqa: E741
TO_ONE = Term(lambda l: (l - 1) ** 2 / 2, lambda l: l - 1)  # noqa: E741
TO_ZERO = Term(lambda l: l**2 / 2, lambda l: l)  # noqa: E741
UP = Term(lambda l: -l, lambda l: l.new_full(l.shape, -1.0))  # noqa: E741
DOWN = Term(lambda l: l, lambda l: l.new_ones(l.shape))  # noqa: E741
ABOVE_ONE = Term(lambda l: (1 - l).relu(), lambda l: -(l < 1).to(l.dtype))  # noqa: E741
BELOW_MINUS_ONE = Term(lambda l: (1 + l).relu(), lambda l: (l > -1).to(l.dtype))  # noqa: E741

LOSSES = {
    "non-saturating": Loss(
        msgid("Non-saturating"), MINUS_LOG_P, MINUS_LOG_1_P, MINUS_LOG_P,
        "Goodfellow et al. 2014, arXiv:1406.2661, sec. 3", draw=(2 * log(2), log(2)),
    ),
    "original": Loss(
        msgid("Original (minimax)"), MINUS_LOG_P, MINUS_LOG_1_P, PLUS_LOG_1_P,
        "Goodfellow et al. 2014, arXiv:1406.2661, eq. 1", draw=(2 * log(2), -log(2)),
    ),
    "least-squares": Loss(
        msgid("Least squares"), TO_ONE, TO_ZERO, TO_ONE,
        "Mao et al. 2017, arXiv:1611.04076, eq. 9", draw=(1 / 4, 1 / 8),
        probability=lambda l: l.clamp(0, 1),  # its best D is p / (p + q) itself  # noqa: E741
    ),
    "hinge": Loss(
        msgid("Hinge"), ABOVE_ONE, BELOW_MINUS_ONE, UP, "Miyato et al. 2018, arXiv:1802.05957, eq. 16-17"
    ),
    "wasserstein-gp": Loss(
        msgid("Wasserstein, gradient penalty"), UP, DOWN, UP, "Gulrajani et al. 2017, arXiv:1704.00028, eq. 3",
        penalised=True,
    ),
}  # fmt: skip
