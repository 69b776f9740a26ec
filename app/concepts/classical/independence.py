"""What independence costs: new digits of naive Bayes beside real ones and two better models, and the price in nats."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code
from app.live.channel.threads import one_thread
from app.ui.controls import another, pick
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.pictures import fill_pictures
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.classical import digit_densities as densities
from engines.data import images
from engines.data.pixels import sheet

SHOWN, COLUMNS, SCALE = 18, 3, 3  # as high as the stage beside each other
ALONE = 12, 4  # real ones and columns of them, before the guess


def show(controls: DeltaGenerator) -> None:
    with controls:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            digits = {c: str(c) for c in (3, *range(3), *range(4, 10))}
            label = pick(t("Class y"), digits, key="classical_digit", width=120)
            nth = another(
                t("Draw again"), counter="classical_draw", icon=":material/casino:", key="classical_draw_again"
            )  # fmt: skip
        told = ask()
    if not told:
        caption = t("Real digits. Once you have guessed: new ones beside them, from three models.")
        count, columns = ALONE
        fill_pictures([(sheet(real(label, nth)[:count], columns, scale=SCALE), caption)], key="independence")
        return
    sheets = [(t("Real digits"), real(label, nth))]
    sheets += [(title, new(name, label, nth)) for name, title in names().items()]
    fill_pictures([(sheet(pictures, COLUMNS), title) for title, pictures in sheets], key="independence")
    st.table(rows(), hide_index=True, border="horizontal")


def ask() -> bool:
    """Whether the guess is made: what new digits look like."""
    return predict(
        key="classical_predict_naive",
        question=t("Every pixel is drawn by itself, from a bell curve of its own. What will a new digit look like?"),
        answers={
            "clean": t("Like a real one"), "dots": t("Dots in the digit's shape"),
            "mean": t("A smooth, blurred digit"),
        },
        right="dots",
        because=lesson("classical_naive_answer"),
    )  # fmt: skip


def names() -> dict[str, str]:
    return {
        "naive-bayes": t("Naive Bayes: 1 product per class"),
        "products": t("Mixture: {n} products per class", n=densities.N_PRODUCTS),
        "correlated": t("One Gaussian per class, pixels correlated"),
    }


@st.cache_data(max_entries=200, show_spinner=False)
def new(name: str, label: int, nth: int) -> np.ndarray:
    """Draws of a fitted model, uint8 (SHOWN, 28, 28)."""
    one_thread()
    return densities.draw(name, label, SHOWN, seed=nth)


def real(label: int, nth: int) -> np.ndarray:
    """Test pictures of one class."""
    test = images.load("digits", "test")
    rows = np.flatnonzero(test.labels == label)
    return test.images[np.roll(rows, -SHOWN * nth)[:SHOWN]]


def rows() -> list[dict[str, str]]:
    """Held-out log-density of the three, in nats and bits."""
    record = densities.record()
    return [
        {
            t("Model"): title,
            t("log p(x), nats per picture"): with_error(record[name]["nats"], record[name]["nats_error"]),
            t("Bits per pixel"): with_error(record[name]["bits"], record[name]["bits_error"]),
            t("Gain over naive Bayes, nats"): "–"
            if name == "naive-bayes"
            else with_error(record[name]["gain"], record[name]["gain_error"]),
            t("Classes right"): f"{100 * record[name]['accuracy']:.1f} %",
        }
        for name, title in names().items()
    ]


def depth() -> None:
    say(lesson("classical_naive_cost"))
    caption(
        t(
            "2,000 test pictures; ± is the standard error over pictures. Measured by {command}.",
            command="`python -m assets.classical.make`",
        )
    )


EXPERIMENT = Experiment(
    "independence", lambda: t("The cost of independence"), "classical_independence", show, depth=depth,
    code=code.independence,
)  # fmt: skip
