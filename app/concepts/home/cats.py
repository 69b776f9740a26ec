"""The thousand-and-first cat."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.concepts.home import drawings
from app.ui.controls import another
from app.ui.language import lesson, t
from app.ui.svg import show_svg

N_NEIGHBOURS = 3


PHONE = "20rem"  # these drawings are read at the width of a phone, too


@st.fragment
def cats() -> None:
    """A new cat beside its nearest training cats, and a held-out real one beside its own."""
    from engines.classical import cats as thousand

    st.markdown(lesson("home_cat"))
    nth = another(
        t("Another one"), counter="home_cat", first=1, icon=":material/casino:", key="home_cat_next", type="primary"
    )
    model, distances = thousand.shipped()
    train, held_out = thousand.pictures()
    new, real = model.sample(1, seed=nth)[0], held_out[(nth - 1) % len(held_out)]
    rows = []
    for picture, title in ((new, t("a new cat, drawn from p(x)")), (real, t("a real cat that it was not shown"))):
        nearest, away = thousand.nearest(picture, train, N_NEIGHBOURS)
        rows.append((title, picture, [(train[i], float(d)) for i, d in zip(nearest, away, strict=True)]))
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        label = t("A new cat and a real one, each beside the three most similar of the 1,000 training cats")
        show_svg(drawings.neighbours(rows), label, width="38rem", least=PHONE)
    with right:
        marks = {t("this new cat"): rows[0][2][0][1], t("this real cat"): rows[1][2][0][1]}
        label = t("How far cats are from the nearest of the 1,000: 1,000 new ones and 1,000 real ones")
        show_svg(drawings.distances(distances.held_out, distances.drawn, marks), label, width="38rem", least=PHONE)
    st.caption(
        t(
            "Middle of 1,000 each: new cats {drawn:.1f}, real cats {held_out:.1f} levels from the nearest of the"
            " 1,000; a copy would be at 0, and the closest new cat is at {closest:.1f}. The distance is the root of"
            " the mean squared difference of all colour values, in levels from 0 to 255. Model: a Gaussian mixture of"
            " {k} components along the {r} principal directions of the pixels.",
            drawn=float(np.median(distances.drawn)),
            held_out=float(np.median(distances.held_out)),
            closest=float(distances.drawn[0]),
            k=len(model.weights),
            r=len(model.basis),
        )
    )
