"""The cloud in 2-D dissolves and re-forms under the hand, while the network learns."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code, formulas, how
from app.concepts.diffusion.words import PREDICTED, layers, schedule_names, text
from app.live.runs.component import run_player
from app.live.runs.point_jobs import DiffusionJob
from app.live.world.choice import modes_of, own_worlds, world_spec
from app.ui.controls import on_scale, pick, seed_control
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data import shapes
from engines.diffusion import schedules
from engines.diffusion.config import DiffusionConfig

bounds = DiffusionConfig.bounds
EDGE = 0.05  # of the way: the start, and the end


def show(controls: DeltaGenerator) -> None:
    with controls:
        with st.container(horizontal=True, gap="small"):
            worlds = {"ring": own_worlds()["ring"]} | own_worlds()
            world = pick(t("World"), worlds, key="diffusion_world", width=170)
            schedule = pick(t("Schedule"), schedule_names(), key="diffusion_schedule", width=190)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            walk = on_scale(
                t("Network evaluations"),
                bounds("view_steps"),
                key="diffusion_walk",
                default=12,
                width=170,
            )
            with st.popover(t("More settings"), icon=":material/tune:"):
                sampler, eta = how.sampled(schedule, key=f"diffusion_sampler_{schedule}", eta="diffusion_eta")
                lr = on_scale(t("Learning rate"), bounds("lr"), key="diffusion_lr", default=2e-3, width=260)
                seed = seed_control(key="diffusion_seed", width=260)
    config = {
        "schedule": schedule, "sampler": sampler, "eta": eta, "view_steps": walk, "lr": lr, "seed": seed,
        "steps": 10_000, "prediction": PREDICTED.get(schedule, "v"),
    }  # fmt: skip
    spec = world_spec(world)
    run_player(
        {"job": "diffusion", "world": spec, "config": config}, key="diffusion",
        view="diffusion", live=DiffusionJob.live, layers=layers(), curves=curves(modes_of(spec)), text=text(),
    )  # fmt: skip


def question() -> None:
    schedule = kept("diffusion_schedule", next(iter(schedule_names())))
    right = splits(schedule)
    predict(
        key="diffusion_predict_start",
        about=schedule,
        question=t("The walk back starts from pure noise, one round hill. The data are two clouds, far apart. When does"
                   " the hill of the density become two?"),
        answers={"start": t("Right at the start"), "middle": t("On the way"), "end": t("At the very end")},
        right=right,
        because=lesson("diffusion_decides_short" if right == "start" else "diffusion_decides"),
    )  # fmt: skip


@cache
def splits(schedule: str) -> str:
    """When on the way back along a schedule the exact density of two blobs has two tops, where it had one.

    Blobs of variance v, 2 half apart, lie 2 alpha half apart at signal alpha, and have the variance alpha^2 v + sigma^2
    of all data's. Two equal bells have two tops where they are more than two standard deviations apart.
    """
    blobs, levels = shapes.build("blobs"), schedules.build(schedule)
    half, v = np.linalg.norm(blobs.means[0] - blobs.means[1]) / 2, blobs.covariances[0, 0, 0]
    spread = np.sqrt(levels.alpha**2 * v + levels.sigma**2 * (half**2 / 2 + v))
    at = np.flatnonzero(levels.alpha * half > spread).max() / levels.T
    return "start" if at > 1 - EDGE else "end" if at < EDGE else "middle"


def curves(n_modes: int | None) -> list[dict[str, Any]]:
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
    if n_modes:
        line = {"metric": "modes", "label": t("modes"), "swatch": "accent"}
        levels = [{"value": n_modes, "label": t("all")}]
        title = t("Modes reached by the samples")
        charts.append({"title": title, "low": 0, "high": n_modes, "lines": [line], "levels": levels})
    return charts


def depth() -> None:
    say(lesson("diffusion_live"))
    formulas.noised(formulas.FIELDS.format(1), ".run-controls.time")
    formulas.loss()


EXPERIMENT = Experiment(
    "points", lambda: t("Points, live"), "diffusion_points", show, question, depth, code=code.points
)
