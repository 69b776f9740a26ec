"""A picture of one's own, or of the test set, encoded as it is drawn: its cloud, what is restored, how likely it is."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.models import chosen
from app.live.latent.component import put_hand
from app.live.latent.encoding import SIDE, encoder, given_once, noise_of
from app.ui.controls import another, pick, whole_number
from app.ui.kept import replace
from app.ui.language import lesson, t
from app.ui.names import class_names
from app.ui.own_picture import own_picture
from app.ui.stage import Experiment, go
from engines.data import images
from engines.nets.latent_space import REACH
from engines.shipped import model


def show(controls: DeltaGenerator) -> None:
    with controls:
        with st.container(horizontal=True, gap="small"):
            with st.popover(t("Pictures and models"), icon=":material/tune:"):
                now = chosen()
            with st.popover(t("Your own picture"), icon=":material/upload:", key="autoencoder_upload"):
                given = own_picture(key="autoencoder", about=now.data, channels=1, size=SIDE, ink=now.data == "digits")
        test = images.load(now.data, "test")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            label = pick(t("Class"), dict(enumerate(class_names(now.data))), key="autoencoder_class", width=180)
            rows = np.flatnonzero(test.labels == label)
            nth = whole_number(t("Which one"), parts.PICTURES, key="autoencoder_nth", default=1, width=140)
            draw = another(
                t("Resample"), counter="autoencoder_draw", icon=":material/casino:", key="autoencoder_resample"
            )
            put = st.button(t("Put the hand here"), icon=":material/pan_tool_alt:", key="autoencoder_put")
    if st.session_state.setdefault("autoencoder_drawn", draw) != draw:
        st.session_state["autoencoder_drawn"] = draw
        replace(noise_of(now.size), None)
    given_once(f"test {now.data}", (label, nth), now.data, None)
    if given is not None:
        given_once(f"own {now.data}", given["nth"], now.data, given["picture"])
    eps = np.random.default_rng(draw).standard_normal(now.size).clip(-REACH, REACH).round(2).tolist()
    picture = encoder(now.models, data=now.data, picture=test.images[rows[nth - 1]], eps=eps, page="autoencoder")
    if put:
        codes = {name: model(name).encode(picture[None])[0][0].tolist() for name in now.models}
        put_hand(now.hand, codes)
        go("autoencoder", "hand")


def depth() -> None:
    st.markdown(lesson("autoencoder_encode"))


EXPERIMENT = Experiment("encode", lambda: t("Encode a picture"), "autoencoder_encode_do", show, depth=depth)
