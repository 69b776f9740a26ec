"""The formula of what is asked for, beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t


def guidance() -> None:
    """What a request adds."""
    films = (".request .large",)
    show(
        "diffusion_guidance",
        r"\hat x_0=[[untold]]+\sum_f [[w]]\,\big([[told]]-[[untold]]\big)",
        {
            "untold": Term(
                r"\hat x_0(x_t)",
                "x̂₀(xₜ)",
                t("What the clean picture is taken for when nothing is asked for."),
                r"(?<!\w)x0(?!\w)",
                films,
            ),
            "w": Term(
                r"w_f",
                "w",
                t(
                    "The weight of a request: of the whole one it is the guidance, of a single factor what"
                    " it is given besides."
                ),
                r"(?<!\w)w(?= \*|,)",
                ('[class*="st-key-diffusion_ask_"] [role="slider"]', *films),
            ),
            "told": Term(
                r"\hat x_0(x_t,y_f)",
                "x̂₀(xₜ, y)",
                t("What it is taken for when the network is told the request, or one factor of it."),
                r"(?<!\w)(told|part)(?!\w)",
                films,
            ),
        },
        Source("engines/diffusion/denoisers.py", "Guided.__call__", "conditions =", "return x0 +"),
    )
