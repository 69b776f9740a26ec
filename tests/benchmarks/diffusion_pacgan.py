"""PacGAN protocol (Lin et al. 2018) for the diffusion engine: modes, HQ, reverse KL and the time of one thread.

100,000 training points, 2,500 samples. Hidden 128 x 3, EDM's noise levels and preconditioning (prediction v), Heun.
Each world over 5 seeds, some 40 processor seconds per run; beside it a perfect sampler's figures, and those of the
exact denoiser in the network's place, whose only error is the walk's.
    python -m tests.benchmarks.diffusion_pacgan [seeds]
"""

from __future__ import annotations

import sys
import time

import torch

from engines.data import shapes
from engines.data.worlds import World
from engines.diffusion.exact import standardised
from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.diffusion.oracles import WorldDenoiser
from engines.measures.mode_coverage import N_SAMPLES, Coverage, coverage
from engines.statistics import mean_and_error

SEEDS, POINTS = 5, 100_000
CONFIG = DiffusionConfig(
    schedule="karras", noise_mean=-1.2, noise_sd=1.6, sampler="heun", batch=512, steps=20_000, lr=2e-3, lr_decay=1.0,
    sampling_steps=100,  # with 40, even the exact denoiser loses 0.2 (ring) and 0.4 (grid) points of HQ to the walk
)  # fmt: skip


def run(name: str, world: World, config: DiffusionConfig) -> tuple[Coverage, float]:
    """Train and sample; what was covered, and the processor seconds of one thread that it took."""
    begin = time.thread_time()
    model = Diffusion(config).fit(world.sample(POINTS, seed=100 + config.seed))
    samples = model.sample(N_SAMPLES, seed=200 + config.seed)
    found, seconds = coverage(world, samples), time.thread_time() - begin
    print(f"  {name}, seed {config.seed}: {found.modes} modes, HQ {found.hq:.2%}, reverse KL {found.reverse_kl:.4f}, "
          f"{seconds:.0f} s", flush=True)  # fmt: skip
    return found, seconds


def walked(world: World, steps: int, seed: int) -> Coverage:
    """What the same sampler covers with the exact denoiser."""
    model = Diffusion(CONFIG.replace(sampling_steps=steps))
    model.world = world
    model.start(world.sample(POINTS, seed=seed))
    noise = torch.randn(N_SAMPLES, 2, generator=torch.Generator().manual_seed(seed))
    *_, last = model.trajectory(noise.double(), seed=seed, denoiser=WorldDenoiser(standardised(model)))
    return coverage(world, model.units(last.x))


def shown(values: list[float]) -> str:
    mean, error = mean_and_error(values)
    return f"{mean:8.4f} +- {error:.4f}"


def report(name: str, found: list[Coverage]) -> None:
    print(f"{name:16} modes {shown([c.modes for c in found])}   HQ % {shown([100 * c.hq for c in found])}   "
          f"reverse KL {shown([c.reverse_kl for c in found])}", flush=True)  # fmt: skip


def main(seeds: int = SEEDS, config: DiffusionConfig = CONFIG) -> None:
    torch.set_num_threads(1)
    made = {name: shapes.build(f"pacgan-{name}") for name in ("ring", "grid")}
    runs = {name: [] for name in made}
    for seed in range(seeds):  # a stopped benchmark has seen every world
        for name, world in made.items():
            runs[name].append(run(name, world, config.replace(seed=seed)))
    for name, world in made.items():
        report(name, [c for c, _ in runs[name]])
        report("perfect sampler", [coverage(world, world.sample(N_SAMPLES, seed=s)) for s in range(100)])
        for steps in (40, CONFIG.sampling_steps):
            report(f"exact, {steps} steps", [walked(world, steps, seed) for seed in range(seeds)])
        print(f"{'seconds':16} {shown([s for _, s in runs[name]])}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
