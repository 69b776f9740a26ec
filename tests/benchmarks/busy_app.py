"""The app with one training thread busy in its own process, as when a class trains a model while others drag."""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import streamlit as st  # noqa: E402

from app.main import MIDDLEWARE, SHELL, live_routes  # noqa: E402


def train() -> None:
    import torch

    from engines.autoencoder.config import AutoencoderConfig
    from engines.autoencoder.model import Autoencoder
    from engines.data import images

    torch.set_num_threads(1)
    model = Autoencoder(AutoencoderConfig(net="mlp", width=256, batch_size=64))
    model.start(images.load("digits").images)
    while True:
        model.step()


threading.Thread(target=train, daemon=True).start()
app = st.App(SHELL, routes=live_routes(), middleware=MIDDLEWARE)  # Streamlit looks for it in the file that it is given
