"""Formulas of the first page, each beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t


def counted() -> None:
    """The probability of a letter after those before."""
    show(
        "home_counted",
        r"p(c\mid\text{context})=\frac{[[count]]+[[s]]\,[[shorter]]}{[[n]]+[[s]]}".replace("context", t("context")),
        {
            "count": Term(
                "N(c)",
                "N(c)",
                t("How often the letter c came after these letters in the list."),
                r"(?<!\w)counts(?!\.sum)(?!\w)",
                (".st-key-home_bars",),
            ),
            "s": Term(
                "s",
                "s",
                t("The strength of smoothing; 0 here: only what was seen is possible."),
                r"(?<!\w)s(?!\w)",
                (".st-key-home_bars",),
            ),
            "shorter": Term(
                r"p_{-1}(c)",
                "p₋₁(c)",
                t("The same probability with one letter less to look at."),
                r"(?<!\w)shorter(?!\w)",
                (".st-key-home_bars",),
            ),
            "n": Term("N", "N", t("How often these letters came at all."), r"counts\.sum\(\)", (".st-key-home_bars",)),
        },
        Source("engines/markov/model.py", "MarkovModel._smoothed", "counts = ", "return (counts"),
    )
