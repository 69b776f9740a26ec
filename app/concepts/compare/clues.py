"""What gives each maker of the game away."""

from __future__ import annotations

from app.ui.language import t
from engines.comparison.models import MODELS, kind_of


def clues(data: str) -> dict[str, str]:
    """What to look at, per maker."""
    kind = kind_of(data)
    of_models = {name: t(model.clues[kind]) for name, model in MODELS.items() if kind in model.clues}
    return of_models | {"real": of_real(data)}


def of_real(data: str) -> str:
    return {
        "digits": t("People wrote these. Look for the habits of hands: slants, odd loops, ink of uneven thickness."),
        "fashion": t("Photographs. Look for real fabric: prints, seams, folds and laces, all where they belong."),
        "postcards": t("Painted by our program. Every shape is whole and every edge is exact."),
    }.get(data, t("Fresh draws from the true density: every hill has its share, and nothing lies between."))
