"""Sixteen pictures out of noise and back into it; or the same network trained from scratch, live."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code, formulas, how
from app.live.film.component import filmstrip
from app.live.runs.component import changed, run_player
from app.live.runs.picture_jobs import PictureDiffusionJob
from app.ui.controls import choice, seed_control
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.diffusion.presets import PICTURES

LIVE_STEPS = 5_000  # some six minutes of one core


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = how.pictures()
        modes = {"trained": t("Trained, step by step out of noise"), "live": t("Train from scratch, live")}
        mode = choice(t("What to watch"), modes, key="diffusion_watch")
        settings = how.asked_for(data) | how.walked() if mode == "trained" else {}
    if settings:
        filmstrip(f"diffusion-{data}", settings)
    else:
        from_scratch(data, controls)


def from_scratch(data: str, controls: DeltaGenerator) -> None:
    """The same network from its first step on, the same noise at every look."""
    with controls:
        caption(t("The same network, untrained, on one processor core: shapes can be seen after a minute or two."))
        seed = seed_control(key="diffusion_scratch_seed")
    config = changed(PICTURES[data].replace(steps=LIVE_STEPS, ema=0.99, seed=seed))
    loss = {"title": t("Loss"), "low": 0, "high": None, "levels": [],
            "lines": [{"metric": "loss", "label": t("mean squared error"), "swatch": "accent"}]}  # fmt: skip
    run_player(
        {"job": "picture-diffusion", "data": data, "config": config}, key=f"diffusion_{data}",
        view="pictures", live=PictureDiffusionJob.live, curves=[loss],
        text={"pictures": t("Pictures from the same noise, one class after the other")},
    )  # fmt: skip


def question() -> None:
    predict(
        key="diffusion_predict_signal",
        question=t("At how much signal do three in four guesses already show what it will be?"),
        answers={"none": t("Below 1 %"), "some": t("At 1 to 60 %"), "most": t("Only above 90 %")},
        right="some",
        because=lesson("diffusion_signal"),
    )


def depth() -> None:
    say(lesson("diffusion_lead"))
    say(lesson("diffusion_pictures"))
    formulas.noised(formulas.FILMS.format(1), ".time")
    formulas.ddim()


EXPERIMENT = Experiment(
    "film", lambda: t("Pictures out of noise"), "diffusion_film", show, question, depth, code=code.film
)
