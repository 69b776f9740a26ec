"""Blocks of the /diffusion page."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app.live.run_components import run_player
from app.live.run_kinds import DiffusionJob
from app.live.threads import one_thread
from app.ui.charts import schedule_chart, show_chart
from app.ui.controls import choice, on_scale, pick, whole_number
from app.ui.gan_parts import MODES, own_worlds, world_spec
from app.ui.i18n import lesson, t
from app.ui.lessons import ask, predict, tell
from app.ui.numbers import with_error
from app.ui.worlds_ui import world_names
from engines import schedules as engine
from engines import worlds

RATES = (1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2)
WALK = (4, 8, 12, 24)
ETAS = (0.0, 0.5, 1.0)
PREDICTED = {"too-short": "eps"}  # every other schedule: v, which never divides by nothing


def schedule_names() -> dict[str, str]:
    return {
        "cosine": t("Cosine"), "linear": t("Linear (DDPM)"), "rescaled": t("Linear, rescaled to end in noise"),
        "flow": t("Straight line (flow matching)"), "too-short": t("Too short: stops early"),
    }  # fmt: skip


def sampler_names(schedule: str = "") -> dict[str, str]:
    names = {
        "ddim": t("DDIM: as much new noise as you say"), "ddpm": t("DDPM: new noise at every step"),
        "heun": t("Heun: two looks a step"),
    }  # fmt: skip
    return {"euler": t("Euler along the line")} | names if schedule == "flow" else names


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


def text() -> dict[str, str]:
    return {
        "forward": t("Forward: the data dissolve, exactly as computed"),
        "reverse": t("Back: the network re-forms them from noise"),
        "time": t("Time: from noise to data"), "thaw": t("▶ Thaw"), "stop": t("❚❚ Stop"),
        "signal": t("{n} % signal"), "modesOf": t("The samples reach {n} modes."),
    }  # fmt: skip


def layers() -> list[dict[str, Any]]:
    return [
        {"name": "density", "label": t("exact density at this time"), "swatch": "accent", "on": True},
        {"name": "field", "label": t("arrows: exact score, learned score"), "swatch": "ink", "on": True},
        {"name": "ways", "label": t("the ways of some samples"), "swatch": "fake", "on": False},
    ]


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


def decibels(schedule: engine.Schedule) -> np.ndarray:
    """10 log10 of alpha^2 / sigma^2, where both are there."""
    found = 10 / np.log(10) * schedule.log_snr
    return np.where(np.isfinite(found), found, np.nan)


def schedules() -> None:
    """How fast the signal goes: the schedules side by side, and the one that never reaches noise."""
    st.header(t("How fast does the signal go?"))
    st.markdown(lesson("diffusion_schedules"))
    built = {name: engine.build(name, 1000) for name in schedule_names()}
    quantities = {"share": t("Signal's share ᾱ"), "ratio": t("Signal-to-noise ratio in decibels")}
    quantity = choice(t("What to read"), quantities, key="diffusion_quantity")
    lines = {label: built[name].alpha_bar for name, label in schedule_names().items()}
    ratios = {label: decibels(built[name]) for name, label in schedule_names().items()}
    show_chart(
        schedule_chart(lines, "ᾱ") if quantity == "share" else schedule_chart(ratios, "dB"), key="diffusion_schedules"
    )
    left = built["too-short"].alpha_bar[-1]
    st.markdown(
        t("At the end of the walk, signal left: {rest}.", rest=", ".join(
            f"{label} {100 * values[-1]:.3f} %" for label, values in lines.items()))
    )  # fmt: skip
    too_short(left)


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
    from engines import diffusion_curves as curves
    from engines.diffusion_config import DiffusionConfig
    from engines.statistics import mean_and_error

    one_thread()
    out = {}
    for schedule in ("cosine", "too-short"):
        prediction = PREDICTED.get(schedule, "v")
        model = curves.begun(worlds.build(world), DiffusionConfig(schedule=schedule, prediction=prediction))
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
