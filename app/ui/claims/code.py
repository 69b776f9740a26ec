"""What was measured of some models as code to take home."""

from __future__ import annotations

from collections.abc import Sequence

from app.ui.claims.results import budget_of
from app.ui.code import Code, staged


def measured(
    data: str, models: Sequence[str], *, budget: str = "", metrics: Sequence[str] = (), weights: Sequence[str] = ()
) -> Code:
    """The figures of some models on some data, and of shipped weights; `budget`: the one that says most, if none."""
    return Code(
        "measured",
        {"DATA": data, "MODELS": list(models), "METRICS": list(metrics), "BUDGET": budget or budget_of(data),
         "WEIGHTS": list(weights)},
    )  # fmt: skip


def claimed(weights: Sequence[str]) -> Code:
    """What the block of claims shows, and what shipped weights measure."""
    data, model = staged("claims")
    return measured(data, [model], weights=weights)
