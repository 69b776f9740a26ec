"""The picture part of the /diffusion page: the filmstrip, freezing and thawing, what the shipped models measure."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import streamlit as st

from app.concepts.diffusion.read_back import read_back
from app.concepts.diffusion.words import ETAS, sampler_names
from app.live.film import service as live
from app.live.film.component import filmstrip, freezer
from app.live.runs.component import changed, run_player
from app.live.runs.jobs import PictureDiffusionJob
from app.ui.controls import choice, on_scale, pick, whole_number
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.names import data_names, picture_classes
from app.ui.numbers import apart
from app.ui.upload import upload
from engines.core import Refused
from engines.data import images, uploads
from engines.diffusion.presets import PICTURES
from engines.nets import weights

STEPS = (5, 10, 20, 50)
GUIDANCE = (0.0, 1.0, 2.0, 4.0, 8.0)
LIVE_STEPS = 5_000  # some six minutes of one core
TESTS = 60  # test pictures to choose from
UNDERSTOOD = "diffusion_pictures_given"  # in the session: the latest picture of a person, by model


def pictures(page: str) -> None:
    """Watch pictures form, then freeze and thaw one."""
    st.header(t("Pictures: out of noise"))
    st.markdown(lesson("diffusion_pictures"))
    shipped = weights.names(kinds=("diffusion",))
    names = data_names() | {"postcards": t("Postcards")}
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        data = choice(t("Pictures"), {d: n for d, n in names.items() if f"diffusion-{d}" in shipped},
                      key="diffusion_data")  # fmt: skip
        modes = {"trained": t("Trained, step by step out of noise"), "live": t("Train from scratch, live")}
        mode = choice(t("What to watch"), modes, key="diffusion_watch")
    if mode == "live":
        from_scratch(data, page)
        return
    model, how = f"diffusion-{data}", settings(data)
    filmstrip(model, how, page=page)
    measured(weights.record(model))
    st.subheader(t("Freeze a picture, and thaw it"))
    st.markdown(lesson("diffusion_freeze"))
    freezer(model, how, page=page, tests=test_pictures(data), given=uploaded(data))


def from_scratch(data: str, page: str) -> None:
    """The same network from its first step on, the same noise at every look."""
    st.caption(t("The same network, untrained, on one processor core: shapes can be seen after a minute or two."))
    seed = whole_number(t("Seed"), 0, 999, key="diffusion_scratch_seed", default=0, width=130)
    config = changed(PICTURES[data].replace(steps=LIVE_STEPS, ema=0.99, seed=seed))
    loss = {"title": t("Loss"), "low": 0, "high": None, "levels": [],
            "lines": [{"metric": "loss", "label": t("mean squared error"), "swatch": "accent"}]}  # fmt: skip
    run_player(
        {"job": "picture-diffusion", "data": data, "config": config}, key=f"diffusion_{data}", page=page,
        view="pictures", live=PictureDiffusionJob.live, curves=[loss],
        text={"pictures": t("Pictures from the same noise, one class after the other")},
    )  # fmt: skip


def settings(data: str) -> dict[str, Any]:
    """What the walk depends on."""
    classes = {live.ANY: t("any")} | dict(enumerate(picture_classes(data)))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        y = pick(t("Draw a ..."), classes, key=f"diffusion_class_{data}", width=170)
        guidance = on_scale(t("Guidance"), GUIDANCE, key="diffusion_guidance", default=2.0, width=170,
                            disabled=y == live.ANY)  # fmt: skip
        sampler = pick(t("Sampler"), sampler_names(), key="diffusion_film_sampler", width=260)
        eta = 0.0
        if sampler == "ddim":
            eta = on_scale(t("New noise η"), ETAS, key="diffusion_film_eta", default=0.0, width=150)
        steps = on_scale(t("Steps"), STEPS, key="diffusion_steps", default=20, width=170)
        seed = whole_number(t("Seed"), 0, 999, key="diffusion_film_seed", default=0, width=130)
    return {"sampler": sampler, "eta": eta, "guidance": guidance, "y": y, "seed": seed, "steps": steps}


@st.cache_data(max_entries=3)
def test_pictures(data: str) -> np.ndarray:
    """A few test pictures of every class, mixed."""
    test = images.load(data, "test")
    return test.images[np.random.default_rng(0).choice(len(test.images), TESTS, replace=False)]


def uploaded(data: str) -> dict[str, Any] | None:
    """A person's own picture, made as small as the model's, shown as it was understood; errors in words.

    What could not be used leaves the picture before it in place.
    """
    model = f"diffusion-{data}"
    c = live.config(model)
    file = upload(
        t("Or your own picture: PNG, JPEG, WebP, GIF or BMP, at most {mb} MB. It is made {n} pixels wide, and"
          " forgotten when you leave.", mb=f"{uploads.MOST_BYTES / 1e6:g}", n=c.size),
        key="diffusion_file", most=uploads.MOST_BYTES,
    )  # fmt: skip
    if file is None:
        return st.session_state.get(UNDERSTOOD, {}).get(model)
    inverted = st.toggle(t("Invert"), key="diffusion_file_inverted",
                         help=t("Where light and dark were taken for each other."))  # fmt: skip
    raw, understood = file.getvalue(), st.session_state.setdefault(UNDERSTOOD, {})
    try:
        picture = uploads.read(raw, channels=c.channels, size=c.size, ink=data == "digits", inverted=inverted)
    except Refused as error:
        st.error(explain(error), icon=":material/error:")
        return understood.get(model)
    st.image(picture, caption=t("What the model is given"), width=4 * c.size)
    which = hashlib.sha256(raw + f"{model} {inverted}".encode()).hexdigest()[:16]
    understood[model] = {"nth": which, "picture": picture}
    return understood[model]


def measured(record: dict[str, Any]) -> None:
    """The figures of the shipped weights."""
    test = record["test"]
    columns = st.columns(4)
    columns[0].metric(
        t("Fréchet distance, 10,000 samples"), f"{test['frechet']:.2f}",
        help=t("Between the features of samples and of data, as our own small published classifier sees them."),
    )  # fmt: skip
    columns[1].metric(
        t("The same, real against real"), *apart(test["floor"]["mean"], test["floor"]["standard_error"]),
        delta_color="off", delta_arrow="off", help=t("The floor: no generator can do better on average."),
    )  # fmt: skip
    columns[2].metric(
        t("Drawn what was asked for"), f"{100 * test['obeyed']:.1f} %",
        help=t("The share of samples that an independent classifier reads as the class that was asked for."),
    )  # fmt: skip
    columns[3].metric(t("Network evaluations per picture"), test["evaluations"])
    c = record["config"]
    st.caption(
        t("Trained in {minutes} minutes on one processor core, {steps} steps. Measured with {n} steps of {sampler},"
          " guidance {guidance}, each picture asked to be of some class.",
          minutes=f"{record['minutes']:.0f}", steps=f"{record['steps']:,}", n=c["sampling_steps"],
          sampler=sampler_names()[c["sampler"]].split(":")[0], guidance=f"{c['guidance']:g}")
    )  # fmt: skip
    if "joint_kl" in test:
        read_back(test)
