"""A training as code to take home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.live.channel.messages import Message
from app.live.runs.jobs import read_job
from app.live.world.code import world
from app.ui.code import Code, config, step

SCRIPTS = {
    "gan": "gan_points", "picture-gan": "gan_pictures", "diffusion": "diffusion_points",
    "picture-diffusion": "diffusion_pictures", "autoencoder": "autoencoder_train",
    "picture-autoencoder": "autoencoder_train",
}  # fmt: skip
STEPS = 500  # of a run that the browser says nothing of


def trained(job: Mapping[str, Any]) -> Code:
    """The training that the stage shows, up to the step that is shown."""
    kind, settings = job["job"], read_job(Message(0, "begin", dict(job))).config
    data = world(job["world"]) if "world" in job else job["data"]
    name = "DATA" if "data" in job or kind == "autoencoder" else "WORLD"
    values = {name: data, "CONFIG": config(settings), "STEPS": max(1, step(settings.steps, STEPS))}
    return Code(SCRIPTS[kind], values)
