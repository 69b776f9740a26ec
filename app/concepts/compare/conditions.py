"""Under which conditions the models of the table learned: how long, how often, and what they were told."""

from __future__ import annotations

from app.ui.claims import results
from app.ui.language import t
from app.ui.names import maker_names
from engines.comparison.budgets import LESSON
from engines.comparison.models import POINTS
from engines.comparison.results import Results


def trained(found: Results, data: str) -> str:
    """How long the models learned, and how often."""
    if found.rows[0].budget == LESSON:
        return t(
            "Every model that learns step by step had {seconds} seconds of one processor core, a race: it compares"
            " programs as well as models, so no sentence is judged by it. ± is the standard error over {seeds}"
            " trainings. “Long training”: the shipped weights, drawn from as often.",
            seconds=f"{results.seconds_of(found, data):g}", seeds=len(results.seeds_of(found, data)),
        )  # fmt: skip
    names, runs = maker_names(), found.runs[data]
    n = ", ".join(f"{names[m]} {len(runs[m]['seeds'])}" for m in results.models_of(found, data))
    return t(
        "Every network learned at a constant rate until what it strives for, on data it does not learn from, had"
        " stopped improving, and then while the rate fell to zero. The networks have as many parameters to within a"
        " factor of 1.5. Each was measured with {samples} samples. ± is the standard error over the trainings: {n}.",
        samples=f"{found.rows[0].n_samples:,}", n=n,
    )  # fmt: skip


def told_of(data: str) -> str:
    """What a model is told beside the data."""
    if data in POINTS:
        return t(
            "What each is told: the Gaussian mixture the number of hills on the ring and on the grid, and 30 bells on"
            " the moons. The others are told the points alone."
        )
    return t(
        "What each is told: naive Bayes, the mixture of that name and diffusion after long training the labels. The"
        " others are told the pictures alone; the mixture chooses its number of bells, 10 to 50, by pictures kept back."
    )
