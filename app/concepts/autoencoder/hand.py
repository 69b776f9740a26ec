"""A point of latent space under the hand, on the map and by sliders, and the pictures that follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.models import chosen
from app.live.latent.component import by_activity, latent_diagram, latent_pad, latent_sliders
from app.ui.controls import choice, pick
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import picture_classes
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.autoencoder.spaces import spaces
from engines.nets import weights
from engines.nets.latent_space import space

SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
FEW = 4  # sliders that have room for the strips of two models


def show(controls: DeltaGenerator) -> None:
    with controls:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            with st.popover(t("Pictures and models"), icon=":material/tune:"):
                now = chosen()
            strips, axes = list(now.models), None
            layers = {"pictures": t("Decoded pictures"), "points": t("Encoded data")}
            layer = choice(t("Map"), layers, key="autoencoder_map")
            if now.size > FEW:
                with st.popover(t("Turn"), icon=":material/3d_rotation:"):
                    strips = [strips_through(now.models)]
                    axes = turned(strips[0])
    classes = picture_classes(now.data)
    few = now.size <= FEW
    maps, sliders = st.columns([5, 4] if few else [5, 3], gap="small", vertical_alignment="center" if few else "top")
    with maps:
        latent_pad(now.models, hand=now.hand, layer=layer, classes=classes, axes=axes)
    with sliders:
        latent_sliders(now.models, hand=now.hand, strips=strips, axes=axes, pictures=False)
    with sliders if few else controls:  # few sliders leave the stage room for what they are part of
        latent_diagram(now.models, hand=now.hand, axes=axes)


def strips_through(models: Mapping[str, str]) -> str:
    """The model that the strips are drawn with, where there is no room for both."""
    if len(models) == 1:
        return next(iter(models))
    return choice(t("Pictures on the sliders"), models, key="autoencoder_strips", default=[*models][-1])


def turned(model: str) -> tuple[int, int] | None:
    """The two numbers of the code that the map shows, None for the model's own plane."""
    planes = {"most": t("Where the codes vary most"), "two": t("Two of the numbers")}
    if choice(t("Plane of the map"), planes, key="autoencoder_plane") == "most":
        return None
    order = by_activity([space(model)])
    across = pick(t("Across"), numbers(order), key="autoencoder_across")
    return across, pick(t("Upwards"), numbers([i for i in order if i != across]), key="autoencoder_upwards")


def numbers(order: Sequence[int]) -> dict[int, str]:
    """Dimensions by the names that stand at their sliders."""
    return {i: f"u{str(i + 1).translate(SUBSCRIPT)}" for i in order}


def question() -> None:
    """Of the last model on the stage."""
    kind = kept("autoencoder_model")
    model = f"{'vae' if kind == 'both' else kind}-{kept('autoencoder_data')}-{kept('autoencoder_size')}"
    share, error = spaces()[model].kin
    predict(
        key="autoencoder_predict_kin",
        about=model,
        question=t(
            "No label was used in training. Of the training codes, take the one nearest to a test picture's own code."
            " How often is it of the same class?"
        ),
        answers={"chance": t("By chance"), "half": t("About half of the time"), "most": t("Mostly")},
        right=how_often(share),
        because=t(
            "In **{share}** of all test pictures, {model} with {n} numbers (± standard error): what looks alike lies"
            " close together, and nobody told it which is which. So latent space has a meaning. *Encoded data* shows"
            " the classes on the map.",
            share=with_error(100 * share, 100 * error, unit=" %"), model=weights.kind_of(model).upper(),
            n=kept("autoencoder_size"),
        ),
    )  # fmt: skip


def how_often(share: float) -> str:
    return "chance" if share < 0.25 else "half" if share <= 0.55 else "most"


def depth() -> None:
    """What the figures and the map mean; the structure and the loss."""
    say(lesson("autoencoder_hand"))
    parts.explanation()


EXPERIMENT = Experiment(
    "hand", lambda: t("The latent space"), "autoencoder_lead", show, question, depth, code=code.hand
)
