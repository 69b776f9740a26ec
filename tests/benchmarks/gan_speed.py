"""GAN turns per second: our engine, a textbook PyTorch loop, and the matrix products alone, interleaved.

One process, one torch thread, points, hidden 64 x 2, batch 256; a turn is one update of D and one of G. Then twelve
seeds together. The machine's mood changes from minute to minute: compare figures of one run only.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from engines.data import shapes as worlds_shapes
from engines.gan.model import GAN, GANConfig

ROUNDS, TURNS = 30, 100
CONFIG = GANConfig(width=64, depth=2, batch=256)


def mlp(sizes: list[int]) -> nn.Sequential:
    layers = [layer for n, m in zip(sizes, sizes[1:], strict=False) for layer in (nn.Linear(n, m), nn.LeakyReLU(0.2))]
    return nn.Sequential(*layers[:-1])


def textbook(X: np.ndarray, c: GANConfig) -> Callable[[], dict[str, float]]:
    """The loop of the tutorials: two optimisers, two passes of D, new random numbers every time."""
    data = torch.tensor(X, dtype=torch.float32)
    data = (data - data.mean(0)) / data.std()
    G, D = mlp([c.noise_dim, *[c.width] * c.depth, 2]), mlp([2, *[c.width] * c.depth, 1])
    optimiser_g = torch.optim.Adam(G.parameters(), lr=c.lr_g)
    optimiser_d = torch.optim.Adam(D.parameters(), lr=c.lr_d)
    ones, zeros = torch.ones(c.batch, 1), torch.zeros(c.batch, 1)

    def turn() -> dict[str, float]:
        real = data[torch.randint(len(data), (c.batch,))]
        fake = G(torch.randn(c.batch, c.noise_dim))
        optimiser_d.zero_grad()
        out_real, out_fake = D(real), D(fake.detach())
        loss_d = bce(out_real, ones) + bce(out_fake, zeros)
        loss_d.backward()
        optimiser_d.step()
        optimiser_g.zero_grad()
        loss_g = bce(D(G(torch.randn(c.batch, c.noise_dim))), ones)
        loss_g.backward()
        optimiser_g.step()
        d_real, d_fake = torch.sigmoid(out_real).mean().item(), torch.sigmoid(out_fake).mean().item()
        return {"loss_d": loss_d.item(), "loss_g": loss_g.item(), "d_real": d_real, "d_fake": d_fake}

    return turn


def ours(X: np.ndarray, c: GANConfig) -> Callable[[], object]:
    model = GAN(c)
    model.start(X)
    return model.step


def products(c: GANConfig) -> Callable[[], None]:
    """Nothing but the matrix products that one turn cannot do without, into memory that is already there."""
    g, d = [c.noise_dim, *[c.width] * c.depth, 2], [2, *[c.width] * c.depth, 1]
    shapes = []
    for sizes, rows, weights, inputs in (
        (g, c.batch, False, None),  # the fakes that D learns from
        (d, 2 * c.batch, True, False),  # D's update
        (g, c.batch, True, False),  # G's update ...
        (d, c.batch, False, True),  # ... through D, whose weights need no gradient
    ):
        for i, (n, m) in enumerate(zip(sizes, sizes[1:], strict=False)):
            shapes.append((rows, n, m))
            shapes += [(n, rows, m)] if weights else []
            shapes += [(rows, m, n)] if inputs or (inputs is False and i) else []
    S = c.replicas
    operands = [(torch.randn(S, a, b), torch.randn(S, b, e), torch.empty(S, a, e)) for a, b, e in shapes]

    def turn() -> None:
        for A, B, out in operands:
            torch.bmm(A, B, out=out)

    return turn


def seconds_per_turn(turns: dict[str, Callable[[], object]], rounds: int) -> dict[str, np.ndarray]:
    """Each contestant's seconds per turn in each round, one after the other within a round."""
    times: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, turn in turns.items():
            begin = time.perf_counter()
            for _ in range(TURNS):
                turn()
            times[name].append((time.perf_counter() - begin) / TURNS)
    return {name: np.array(t[1:]) for name, t in times.items()}  # the first round warms up


def main(rounds: int = ROUNDS) -> None:
    torch.set_num_threads(1)
    X = worlds_shapes.build("ring").sample(20_000, seed=0)
    many = CONFIG.replace(replicas=12)
    times = seconds_per_turn(
        {
            "textbook": textbook(X, CONFIG),
            "ours": ours(X, CONFIG),
            "matrix products alone": products(CONFIG),
            "ours, 12 seeds": ours(X, many),
            "matrix products alone, 12 seeds": products(many),
        },
        rounds,
    )
    median = {name: float(np.median(t)) for name, t in times.items()}
    for name, t in median.items():
        print(f"{name:34} {1 / t:8.0f} turns/s   {t * 1e6:7.0f} us a turn (best {times[name].min() * 1e6:.0f})")
    ratio = np.median(times["textbook"] / times["ours"])
    print(f"ours against textbook: {ratio:.2f} times the turns per second (median over {rounds - 1} rounds)")
    print(f"share of the matrix-product limit: {np.median(times['matrix products alone'] / times['ours']):.0%}", end="")
    share = np.median(times["matrix products alone, 12 seeds"] / times["ours, 12 seeds"])
    print(f"; with 12 seeds {share:.0%}; textbook {median['matrix products alone'] / median['textbook']:.0%}")
    print(f"12 seeds take {np.median(times['ours, 12 seeds'] / times['ours']):.1f} times the time of one, and "
          f"{np.median(times['ours, 12 seeds'] / times['textbook']):.1f} times that of one textbook loop")  # fmt: skip


if __name__ == "__main__":
    main()
