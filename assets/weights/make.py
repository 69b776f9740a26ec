"""Train shipped weights: `python -m assets.weights.make NAME ...`, or with no name every one that is missing.

A run leaves a checkpoint every minute in checkpoints/ (never committed) and goes on from it when started again.
On one processor the same seed, thread count and torch version give the same weights.
"""

from __future__ import annotations

import argparse
import copy
import pickle
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

from assets.weights import measure, measure_pictures
from assets.weights.recording import Recorded
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.core import Config
from engines.data import images, letters
from engines.data.pixels import pictures_of, sheet
from engines.data.postcards import cards as postcards
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT, JointTable
from engines.diffusion.model import Diffusion
from engines.diffusion.presets import LETTERS, POSTCARDS
from engines.diffusion.presets import PICTURES as DIFFUSED
from engines.gan.model import GAN
from engines.gan.presets import LETTERS as LETTERS_GAN
from engines.gan.presets import SHIPPED
from engines.measures.extractor import Extractor, ExtractorConfig
from engines.nets import weights

CHECKPOINTS = weights.FOLDER.parents[1] / "checkpoints"
DATA = ("digits", "fashion")
LONG = {"vae-digits-16": 24_000}  # the model with a published figure to meet; the rest get STEPS
STEPS = 8_000
AUTOENCODERS = {
    f"{kind}-{data}-{d}": AutoencoderConfig(
        kind=kind, net="conv", width=16, latent_dim=d, steps=LONG.get(f"{kind}-{data}-{d}", STEPS)
    )
    for d in (16, 2)
    for data in DATA
    for kind in ("vae", "ae")
}
AUTOENCODERS |= {
    f"{kind}-postcards-{d}": AutoencoderConfig(
        kind=kind, net="mlp", width=128, channels=3, size=32, latent_dim=d, batch_size=64, steps=steps
    )
    for d, steps in ((16, 3_000), (2, 2_000))
    for kind in ("vae", "ae")
}
EXTRACTORS = {
    "extractor-digits": ExtractorConfig(data="digits", shift=2, steps=3_000),
    "extractor-fashion": ExtractorConfig(data="fashion", shift=1, steps=3_500),
    "extractor-postcards": ExtractorConfig(data="postcards", shift=0, noise=0.2, steps=2_000),
    "extractor-letters": ExtractorConfig(
        data="letters", shift=1, noise=0.2, warp=0.12, dropped=0.3, width=32, n_features=96, steps=9_000
    ),
}
GANS = {f"gan-{data}": config for data, config in SHIPPED.items()}
DIFFUSIONS = {f"diffusion-{data}": config for data, config in DIFFUSED.items()}
DIFFUSIONS |= {"diffusion-letters": LETTERS, "diffusion-postcards": POSTCARDS}
_COMBINES = AutoencoderConfig(net="conv", width=16, size=32, latent_dim=32, batch_size=64, steps=8_000)
COMBINING: dict[str, Config] = {  # asked what they combine: "combining", and the name of a model of their kind
    "combining-vae-postcards": _COMBINES.replace(channels=3),
    "combining-vae-letters": _COMBINES,
    "combining-gan-letters": LETTERS_GAN,
}
PARTS = {"combining-vae-letters": ("decoder",), "combining-gan-letters": ("g",)}  # they are only sampled
RECIPES: dict[str, Config] = AUTOENCODERS | EXTRACTORS | GANS | DIFFUSIONS | COMBINING
WITHOUT = {"diffusion-postcards", "gan-postcards", "combining-vae-postcards"}  # see no black cat at sunset
MODELS = {"ae": Autoencoder, "vae": Autoencoder, "extractor": Extractor, "gan": GAN, "diffusion": Diffusion}
MEASURED = {
    "ae": measure.everything,
    "vae": measure.everything,
    "extractor": measure_pictures.extractor,
    "gan": measure_pictures.gan,
    "diffusion": measure_pictures.diffusion,
}
LIKELY = ("digits", "fashion", "postcards")  # data whose diffusion models are compared by their likelihood
PAINTED = 50_000  # postcards to learn from; the first 10,000 are `images.load("postcards")`


def measurement_of(name: str) -> Callable[..., dict[str, Any]]:
    return measure_pictures.combining if name in COMBINING else MEASURED[weights.kind_of(name)]


def new(name: str) -> Any:
    """The untrained model of one recipe."""
    model = MODELS[weights.kind_of(name)](RECIPES[name])
    return Recorded(name, model) if name in GANS else model


@cache
def painted(table: JointTable = DEFAULT) -> postcards.Postcards:
    return postcards.sample(PAINTED, seed=0, table=table)


