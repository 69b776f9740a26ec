"""The app with one training thread busy in its own process, as when a class trains a model while others drag."""

import sys
import threading
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from app.live.channel.routes import live_routes  # noqa: E402


def train(stop: threading.Event) -> None:
    import torch

    from engines.autoencoder.config import AutoencoderConfig
    from engines.autoencoder.model import Autoencoder
    from engines.data import images

    torch.set_num_threads(1)
    model = Autoencoder(AutoencoderConfig(net="mlp", width=256, batch_size=64))
    model.start(images.load("digits").images)
    while not stop.is_set():
        model.step()


@asynccontextmanager
async def training(app: st.App):
    stop = threading.Event()
    threading.Thread(target=train, args=(stop,), daemon=True).start()
    yield {}
    stop.set()


app = st.App(ROOT / "app" / "shell.py", routes=live_routes(), lifespan=training)
