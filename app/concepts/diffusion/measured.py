"""What the shipped models measure, and the textbook's sentences about diffusion beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code, how
from app.concepts.diffusion.read_back import read_back
from app.concepts.diffusion.words import sampler_names
from app.ui.claims.block import claims_block
from app.ui.language import t
from app.ui.link import kept
from app.ui.numbers import apart
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.nets import weights

QUESTION = "diffusion_predict_evaluations"


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = how.pictures()
    figures(weights.record(f"diffusion-{data}"), told=answered(QUESTION, about=data))
    claims_block(("diffusion",), "diffusion", after=(QUESTION,), controls=controls)


def figures(record: dict[str, Any], *, told: bool) -> None:
    """The figures of the shipped weights; what a picture costs only once it was asked for."""
    test = record["test"]
    columns = st.columns(4)
    columns[0].metric(
        t("Fréchet distance"), f"{test['frechet']:.2f}",
        help=t("Between the features of 10,000 samples and of data, as our own small published classifier sees them."),
    )  # fmt: skip
    columns[1].metric(
        t("The same, real against real"), *apart(test["floor"]["mean"], test["floor"]["standard_error"]),
        delta_color="off", delta_arrow="off",
        help=t("The floor: what the same number of real pictures scores on average."),
    )  # fmt: skip
    columns[2].metric(
        t("Drew what was asked"), f"{100 * test['obeyed']:.1f} %",
        help=t("The share of samples that an independent classifier reads as all that was asked for."),
    )  # fmt: skip
    columns[3].metric(t("Network evaluations per picture"), test["evaluations"] if told else "?")
    c = record["config"]
    caption(
        t("Trained in {minutes} minutes on one processor core, {steps} steps. Measured with {n} steps of {sampler},"
          " guidance {guidance}, each picture asked for {what}.",
          minutes=f"{record['minutes']:.0f}", steps=f"{record['steps']:,}", n=c["sampling_steps"],
          sampler=sampler_names()[c["sampler"]].split(":")[0], guidance=f"{c['guidance']:g}",
          what=t("by all its factors") if c.get("factors") else t("by its class"))
    )  # fmt: skip


def question() -> None:
    """How often the network runs for one picture; the settings stand under the figures."""
    data = kept("diffusion_data")
    record = weights.record(f"diffusion-{data}")
    n, runs = record["config"]["sampling_steps"], record["test"]["evaluations"]
    offered = sorted({1, n, 2 * n - 1, 4 * n - 2, runs})
    predict(
        key="diffusion_predict_evaluations",
        about=data,
        question=t("How many times does the network run to draw one picture?"),
        answers={str(k): f"{k:,}" for k in offered},
        right=str(runs),
        because=cost(record),
    )


def cost(record: dict[str, Any]) -> str:
    """Where the runs of the network for one picture come from."""
    c, runs = record["config"], record["test"]["evaluations"]
    parts = [t("{n} steps, each with at least one run of the network", n=c["sampling_steps"])]
    if c["sampler"] == "heun":
        parts.append(t("Heun runs it twice in every step but the last"))
    if c["guidance"] != 1:
        parts.append(t("guidance asks twice, with the class and without"))
    return t("{why}: {n} in all. A GAN or a VAE needs one.", why="; ".join(parts), n=runs)


def depth() -> None:
    """What was read back from drawn postcards, where these are chosen."""
    test = weights.record(f"diffusion-{kept('diffusion_data')}")["test"]
    if "joint_kl" in test:
        read_back(test)
    else:
        say(t("Choose the postcards to see here whether what is drawn follows their table."))


EXPERIMENT = Experiment(
    "measured", lambda: t("Measurements"), "diffusion_measured", show, question, depth, code=code.measured
)
