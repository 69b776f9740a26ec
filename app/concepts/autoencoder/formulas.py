"""Formulas of /autoencoder, each beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t

PART = '[data-part="{}"]'


def loss() -> None:
    """What AE and VAE learn by: in training, and where their parts are seen at work."""
    vae, charts = ".fields figure:nth-of-type(2)", ".charts .chart:nth-of-type({})"
    show(
        "autoencoder_loss",
        r"\text{L}=-[[restore]]+[[beta]]\,[[kl]],\qquad z=[[mu]]+[[sigma]]\,[[eps]]",
        {
            "restore": Term(
                r"\log p(x\mid z)",
                "log p(x | z)",
                t("How well the code z restores the picture x. Its negative is the reconstruction loss."),
                r"(?<!\w)reconstruction(?!\w)",
                (charts.format(1), PART.format("restored")),
            ),
            "beta": Term(
                r"\beta",
                "β",
                t("How strongly the codes are pulled together; 1 is the VAE, 0 nearly an AE."),
                r"(?<!\w)beta(?!\w)",
                ('[class*="st-key-autoencoder_"][class*="beta"]', PART.format("encoder")),
            ),
            "kl": Term(
                r"\mathrm{KL}",
                "KL",
                t("How far the code's bell curve is from the one around 0, in nats. An AE has none."),
                r"kl_to_prior\(.*?\)",
                (charts.format(2), PART.format("mu"), PART.format("sigma")),
            ),
            "mu": Term(
                r"\mu", "μ", t("The middle of the code's bell curve."), r"(?<!\w)mu(?!\w)", (vae, PART.format("mu"))
            ),
            "sigma": Term(
                r"\sigma",
                "σ",
                t("Its width: how exactly the code is meant."),
                r"(?<!\w)sigma(?!\w)",
                (vae, PART.format("sigma")),
            ),
            "eps": Term(
                r"\varepsilon",
                "ε",
                t("One random number of the bell curve around 0, drawn anew each time."),
                r"(?<!\w)eps(?!\w)",
                (vae, PART.format("z")),
            ),
        },
        Source("engines/autoencoder/gradient.py", "gradient", "code, through_encoder", "return reconstruction, kl"),
    )
