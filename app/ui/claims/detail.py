"""Fine detail of pictures, as the comparison measured it: the one measure of sharpness that pages speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.ui.claims import results
from app.ui.language import t
from app.ui.names import maker_names
from app.ui.numbers import with_error
from engines.comparison.budgets import LESSON, N_SAMPLES
from engines.comparison.models import family
from engines.comparison.rule import Figure

METRIC = "sharpness"


def detail(data: str, models: Sequence[str]) -> dict[str, Figure]:
    """Of those models that were measured: energy of the waves shorter than four pixels, the test pictures' = 1, its
    floor that of as many training pictures. The error is over draws from weights that were trained for long, else over
    trainings."""
    measured = results.shipped().summary()
    figures = {m: results.figure(measured[data, m, METRIC]) for m in models if (data, m, METRIC) in measured}
    return {m: f for m, f in figures.items() if f.mean is not None and f.floor is not None}


def told(found: Mapping[str, Figure]) -> str:
    """The figures in a sentence, and what a perfect model would reach."""
    names, perfect = maker_names(), next(iter(found.values()))
    n = f"{N_SAMPLES[LESSON]['pictures']:,}"
    models = "; ".join(
        f"{names[family(m)]} {with_error(100 * f.mean, 100 * f.standard_error)} %" for m, f in found.items()
    )
    figures = t(
        "Energy of the waves shorter than four pixels in {n} pictures of each, real test pictures = 100 %: {models};"
        " real training pictures {real} %.",
        n=n, models=models, real=with_error(100 * perfect.floor, 100 * perfect.floor_se),
    )  # fmt: skip
    why = t(
        "Those are other pictures than the test pictures, so they are not at exactly 100 %: a perfect model, which"
        " learns from them, would reach as much as they. Less is blur, more is grain. ± is the standard error: of long"
        " training over draws from one, of the same seconds over trainings."
    )
    return f"{figures} {why}"
