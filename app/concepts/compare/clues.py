"""What gives each maker of the game away."""

from __future__ import annotations

from app.ui.language import t
from engines.comparison.models import MODELS


def clues(data: str) -> dict[str, str]:
    """What to look at, per maker."""
    of_models = {name: t(model.clue(data)) for name, model in MODELS.items() if model.clue(data)}
    return of_models | {"real": of_real(data)}


def of_real(data: str) -> str:
    return {
        "digits": t("People wrote these. Look for the habits of hands: slants, odd loops, ink of uneven thickness."),
        "fashion": t("Photographs. Look for real fabric: prints, seams, folds and laces, all where they belong."),
        "postcards": t("Painted by our program. Every shape is whole and every edge is exact."),
    }.get(data, t("Fresh draws from the true density: every part has its share, and hardly anything lies between."))
