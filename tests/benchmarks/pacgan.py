"""Mode coverage by the PacGAN protocol: our recipe and plain GANs, ten seeds each, beside a perfect sampler.

`python -m tests.benchmarks.pacgan [ring|grid] [ours|plain|pacgan-sizes] [--turns N] [--seeds S]`; without names, all in
turn. Ring: 8 modes, radius 1, sigma 0.01; grid: 5 x 5, spacing 2, sigma 0.05; 100,000 training points, 2,500 samples.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np
import torch

from engines.data import shapes as worlds_shapes
from engines.data.worlds import World
from engines.gan.model import GAN, GANConfig
from engines.measures.mode_coverage import N_SAMPLES, coverage
from engines.statistics import mean_and_error

N_DATA = 100_000
OURS = GANConfig(  # no momentum, a smooth D, rates that fall to zero over the last 70 %, samples of the averaged G
    width=64, depth=4, batch=256, lr_g=1e-3, lr_d=1e-3, beta1=0.0, r1=0.02, ema=0.999, lr_decay=0.7, steps=40_000
)
RECIPES = {
    "ours": OURS,
    # The same networks, batch, rates and turns without any of these measures.
    "plain": OURS.replace(beta1=0.5, r1=0.0, ema=0.0, lr_decay=0.0),
    # PacGAN's sizes, batch and Adam, for a fortieth of their 400,000 turns; their D has maxout units, ours LeakyReLU.
    "pacgan-sizes": GANConfig(
        width=400, width_d=200, depth=2, batch=100, lr_g=1e-4, lr_d=1e-4, beta1=0.8, steps=10_000
    ),
}


def measured(world: World, samples: np.ndarray) -> np.ndarray:
    """Modes, high quality in %, reverse KL in nats, for each of S samples (S, n, 2); (S, 3)."""
    found = [coverage(world, X) for X in samples]
    return np.array([(c.modes, 100 * c.hq, c.reverse_kl) for c in found])


def follow(world: World, config: GANConfig, every: int) -> Iterator[tuple[int, np.ndarray]]:
    """Turns done and the figures of all seeds (S, 3), every so many turns and at the end."""
    model = GAN(config)
    model.start(world.sample(N_DATA, seed=0))
    for turn in range(1, config.steps + 1):
        model.step()
        if turn % every == 0 or turn == config.steps:
            yield turn, measured(world, model.sample(N_SAMPLES, seed=1).reshape(-1, N_SAMPLES, 2))


def row(name: str, figures: np.ndarray) -> str:
    """Means and standard errors over the seeds; a KL is infinite where a seed has no sample of quality at all."""
    cells = []
    for values, decimals in zip(figures.T, (2, 2, 4), strict=True):
        mean, error = mean_and_error(values) if np.isfinite(values).all() else (np.inf, np.inf)
        cells.append(f"{mean:.{decimals}f} +- {error:.{decimals}f}")
    return f"{name:34} modes {cells[0]:15} HQ % {cells[1]:16} reverse KL {cells[2]}"


def main(shapes: tuple[str, ...] = ("ring", "grid"), names: tuple[str, ...] = tuple(RECIPES),
         seeds: int = 10, turns: int | None = None) -> None:  # fmt: skip
    torch.set_num_threads(1)
    for shape in shapes:
        world = worlds_shapes.build(f"pacgan-{shape}")
        truth = np.stack([world.sample(N_SAMPLES, seed=seed) for seed in range(100, 100 + seeds)])
        print(row(f"{shape}, perfect sampler", measured(world, truth)), flush=True)
        for name in names:
            config = RECIPES[name].replace(replicas=seeds, **({"steps": turns} if turns else {}))
            begin = time.perf_counter()
            for turn, figures in follow(world, config, max(1, config.steps // 10)):
                label = f"{shape}, {name}, {turn} turns"
                print(row(label, figures), f"  {time.perf_counter() - begin:5.0f} s", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=["ring", "grid", *RECIPES, []])
    parser.add_argument("--turns", type=int)
    parser.add_argument("--seeds", type=int, default=10)
    given = parser.parse_args()
    main(
        tuple(n for n in given.names if n in ("ring", "grid")) or ("ring", "grid"),
        tuple(n for n in given.names if n in RECIPES) or tuple(RECIPES),
        given.seeds,
        given.turns,
    )
