"""/autoencoder: a picture squeezed into a few numbers, and back."""

import streamlit as st

from app.concepts.autoencoder import sections as parts
from app.live.latent.component import latent_pad, latent_sliders
from app.ui.claims.block import claims_block
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.names import class_names, data_names, model_names

PAGE = "autoencoder"

st.markdown(lesson("autoencoder_lead"))

with st.container(horizontal=True, gap="medium"):
    data = choice(t("Pictures"), data_names(), key="autoencoder_data")
    shown = choice(t("Model"), {"both": t("Both, one hand"), **model_names()}, key="autoencoder_model")
    size = choice(
        t("Numbers in the code"),
        {2: "2", 16: "16"},
        key="autoencoder_size",
        help=t("How many latent dimensions the picture is squeezed into."),
    )
    layers = {"pictures": t("Decoded pictures"), "points": t("Encoded data")}
    layer = choice(t("Map"), layers, key="autoencoder_map")

kinds = ["ae", "vae"] if shown == "both" else [shown]
models = {f"{kind}-{data}-{size}": model_names()[kind] for kind in kinds}
hand = f"autoencoder-{data}-{size}"
place = st.session_state.get("autoencoder_place", {}).get(hand)

if size == 16:
    st.caption(
        t(
            "The map is the plane, through the middle, of the two directions in which the codes vary most. The ring"
            " moves parallel to it; the sliders reach the rest."
        )
    )
latent_pad(models, hand=hand, page=PAGE, layer=layer, classes=class_names(data), place=place)
st.subheader(t("One slider per number"))
st.caption(t("u is the code z in units of the model's own spread, 0 in its middle: one hand then fits both models."))
latent_sliders(models, hand=hand, page=PAGE, place=place)

parts.predict_holes(data)
parts.encode_section(models, hand, data)
parts.explanation()
parts.measured()
claims_block(("vae",), PAGE)
