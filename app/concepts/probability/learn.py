"""The goal: learn p(x) from points alone, then draw from it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code
from app.concepts.probability.learned import Comparison, learned_here, maps
from app.ui import numbers
from app.ui.language import lesson, t
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import meaning, say


def show(controls: DeltaGenerator) -> None:
    found = learned_here(controls)
    if found is None:
        return
    world, n, result = found
    maps(world, n, result)
    _scores(result)


def _scores(result: Comparison) -> None:
    true, learned = result.scores["true"], result.scores["mixture"]
    left, middle, right = st.columns(3)
    left.metric(
        t("True distribution: mean log p (nats)"),
        numbers.number(true[0], 3),
        help="\n\n".join(
            [meaning("nat", "density")]
            + [t("On average over all points no density does better; on a few, one may by chance.")]
            * answered("probability_predict_better")
        ),
    )
    middle.metric(
        t("Model: mean log p (nats)"), *numbers.apart(*learned), delta_color="off", delta_arrow="off",
        help=meaning("nat", "error"),
    )  # fmt: skip
    right.metric(
        t("Still missing (nats)"),
        numbers.number(true[0] - learned[0], 3),
        help=t("The Kullback-Leibler divergence from the true distribution to the model."),
    )


def question() -> None:
    predict(
        key="probability_predict_better",
        question=t(
            "With enough points and hills: can the model's mean log p rise above that of the true distribution?"
        ),
        answers={
            "yes": t("Yes, with enough hills"),
            "no": t("No, not on average"),
            "points": t("Yes, with enough points"),
        },
        right="no",
        because=lesson("probability_better"),
    )


def depth() -> None:
    say(lesson("probability_goal"))


EXPERIMENT = Experiment("learn", lambda: t("The goal"), "probability_learn_do", show, question, depth, code=code.learn)
