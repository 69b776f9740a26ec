"""How often a training of a GAN falls back: what "unstable" means on the way, not only at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engines.comparison.claims import QUALITY
from engines.comparison.models import kind_of
from engines.comparison.rule import VISIBLE, Figure
from engines.statistics import mean_and_error

if TYPE_CHECKING:
    from engines.comparison.results import Curves

GANS = ("gan", "gan-plain")  # whose criterion is the distance of their samples itself


def relapsed(curves: Curves, data: str) -> dict[tuple[str, str], Figure]:
    """Share of the looks at which a training was further from the data, by what a person can see, than at its best
    before: mean and standard error over the trainings of each GAN whose paths are known."""
    factor, found = VISIBLE[QUALITY[kind_of(data)][0]], {}
    for model in GANS:
        paths = [np.array([y for _, y in path]) for (d, m, _), path in curves.items() if (d, m) == (data, model)]
        if paths:
            mean, error = mean_and_error([float((y > factor * np.minimum.accumulate(y)).mean()) for y in paths])
            found[model, "relapsed"] = Figure(mean, error if len(paths) > 1 else 0.0, len(paths))
    return found
