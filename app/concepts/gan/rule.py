"""The game in one formula, and the best judgement there is."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code, formulas
from app.concepts.gan.drawings import gan_diagram
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import say


def show(controls: DeltaGenerator) -> None:
    st.latex(
        r"\min_G\,\max_D\; V(D,G)=\mathbb E_{x\sim p}\big[\log D(x)\big]"
        r"+\mathbb E_{z\sim\mathcal N(0,I)}\big[\log\big(1-D(G(z))\big)\big]"
    )
    fill_svg(
        gan_diagram(),
        t("Diagram: noise enters the generator; its fakes, and real data, enter the discriminator: real or fake?"),
    )


def question() -> None:
    predict(
        key="gan_predict_half",
        question=t("Suppose that the forger becomes perfect. What does the best detective answer for a real point?"),
        answers={"one": t("1: “certainly real”"), "half": t("½: “I cannot tell”"), "zero": t("0: “certainly fake”")},
        right="half",
        because=lesson("gan_best"),
    )


def depth() -> None:
    say(lesson("gan_game"))
    formulas.game()


EXPERIMENT = Experiment("rule", lambda: t("The rule"), "gan_rule_do", show, question, depth, code=code.rule)
