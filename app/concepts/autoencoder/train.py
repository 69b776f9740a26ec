"""An AE and a VAE learn side by side, live; beta from the AE to collapse."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code, collapse, formulas
from app.live.runs.autoencoder_jobs import AutoencoderJob
from app.live.runs.component import changed, run_player
from app.live.world.choice import own_worlds, world_of, world_spec
from app.ui.controls import choice, on_scale, pick, seed_control
from app.ui.language import lesson, t
from app.ui.names import model_names, picture_classes
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.presets import PICTURES, POINTS

bounds = AutoencoderConfig.bounds


def show(controls: DeltaGenerator) -> None:
    with controls:
        options = {
            "points": t("Points"), "digits": t("Digits"), "fashion": t("Fashion"), "postcards": t("Postcards"),
            "beta": t("β curve"),
        }  # fmt: skip
        data = choice(t("What is learned"), options, key="autoencoder_learned")
    if data == "beta":
        collapse.measured()
        return
    with controls:
        beta = on_scale(
            t("β: pull to the prior"), bounds("beta"), key="autoencoder_beta", default=1.0,
            help=t("0: the AE itself. 1: the evidence bound. It changes while the models train."),
        )  # fmt: skip
        more = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    if data == "points":
        points(beta, more)
    else:
        pictures(data, beta, more)


def rate_and_seed(base: AutoencoderConfig, key: str) -> AutoencoderConfig:
    """What few people set."""
    lr = on_scale(t("Learning rate"), bounds("lr"), key=f"autoencoder_{key}_lr", default=base.lr, width=260)
    return base.replace(lr=lr, seed=seed_control(key=f"autoencoder_{key}_seed", width=260))


def points(beta: float, more: DeltaGenerator) -> None:
    """A code of one number bends a curve through the plane."""
    with more:
        worlds = {"moons": own_worlds()["moons"]} | own_worlds()
        spec = world_spec(pick(t("World"), worlds, key="autoencoder_world", width=170))
        with st.popover(t("More settings"), icon=":material/tune:"):
            nets = {"mlp": t("bent"), "linear": t("straight")}
            help_ = t("Straight: no hidden layers, as in PCA.")
            net = choice(t("Networks"), nets, key="autoencoder_net", help=help_)
            config = rate_and_seed(POINTS.replace(beta=beta, net=net), "points")
    job = AutoencoderJob(world_of(spec), config)
    run({"job": "autoencoder", "world": spec, "config": changed(config)}, "curves", point_curves(job.truth()))


def pictures(data: str, beta: float, more: DeltaGenerator) -> None:
    """A few numbers for each picture."""
    with more:
        sizes = {8: "8", 2: "2", 16: "16"}
        size = choice(t("Numbers in the code"), sizes, key="autoencoder_train_size")
        with st.popover(t("More settings"), icon=":material/tune:"):
            config = rate_and_seed(PICTURES[data].replace(beta=beta, latent_dim=size), data)
    job = {"job": "picture-autoencoder", "data": data, "config": changed(config)}
    run(job, "codes", picture_curves(), classes=picture_classes(data))


def run(job: dict[str, Any], view: str, curves: list[dict[str, Any]], **more: Any) -> None:
    run_player(
        job, key=f"autoencoder_{view}", view=view, live=AutoencoderJob.live, layers=layers(),
        curves=curves, text=text(), **more,
    )  # fmt: skip


def point_curves(truth: float) -> list[dict[str, Any]]:
    """How far restored points lie from theirs, the bound beside what it bounds, and the KL."""
    bound = {"metric": "elbo", "label": t("VAE"), "swatch": "vae"}
    return [
        both(t("Distance of a restored point from its own"), "miss", low=0),
        {
            "title": t("Evidence bound, nats per point"), "low": truth - 4, "high": None, "lines": [bound],
            "levels": [{"value": truth, "label": t("log p(x), exact")}],
        },
        divergence(),
    ]  # fmt: skip


def picture_curves() -> list[dict[str, Any]]:
    bound = {"metric": "elbo", "label": t("VAE"), "swatch": "vae"}
    return [
        both(t("Restoring test pictures, nats"), "restoring"),
        {
            "title": t("Evidence bound, nats per test picture"), "low": None, "high": None, "lines": [bound],
            "levels": [],
        },
        divergence(),
    ]  # fmt: skip


def both(title: str, metric: str, *, low: float | None = None) -> dict[str, Any]:
    lines = [{"metric": f"{kind}_{metric}", "label": name, "swatch": kind} for kind, name in model_names().items()]
    return {"title": title, "low": low, "high": None, "lines": lines, "levels": []}


def divergence() -> dict[str, Any]:
    line = {"metric": "vae_kl", "label": t("VAE"), "swatch": "vae"}
    return {"title": t("KL: what the code tells, nats"), "low": 0, "high": None, "lines": [line], "levels": []}


def layers() -> list[dict[str, Any]]:
    return [
        {"name": "real", "label": t("points, coloured by their code"), "swatch": "heat", "on": True},
        {"name": "curve", "label": t("decoded codes"), "swatch": "heat", "on": True},
        {"name": "samples", "label": t("new points, from z ~ N(0, 1)"), "swatch": "ink", "on": True},
        {"name": "restored", "label": t("from a point to its restored one"), "swatch": "ink", "on": False},
    ]


def text() -> dict[str, Any]:
    return {
        **model_names(),
        "strip": t("How many points have which code, and the bell of N(0, 1)"),
        "miss": t("Restored points lie {ae} from their own with the AE, {vae} with the VAE."),
        "rows": [t("test pictures"), t("AE restores"), t("VAE restores"), t("AE draws"), t("VAE draws")],
        "map": t("Codes, {model}"),
        "told": t("KL of each number"),
        "inUse": t("VAE: {n} numbers in use"),
        "nats": t("nats"),
    }


def depth() -> None:
    say(lesson("autoencoder_train_depth"))
    formulas.loss()


EXPERIMENT = Experiment(
    "train", lambda: t("Training"), "autoencoder_train", show, collapse.question, depth, code=code.train
)
