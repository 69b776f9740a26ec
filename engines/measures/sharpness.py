"""How much fine detail pictures have: energy at high frequencies."""

from __future__ import annotations

import numpy as np

from engines.data.pixels import to_unit

FINE = 0.25  # cycles per pixel: structures thinner than two pixels


def fine_energy(images: np.ndarray) -> np.ndarray:
    """Mean squared value of what is finer than two pixels, per picture (n,): blur takes it away, noise adds to it.

    images (n, H, W) or (n, H, W, C) as bytes, or in [0, 1]. By Parseval the power of the spatial frequencies above
    `FINE`, so a picture's mean and slow shading count nothing.
    """
    x = np.asarray(images)
    if x.ndim not in (3, 4) or not x.size:
        raise ValueError(f"images have shape {x.shape}; give (n, H, W) or (n, H, W, C) with at least one picture")
    x = to_unit(x).reshape(*x.shape[:3], -1)
    power = np.abs(np.fft.fft2(x, axes=(1, 2), norm="forward")) ** 2
    fy, fx = np.meshgrid(np.fft.fftfreq(x.shape[1]), np.fft.fftfreq(x.shape[2]), indexing="ij")
    return (power * (np.hypot(fy, fx) > FINE)[None, :, :, None]).sum((1, 2)).mean(-1)
