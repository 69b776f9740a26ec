"""Measure what beta does: `python -m assets.autoencoder.beta` (some ten minutes of one core) writes beta.json, row by
row; begun again, it goes on with the next row."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engines.autoencoder.model import Autoencoder
from engines.autoencoder.presets import MEASURED
from engines.autoencoder.views import active, kl_per_number
from engines.data import images

FILE = Path(__file__).with_name("beta.json")
BETAS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # 0 is the AE
SEEDS = 3
RECIPE = MEASURED["digits"]


def measured(beta: float, seed: int) -> dict[str, Any]:
    """Of the 2,000 test pictures: nats per picture, and what each number of the code tells, in falling order."""
    model = Autoencoder(RECIPE.replace(beta=beta, seed=seed)).fit(images.load("digits").images)
    X = images.load("digits", "test").images
    mu, sigma = model.encode(X)
    kl = np.sort(kl_per_number(mu, sigma))[::-1] if beta else None
    return {
        "restoring": round(float(model.reconstruction_error(X).mean()), 2),
        "kl": None if kl is None else np.round(kl.astype(float), 3).tolist(),
        "elbo": None if kl is None else round(float(model.elbo(X).mean()), 2),
        "active": active(mu),
    }


def main() -> None:
    torch.set_num_threads(1)  # the figures do not depend on what else runs
    rows = json.loads(FILE.read_text())["rows"] if FILE.exists() else []
    for seed in range(SEEDS):
        for beta in BETAS:
            if any((row["beta"], row["seed"]) == (beta, seed) for row in rows):
                continue
            began = time.process_time()
            row = {"beta": beta, "seed": seed} | measured(beta, seed)
            print(row, f"{time.process_time() - began:.0f} s", flush=True)
            rows = sorted([*rows, row], key=lambda r: (r["beta"], r["seed"]))
            write(rows)


def write(rows: list[dict[str, Any]]) -> None:
    """The file whole, or not at all."""
    record = {
        "command": "python -m assets.autoencoder.beta",
        "torch": torch.__version__.split("+")[0],
        "config": RECIPE.as_dict(),
        "rows": rows,
    }
    part = FILE.with_suffix(".part")
    part.write_text(json.dumps(record, indent=1) + "\n")
    part.replace(FILE)


if __name__ == "__main__":
    main()
