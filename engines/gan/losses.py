"""What generator and discriminator minimise, as functions of the logit l = D(x), side by side with their slopes.

Every loss is three terms: D pays `real(l)` on data and `fake(l)` on fakes, G pays `fool(l)` on fakes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

Curve = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Term:
    """A value per logit, any shape, and its derivative in the logit."""

    value: Curve
    slope: Curve


@dataclass(frozen=True)
class Loss:
    """`real` and `fake` are D's, `fool` is G's; `source` is the paper."""

    real: Term
    fake: Term
    fool: Term
    source: str


# With P = sigmoid(l) the probability that D gives to "real", softplus(-l) = -log P and softplus(l) = -log(1 - P).
MINUS_LOG_P = Term(lambda l: softplus(-l), lambda l: torch.sigmoid(l) - 1)  # noqa: E741
MINUS_LOG_1_P = Term(softplus, torch.sigmoid)
PLUS_LOG_1_P = Term(lambda l: -softplus(l), lambda l: -torch.sigmoid(l))  # noqa: E741
TO_ONE = Term(lambda l: (l - 1) ** 2 / 2, lambda l: l - 1)  # noqa: E741
TO_ZERO = Term(lambda l: l**2 / 2, lambda l: l)  # noqa: E741
UP = Term(lambda l: -l, lambda l: torch.full_like(l, -1.0))  # noqa: E741
DOWN = Term(lambda l: l, torch.ones_like)  # noqa: E741
ABOVE_ONE = Term(lambda l: torch.relu(1 - l), lambda l: -(l < 1).to(l.dtype))  # noqa: E741
BELOW_MINUS_ONE = Term(lambda l: torch.relu(1 + l), lambda l: (l > -1).to(l.dtype))  # noqa: E741

TERMS = {
    "non-saturating": Loss(MINUS_LOG_P, MINUS_LOG_1_P, MINUS_LOG_P, "Goodfellow et al. 2014, arXiv:1406.2661, sec. 3"),
    "original": Loss(MINUS_LOG_P, MINUS_LOG_1_P, PLUS_LOG_1_P, "Goodfellow et al. 2014, arXiv:1406.2661, eq. 1"),
    "least-squares": Loss(TO_ONE, TO_ZERO, TO_ONE, "Mao et al. 2017, arXiv:1611.04076, eq. 9"),
    "hinge": Loss(ABOVE_ONE, BELOW_MINUS_ONE, UP, "Miyato et al. 2018, arXiv:1802.05957, eq. 16-17"),
    "wasserstein-gp": Loss(UP, DOWN, UP, "Gulrajani et al. 2017, arXiv:1704.00028, eq. 3"),
}
