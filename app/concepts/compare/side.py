"""The three structures side by side, each with its samples at the same size."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.compare import code, structures
from app.ui.claims import results
from app.ui.claims.detail import detail, told
from app.ui.code import on_stage
from app.ui.controls import choice, pick
from app.ui.language import t
from app.ui.link import kept
from app.ui.names import comparison_names, maker_names
from app.ui.pictures import painted
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import caption
from engines.comparison.claims import NEURAL
from engines.comparison.models import LONG, PICTURES, family
from engines.comparison.rule import Figure
from engines.data.pixels import sheet
from engines.statistics import apart

COLUMNS = {"wide": (8, 5), "narrow": (10, 2)}  # columns and rows of samples


def show(controls: DeltaGenerator) -> None:
    names = comparison_names()
    with controls:
        data = pick(t("Data"), {d: names[d] for d in PICTURES}, key="side_data")
        trained = {"long": t("For long"), "equal": t("The same seconds")}
        long = choice(t("Trained"), trained, key="side_trained") == "long"
    on_stage(models=[weights_of(data, m, long) for m in NEURAL])
    label = t(
        "VAE, GAN and diffusion model, one under the other: left what each is built of, right its samples of {data}.",
        data=names[data],
    )
    fill_svg(drawing(data, long), label, narrow=drawing(data, long, narrow=True))
    if long and (short := [maker_names()[m] for m in NEURAL if weights_of(data, m, long) == m]):
        with controls:
            caption(t("After the same seconds: {models}. Samples of its long training are not compared yet.",
                         models=", ".join(short)))  # fmt: skip


@st.cache_data(max_entries=32, show_spinner=False)
def drawn(data: str, model: str, layout: str) -> np.ndarray:
    """The sheet of a model's samples, not picked."""
    columns, rows = COLUMNS[layout]
    return sheet(results.pictures_of(data, model)[: columns * rows], columns, gap=2)


def drawing(data: str, long: bool, *, narrow: bool = False) -> str:
    noisy = structures.noise_steps(results.pictures_of(data, "real")[0])
    kinds = {"vae": structures.vae(), "gan": structures.gan(), "diffusion": structures.diffusion(noisy)}
    rows = [(maker_names()[m], kinds[m], _samples(data, weights_of(data, m, long), narrow)) for m in NEURAL]
    return structures.side_by_side(rows, narrow=narrow)


def weights_of(data: str, model: str, long: bool) -> str:
    """The samples of the long training, where they are shipped."""
    return model + LONG if long and results.sheet_file(data, model + LONG).exists() else model


def question() -> None:
    """Whose detail is nearest to that of real pictures; the comparison has measured it."""
    data, trained = kept("side_data"), kept("side_trained")
    names = maker_names()
    found = detail(data, [weights_of(data, m, trained == "long") for m in NEURAL])
    if len(found) < len(NEURAL):
        return
    predict(
        key="compare_predict_edges",
        about=f"{data}_{trained}",
        question=t("Whose pictures have as much fine detail as real ones?"),
        answers={m: names[m] for m in NEURAL} | {"same": t("No clear winner")},
        right=family(nearest(found)),
        because=told(found),
    )


def nearest(found: Mapping[str, Figure]) -> str:
    """Who is nearest to real pictures, or "same" where another cannot be told from the nearest."""
    off = {m: (abs(f.mean - f.floor), math.hypot(f.standard_error, f.floor_se)) for m, f in found.items()}
    best = min(off, key=lambda m: off[m][0])
    return best if all(apart(off[best], off[m]) < 0 for m in off if m != best) else "same"


def _samples(data: str, maker: str, narrow: bool) -> structures.Drawn:
    found = drawn(data, maker, "narrow" if narrow else "wide")

    def at(x: float, y: float, width: float) -> str:
        height = width * found.shape[0] / found.shape[1]
        return painted(found, x, y, width, height, f"samples-{maker}")

    return at


EXPERIMENT = Experiment("side", lambda: t("Structures and samples"), "compare_side", show, question, code=code.side)
