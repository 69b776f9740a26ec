"""Where no picture was encoded: what AE and VAE draw there, under the hand and at random; and whose draws vary more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder.drawn import (
    everything_measured,
    law_names,
    measured_table,
    more_varied,
    show_drawn,
    space_used,
    textbook,
    verdict,
)
from app.concepts.autoencoder.models import are_there, chosen_data
from app.live.latent.component import latent_holes
from app.live.latent.nearest import prepared
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.ui.controls import another, choice
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import model_names, picture_classes
from app.ui.predict import after, predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.autoencoder.drawn import drawn
from engines.core import msgid


def show(controls: DeltaGenerator) -> None:
    with controls:
        views = {"hand": t("Under the hand"), "drawn": t("Drawn at random")}
        view = choice(t("Codes"), views, key="autoencoder_holes_view")
    if view == "hand":
        with controls:
            data = chosen_data()
        models = {f"{kind}-{data}-2": title for kind, title in model_names().items()}
        with controls:
            ready = answered("autoencoder_holes_ready", data, lambda: real_ones(data, list(models)))
        hand, classes = f"autoencoder-{data}-2", picture_classes(data)
        latent_holes(models, hand=hand, classes=classes, ready=bool(ready))
    else:
        with controls.container(horizontal=True, gap="small"):
            with st.popover(t("Pictures and models"), icon=":material/tune:"):
                data = chosen_data()
                size = choice(t("Numbers in the code"), {16: "16", 2: "2"}, key="autoencoder_holes_size")
                law = choice(t("The AE's codes are drawn from"), law_names(), key="autoencoder_holes_law")
            draw = another(
                t("Draw again"), counter="autoencoder_holes_draw", icon=":material/casino:",
                key="autoencoder_holes_again",
            )  # fmt: skip
        if are_there(data):
            show_drawn(data, size, law, draw)


def real_ones(data: str, models: Sequence[str]) -> Work:
    """What the judgement needs, prepared while the hand already moves."""
    words = msgid("The real pictures to compare with are being read")
    yield 0.0, words
    for share in prepared(data, models):
        yield share, words
    return True


def question() -> None:
    """Of the models on the stage, where their drawn codes were measured: codes of two numbers are under the hand."""
    data = kept("autoencoder_data")
    if data not in drawn().real:
        return
    size = kept("autoencoder_holes_size") if kept("autoencoder_holes_view") == "drawn" else 2
    predict(
        key="autoencoder_predict_holes",
        about=f"{data}-{size}",
        question=t(
            "Textbooks say that a VAE makes more varied results than an AE. And these two, with {n} numbers in a code?"
            " Random codes are decoded: whose pictures come close to more of the real ones?",
            n=size,
        ),
        answers={"ae": t("The AE's"), "vae": t("The VAE's"), "both": t("No difference")},
        right=more_varied(data, size),
        because="\n\n".join(
            [
                verdict(data, size),
                textbook(data),
                measured_table(data, size),
                f"{lesson('autoencoder_holes').rstrip()} {space_used(data, size)}",
            ]
        ),
    )


def depth() -> None:
    say(lesson("autoencoder_holes_depth"))
    if kept("autoencoder_data") in drawn().real and after("autoencoder_predict_holes"):
        everything_measured(kept("autoencoder_data"))


EXPERIMENT = Experiment("holes", lambda: t("Holes"), "autoencoder_holes_where", show, question, depth, code=code.holes)
