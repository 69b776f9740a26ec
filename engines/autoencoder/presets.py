"""The settings that an AE and a VAE are trained with live, and in the measurement of beta."""

from __future__ import annotations

from engines.autoencoder.config import AutoencoderConfig

# A curve through the plane: one number for each point. With bend 1 it stays folded, on moons for 1,200 steps and more.
POINTS = AutoencoderConfig(
    net="mlp", likelihood="gaussian", latent_dim=1, width=64, lr=5e-3, warmup=50, batch_size=128, decay="none",
    bend=4.0, ema=0.99, steps=20_000,
)  # fmt: skip
_GREY = AutoencoderConfig(net="mlp", width=128, latent_dim=8, batch_size=64, steps=2_000)
MEASURED = {"digits": _GREY, "fashion": _GREY, "postcards": _GREY.replace(channels=3, size=32)}
# A rate that does not fall: beta is pulled while it runs, and must always have its effect.
PICTURES = {data: recipe.replace(decay="none", ema=0.995, steps=20_000) for data, recipe in MEASURED.items()}
