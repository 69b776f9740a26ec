"""What can be run live: each kind reads its settings from a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.live.channel.messages import Message
from app.live.runs.autoencoder_jobs import AutoencoderJob, PictureAutoencoderJob
from app.live.runs.picture_jobs import PictureDiffusionJob, PictureGanJob
from app.live.runs.point_jobs import DiffusionJob, GanJob
from app.live.runs.settings import read_settings
from app.live.runs.task import Job
from app.live.world.service import read_world
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.presets import PICTURES as ENCODED
from engines.diffusion.config import DiffusionConfig
from engines.diffusion.presets import PICTURES as DIFFUSED
from engines.gan.config import GANConfig
from engines.gan.presets import PICTURES as FORGED


def fitting(data: str, settings: Mapping[str, Any], **needed: Any) -> dict[str, Any]:
    """The settings with what the data ask for; ValueError where they say otherwise."""
    for name, value in needed.items():
        if settings.get(name, value) != value:
            raise ValueError(f"{name} is {settings[name]!r}; {data} need {value!r}, so leave it out")
    return {**settings, **needed}


def _gan(message: Message) -> Job:
    settings = read_settings(GANConfig, message.fields.get("config", {}))
    return GanJob(read_world(message), GANConfig(**fitting("points", settings, net="mlp")))


def _diffusion(message: Message) -> Job:
    settings = read_settings(DiffusionConfig, message.fields.get("config", {}))
    return DiffusionJob(read_world(message), DiffusionConfig(**fitting("points", settings, net="mlp", n_classes=0)))


def _autoencoder(message: Message) -> Job:
    settings = read_settings(AutoencoderConfig, message.fields.get("config", {}))
    needed = {"likelihood": "gaussian", "latent_dim": 1, "columns": 2, "kind": "vae"}
    return AutoencoderJob(
        read_world(message), AutoencoderConfig(**fitting("points", {"net": "mlp"} | settings, **needed))
    )


def _picture_autoencoder(message: Message) -> Job:
    data = message.choice("data", tuple(ENCODED))
    settings = {"net": "mlp"} | read_settings(AutoencoderConfig, message.fields.get("config", {}))
    shape = {name: getattr(ENCODED[data], name) for name in ("likelihood", "channels", "size", "kind")}
    config = AutoencoderConfig(**fitting(data, settings, **shape))
    if config.net == "conv":
        raise ValueError("net is 'conv'; give 'mlp' or 'linear'")  # what a step costs is not said of others
    return PictureAutoencoderJob(data, config)


def _picture_gan(message: Message) -> Job:
    data = message.choice("data", tuple(FORGED))
    settings = read_settings(GANConfig, message.fields.get("config", {}))
    shape = {name: getattr(FORGED[data], name) for name in ("net", "channels", "size")}
    return PictureGanJob(data, GANConfig(**fitting(data, settings, **shape)))


def _picture_diffusion(message: Message) -> Job:
    data = message.choice("data", tuple(DIFFUSED))
    settings = read_settings(DiffusionConfig, message.fields.get("config", {}))
    recipe = DIFFUSED[data]
    shape = {name: getattr(recipe, name) for name in ("net", "channels", "size", "n_classes")}
    config = DiffusionConfig(**fitting(data, settings, **shape))
    for name in ("width", "batch", "view_steps"):  # what a step and a look cost
        if getattr(config, name) > getattr(recipe, name):
            raise ValueError(f"{name} is {getattr(config, name)}; give at most {getattr(recipe, name)}")
    return PictureDiffusionJob(data, config)


KINDS: dict[str, Callable[[Message], Job]] = {
    "gan": _gan, "picture-gan": _picture_gan, "diffusion": _diffusion, "picture-diffusion": _picture_diffusion,
    "autoencoder": _autoencoder, "picture-autoencoder": _picture_autoencoder,
}  # fmt: skip


def read_job(message: Message) -> Job:
    """The job that a message describes. BadMessage or ValueError if there is no such thing."""
    return KINDS[message.choice("job", tuple(KINDS))](message)
