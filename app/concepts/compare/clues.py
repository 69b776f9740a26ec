"""What gives each maker of the game away."""

from __future__ import annotations

from app.ui.language import t
from engines.comparison.claims import POINTS


def clues(data: str) -> dict[str, str]:
    """What to look at, per maker."""
    return of_points() if data in POINTS else of_pictures(data)


def of_pictures(data: str) -> dict[str, str]:
    real = {
        "digits": t("People wrote these. Look for the habits of hands: slants, odd loops, ink of uneven thickness."),
        "fashion": t("Photographs. Look for real fabric: prints, seams, folds and laces, all where they belong."),
        "postcards": t("Painted by our program. Every shape is whole and every edge is exact."),
    }
    return {
        "naive-bayes": t(
            "Look at the grain: every pixel was drawn for itself, knowing its class but not its neighbours."
        ),
        "mixture": t(
            "Look at the haze: a mixture paints a mean picture plus a few broad directions of change, so that several"
            " shapes shine through each other."
        ),
        "vae": t(
            "Look at the edges: soft, as if out of focus. A VAE paints the mean of all the pictures that a code may"
            " stand for, and a mean of many edges is a blur."
        ),
        "gan": t(
            "Look at the shapes: the edges are crisp, but here and there a piece is broken, doubled or missing. The"
            " detective punishes every blur at once; an odd shape may slip through."
        ),
        "diffusion": t(
            "Look at the whole: mostly complete shapes with crisp edges, and yet some that are almost a known thing."
            " It decides the large shape first and the details last, in many small steps."
        ),
        "real": real[data],
    }


def of_points() -> dict[str, str]:
    return {
        "naive-bayes": t(
            "Look for a lattice: each coordinate was drawn for itself, so every x1 goes with every x2, also where no"
            " data are."
        ),
        "vae": t("Look between the hills: a decoder without gaps draws bridges from one to the next."),
        "gan": t("Look at the shares: hills that are missing or too full, and thin threads between them."),
        "diffusion": t("Look for strays: a few points stopped on their way from the noise to a hill."),
        "real": t("Fresh draws from the true density: every hill has its share, and nothing lies between."),
    }
