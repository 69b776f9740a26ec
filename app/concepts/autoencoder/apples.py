"""A space of apples whose true factors are known: which slider follows which factor, and what beta does to that."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder.charts import sweep_chart
from app.live.latent.component import latent_apples
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.autoencoder.sweep import FACTORS, sweep
from engines.statistics import apart

BETAS = {beta: "AE" if beta == 0 else f"β = {beta:g}" for beta in sweep("apples").betas}


def factor_names() -> dict[str, str]:
    return dict(zip(FACTORS, (t("ripeness"), t("size"), t("shape"), t("leaf"), t("tilt of the leaf")), strict=True))


def show(controls: DeltaGenerator) -> None:
    with controls:
        beta = choice(t("Trained with"), BETAS, key="autoencoder_apples_beta", default=4.0)
        st.markdown(measured(beta))
    first = sweep("apples").at(beta)[0]
    name = f"{'vae' if beta else 'ae'}-apples-{beta:g}"
    table = np.array(first["correlations"])
    latent_apples(name, BETAS[beta], table=table, factors=list(factor_names().values()))


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
        right=clearer(sweep("apples").figure("mig", 0.0), sweep("apples").figure("mig", 1.0)),
        because="\n\n".join([lesson("autoencoder_apples_because"), scores()]),
    )
    if told:
        show_chart(sweep_chart(sweep("apples"), "mig", t("mutual information gap")), key="autoencoder_apples_mig")


def clearer(ae: tuple[float, float], vae: tuple[float, float]) -> str:
    """Whose score is higher, by more than two standard errors of the difference."""
    return {0: "none", 1: "vae", -1: "ae"}[apart(vae, ae)]


def scores() -> str:
    found = sweep("apples")
    said = [f"{BETAS[beta]}: {with_error(*found.figure('mig', beta))}" for beta in found.betas]
    floor = max(found.figure("mig_floor", beta)[0] for beta in found.betas)
    return t("Measured, mutual information gap: {scores}. Chance alone: {floor} at most.", scores="; ".join(said),
             floor=f"{floor:.3f}")  # fmt: skip


def depth() -> None:
    say(lesson("autoencoder_apples_depth"))


EXPERIMENT = Experiment("apples", lambda: t("Apples"), "autoencoder_apples", show, question, depth)
