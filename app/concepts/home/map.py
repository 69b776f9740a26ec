"""The map of the families: what all do in one picture, and a door to each."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import drawings
from app.ui import course
from app.ui.language import t
from app.ui.stage import Experiment
from app.ui.svg import fill_svg


def show(controls: DeltaGenerator) -> None:
    """Digits that people wrote, p(x), digits that nobody wrote; under it the doors."""
    real, drawn = drawings.real_and_drawn()
    label = t("Handwritten digits, a curve p(x) learned from them, and new digits drawn from it that nobody wrote")
    fill_svg(drawings.digits(real, drawn), label, narrow=drawings.digits(real, drawn, narrow=True))
    _doors()
    with controls:
        st.caption(t("Every figure in this laboratory was measured by a command that you can run yourself."))


def _doors() -> None:
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
    for row in (doors[:3], doors[3:]):
        for column, (name, icon, title, members, idea) in zip(st.columns(3, gap="small"), row, strict=True):
            with column, st.container(border=True, height="stretch", gap=None):
                st.page_link(course.page(name).script, label=f"**{title}**", icon=icon)
                st.caption(f"**{members}** · {idea}")


EXPERIMENT = Experiment("map", lambda: t("The map of the families"), "home_families", show)
