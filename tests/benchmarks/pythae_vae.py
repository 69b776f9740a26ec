"""Pythae's own training loop (Chadebec et al. 2022, arXiv:2206.08309) on our networks; not among our requirements."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import torch
from torch import nn

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.networks import EncoderDecoder


def loop(x: torch.Tensor, recipe: AutoencoderConfig, updates: int) -> Callable[[int], None] | None:
    """A pass of Pythae's trainer over as many batches of x (n, D) as make `updates`; None where it is not installed."""
    if not find_spec("pythae"):
        return None
    from pythae.data.datasets import BaseDataset
    from pythae.models import VAE, VAEConfig
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder
    from pythae.trainers import BaseTrainer, BaseTrainerConfig
    from pythae.trainers.training_callbacks import CallbackHandler, TrainingCallback

    class Encoder(BaseEncoder):
        def __init__(self, layers: nn.Sequential) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, x: torch.Tensor) -> ModelOutput:
            mu, log_var = self.layers(2 * x - 1).chunk(2, 1)
            return ModelOutput(embedding=mu, log_covariance=log_var)

    class Decoder(BaseDecoder):
        def __init__(self, layers: nn.Sequential) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, z: torch.Tensor) -> ModelOutput:
            return ModelOutput(reconstruction=torch.sigmoid(self.layers(z)))

    net, n = EncoderDecoder(recipe), updates * recipe.batch_size
    config = VAEConfig(input_dim=(x.shape[1],), latent_dim=recipe.latent_dim, reconstruction_loss="bce")
    trainer = BaseTrainer(
        VAE(config, encoder=Encoder(net.encoder), decoder=Decoder(net.decoder)),
        BaseDataset(x[:n], torch.zeros(n)),
        training_config=BaseTrainerConfig(
            per_device_train_batch_size=recipe.batch_size, learning_rate=recipe.lr, no_cuda=True
        ),
    )
    trainer.set_optimizer()
    trainer.callback_handler = CallbackHandler([TrainingCallback()], model=trainer.model)  # no bar of progress
    return lambda n: trainer.train_step(1)
