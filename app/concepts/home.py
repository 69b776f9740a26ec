"""/: what the project is, in one picture."""

import numpy as np
import streamlit as st
from PIL import Image

from app.ui.diagrams import home_picture, show_svg
from app.ui.i18n import lesson, t
from app.ui.pictures import grid_of, sheet
from engines import images, weights

MODEL = "vae-digits-16"


@st.cache_data
def real_and_drawn() -> tuple[np.ndarray, np.ndarray]:
    """Two sheets of 5 x 4 digits: written by people, and drawn from the shipped VAE (made with its weights)."""
    test = images.load("digits", "test")
    strip = np.asarray(Image.open(weights.FOLDER / f"{MODEL}.png"))
    drawn = np.stack(np.split(strip, strip.shape[1] // strip.shape[0], axis=1))
    return sheet(grid_of(test.images, test.labels, (3, 8)), 5, gap=3), sheet(drawn, 5, gap=3)


st.markdown(lesson("home_lead"))
real, drawn = real_and_drawn()
label = t("Handwritten digits, a curve p(x) learned from them, and new digits drawn from it that nobody wrote")
show_svg(home_picture(real, drawn), label, width="58rem")

st.subheader(t("Where to go"))
with st.container(border=True):
    st.page_link("concepts/autoencoder.py", label=t("Autoencoder"), icon=":material/compress:")
    st.markdown(t("Squeeze pictures into a few numbers, then drag through those numbers and watch the picture follow."))
st.caption(t("Every picture here is computed while you watch, and every figure was measured by a command you can run."))
