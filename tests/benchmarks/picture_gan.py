"""Digits from scratch, one thread: how soon are they recognisable? `python -m tests.benchmarks.picture_gan`.

Sure: the share of 1,000 samples that the shipped extractor reads with at least 90 % certainty (real digits: the last
row). Seconds of the processor, so that what else runs does not count; a free core takes as many on the clock.
"""

from __future__ import annotations

import time

import torch

from engines.data import images
from engines.gan.model import GAN
from engines.gan.presets import PICTURES
from engines.measures import classes, extractor, frechet

MOMENTS = (15, 30, 60, 120, 180)  # seconds


def row(label: str, X) -> str:
    features = extractor.shipped("digits").features(X)
    seen = classes.class_coverage(extractor.shipped("digits").read(features)["class"])
    distance = frechet.frechet(features, extractor.reference("digits"))
    return f"| {label} | {seen.sure / seen.n:.1%} | {seen.classes} of 10 | {distance:.1f} |"


def main() -> None:
    torch.set_num_threads(1)
    model, seconds = GAN(PICTURES["digits"]), 0.0
    model.start(images.load("digits").images)
    print("| seconds, turns | sure | classes | Fréchet distance, 1,000 samples |\n|---|---|---|---|")
    for moment in MOMENTS:
        begin = time.process_time()
        while seconds + time.process_time() - begin < moment:
            model.step()
        seconds = moment
        print(row(f"{moment} s, {model.n_steps:,}", model.sample(1_000, seed=1)), flush=True)
    X = images.load("digits").images
    print(row("real", X[torch.randperm(len(X), generator=torch.Generator().manual_seed(0))[:1_000].numpy()]))


if __name__ == "__main__":
    main()
