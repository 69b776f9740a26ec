"""A record that grows row by row, one for each case, as of a beta and a seed: begun again, it goes on with the next."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import torch

Row = dict[str, Any]


def measure(
    file: Path, about: Mapping[str, Any], cases: Iterable[Mapping[str, Any]], row_of: Callable[..., Row]
) -> None:
    """Add what is missing, `row_of(**case)` for each of the cases, which all have the same keys; `about` stands before
    the rows. The file is written whole, or not at all."""
    torch.set_num_threads(1)  # the figures do not depend on what else runs
    rows = json.loads(file.read_text())["rows"] if file.exists() else []
    for case in cases:
        if any(case.items() <= row.items() for row in rows):
            continue
        began = time.process_time()
        row = {**case, **row_of(**case)}
        print(row, f"{time.process_time() - began:.0f} s", flush=True)
        rows = sorted([*rows, row], key=lambda row: [row[name] for name in case])
        part = file.with_suffix(".part")
        part.write_text(json.dumps({**about, "rows": rows}, indent=1) + "\n")
        part.replace(file)


def by_seed(seeds: int, betas: Iterable[float]) -> list[Row]:
    """Every beta with the first seed, then with the next."""
    return [{"beta": beta, "seed": seed} for seed in range(seeds) for beta in betas]
