"""Blocks of the home page: the thousand-and-first cat, two ways to learn, the map of the families."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.live.home_components import two_views
from app.ui import course
from app.ui import home_drawings as drawings
from app.ui.controls import another, choice
from app.ui.diagrams import show_svg
from app.ui.i18n import lesson, t
from app.ui.lessons import predict

N_NEIGHBOURS = 3
N_PER_CLASS = 24
DATA_SEED = 4
PHONE = "20rem"  # these drawings are read at the width of a phone, too


def digit_draws() -> None:
    """Digits that people wrote, p(x), digits that nobody wrote: the picture on top of the page."""
    real, drawn = drawings.real_and_drawn()
    label = t("Handwritten digits, a curve p(x) learned from them, and new digits drawn from it that nobody wrote")
    show_svg(drawings.home_picture(real, drawn), label, width="58rem")


@st.fragment
def cats() -> None:
    """A new cat beside its nearest training cats, and a held-out real one beside its own."""
    from engines import cats as thousand

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


@st.cache_data
def two_classes(shape: str) -> list[list[float]]:
    """Rows of x1, x2, label (0 cat, 1 dog) from a world whose halves are the classes."""
    from engines import worlds

    if shape == "moons":
        world = worlds.build("moons")
        X, part = world.sample(2 * N_PER_CLASS, seed=DATA_SEED, return_labels=True)
        label = part >= world.n_components // 2
        X = 1.3 * X
    else:
        means = [[-1.6, -0.9], [-0.7, 1.3], [1.5, 0.2]]
        spread = [[[0.25, 0.1], [0.1, 0.25]], [[0.25, -0.1], [-0.1, 0.2]], [[0.35, 0.45], [0.45, 1.2]]]
        world = worlds.World([1, 1, 2], means, spread)
        X, part = world.sample(2 * N_PER_CLASS, seed=DATA_SEED, return_labels=True)
        label = part == 2
    return np.column_stack([X, label]).round(3).tolist()


def two_ways(page: str) -> None:
    """A classifier and a generative model on the same points, and where they part."""
    st.markdown(lesson("home_two_views"))
    predict(
        key="home_predict_far",
        question=t("The cross moves far away, to where no animal was ever seen. What does the classifier say there?"),
        answers={
            "even": t("About half and half"),
            "unknown": t("That it does not know"),
            "certain": t("One class, almost certain"),
        },
        right="certain",
        because=lesson("home_far"),
    )
    with st.container(horizontal=True, gap="medium"):
        shape = choice(t("Points"), {"clouds": t("Clouds"), "moons": t("Two moons")}, key="home_points")
        models = {"naive-bayes": t("Naive Bayes"), "mixture": t("Gaussian mixture")}
        model = choice(t("Generative model"), models, key="home_model")
    two_views(two_classes(shape), model, about=shape, page=page)
    st.markdown(lesson("home_new_examples"))


def families() -> None:
    """A door to every family whose page is in the navigation; one that leads nowhere is taken away again."""
    st.markdown(lesson("home_families"))
    doors = [
        ("probability", ":material/scatter_plot:", t("Probability"), t("Start here"),
         t("What p(x) is, and how to draw from it: paint a density, set samplers running, check what was learned.")),
        ("classical", ":material/stacked_line_chart:", t("Probabilistic models"), t("Naive Bayes · Gaussian mixture"),
         t("Write p(x) down as a formula and fit its numbers. Every probability can be read off.")),
        ("autoencoder", ":material/compress:", t("Autoencoders"), t("AE · VAE"),
         t("Squeeze a picture into a few numbers and restore it; new numbers give new pictures.")),
        ("gan", ":material/swords:", t("GAN"), t("Generator against discriminator"),
         t("A forger learns from a detective until the fakes pass. It draws, but it gives no p(x).")),
        ("diffusion", ":material/blur_on:", t("Diffusion"), t("Noise, and back"),
         t("Learn to remove a little noise; then start from noise alone and repeat.")),
        ("compare", ":material/table_chart:", t("Comparison"), t("All of them, measured"),
         t("What each is good and bad at, with the number beside the claim.")),
    ]  # fmt: skip
    with st.container(horizontal=True, gap="medium"):
        for name, icon, title, members, idea in doors:
            with st.container(border=True, width=260, height="stretch"):
                st.page_link(course.page(name).script, label=f"**{title}**", icon=icon)
                st.caption(members)
                st.markdown(idea)
