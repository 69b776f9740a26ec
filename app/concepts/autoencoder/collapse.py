"""What beta does, measured over seeds: numbers in use, and nats; a guess first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.charts import ABOVE, show_chart
from app.ui.colours import VAE
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import answered, predict
from engines.autoencoder.sweep import sweep

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ASKED = 16.0  # the beta that the question is about


def measured() -> None:
    """The curves; before the guess only the AE, beta = 0."""
    betas = sweep("beta").betas
    seen = answered("autoencoder_predict_beta")
    show_chart(chart(betas if seen else betas[:1], betas), key=f"autoencoder_beta_{'all' if seen else 'ae'}", fill=True)


def chart(shown: list[float], betas: list[float]) -> Figure:
    """Numbers in use above, nats per test picture below, against beta; error bars are standard errors."""
    from plotly.subplots import make_subplots

    figure = make_subplots(2, 1, shared_xaxes=True, vertical_spacing=0.08)
    lines = (
        ("active", t("numbers in use, of {n}", n=sweep("beta").config["latent_dim"]), "dot", 1, 1),
        ("restoring", t("restoring costs"), "solid", 1, 2),
        ("elbo", t("− evidence bound"), "dash", -1, 2),
    )
    x = [f"{beta:g}" for beta in shown]
    for metric, label, dash, sign, row in lines:
        mean, error = np.array([sweep("beta").figure(metric, beta) for beta in shown]).T
        figure.add_scatter(
            x=x, y=sign * mean, error_y={"type": "data", "array": error}, name=label, mode="lines+markers",
            line={"color": VAE, "dash": dash, "width": 3}, marker={"size": 9}, row=row, col=1,
        )  # fmt: skip
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=[f"{beta:g}" for beta in betas])
    figure.update_xaxes(range=[-0.5, len(betas) - 0.5])
    figure.update_xaxes(title="β", row=2, col=1)
    figure.update_yaxes(title=t("numbers"), range=[-0.5, sweep("beta").config["latent_dim"] + 0.5], row=1, col=1)
    figure.update_yaxes(title=t("nats"), range=[95, 210], row=2, col=1)
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10}, showlegend=True,
        legend=ABOVE,
    )  # fmt: skip
    return figure


def question() -> None:
    n = sweep("beta").config["latent_dim"]
    used = sweep("beta").figure("active", ASKED)[0]
    predict(
        key="autoencoder_predict_beta",
        question=t(
            "A digit's code has {n} numbers. A VAE is trained with β = {beta}. How many of them still say something?",
            n=n, beta=f"{ASKED:g}",
        ),
        answers={"all": t("All of them"), "half": t("About half"), "one": t("One or none")},
        right="all" if used > 0.75 * n else "half" if used > 2 else "one",
        because="\n\n".join([lesson("autoencoder_collapse"), figures()]),
    )  # fmt: skip


def figures() -> str:
    """In words, at four values of beta."""
    parts = []
    for beta in (0.0, 1.0, 4.0, ASKED):
        used, cost = (with_error(*sweep("beta").figure(metric, beta)) for metric in ("active", "restoring"))
        parts.append(t("β = {beta}: {used} in use, restoring costs {cost}", beta=f"{beta:g}", used=used, cost=cost))
    lead = t(
        "Measured on {pictures} test digits after {steps} steps, mean of {seeds} seeds ± standard error, nats:",
        pictures="2,000", steps=f"{sweep('beta').config['steps']:,}",
        seeds=len(sweep("beta").at(ASKED)),
    )  # fmt: skip
    return f"{lead} {'; '.join(parts)}."
