"""Measure the curves of /diffusion: `python -m assets.diffusion.make` (an hour of one core) writes curves.json.

What is there already is not measured again: delete the file, or rows of it, to begin anew. Parts, all by default: ring,
averaging, exact, digits, guidance, digits-long, grid, composed. The pictures need the shipped models diffusion-digits
and diffusion-postcards.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import torch

from assets.diffusion import composed
from engines.data import shapes
from engines.data.worlds import World
from engines.diffusion import curve_records, curves
from engines.diffusion.curve_records import MEASURED, Row
from engines.nets import weights

COMMAND = "python -m assets.diffusion.make"
SEEDS, PICTURE_SEEDS, FLOOR_SEEDS = range(5), range(3), range(20)
BUDGETS = (2, 5, 10, 20, 50, 100, 200, 1000)  # network evaluations per sample
PICTURE_BUDGETS, LONG_BUDGETS = (2, 5, 10, 20), (50, 100)
LONG = ("eta-0", "eta-1", "ddpm-large")  # what is measured at 100, too: a minute and more each
WEIGHTS, GUIDED_STEPS = (0.0, 1.0, 2.0, 4.0, 8.0), 20

Jobs = Iterator[tuple[Row, Callable[[], Iterable[Row]]]]  # what identifies the rows of a job, and the job


@lru_cache(maxsize=1)
def world(name: str) -> World:
    return shapes.build(name)


@lru_cache(maxsize=len(SEEDS))
def model(name: str, seed: int) -> Any:
    return curves.trained(world(name), seed)


def points(name: str, by: str = "network") -> Jobs:
    """Every sampler, budget and seed on one world, and the floor."""
    for seed in FLOOR_SEEDS:
        key = {"part": "floor", "on": name, "seed": seed}
        yield key, lambda seed=seed: curves.floor_of_points(world(name), name, [seed])
    for seed in SEEDS:
        for sampler in MEASURED:
            for budget in BUDGETS:
                key = {"part": "steps", "on": name, "by": by, "sampler": sampler, "budget": budget, "seed": seed}
                yield (
                    key,
                    lambda sampler=sampler, budget=budget, seed=seed: curves.point_steps(
                        model(name, seed), name, sampler, [budget], seed=seed, by=by
                    ),
                )


def averaging(name: str) -> Jobs:
    for seed in SEEDS:
        key = {"part": "ema", "on": name, "seed": seed}
        yield key, lambda seed=seed: curves.averaging(world(name), name, seed)


def pictures(data: str, budgets: Sequence[int]) -> Jobs:
    """Every sampler, budget and seed of the shipped model, and the floor; the cheap ones first."""
    for seed in FLOOR_SEEDS:
        key = {"part": "floor", "on": data, "seed": seed}
        yield key, lambda seed=seed: curves.floor_of_pictures(data, [seed])
    for budget in budgets:
        for seed in PICTURE_SEEDS:
            for sampler in LONG if budget == max(LONG_BUDGETS) else MEASURED:
                key = {"part": "steps", "on": data, "sampler": sampler, "budget": budget, "seed": seed}
                yield (
                    key,
                    lambda sampler=sampler, budget=budget, seed=seed: curves.picture_steps(
                        data, sampler, [budget], seed=seed
                    ),
                )


def guidance(data: str) -> Jobs:
    for seed in PICTURE_SEEDS:
        for weight in WEIGHTS:
            key = {"part": "guidance", "on": data, "guidance": weight, "seed": seed}
            yield (
                key,
                lambda weight=weight, seed=seed: curves.guidance(data, [weight], GUIDED_STEPS, seed=seed),
            )


PARTS: dict[str, Callable[[], Jobs]] = {
    "ring": lambda: points("ring"),
    "averaging": lambda: averaging("ring"),
    "exact": lambda: points("ring", by="exact"),
    "digits": lambda: pictures("digits", PICTURE_BUDGETS),
    "guidance": lambda: guidance("digits"),
    "digits-long": lambda: pictures("digits", LONG_BUDGETS),
    "grid": lambda: points("grid"),
    "composed": composed.jobs,
}
OF_PICTURES = {"digits": "digits", "guidance": "digits", "digits-long": "digits", "composed": "postcards"}


def main() -> None:
    torch.set_num_threads(1)
    curve_records.FILE.touch()
    record = curve_records.read() if curve_records.FILE.stat().st_size else {"rows": []}
    record |= {
        "command": COMMAND, "torch": torch.__version__.split("+")[0], "points": curves.N_POINTS,
        "pictures": curves.N_PICTURES, "updates": curves.UPDATES,
    }  # fmt: skip
    for part in sys.argv[1:] or PARTS:
        if part in OF_PICTURES and f"diffusion-{OF_PICTURES[part]}" not in weights.names():
            print(f"{part}: left out, the shipped weights diffusion-{OF_PICTURES[part]} are not there")
            continue
        began = time.monotonic()
        for key, job in PARTS[part]():
            if not curve_records.select(record["rows"], **key):
                record["rows"].extend(job())
                curve_records.write(record)
        print(f"{part}: {(time.monotonic() - began) / 60:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
