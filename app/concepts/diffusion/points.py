"""Blocks of the /diffusion page."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app.concepts.diffusion.words import ETAS, layers, sampler_names, schedule_names, text
from app.live.channel.threads import one_thread
from app.live.runs.component import run_player
from app.live.runs.jobs import DiffusionJob
from app.live.world.choice import MODES, own_worlds, world_names, world_spec
from app.ui.controls import on_scale, pick, whole_number
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import ask, predict, tell
from engines.data import shapes

RATES = (1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2)
WALK = (4, 8, 12, 24)
PREDICTED = {"too-short": "eps"}  # every other schedule: v, which never divides by nothing


def points(page: str) -> None:
    """2-D, live: the cloud dissolves and re-forms under the hand while the network learns."""
    st.header(t("Points: dissolve and re-form"))
    st.markdown(lesson("diffusion_live"))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        worlds = {"ring": own_worlds()["ring"]} | own_worlds()
        world = pick(t("World"), worlds, key="diffusion_world", width=190)
        schedule = pick(t("Schedule"), schedule_names(), key="diffusion_schedule", width=280)
        sampler = pick(t("Sampler"), sampler_names(schedule), key=f"diffusion_sampler_{schedule}", width=260)
        eta = 0.0
        if sampler == "ddim":
            eta = on_scale(t("New noise η"), ETAS, key="diffusion_eta", default=0.0, width=150)
        walk = on_scale(t("Network evaluations"), WALK, key="diffusion_walk", default=12, width=180)
        lr = on_scale(t("Learning rate"), RATES, key="diffusion_lr", default=2e-3, width=180)
        seed = whole_number(t("Seed"), 0, 999, key="diffusion_seed", default=0, width=130)
    config = {
        "schedule": schedule, "sampler": sampler, "eta": eta, "view_steps": walk, "lr": lr, "seed": seed,
        "steps": 10_000, "prediction": PREDICTED.get(schedule, "v"),
    }  # fmt: skip
    run_player(
        {"job": "diffusion", "world": world_spec(world), "config": config}, key="diffusion", page=page,
        view="diffusion", live=DiffusionJob.live, layers=layers(), curves=curves(world), text=text(),
    )  # fmt: skip
    predict(
        key="diffusion_predict_start",
        question=t("The walk back starts from pure noise. Where does a model of two clouds, far apart, decide which one"
                   " a point will belong to?"),
        answers={"start": t("Right at the start"), "middle": t("On the way"), "end": t("At the very end")},
        right="middle",
        because=lesson("diffusion_decides"),
    )  # fmt: skip


def curves(world: str) -> list[dict[str, Any]]:
    """The loss, how far the learned score is from the exact one, and the modes reached."""
    charts = [
        {
            "title": t("Loss"), "low": 0, "high": None, "levels": [],
            "lines": [{"metric": "loss", "label": t("mean squared error"), "swatch": "accent"}],
        },
        {
            "title": t("Distance of the learned score from the exact one"), "low": 0, "high": 1,
            "lines": [{"metric": "score_error", "label": t("relative error"), "swatch": "fake"}],
            "levels": [{"value": 0, "label": t("exact")}],
        },
    ]  # fmt: skip
    if world in MODES:
        line = {"metric": "modes", "label": t("modes"), "swatch": "accent"}
        levels = [{"value": MODES[world], "label": t("all")}]
        title = t("Modes reached by the samples")
        charts.append({"title": title, "low": 0, "high": None, "lines": [line], "levels": levels})
    return charts


def too_short(left: float) -> None:
    """What becomes of two blobs, and of the ring, if the walk back starts from more noise than was learned."""
    answers = {"nothing": t("Nothing, noise is noise"), "wrong": t("The samples come out wrong")}
    with st.container(border=True):
        guess = ask(
            key="diffusion_predict_short", answers=answers,
            question=t("A schedule stops while {n} % of the signal is left, but sampling starts from pure noise. What"
                       " happens to samples of two blobs?", n=f"{100 * left:.0f}"),
        )  # fmt: skip
        if guess is None:
            return
        with st.spinner(t("Measuring …"), show_time=True):
            found = {world: distances(world) for world in ("blobs", "ring")}
        short, full = found["blobs"]["too-short"], found["blobs"]["cosine"]
        right = "wrong" if short[0] - full[0] > 2 * float(np.hypot(short[1], full[1])) else "nothing"
        tell(guess, answers=answers, right=right, because=f"{lesson('diffusion_short')}\n\n{short_told(found)}")


@st.cache_data(max_entries=4, show_spinner=False)
def distances(world: str) -> dict[str, tuple[float, float]]:
    """Schedule -> how far samples lie from the world, mean and standard error over three seeds. The exact answer
    stands in the network's place, so that nothing but the schedule is to blame."""
    from engines.diffusion import curves
    from engines.diffusion.config import DiffusionConfig
    from engines.statistics import mean_and_error

    one_thread()
    out = {}
    for schedule in ("cosine", "too-short"):
        prediction = PREDICTED.get(schedule, "v")
        model = curves.begun(shapes.build(world), DiffusionConfig(schedule=schedule, prediction=prediction))
        draws = [curves.draws(model, "eta-0", 20, seed=seed, denoiser=curves.exact(model))[0] for seed in range(3)]
        out[schedule] = mean_and_error([curves.figures(model.world, X)["distance"] for X in draws])
    return out


def short_told(found: dict[str, dict[str, tuple[float, float]]]) -> str:
    """The distances in a sentence."""
    names = world_names()
    parts = [
        t("{world}: **{short}** with the schedule that is too short, **{full}** with the cosine", world=names[world],
          short=with_error(*d["too-short"]), full=with_error(*d["cosine"]))
        for world, d in found.items()
    ]  # fmt: skip
    return t(
        "Measured, distance of the samples to the world, the exact answer in the network's place, mean ± standard"
        " error over three seeds: {parts}.", parts="; ".join(parts),
    )  # fmt: skip
