"""What /gan says was measured: `python -m assets.gan.make` writes seeds.json and losses.json.

How many of twelve seeds collapse, with each cure and without: the same runs as on the page, the recipe's settings,
seeds 0 to 11 trained together, the modes that 2,500 fakes reach. And what G's loss does in a fair fight, of each kind.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from engines.data import shapes
from engines.gan.losses import LOSSES
from engines.gan.model import GAN, GANConfig
from engines.gan.recipes import N_DATA, RECIPES
from engines.measures.mode_coverage import N_SAMPLES, coverage
from engines.statistics import mean_and_error

HERE = Path(__file__).parent
COMMAND = "python -m assets.gan.make"
REPLICAS, SEEDS = 12, 3


def modes(config: GANConfig, world: str) -> list[int]:
    """The number of modes reached by each of the seeds 0, 1, ... after the recipe's steps."""
    truth = shapes.build(world)
    model = GAN(config.replace(replicas=REPLICAS, seed=0))
    model.start(truth.sample(N_DATA, seed=0))
    for _ in range(config.steps):
        model.step()
    return [coverage(truth, fakes).modes for fakes in model.sample(N_SAMPLES, seed=1)]


def quarters(config: GANConfig, world: str) -> list[float]:
    """G's mean loss in each quarter of a run."""
    model = GAN(config)
    model.start(shapes.build(world).sample(N_DATA, seed=0))
    paid = np.array([model.step()["loss_g"] for _ in range(config.steps)])
    return [round(float(part.mean()), 4) for part in np.array_split(paid, 4)]


def main() -> None:
    torch.set_num_threads(1)
    healthy = RECIPES["healthy"]
    paid = {}
    for loss in LOSSES:
        runs = [healthy.config.replace(loss=loss, seed=seed) for seed in range(SEEDS)]
        paid[loss] = [quarters(run, healthy.world) for run in runs]
        print(f"{loss:22s} G's loss, quarter by quarter: {paid[loss]}")
    write("losses.json", {"world": healthy.world, "steps": healthy.config.steps, "losses": paid})
    recipe = RECIPES["collapse"]
    found = {"none": modes(recipe.config, recipe.world)}
    for cure in recipe.cures:
        found[cure.name] = modes(recipe.cured(cure.name), recipe.world)
    write("seeds.json", {"world": recipe.world, "steps": recipe.config.steps, "modes": found})
    for name, reached in found.items():
        mean, error = mean_and_error(reached)
        print(f"{name:22s} {mean:.2f} +- {error:.2f} modes  {reached}")


def write(name: str, record: dict) -> None:
    (HERE / name).write_text(json.dumps(record | {"command": COMMAND}) + "\n")


if __name__ == "__main__":
    main()
