"""Rows of /compare trained anew from their seed: how many shipped figures come out equal, and the largest difference.

The same processor gives every bit again; another one rounds otherwise, and training carries that on.
    python -m tests.benchmarks.reproduction [data ...]
"""

from __future__ import annotations

import sys

import torch

from app.ui.claims.results import FOLDER
from engines.comparison import run as comparison
from engines.comparison.models import models_of
from engines.comparison.results import Results
from engines.comparison.run import Run, iterate

DATA = ("ring", "digits")


def main() -> None:
    torch.set_num_threads(1)
    shipped = Results.load(FOLDER)
    print(f"{'data':9} {'model':12} {'figures':>7} {'equal':>6} {'largest relative difference':>28}")
    for data in sys.argv[1:] or DATA:
        for model in models_of(data):
            *_, last = iterate(Run(data, model, 0))
            now = {r.metric: r.value for r in last.rows if r.metric not in comparison.MEASURED_ANEW}
            was = {r.metric: r.value for r in shipped.rows if (r.data, r.model, r.seed) == (data, model, 0)}
            pairs = [(now[m], was[m]) for m in now if was[m] is not None]
            off = [abs(a - b) / max(abs(b), 1e-12) for a, b in pairs]
            print(f"{data:9} {model:12} {len(pairs):7} {sum(a == b for a, b in pairs):6} {max(off):28.2g}", flush=True)


if __name__ == "__main__":
    main()
