"""The settings that picture diffusion models are trained with, for the shipped weights: one per data set."""

from __future__ import annotations

from engines.diffusion_config import DiffusionConfig

# One thread takes some 550 pictures a second: about 100 minutes. The classes of a postcard are its seven subjects.
_GREY = DiffusionConfig(
    net="unet", width=32, batch=64, n_classes=10, schedule="cosine", prediction="v", lr=2e-3, lr_decay=0.7,
    ema=0.9995, sampler="ddim", sampling_steps=40, steps=50_000,
)  # fmt: skip
PICTURES = {
    "digits": _GREY,
    "fashion": _GREY,
    "postcards": _GREY.replace(channels=3, size=32, n_classes=7, steps=40_000),
}
