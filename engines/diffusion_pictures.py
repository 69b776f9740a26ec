"""The settings that picture diffusion models are trained with, for the shipped weights: one per data set."""

from __future__ import annotations

from engines.diffusion_config import DiffusionConfig

# One thread takes some 1,000 pictures a second: about 45 minutes. The classes of a postcard are its seven subjects.
_GREY = DiffusionConfig(
    net="unet", width=32, batch=64, n_classes=10, schedule="cosine", prediction="v", lr=2e-3, lr_decay=0.7,
    ema=0.9995, sampler="ddim", sampling_steps=40, steps=40_000,
    products="bfloat16",
)  # fmt: skip
PICTURES = {
    "digits": _GREY,
    "fashion": _GREY.replace(steps=20_000),
    "postcards": _GREY.replace(channels=3, size=32, n_classes=7, steps=25_000),
}
