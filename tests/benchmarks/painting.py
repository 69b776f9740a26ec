"""Ten thousand postcards on one core: `python -m tests.benchmarks.painting`."""

from __future__ import annotations

import os
import time

from engines.data.postcards import cards as postcards

N = 10_000
RUNS = 3
BAR = 20  # seconds


def main() -> None:
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    if cores:
        os.sched_setaffinity(0, {min(cores)})  # threads of a library cannot help
    try:
        postcards.sample(50, seed=0)  # what is imported and cached once
        for run in range(RUNS):
            start, spent = time.perf_counter(), time.process_time()
            cards = postcards.sample(N, seed=run)
            took, spent = time.perf_counter() - start, time.process_time() - spent
            verdict = "met" if took < BAR else "MISSED"
            print(f"{len(cards.images):,} postcards: {took:.2f} s, {spent:.2f} s of the core  < {BAR}: {verdict}")
    finally:
        if cores:
            os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
