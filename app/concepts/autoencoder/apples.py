"""A space of apples whose true factors are known: which slider follows which factor, and what beta does to that."""

from __future__ import annotations

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder.charts import sweep_chart
from app.live.latent.component import latent_apples
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.autoencoder.sweep import FACTORS, sweep
from engines.comparison.rule import Figure, ahead, of_means
from engines.statistics import mean_and_error

BETAS = {beta: "AE" if beta == 0 else f"β = {beta:g}" for beta in sweep("apples").betas}


def factor_names() -> dict[str, str]:
    return dict(zip(FACTORS, (t("ripeness"), t("size"), t("shape"), t("leaf"), t("tilt of the leaf")), strict=True))


def show(controls: DeltaGenerator) -> None:
    with controls:
        beta = choice(t("Trained with"), BETAS, key="autoencoder_apples_beta", default=4.0)
        say(measured(beta))
    first, *others = sweep("apples").at(beta)
    name = f"{'vae' if beta else 'ae'}-apples-{beta:g}"
    table = np.array(first["correlations"])
    latent_apples(name, BETAS[beta], table=table, factors=list(factor_names().values()), trainings=1 + len(others))


def measured(beta: float) -> str:
    found = sweep("apples")
    return t(
        "Error of the restored picture: {reconstruction} nats. In use: {active} of {n} numbers."
        " Mean of {seeds} models.",
        reconstruction=with_error(*found.figure("reconstruction", beta)),
        active=with_error(*found.figure("active", beta)),
        n=found.config["latent_dim"], seeds=len(found.at(beta)),
    )  # fmt: skip


def question() -> None:
    told = predict(
        key="autoencoder_predict_apples",
        question=t("In which model does each slider stand more nearly for one factor of its own?"),
        answers={"ae": t("In the AE"), "vae": t("In the VAE, β = 1"), "none": t("No difference")},
        right=clearer(score(0.0), score(1.0)),
        because="\n\n".join([lesson("autoencoder_apples_because"), scores()]),
    )
    if told:
        show_chart(sweep_chart(sweep("apples"), "mig", t("mutual information gap")), key="autoencoder_apples_mig")


def score(beta: float) -> Figure:
    """The mutual information gap over the trainings with one beta."""
    found = sweep("apples")
    return Figure(*found.figure("mig", beta), len(found.at(beta)))


def clearer(ae: Figure, vae: Figure) -> str:
    """Whose score is higher over its trainings, by the rule of the page Comparison."""
    return {0: "none", 1: "vae", -1: "ae"}[ahead(vae, ae)]


def scores() -> str:
    found = sweep("apples")
    said = [f"{BETAS[beta]}: {with_error(*found.figure('mig', beta))}" for beta in found.betas]
    floor = max(row["mig_floor"] for row in found.rows)
    apart = of_means("", score(1.0), score(0.0))
    return t(
        "Measured, mutual information gap, mean of {seeds} trainings ± standard error: {scores}. Chance alone gives"
        " {floor} at most. If the AE and the VAE with β = 1 did not differ, the VAE would come out so far ahead in {p}"
        " % of such comparisons (Welch's test).",
        seeds=score(1.0).n_seeds, scores="; ".join(said), floor=f"{floor:.1g}", p=f"{100 * apart.p_ahead:.2g}",
    )  # fmt: skip


def depth() -> None:
    say(lesson("autoencoder_apples_depth"))
    say(followed(kept("autoencoder_apples_beta")))


def followed(beta: float) -> str:
    """How closely some slider follows each factor, over the trainings."""
    rows = sweep("apples").at(beta)
    strongest = np.abs([row["correlations"] for row in rows]).max(1)  # (trainings, factors)
    said = [
        f"{name} {with_error(*mean_and_error(values))}"
        for name, values in zip(factor_names().values(), strongest.T, strict=True)
    ]
    return t(
        "The table above is of one training. Over all {n} trainings of {model}, the strongest correlation of a number"
        " with each factor, without its sign, is: {said} (mean ± standard error).",
        n=len(rows), model=BETAS[beta], said=", ".join(said),
    )  # fmt: skip


EXPERIMENT = Experiment("apples", lambda: t("Apples"), "autoencoder_apples", show, question, depth, code=code.apples)
