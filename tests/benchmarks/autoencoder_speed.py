"""VAE updates per second: our engine, a loop with torch's DataLoader, and the matrix products alone, interleaved; then
how soon the live pair's VAE reaches the bound of the measured recipe: `python -m tests.benchmarks.autoencoder_speed`.

One process, one torch thread, digits, the same networks, batch and data. Compare figures of one run only.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.utils.data import DataLoader, TensorDataset

from assets.autoencoder.beta import FILE
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.networks import EncoderDecoder
from engines.autoencoder.pair import Pair
from engines.autoencoder.presets import MEASURED, PICTURES
from engines.data import images

ROUNDS, UPDATES = 15, 40
RECIPE = MEASURED["digits"]
LOOKS = (20.0, 60.0, 300.0)  # seconds
BAR = 1.05  # of the recipe's bound, in nats below 0


def textbook(X: np.ndarray) -> Callable[[], float]:
    """The loop of the tutorials: a DataLoader, noise from torch's global stream, Adam as it comes."""
    rows = torch.tensor(X.reshape(len(X), -1) / 255, dtype=torch.float32)
    loader = DataLoader(TensorDataset(rows), batch_size=RECIPE.batch_size, shuffle=True)
    net = EncoderDecoder(RECIPE)
    optimiser = torch.optim.Adam(net.parameters(), lr=RECIPE.lr)

    def batches() -> Iterator[torch.Tensor]:
        while True:
            for (x,) in loader:
                yield x

    stream = batches()

    def update() -> float:
        x = torch.bernoulli(next(stream))
        mu, log_var = net.encode(x)
        z = mu + (log_var / 2).exp() * torch.randn_like(mu)
        kl = -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(1)
        loss = (bce(net.decoder(z), x, reduction="none").sum(1) + kl).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return update


def ours(X: np.ndarray) -> Callable[[], object]:
    model = Autoencoder(RECIPE)
    model.start(X)
    return model.step


def products() -> Callable[[], None]:
    """The products that one update cannot do without: forward, to the weights, and to all inputs but the first."""
    w, d, n = RECIPE.width, RECIPE.latent_dim, RECIPE.batch_size
    sizes = [(784, w), (w, w), (w, 2 * d), (d, w), (w, w), (w, 784)]
    shapes = [s for i, (a, b) in enumerate(sizes) for s in ((n, a, b), (a, n, b), *([(n, b, a)] if i else []))]
    operands = [(torch.randn(a, b), torch.randn(b, c), torch.empty(a, c)) for a, b, c in shapes]

    def update() -> None:
        for A, B, out in operands:
            torch.mm(A, B, out=out)

    return update


def throughput(X: np.ndarray) -> None:
    loops = {"ours": ours(X), "textbook": textbook(X), "products": products()}
    rates: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(ROUNDS):
        for name, update in loops.items():
            began = time.perf_counter()
            for _ in range(UPDATES):
                update()
            rates[name].append(UPDATES / (time.perf_counter() - began))
    middle = {name: float(np.median(r)) for name, r in rates.items()}
    ratio = np.median(np.array(rates["ours"]) / rates["textbook"])
    print("updates per second:", {name: round(rate) for name, rate in middle.items()}, f"ours / textbook {ratio:.2f}")


def live(X: np.ndarray) -> None:
    """The bound of held-out digits after some seconds of the pair that a page trains, both models on one thread."""
    rows = json.loads(FILE.read_text())["rows"]
    recipe = np.mean([row["elbo"] for row in rows if row["beta"] == 1.0])
    test, pair = images.load("digits", "test").images, Pair(PICTURES["digits"])
    pair.start(X)
    began = time.perf_counter()
    for seconds in LOOKS:
        while time.perf_counter() - began < seconds:
            pair.step()
        bound = pair.vae.elbo(test).mean()
        print(
            f"{seconds:.0f} s, {pair.n_steps:,} steps: bound {bound:.1f}, recipe {recipe:.1f}, within 5 %:",
            bool(bound > BAR * recipe),
        )


def main() -> None:
    torch.set_num_threads(1)
    X = images.load("digits").images
    throughput(X)
    live(X)


if __name__ == "__main__":
    main()
