"""The settings that networks are compared with, found by trying on other seeds than the shipped ones; read without
torch. GAN: non-saturating with R1, averaged G and no momentum, of the PacGAN benchmark."""

from __future__ import annotations

from engines.autoencoder.config import AutoencoderConfig
from engines.diffusion.config import DiffusionConfig
from engines.diffusion.presets import PICTURES as DIFFUSED
from engines.gan.config import GANConfig
from engines.gan.presets import PICTURES as FORGED

VAE_POINTS = AutoencoderConfig(
    net="mlp", likelihood="gaussian", latent_dim=2, width=128, batch_size=256, lr=5e-3
)  # fmt: skip
VAE_GREY = AutoencoderConfig(net="conv", width=16, latent_dim=16, batch_size=64)
VAE_COLOUR = VAE_GREY.replace(channels=3, size=32, latent_dim=32)
GAN_POINTS = GANConfig(width=64, depth=4, batch=256, lr_g=1e-3, lr_d=1e-3, beta1=0.0, r1=0.02, ema=0.999, lr_decay=0.7)
DIFFUSION_POINTS = DiffusionConfig(  # of tests/benchmarks/diffusion_pacgan.py, with fewer steps of the sampler
    schedule="karras", noise_mean=-1.2, noise_sd=1.6, sampler="heun", batch=512, lr=2e-3, lr_decay=1.0,
    sampling_steps=50,
)  # fmt: skip
UNGUIDED = {"n_classes": 0, "guidance": 1.0, "sampler": "heun", "sampling_steps": 20}  # of pictures

# By data: "points", which stand for every table of numbers, and the pictures.
VAES = {"points": VAE_POINTS, "digits": VAE_GREY, "fashion": VAE_GREY, "postcards": VAE_COLOUR}
GANS = {"points": GAN_POINTS} | FORGED
DIFFUSIONS = {"points": DIFFUSION_POINTS} | {data: config.replace(**UNGUIDED) for data, config in DIFFUSED.items()}
