"""A picture of one's own, or of the test set, encoded as it is drawn: its cloud, what is restored, how likely it is."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder.models import are_there, chosen, picture_names
from app.concepts.autoencoder.sections import restoring
from app.concepts.autoencoder.walked import how_many
from app.live.latent.component import put_hand
from app.live.latent.encoding import encoder, given_once, noise_of
from app.ui.controls import another, pick, pressed, whole_number
from app.ui.kept import replace
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import picture_classes
from app.ui.numbers import with_error
from app.ui.own_picture import own_picture
from app.ui.predict import after, answered, predict
from app.ui.stage import Experiment, go
from app.ui.terms import say
from engines.autoencoder.spaces import NOISED, copies, spaces
from engines.core import Bounds
from engines.data import images
from engines.data.pixels import SHAPES
from engines.nets.latent_space import REACH
from engines.shipped import model

MOST = 150  # of a class: every class of digits and fashion has more test pictures than that


def show(controls: DeltaGenerator) -> None:
    with controls:
        with st.container(horizontal=True, gap="small"):
            with st.popover(t("Pictures and models"), icon=":material/tune:"):
                now = chosen()
            with st.popover(t("Your own picture"), icon=":material/upload:", key="autoencoder_upload"):
                channels, size, _ = SHAPES[now.data]
                ink = now.data == "digits"
                given = own_picture(key="autoencoder", about=now.data, channels=channels, size=size, ink=ink)
    if not are_there(now.data):
        return
    with controls:
        test = images.load(now.data, "test")
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
        with row:
            label = pick(t("Class"), dict(enumerate(picture_classes(now.data))), key="autoencoder_class", width=180)
            rows = np.flatnonzero(test.labels == label)
            of_each = Bounds(1, min(MOST, int(np.bincount(test.labels).min())))
            nth = whole_number(t("Which one"), of_each, key="autoencoder_nth", default=1, width=140)
            draw = another(
                t("Resample"), counter="autoencoder_draw", icon=":material/casino:", key="autoencoder_resample"
            )
    if st.session_state.setdefault("autoencoder_drawn", draw) != draw:
        st.session_state["autoencoder_drawn"] = draw
        replace(noise_of(now.size), None)
    given_once(f"test {now.data}", (label, nth), now.data, None)
    if given is not None:
        given_once(f"own {now.data}", given["nth"], now.data, given["picture"])
    eps = np.random.default_rng(draw).standard_normal(now.size).clip(-REACH, REACH).round(2).tolist()
    told = answered("autoencoder_predict_noise")
    picture = encoder(now.models, data=now.data, picture=test.images[rows[nth - 1]], eps=eps, told=told)
    with row:
        put = pressed(t("Move to this picture's code"), icon=":material/pan_tool_alt:", key="autoencoder_put")
    if put:
        codes = {name: model(name).encode(picture[None])[0][0].tolist() for name in now.models}
        put_hand(now.hand, codes)
        go("autoencoder", "hand")


def question() -> None:
    size = kept("autoencoder_size")
    model = f"vae-{kept('autoencoder_data')}-{size}"
    share, error = spaces()[model].noise
    predict(
        key="autoencoder_predict_noise",
        about=model,
        question=t(
            "Same μ and σ of the VAE, other noise ε. How far does the picture of z go from the one restored from μ, if"
            " two test pictures are 100 % apart?"
        ),
        answers={"few": t("Less than 10 %"), "some": t("10 to 50 %"), "most": t("More than 50 %")},
        right=how_many(share),
        because=t(
            "On average **{share}** ({many} test pictures, {n} numbers, root mean square of the pixels, ± standard"
            " error): all points of one cloud are decoded into nearly the same picture, which is why the space between"
            " the codes is used.",
            share=with_error(100 * share, 100 * error, unit=" %"), n=size, many=NOISED,
        ),
    )  # fmt: skip


def depth() -> None:
    say(lesson("autoencoder_encode"))
    if after("autoencoder_predict_restores"):
        data, size = kept("autoencoder_data"), kept("autoencoder_size")
        say(
            t(
                "**Restored, {pictures}, {n} numbers in the code.** What comes back costs **{ae}** nats with the AE,"
                " **{vae}** with the VAE; a perfect copy would cost {copy} (2,000 test pictures, ± standard error).",
                pictures=picture_names()[data], n=size, ae=restoring(f"ae-{data}-{size}"),
                vae=restoring(f"vae-{data}-{size}"), copy=with_error(*copies()[data]),
            )
        )  # fmt: skip


EXPERIMENT = Experiment(
    "encode", lambda: t("Encoding"), "autoencoder_encode_do", show, question, depth, code=code.encode
)
