"""VAE updates per second, ours and others', interleaved: `python -m tests.benchmarks.autoencoder_speed`.

Others: a loop with torch's DataLoader, Pythae's, and the matrix products alone. Then how soon the live pair's VAE
reaches the bound of the measured recipe, beside that of the shipped model, and how many of its draws can be read: the
share of 1,000 that the shipped extractor reads with at least 90 % certainty (beside real digits, as many). With
`--samples FILE.png` what it draws after 20 s is kept to be looked at, `--live` leaves the comparison out. One process,
one torch thread, digits, the same networks, batch and data, and seconds of processor time, so that a busy machine does
not show. Compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.utils.data import DataLoader, TensorDataset

from assets.autoencoder.beta import FILE
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.networks import EncoderDecoder
from engines.autoencoder.pair import Pair
from engines.autoencoder.presets import MEASURED, PICTURES
from engines.data import images
from engines.data.pixels import pictures_of, sheet
from engines.measures import classes, extractor
from engines.nets import weights
from tests.benchmarks import pythae_vae

ROUNDS, UPDATES = 15, 40
RECIPE = MEASURED["digits"]
LOOKS = (20.0, 60.0, 300.0)  # seconds of one processor
Loop = Callable[[int], object]  # makes so many updates
BAR = 1.05  # of the recipe's bound, in nats below 0
SHIPPED = "vae-digits-16"
READ = 1_000  # draws that are read


def ours(X: np.ndarray) -> Loop:
    model = Autoencoder(RECIPE)
    model.start(X)
    return lambda n: [model.step() for _ in range(n)]


def pair(X: np.ndarray) -> Loop:
    """An AE and a VAE, as a page trains them: two models for each update."""
    both = Pair(PICTURES["digits"])
    both.start(X)
    return lambda n: [both.step() for _ in range(n)]


def textbook(X: np.ndarray) -> Loop:
    """The loop of the tutorials: a DataLoader, noise from torch's global stream, Adam as it comes."""
    loader = DataLoader(TensorDataset(as_floats(X)), batch_size=RECIPE.batch_size, shuffle=True)
    net = EncoderDecoder(RECIPE)
    optimiser = torch.optim.Adam(net.parameters(), lr=RECIPE.lr)

    def batches() -> Iterator[torch.Tensor]:
        while True:
            for (x,) in loader:
                yield x

    stream = batches()

    def updates(n: int) -> None:
        for _ in range(n):
            x = torch.bernoulli(next(stream))
            mu, log_var = net.encode(x)
            z = mu + (log_var / 2).exp() * torch.randn_like(mu)
            kl = -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(1)
            loss = (bce(net.decoder(z), x, reduction="none").sum(1) + kl).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            loss.item()

    return updates


def products() -> Loop:
    """The products that one update cannot do without: forward, to the weights, and to all inputs but the first."""
    w, d, n = RECIPE.width, RECIPE.latent_dim, RECIPE.batch_size
    sizes = [(784, w), (w, w), (w, 2 * d), (d, w), (w, w), (w, 784)]
    shapes = [s for i, (a, b) in enumerate(sizes) for s in ((n, a, b), (a, n, b), *([(n, b, a)] if i else []))]
    operands = [(torch.randn(a, b), torch.randn(b, c), torch.empty(a, c)) for a, b, c in shapes]

    def updates(n: int) -> None:
        for _ in range(n):
            for A, B, out in operands:
                torch.mm(A, B, out=out)

    return updates


def as_floats(X: np.ndarray) -> torch.Tensor:
    return torch.tensor(X.reshape(len(X), -1) / 255, dtype=torch.float32)


def throughput(X: np.ndarray) -> None:
    loops = {"ours": ours(X), "textbook": textbook(X), "pythae": pythae_vae.loop(as_floats(X), RECIPE, UPDATES),
             "pair": pair(X), "products": products()}  # fmt: skip
    if loops["pythae"] is None:
        print("Pythae is not installed, so nothing is compared with it: see docs/measurements.md")
        del loops["pythae"]
    rates: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(ROUNDS):
        for name, updates in loops.items():
            began = time.process_time()
            updates(UPDATES)
            rates[name].append(UPDATES / (time.process_time() - began))
    print("updates per second:", {name: round(float(np.median(r))) for name, r in rates.items()})
    for name in ("textbook", "pythae"):
        if name in rates:
            print(f"ours / {name}: {np.median(np.array(rates['ours']) / rates[name]):.2f}")


def live(X: np.ndarray, samples: Path | None = None) -> None:
    """The bound of held-out digits after some seconds of the pair that a page trains, both models on one thread, and
    how many of the VAE's draws can be read; `samples`: the picture that is written of these at the first look."""
    rows = json.loads(FILE.read_text())["rows"]
    recipe = np.mean([row["elbo"] for row in rows if row["beta"] == 1.0])
    test, both = images.load("digits", "test").images, Pair(PICTURES["digits"])
    both.start(X)
    shipped = weights.record(SHIPPED)
    print(
        f"bars: recipe {recipe:.1f} ({RECIPE.latent_dim} numbers, {RECIPE.steps:,} steps), shipped {SHIPPED}"
        f" {-shipped['test']['negative_elbo']:.1f} ({shipped['config']['net']}, {shipped['steps']:,} steps)"
    )
    print("real test digits:", readable(test[:READ]))
    spent = 0.0
    for seconds in LOOKS:
        began = time.process_time()
        while spent + time.process_time() - began < seconds:
            both.step()
        spent = seconds
        bound = both.vae.elbo(test).mean()
        print(
            f"{seconds:.0f} s, {both.n_steps:,} steps: bound {bound:.1f}, recipe {recipe:.1f}, within 5 %:",
            bool(bound > BAR * recipe), readable(drawn(both.vae, READ)), flush=True,
        )  # fmt: skip
        if samples and seconds == LOOKS[0]:
            draw(both.vae, samples)


def drawn(model: Autoencoder, n: int) -> np.ndarray:
    """Draws of the prior, decoded, pictures in [0, 1]."""
    z = np.random.default_rng(0).standard_normal((n, model.config.latent_dim))
    return pictures_of(model.decode(z), model.config.shape)


def readable(X: np.ndarray) -> str:
    """How many pictures are surely a digit to the extractor, and of how many classes."""
    net = extractor.shipped("digits")
    seen = classes.class_coverage(net.read(net.features(X))["class"])
    return f"{seen.sure / seen.n:.1%} read for sure, {seen.classes} of 10 classes"


def draw(model: Autoencoder, file: Path) -> None:
    """A hundred draws, to be looked at."""
    Image.fromarray(255 - sheet(drawn(model, 100), 10, gap=2)).save(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=Path, help="the picture to write of what the live VAE draws after 20 s")
    parser.add_argument("--live", action="store_true", help="only how soon the live VAE is there")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    X = images.load("digits").images
    if not asked.live:
        throughput(X)
    live(X, asked.samples)


if __name__ == "__main__":
    main()
