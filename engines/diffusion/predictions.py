"""What a denoising network may predict, with exact conversions: each is a x0 + b eps, where x_t = alpha x0 + sigma eps.

eps: the noise (Ho et al. 2020, arXiv:2006.11239). x0: the clean data.
v = (alpha eps - sigma x0) / sqrt(alpha^2 + sigma^2): the direction across x_t (Salimans & Ho 2022, arXiv:2202.00512).
On a path that keeps the variance, -v is what the network inside EDM's preconditioning says, for sigma_data = 1
(Karras et al. 2022, arXiv:2206.00364, table 1).
u = eps - x0: the velocity of flow matching's straight path (Lipman et al. 2023, arXiv:2210.02747).
Everything here is arithmetic: floats, numpy arrays and tensors alike.
"""

from __future__ import annotations

from typing import Any

Number = Any  # a float, or an array that broadcasts against x


def weights(prediction: str, alpha: Number, sigma: Number) -> tuple[Number, Number]:
    """(a, b) of the prediction a x0 + b eps."""
    if prediction == "v":
        norm = (alpha**2 + sigma**2) ** 0.5
        return -sigma / norm, alpha / norm
    return {"eps": (0.0, 1.0), "x0": (1.0, 0.0), "u": (-1.0, 1.0)}[prediction]


def of(prediction: str, x0: Any, eps: Any, alpha: Number, sigma: Number) -> Any:
    """What a perfect network answers, or is trained to answer."""
    a, b = weights(prediction, alpha, sigma)
    return a * x0 + b * eps


def to_x0(prediction: str, output: Any, x: Any, alpha: Number, sigma: Number) -> Any:
    """x0 from the network's output at x_t = x; for eps it needs alpha > 0."""
    if prediction == "x0":
        return output
    a, b = weights(prediction, alpha, sigma)
    return (b * x - sigma * output) / (alpha * b - sigma * a)


def to_eps(x0: Any, x: Any, alpha: Number, sigma: Number) -> Any:
    """The noise that x0 implies at x_t = x; it needs sigma > 0."""
    return (x - alpha * x0) / sigma


def to_score(x0: Any, x: Any, alpha: Number, sigma: Number) -> Any:
    """The score, grad log p_t(x), that a mean x0 implies (Tweedie's formula): -eps / sigma."""
    return (alpha * x0 - x) / sigma**2
