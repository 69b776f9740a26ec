"""Train shipped weights: `python -m assets.weights.make NAME ...`, or with no name every one that is missing.

A run leaves a checkpoint every minute in checkpoints/ (never committed) and goes on from it when started again.
The same seed, thread count and torch version give the same weights.
"""

from __future__ import annotations

import argparse
import copy
import pickle
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from assets.weights import measure
from engines import images, weights
from engines.autoencoder import Autoencoder, AutoencoderConfig

CHECKPOINTS = weights.FOLDER.parents[1] / "checkpoints"
DATA = ("digits", "fashion")
LONG = {"vae-digits-16": 24_000}  # the model with a published figure to meet; the rest get STEPS
STEPS = 8_000
RECIPES = {
    f"{kind}-{data}-{d}": AutoencoderConfig(
        kind=kind, net="conv", width=16, latent_dim=d, steps=LONG.get(f"{kind}-{data}-{d}", STEPS)
    )
    for d in (16, 2)
    for data in DATA
    for kind in ("vae", "ae")
}


def checkpoint_of(name: str) -> Path:
    """Kept until the record is whole: weights beside a checkpoint were shipped without their figures."""
    return CHECKPOINTS / f"{name}.pkl"


def train(name: str, root: Path | None) -> None:
    """Train one model on the full training set, from its checkpoint if there is one, and ship it."""
    X = images.load_full(name.split("-")[1], root=root)
    if X.note:
        raise SystemExit(X.note)
    checkpoint = checkpoint_of(name)
    if checkpoint.exists():
        model, seconds = pickle.loads(checkpoint.read_bytes())
    else:
        model, seconds = Autoencoder(RECIPES[name]), 0.0
        model.start(X.images)
    print(f"{name}: from step {model.n_steps:,} of {model.config.steps:,}", flush=True)
    since_save = time.monotonic()
    while model.n_steps < model.config.steps:
        metrics = model.step()
        if time.monotonic() - since_save > 60 or model.n_steps == model.config.steps:
            seconds += time.monotonic() - since_save
            since_save = time.monotonic()
            CHECKPOINTS.mkdir(exist_ok=True)
            checkpoint.with_suffix(".part").write_bytes(pickle.dumps((model, seconds)))
            checkpoint.with_suffix(".part").replace(checkpoint)
            print(f"{name}: step {model.n_steps:,}, {seconds / 60:.0f} min, loss {metrics['loss']:.1f}", flush=True)
    ship(name, model, seconds, len(X.images))
    checkpoint.unlink()


def ship(name: str, model: Autoencoder, seconds: float, n_train: int) -> None:
    """Write the weights, read them back as the app will, and record what those measure on the test images."""
    record = {
        "config": model.config.as_dict(),
        "data": f"{name.split('-')[1]}, all {n_train:,} training images",
        "steps": model.n_steps,
        "minutes": round(seconds / 60, 1),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__.split("+")[0],
        "command": f"python -m assets.weights.make {name}",
    }
    shipped = copy.deepcopy(model)
    for p in shipped.averaged.parameters():
        p.data = p.data.half().float()  # what the app will read
    record |= measure.everything(shipped, name.split("-")[1])
    weights.save(name, model.averaged, record)
    if model.config.kind == "vae":
        save_preview(name, shipped)
    print(f"{name}: {record['test']}", flush=True)


def measure_again(name: str) -> None:
    """Measure shipped weights again, without training."""
    model, data = Autoencoder.pretrained(name), name.split("-")[1]
    record = weights.record(name) | measure.everything(model, data)
    weights.save(name, model.averaged, record)
    print(f"{name}: {record['test']}", flush=True)


def save_preview(name: str, model: Autoencoder) -> None:
    """20 unpicked draws from the prior, side by side in NAME.png: the home page shows them before torch is loaded."""
    draws = model.sample(20, seed=0).reshape(20, model.config.size, model.config.size)
    Image.fromarray((np.hstack(draws) * 255).round().astype(np.uint8)).save(weights.FOLDER / f"{name}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=", ".join(RECIPES))
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="torchvision's data folder with the full sets")
    parser.add_argument("--threads", type=int, default=1, help="1: the figures do not depend on what else runs")
    parser.add_argument("--measure", action="store_true", help="only measure shipped weights again")
    args = parser.parse_args()
    if unknown := set(args.names) - set(RECIPES):
        raise SystemExit(f"unknown: {', '.join(unknown)}; choose from {', '.join(RECIPES)}")
    torch.set_num_threads(args.threads)
    if args.measure:
        for name in args.names or weights.names():
            measure_again(name)
        return
    for name in args.names or [n for n in RECIPES if n not in weights.names() or checkpoint_of(n).exists()]:
        train(name, args.data)


if __name__ == "__main__":
    main()
