"""Formulas of /probability, each beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t


def metropolis() -> None:
    """The rule by which a step is accepted."""
    canvas = (".run canvas.pad",)
    show(
        "probability_metropolis",
        r"[[y]]=[[x]]+[[step]]\,[[noise]],\qquad\text{accepted with probability }\min\big(1,[[ratio]]\big)".replace(
            "accepted with probability", t("accepted with probability")
        ),
        {
            "y": Term("y", "y", t("Where the walker would like to go."), r"(?<!\w)y(?!\w)", canvas),
            "x": Term("x", "x", t("Where it stands."), r"self\.x(?!\w)(?!\.)", canvas),
            "step": Term(
                "s",
                "s",
                t("The step size: how far a step usually goes."),
                r"self\.config\.step_size",
                ('[class*="st-key-probability"][class*="step_size"]',),
            ),
            "noise": Term(
                r"\varepsilon",
                "ε",
                t("A random direction: two numbers of the bell curve."),
                r"self\.rng\.standard_normal\(.*?\)",
                canvas,
            ),
            "ratio": Term(
                r"\tfrac{p(y)}{p(x)}",
                "p(y)/p(x)",
                t("How much more probable the new place is. Uphill is always accepted, downhill only sometimes."),
                r"log_p - self\.log_p",
                canvas,
            ),
        },
        Source("engines/sampling/metropolis.py", "Metropolis._step"),
    )
