"""How much fine detail pictures have: energy at high frequencies."""

from __future__ import annotations

import numpy as np

from engines.data.pixels import to_unit

FINE = 0.25  # cycles per pixel: waves shorter than four pixels


def fine_energy(images: np.ndarray) -> np.ndarray:
    """Mean squared value of waves shorter than four pixels, per picture (n,): blur takes it away, noise adds to it.

    images (n, H, W) or (n, H, W, C) as bytes, or in [0, 1]. By Parseval the power of the spatial frequencies above
    `FINE`, so a picture's mean and slow shading count nothing.
    """
    power, frequency = _power(images)
    return (power * (frequency > FINE)).sum((1, 2))


def spectrum(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Energy by fineness: frequencies (k,), cycles per pixel, and the power of each ring around them, (n, k).

    Rings are one step of the picture's own frequencies wide, 1 / size; the mean (frequency 0) is left out.
    """
    power, frequency = _power(images)
    size = max(power.shape[1:])
    ring = np.rint(frequency * size).astype(int)
    k = np.arange(1, size // 2 + 1)
    return k / size, np.stack([power[:, ring == i].sum(1) for i in k], 1)


def _power(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """|FFT|^2 of each picture, mean over its channels (n, H, W), and the frequency of each entry (H, W)."""
    x = np.asarray(images)
    if x.ndim not in (3, 4) or not x.size:
        raise ValueError(f"images have shape {x.shape}; give (n, H, W) or (n, H, W, C) with at least one picture")
    x = to_unit(x).reshape(*x.shape[:3], -1)
    power = (np.abs(np.fft.fft2(x, axes=(1, 2), norm="forward")) ** 2).mean(-1)
    fy, fx = np.meshgrid(np.fft.fftfreq(x.shape[1]), np.fft.fftfreq(x.shape[2]), indexing="ij")
    return power, np.hypot(fy, fx)
