"""Formulas of /classical, each beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t


def e_step() -> None:
    """Whose point is it?"""
    show(
        "classical_e_step",
        r"r_k(x)=\frac{[[w]]\,[[hill]]}{[[p]]},\qquad [[p]]=\sum_k [[w]]\,[[hill]]",
        {
            "w": Term(
                "w_k",
                "wₖ",
                t("The weight of hill k: which share of all points it makes."),
                r"(?<!\w)weights(?!\w)",
                (".legend.parts",),
            ),
            "hill": Term(
                r"N(x;\mu_k,\Sigma_k)",
                "N(x; μₖ, Σₖ)",
                t("The height of hill k at the point x: its middle is μₖ, its shape Σₖ."),
                r"log_gaussians\(.*\)",
                (".run canvas.pad",),
            ),
            "p": Term(
                "p(x)",
                "p(x)",
                t("The height of all hills together at x. Its logarithm, over all points, is the curve."),
                r"(?<!\w)log_p(?!\w)",
                ("canvas.curve",),
            ),
        },
        Source("engines/classical/em.py", "e_step"),
    )


def product() -> None:
    """Naive Bayes."""
    show(
        "classical_product",
        r"\log p(x\mid y)=-\tfrac12\sum_j\Big([[squared]]+[[width]]\Big)",
        {
            "squared": Term(
                r"\frac{(x_j-\mu_{yj})^2}{\sigma_{yj}^2}",
                "(xⱼ − μ)²/σ²",
                t("How far pixel j is from the middle μ of its bell curve for class y, measured in its width σ."),
                r"\(\(X - m\).*?\)\)",
                ("canvas.curves", ".factors canvas.pad"),
            ),
            "width": Term(
                r"\log 2\pi\sigma_{yj}^2",
                "log 2πσ²",
                t("A wide bell curve is low everywhere."),
                r"\(np\.log\(self\.variances\) \+ LOG_2PI\)",
                ("canvas.curves",),
            ),
        },
        Source("engines/classical/naive_bayes.py", "NaiveBayes.log_likelihood", "squared =", "return -0.5"),
    )


def kernel() -> None:
    """Kernel density."""
    last = ".densities section:nth-of-type(5)"
    show(
        "classical_kernel",
        r"p(x)=\frac{1}{[[n]]\,2\pi [[h]]^2}\sum_i [[kernel]]",
        {
            "n": Term(
                "n",
                "n",
                t("How many points there are to learn from."),
                r"len\(self\.X\)",
                (".top label:nth-of-type(1)",),
            ),
            "h": Term(
                "h",
                "h",
                t("The width of the little hill on every point."),
                r"(?<!\w)h(?!\w)",
                (".top label:nth-of-type(4)",),
            ),
            "kernel": Term(
                r"e^{-\frac{(x_1-x_{i1})^2}{2h^2}}\,e^{-\frac{(x_2-x_{i2})^2}{2h^2}}",
                "e⋯ e⋯",
                t("One little hill around each training point: a product of one bell curve along each axis."),
                r"np\.exp\(.*\)|ky @ kx\.T",
                (last,),
            ),
        },
        Source("engines/classical/kernel_density.py", "KernelDensity.density_on_grid", "h = ", "return ky"),
    )
