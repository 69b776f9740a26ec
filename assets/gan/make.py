"""How many of twelve seeds collapse, with each cure and without: `python -m assets.gan.make` writes seeds.json.

The same runs as on the page: the recipe's settings, seeds 0 to 11 trained together, the modes that 2,500 fakes reach.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

from engines.data import shapes
from engines.gan.model import GAN, GANConfig
from engines.gan.recipes import N_DATA, RECIPES
from engines.measures.mode_coverage import N_SAMPLES, coverage
from engines.statistics import mean_and_error

FILE = Path(__file__).with_name("seeds.json")
REPLICAS = 12


def modes(config: GANConfig, world: str) -> list[int]:
    """The number of modes reached by each of the seeds 0, 1, ... after the recipe's steps."""
    truth = shapes.build(world)
    model = GAN(config.replace(replicas=REPLICAS, seed=0))
    model.start(truth.sample(N_DATA, seed=0))
    for _ in range(config.steps):
        model.step()
    return [coverage(truth, fakes).modes for fakes in model.sample(N_SAMPLES, seed=1)]


def main() -> None:
    torch.set_num_threads(1)
    recipe = RECIPES["collapse"]
    found = {"none": modes(recipe.config, recipe.world)}
    for cure in recipe.cures:
        found[cure.name] = modes(recipe.cured(cure.name), recipe.world)
    record = {
        "world": recipe.world,
        "steps": recipe.config.steps,
        "command": "python -m assets.gan.make",
        "modes": found,
    }
    FILE.write_text(json.dumps(record) + "\n")
    for name, reached in found.items():
        mean, error = mean_and_error(reached)
        print(f"{name:22s} {mean:.2f} +- {error:.2f} modes  {reached}")


if __name__ == "__main__":
    main()
