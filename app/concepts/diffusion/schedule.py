"""How fast the signal goes: noise schedules beside each other, and the one that never reaches noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code
from app.concepts.diffusion.curve_charts import schedule_chart
from app.concepts.diffusion.words import PREDICTED, schedule_names
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.live.world.choice import world_names
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import ask, card, tell
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.core import msgid
from engines.data import shapes
from engines.data.worlds import World
from engines.diffusion import schedules as engine
from engines.statistics import apart

T = 1000
SCARCE = 0.1  # a blob that has fewer samples is missed


@st.cache_data(show_spinner=False)
def values(quantity: str) -> dict[str, np.ndarray]:
    """Schedule -> signal's share, or 10 log10 of alpha^2 / sigma^2 where both are there, at every time."""
    built = {name: engine.build(name, T) for name in schedule_names()}
    if quantity == "share":
        return {name: schedule.alpha_bar for name, schedule in built.items()}
    found = {name: 10 / np.log(10) * schedule.log_snr for name, schedule in built.items()}
    return {name: np.where(np.isfinite(v), v, np.nan) for name, v in found.items()}


def show(controls: DeltaGenerator) -> None:
    quantities = {"share": t("Signal's share ᾱ"), "ratio": t("Signal-to-noise ratio in decibels")}
    with controls:
        quantity = choice(t("What to read"), quantities, key="diffusion_quantity")
    found = values(quantity)
    figure = schedule_chart({label: found[name] for name, label in schedule_names().items()},
                            "ᾱ" if quantity == "share" else "dB")  # fmt: skip
    show_chart(figure, key="diffusion_schedules", fill=True)


def question() -> None:
    """What becomes of two blobs, and of the ring, if the walk back starts from more noise than was learned."""
    left = values("share")["too-short"][-1]
    answers = {
        "nothing": t("Nothing, noise is noise"), "fewer": t("All land on one of the two"),
        "wrong": t("The two are drawn together"),
    }  # fmt: skip
    with card("diffusion_predict_short"):
        guess = ask(
            key="diffusion_predict_short", answers=answers,
            question=t("A schedule stops while {n} % of the signal is left, but sampling starts from pure noise. What"
                       " happens to samples of two blobs?", n=f"{100 * left:.0f}"),
        )  # fmt: skip
        if guess is None:
            return
        found = answered("diffusion_short", None, lambda: distances(("blobs", "ring")))
        if found is None:
            return
        tell(guess, answers=answers, right=harm(found["blobs"]),
             because=f"{lesson('diffusion_short')}\n\n{short_told(found)}")  # fmt: skip


def harm(found: dict[str, dict[str, tuple[float, float]]]) -> str:
    """What the schedule that is too short does to samples of two blobs: none on one of them, some beside them, or
    nothing."""
    short, full = found["too-short"], found["cosine"]
    if short["rarer"][0] < SCARCE:
        return "fewer"
    return "wrong" if apart(short["distance"], full["distance"]) > 0 else "nothing"


def distances(worlds: Sequence[str]) -> Work:
    """World -> schedule -> what became of samples: `curves.figures` and `rarer`, mean and standard error over three
    seeds. The exact answer stands in the network's place, so that nothing but the schedule is to blame."""
    from engines.diffusion import curves
    from engines.diffusion.config import DiffusionConfig
    from engines.statistics import mean_and_error

    kinds, seeds = ("cosine", "too-short"), range(3)
    parts, done, out = len(worlds) * len(kinds) * len(seeds), 0, {}
    for world in worlds:
        out[world] = {}
        for schedule in kinds:
            prediction = PREDICTED.get(schedule, "v")
            model = curves.begun(shapes.build(world), DiffusionConfig(schedule=schedule, prediction=prediction))
            found = []
            for seed in seeds:
                X = curves.draws(model, "eta-0", 20, seed=seed, denoiser=curves.exact(model))[0]
                found.append({**curves.figures(model.world, X), "rarer": rarer(model.world, X)})
                done += 1
                yield done / parts, msgid("Measuring …")
            out[world][schedule] = {name: mean_and_error([one[name] for one in found]) for name in found[0]}
    return out


def rarer(world: World, X: np.ndarray) -> float:
    """The share of samples that are nearest to the hill that fewest are nearest to."""
    nearest = ((X[:, None] - world.means) ** 2).sum(-1).argmin(1)
    return float(np.bincount(nearest, minlength=world.n_components).min() / len(X))


def short_told(found: dict[str, dict[str, dict[str, tuple[float, float]]]]) -> str:
    """The distances in a sentence."""
    names = world_names()
    parts = [
        t("{world}: **{short}** with the schedule that is too short, **{full}** with the cosine", world=names[world],
          short=with_error(*d["too-short"]["distance"]), full=with_error(*d["cosine"]["distance"]))
        for world, d in found.items()
    ]  # fmt: skip
    return t(
        "Measured, distance of the samples to the world, the exact answer in the network's place, mean ± standard"
        " error over three seeds: {parts}.", parts="; ".join(parts),
    )  # fmt: skip


def depth() -> None:
    say(lesson("diffusion_schedules"))
    rest = ", ".join(f"{label} {100 * values('share')[name][-1]:.3f} %" for name, label in schedule_names().items())
    say(t("At the end of the walk, signal left: {rest}.", rest=rest))


EXPERIMENT = Experiment(
    "schedule", lambda: t("Schedules"), "diffusion_schedule", show, question, depth, code=code.schedule
)
