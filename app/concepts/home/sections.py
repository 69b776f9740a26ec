"""Blocks of the home page: the thousand-and-first cat, two ways to learn, the map of the families."""

from __future__ import annotations

import streamlit as st

from app.concepts.home import drawings
from app.ui import course
from app.ui.language import lesson, t
from app.ui.svg import show_svg


def digit_draws() -> None:
    """Digits that people wrote, p(x), digits that nobody wrote: the picture on top of the page."""
    real, drawn = drawings.real_and_drawn()
    label = t("Handwritten digits, a curve p(x) learned from them, and new digits drawn from it that nobody wrote")
    show_svg(drawings.home_picture(real, drawn), label, width="58rem")


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
