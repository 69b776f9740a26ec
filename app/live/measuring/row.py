"""One row of the comparison as a task."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.live.channel.threads import one_thread
from app.live.measuring.desk import Work
from engines.comparison.models import kind_of
from engines.comparison.results import Row
from engines.data.worlds import World

MEASURING = 0.1  # of the bar: what comes after training
SHOWN = {"points": 400, "pictures": 24}  # samples that are kept to be looked at


class Done(NamedTuple):
    """What comes of it: rows of the tidy table, and some samples."""

    rows: tuple[Row, ...]
    samples: np.ndarray


def row_of(data: str, model: str, seed: int, seconds: float, own: World | None = None) -> Work:
    """One row of the comparison from start to end, `own` in the place of the named points."""
    import torch

    from engines.comparison import run as comparison

    torch.set_num_threads(1)
    one_thread()
    run = comparison.Run(data, model, seed, seconds, own=own)
    for progress in comparison.iterate(run):
        yield (1 - MEASURING) * progress.share
    return Done(progress.rows, run.samples[: SHOWN[kind_of(data)]])
