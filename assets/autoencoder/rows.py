"""A record that grows row by row, one for each beta and seed: begun again, it goes on with the next."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch

Row = dict[str, Any]


def measure(
    file: Path,
    about: dict[str, Any],
    betas: Iterable[float],
    seeds: int,
    row_of: Callable[[float, int], dict[str, Any]],
) -> None:
    """Add what is missing; `about` stands before the rows. The file is written whole, or not at all."""
    torch.set_num_threads(1)  # the figures do not depend on what else runs
    rows = json.loads(file.read_text())["rows"] if file.exists() else []
    for seed in range(seeds):
        for beta in betas:
            if any((row["beta"], row["seed"]) == (beta, seed) for row in rows):
                continue
            began = time.process_time()
            row = {"beta": beta, "seed": seed} | row_of(beta, seed)
            print(row, f"{time.process_time() - began:.0f} s", flush=True)
            rows = sorted([*rows, row], key=lambda row: (row["beta"], row["seed"]))
            part = file.with_suffix(".part")
            part.write_text(json.dumps(about | {"rows": rows}, indent=1) + "\n")
            part.replace(file)
