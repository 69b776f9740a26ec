"""Formulas of /diffusion, each beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t

STEP = Source("engines/diffusion/model.py", "Diffusion.step", "x0, eps, y =", "self._update")
FIELDS, FILMS = ".fields figure:nth-of-type({})", ".films figure:nth-of-type({})"


def noised(noisy: str, time: str, clean: str = "") -> None:
    """The way forward. Selectors: where x_t is shown, how its time is set, and where x_0 is shown, if it is."""
    show(
        "diffusion_noised",
        r"[[xt]]=[[alpha]]\,[[x0]]+[[sigma]]\,[[eps]]",
        {
            "xt": Term(
                "x_t", "xₜ", t("What is left at time t: picture and noise, mixed."), r"(?<!\w)xt(?!\w)", (noisy,)
            ),
            "alpha": Term(
                r"\alpha_t",
                "αₜ",
                t("How much of the picture is left: 1 at the beginning, nearly 0 at the end."),
                r"(?<!\w)alpha(?!\w)",
                (time,),
            ),
            "x0": Term("x_0", "x₀", t("The clean picture, or data point."), r"(?<!\w)x0(?!\w)", (clean or noisy,)),
            "sigma": Term(
                r"\sigma_t",
                "σₜ",
                t("How much noise there is: 0 at the beginning, about 1 at the end."),
                r"(?<!\w)sigma(?!\w)",
                (time,),
            ),
            "eps": Term(
                r"\varepsilon",
                "ε",
                t("Fresh noise: one number of the bell curve for every number of x₀."),
                r"(?<!\w)eps(?!\w)",
                (noisy,),
            ),
        },
        STEP,
    )


def loss() -> None:
    """What the network learns by."""
    show(
        "diffusion_loss",
        r"\text{L}=\mathbb E\,\big\|[[output]]-[[wanted]]\big\|^2",
        {
            "output": Term(
                r"\hat v_\theta(x_t,t)",
                "v̂",
                t("What the network answers when it is shown xₜ and told how much noise is in it."),
                r"(?<!\w)output(?!\w)",
                (FIELDS.format(2),),
            ),
            "wanted": Term(
                r"v",
                "v",
                t(
                    "What it should have answered. It is known, as we have made xₜ ourselves: from it"
                    " follow the noise and the clean point."
                ),
                r"predictions\.of\(.*\)",
                (FIELDS.format(1),),
            ),
        },
        STEP,
    )


def ddim() -> None:
    """One step back."""
    show(
        "diffusion_ddim",
        r"x_s=[[alpha]]\,[[x0]]+\sqrt{[[sigma]]-[[fresh]]^2}\;[[eps]]+[[fresh]]\,[[z]]",
        {
            "alpha": Term(
                r"\alpha_s",
                "αₛ",
                t("How much of the picture there is at the next, earlier time s."),
                r"then\.alpha",
                (FILMS.format(1), ".time"),
            ),
            "x0": Term(
                r"\hat x_0",
                "x̂₀",
                t("What the network takes the clean picture for, seen from here."),
                r"(?<!\w)x0(?!\w)",
                (FILMS.format(2),),
            ),
            "sigma": Term(
                r"\sigma_s^2",
                "σₛ²",
                t("How much noise there is at the next time."),
                r"then\.sigma\*\*2",
                (FILMS.format(1), ".time"),
            ),
            "fresh": Term(
                r"\varsigma",
                "ς",
                t("How much of that noise is drawn anew; 0 where η is 0: then the way is fixed by the first noise."),
                r"(?<!\w)fresh(?!\w)",
                (FILMS.format(1),),
            ),
            "eps": Term(
                r"\hat\varepsilon",
                "ε̂",
                t("What the network takes for the noise."),
                r"(?<!\w)eps(?!\w)",
                (FILMS.format(3),),
            ),
            "z": Term("z", "z", t("Fresh noise of this step."), r"(?<!\w)z(?!\w)", (FILMS.format(1),)),
        },
        Source("engines/diffusion/samplers.py", "ddim_step"),
    )
