"""Formulas of /gan, each beside the lines of the engine that compute it."""

from __future__ import annotations

from app.live.formula.component import Source, Term, show
from app.ui.language import t


def game() -> None:
    """The value that both play for."""
    show(
        "gan_game",
        r"[[g]]\,[[d]]\; V(D,G)=\mathbb E_{x\sim p}\big[[[real]]\big]+\mathbb E_{[[z]]}\big[[[fake]]\big]",
        {
            "g": Term(
                r"\min_G",
                "min G",
                t("The generator moves so that V becomes small."),
                r"self\.g(?=\()",
                ('[data-part="G"]', '[data-part="teach-G"]'),
            ),
            "d": Term(
                r"\max_D",
                "max D",
                t("The discriminator moves so that V becomes large."),
                r"self\.d\.vjp\(seen\)",
                ('[data-part="D"]', '[data-part="teach-D"]'),
            ),
            "real": Term(
                r"\log D(x)",
                "log D(x)",
                t(
                    "How sure D is of a real point x: 0 where it is certain, far below 0"
                    " where it is taken in. The program makes the negative of it small."
                ),
                r"loss\.real\.value\(real\)",
                ('[data-part="real"]', '[data-part="verdict"]'),
            ),
            "z": Term(
                r"z\sim\mathcal N(0,I)",
                "z",
                t("Noise: the numbers that a fake is made of."),
                r"(?<=\()z(?=\))",
                ('[data-part="z"]',),
            ),
            "fake": Term(
                r"\log\big(1-D(G(z))\big)",
                "log(1 − D(G(z)))",
                t("How sure D is that the fake G(z) is one: 0 where it is certain, far below 0 where it is taken in."),
                r"loss\.fake\.value\(fake\)",
                ('[data-part="fake"]', '[data-part="verdict"]'),
            ),
        },
        Source("engines/gan/model.py", "GAN.update_d", "seen = ", "value ="),
    )


def best_judgement() -> None:
    """Of the discriminator, where both densities are known."""
    show(
        "gan_best",
        r"[[best]]=\frac{[[p]]}{[[p]]+[[q]]}",
        {
            "best": Term(
                r"D^*(x)",
                "D*(x)",
                t(
                    "The best answer that any detective can give at x. The right picture shows"
                    " it as colours, when its layer is on."
                ),
                r"return .*",
                (".fields figure:nth-of-type(2)", ".layers .scale"),
            ),
            "p": Term(
                "p(x)",
                "p",
                t("The density of the data at x: how many real points lie there."),
                r"(?<!\w)p(?!\w)",
                (".layers label:nth-of-type(2)",),
            ),
            "q": Term(
                "q(x)",
                "q",
                t("The density of the fakes at x. Nobody knows it: it is estimated from the fakes that are drawn."),
                r"(?<!\w)q(?!\w)",
                (".layers label:nth-of-type(3)",),
            ),
        },
        Source("engines/gan/best_discriminator.py", "optimal_discriminator", "q = (", "return"),
    )
