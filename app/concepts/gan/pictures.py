"""The picture part of the /gan page: recorded training, training from scratch, what the shipped GANs measure."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.live.runs.component import changed, run_player
from app.live.runs.picture_jobs import PictureGanJob
from app.live.runs.recorded import recorded
from app.ui.controls import choice, seed_control
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import data_names, painted
from app.ui.numbers import apart, with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import caption
from engines.gan import histories
from engines.gan.presets import PICTURES
from engines.nets import weights

LIVE_STEPS = 4_000  # some three minutes of one core


def show(controls: DeltaGenerator) -> None:
    """Scrub a recorded training, or begin one."""
    with controls:
        data = chosen()
        modes = {"recorded": t("Recorded training"), "live": t("Train from scratch, live")}
        mode = choice(t("What to watch"), modes, key="gan_watch")
        seed = 0
        if mode == "live":
            seed = seed_control(key="gan_picture_seed")
            caption(t("A small network on one processor core: digits can be recognised after a minute or two."))
            if takes_requests(data):
                caption(t("It is told nothing. The recorded one was larger and was told what each postcard shows."))
    if mode == "recorded":
        recorded(
            f"gan-{data}", charts=charts(data), text={"pictures": sheet(told=takes_requests(data)), "after": after()}
        )
        return
    config = PICTURES[data].replace(steps=LIVE_STEPS, seed=seed)
    run_player(
        {"job": "picture-gan", "data": data, "config": changed(config)}, key=f"gan_{data}",
        view="pictures", live=PictureGanJob.live, curves=charts(data)[:1], text={"pictures": sheet()},
    )  # fmt: skip


def chosen(*, grey: bool = False) -> str:
    """Which pictures; `grey`: only those for which there is a VAE to compare with."""
    shipped = weights.names(kinds=("gan",))
    names = data_names() | ({} if grey else {"postcards": t("Postcards")})
    names, told = {d: n for d, n in names.items() if f"gan-{d}" in shipped}, None if grey else painted()
    return choice(t("Pictures"), names, key="gan_data", help=told)


def takes_requests(data: str) -> bool:
    """Whether the shipped GAN of these pictures was told what they show."""
    return "as_asked" in weights.record(f"gan-{data}")["test"]


def question() -> None:
    """On which pictures the shipped GAN stays furthest from its floor."""
    names = data_names() | {"postcards": t("Postcards")}
    tests = {data: weights.record(f"gan-{data}")["test"] for data in names}
    times = {data: test["frechet"] / test["floor"]["mean"] for data, test in tests.items()}
    figures = "; ".join(
        t("{pictures} {distance}, floor {floor}: {times} floors", pictures=names[data],
          distance=f"{test['frechet']:.1f}", times=f"{times[data]:.1f}",
          floor=with_error(test["floor"]["mean"], test["floor"]["standard_error"]))
        for data, test in tests.items()
    )  # fmt: skip
    predict(
        key="gan_predict_furthest",
        question=t(
            "The same game on three kinds of pictures. Whose fakes are the most floors away from real ones? A floor"
            " is how far real pictures are from other real ones."
        ),
        answers=names,
        right=max(times, key=lambda data: times[data]),
        because=lesson("gan_furthest") + f"\n\n{figures}.",
    )


def depth() -> None:
    measured(weights.record(f"gan-{kept('gan_data')}"))


def sheet(*, told: bool = False) -> str:
    if told:
        return t("Pictures painted by the generator, each from its own fixed noise and for its own fixed request")
    return t("Pictures painted by the generator, each from its own fixed noise")


def after() -> str:
    return t("After {n} turns")  # filled in by the browser, which knows the number


def charts(data: str) -> list[dict[str, Any]]:
    """D's answers, and the Fréchet distance of the samples with the floor of as many."""
    n = histories.meta(f"gan-{data}")["frechet_samples"]
    floor = weights.record(f"extractor-{data}")["floor"][str(n)]["mean"]
    return [
        {
            "title": t("D's mean answer: how real?"), "low": 0, "high": 1,
            "lines": [
                {"metric": "d_real", "label": t("to real pictures"), "swatch": "real"},
                {"metric": "d_fake", "label": t("to fakes"), "swatch": "fake"},
            ],
            "levels": [{"value": 0.5, "label": t("guessing")}],
        },
        {
            "title": t("Fréchet distance to the data (lower is better)"), "low": 0, "high": None,
            "lines": [{"metric": "frechet", "label": t("{n} samples", n=f"{n:,}"), "swatch": "accent"}],
            "levels": [{"value": floor, "label": t("real against real")}],
        },
    ]  # fmt: skip


def measured(record: dict[str, Any]) -> None:
    """The figures of the shipped weights."""
    test = record["test"]
    left, middle, right = st.columns(3)
    left.metric(
        t("Fréchet distance, 10,000 samples"), f"{test['frechet']:.2f}",
        help=t("Between the features of samples and of data, as our own small published classifier sees them."),
    )  # fmt: skip
    middle.metric(
        t("The same, real against real"), *apart(test["floor"]["mean"], test["floor"]["standard_error"]),
        delta_color="off", delta_arrow="off",
        help=t("The floor: what the same number of real pictures scores on average."),
    )  # fmt: skip
    classes = len(test["coverage"]["histogram"])
    right.metric(
        t("Classes among the samples"), t("{n} of {k}", n=test["coverage"]["classes"], k=classes),
        help=t("As an independent classifier reads them."),
    )  # fmt: skip
    caption(
        t(
            "Trained in {minutes} minutes on one processor core, {steps} turns.",
            minutes=f"{record['minutes']:.0f}",
            steps=f"{record['steps']:,}",
        )
    )
    if "as_asked" in test:
        caption(
            t("It was told what each postcard shows, and is asked as often for each as our table has it: {all} % of its"
              " pictures are read as asked. With nothing asked for its distance is {open}.",
              all=with_error(*(100 * test["as_asked"]["all"][key] for key in ("share", "standard_error"))),
              open=f"{test['unasked']['frechet']:.0f}")
        )  # fmt: skip


EXPERIMENT = Experiment("pictures", lambda: t("Pictures"), "gan_pictures", show, question, depth, code=code.pictures)