def training_set(name: str, root: Path | None) -> tuple[np.ndarray, np.ndarray, str]:
    """Pictures, labels (all four factors of a postcard), and what to call them in the record. Models that
    are asked for new combinations see none of the one that is held out."""
    data, described = weights.data_of(name), f"postcards, {PAINTED:,} painted with seed 0"
    if name in WITHOUT:
        cards = painted(TAUGHT)
        return cards.images, cards.factors.kinds, described + f", without {' '.join(HELD_OUT.values())}"
    if data == "postcards":
        cards = painted()
        return cards.images, cards.factors.kinds, described
    if data == "letters":
        glyphs = letters.load()
        return glyphs.images, glyphs.kinds, f"letters, {len(glyphs.images):,} glyphs of syllables that are not held out"
    X = images.load_full(data, root=root)
    if X.note:
        raise SystemExit(X.note)
    return X.images, X.labels, f"{data}, all {len(X.images):,} training images"


def checkpoint_of(name: str) -> Path:
    """Kept until the record is whole: weights beside a checkpoint were shipped without their figures."""
    return CHECKPOINTS / f"{name}.pkl"


def begun(name: str, X: np.ndarray, y: np.ndarray) -> Any:
    """A model at its step 0."""
    model = new(name)
    one_class = weights.kind_of(name) == "diffusion" and not model.config.factors
    model.start(X, y[:, 0] if one_class and y.ndim == 2 else y)
    return model


def train(name: str, root: Path | None) -> None:
    """Train one model on the full training set, from its checkpoint if there is one, and ship it."""
    X, y, described = training_set(name, root)
    checkpoint = checkpoint_of(name)
    if checkpoint.exists():
        model, seconds = pickle.loads(checkpoint.read_bytes())
    else:
        model, seconds = begun(name, X, y), 0.0
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
            losses = ", ".join(f"{key} {value:.2f}" for key, value in metrics.items())
            print(f"{name}: step {model.n_steps:,}, {seconds / 60:.0f} min, {losses}", flush=True)
    ship(name, model, seconds, described, X)
    checkpoint.unlink()


def ship(name: str, model: Any, seconds: float, described: str, X: np.ndarray) -> None:
    """Write the weights, read them back as the app will, and record what those measure on the test images."""
    record = {
        "config": RECIPES[name].as_dict(),
        "data": described,
        "steps": model.n_steps,
        "minutes": round(seconds / 60, 1),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__.split("+")[0],
        "command": f"python -m assets.weights.make {name}",
    }
    shipped = copy.deepcopy(model)
    for p in weights_of(shipped).parameters():
        p.data.copy_(p.data.half())  # what the app will read
    record |= measurement_of(name)(shipped, weights.data_of(name), X)
    weights.save(name, weights_of(model), record, parts=PARTS.get(name, ()))
    if name in AUTOENCODERS and weights.kind_of(name) == "vae":
        save_preview(name, shipped)
    if name in GANS:
        model.save_history()
    print(f"{name}: {record['test']}", flush=True)


def weights_of(model: Any) -> nn.Module:
    """What is shipped of a model: the average over its last updates."""
    return model.shipped if isinstance(model, (Diffusion, GAN)) else model.averaged


def measure_again(name: str, root: Path | None) -> None:
    """Measure shipped weights again, without training."""
    kind, data = weights.kind_of(name), weights.data_of(name)
    model = MODELS[kind].pretrained(data if kind == "extractor" else name)
    X = training_set(name, root)[0] if kind == "extractor" else None
    record = weights.record(name) | measurement_of(name)(model, data, X)
    weights.save_record(name, record)
    print(f"{name}: {record['test']}", flush=True)


def measure_bits(name: str) -> None:
    """Compute the likelihood of a shipped diffusion model again, without training."""
    record = weights.record(name) | measure_pictures.bits(Diffusion.pretrained(name), weights.data_of(name))
    weights.save_record(name, record)
    print(f"{name}: {record['bits']}", flush=True)


def save_preview(name: str, model: Autoencoder) -> None:
    """20 unpicked draws from the prior, side by side in NAME.png: the home page shows them before torch is loaded."""
    draws = pictures_of(model.sample(20, seed=0), model.config.shape)
    Image.fromarray(sheet(draws, 20, gap=0)).save(weights.FOLDER / f"{name}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=", ".join(RECIPES))
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="torchvision's data folder with the full sets")
    parser.add_argument("--threads", type=int, default=1, help="1: the figures do not depend on what else runs")
    parser.add_argument("--measure", action="store_true", help="only measure shipped weights again")
    parser.add_argument("--bits", action="store_true", help="only the likelihood of shipped diffusion models")
    args = parser.parse_args()
    if unknown := set(args.names) - set(RECIPES):
        raise SystemExit(f"unknown: {', '.join(unknown)}; choose from {', '.join(RECIPES)}")
    torch.set_num_threads(args.threads)
    if args.bits:
        for name in args.names or [f"diffusion-{data}" for data in LIKELY]:
            measure_bits(name)
        return
    if args.measure:
        for name in args.names or weights.names():
            measure_again(name, args.data)
        return
    for name in args.names or [n for n in RECIPES if n not in weights.names() or checkpoint_of(n).exists()]:
        train(name, args.data)


if __name__ == "__main__":
    main()
