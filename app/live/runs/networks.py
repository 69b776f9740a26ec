"""The networks of a run as it stands, for its owner to take home: a frame is a safetensors file."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from app.live.channel import frames
from app.live.channel.messages import Message, Refused
from app.live.runs.asked import read_owner
from app.live.runs.carried import Carried, opened
from app.live.runs.hub import Hub
from app.live.runs.run import Run

WAIT_SECONDS = 10.0  # until a worker gives the model back
WAITING = ThreadPoolExecutor(2, thread_name_prefix="networks")


def networks(hub: Hub, message: Message) -> Generator[Future, Any, bytes]:
    """The weights, float32, and in words the configuration and the step; the run pauses."""
    run = hub.owned(str(message.fields.get("run")), read_owner(message))
    hub.pause(run)
    arrays, about = yield WAITING.submit(_at_rest, hub, run)
    return frames.pack(arrays, id=message.id, kind="weights", **about)


def _at_rest(hub: Hub, run: Run) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        with hub.lock:  # else it might be taken further meanwhile
            if not run.lives:
                raise Refused("ended", "the run has ended; begin another")
            if run.model is not None and run.rest is None and not run.busy:
                about = {"config": run.job.config.as_dict(), "step": run.step}
                if not isinstance(run.model, Carried):
                    return weights_of(run.model), about
                job, model = run.job, run.model
                break
        time.sleep(0.02)
    else:
        raise Refused("busy", "the server is busy; try again")
    while not job.prepared():  # its data are being loaded; nobody waits for the lock meanwhile
        if time.monotonic() > end:
            raise Refused("busy", "the server is busy; try again")
        time.sleep(0.02)
    return weights_of(opened(job, model)), about


def weights_of(model: Any) -> dict[str, np.ndarray]:
    """By network, layer and name: of a GAN the G that is shown, and D; of a pair of autoencoders both; of a diffusion
    model, and of an autoencoder, the average that pictures are made with."""
    if hasattr(model, "vae"):
        nets = {"ae": model.ae.averaged, "vae": model.vae.averaged}
    else:
        nets = {"g": model.shown, "d": model.d} if hasattr(model, "d") else {"net": model.averaged}
    return {f"{name}.{key}": value for name, net in nets.items() for key, value in _arrays(net).items()}


def _arrays(net: Any) -> dict[str, np.ndarray]:
    """Of a module by its names; of a flat network its weights in their order, by number."""
    module = getattr(net, "module", net)
    if hasattr(module, "state_dict"):
        found = module.state_dict()
    else:
        parts = net.theta.split([math.prod(shape) for shape in net.shapes])
        found = {str(i): part.reshape(shape) for i, (part, shape) in enumerate(zip(parts, net.shapes, strict=True))}
    return {name: value.detach().float().cpu().numpy().copy() for name, value in found.items()}
