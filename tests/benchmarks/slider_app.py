"""What the live channel is compared with: st.slider, and the same decoder, in a fragment."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import streamlit as st

from engines.data.pixels import sheet
from engines.shipped import model


@st.fragment
def slider() -> None:
    z = st.slider("z1", -3.0, 3.0, 0.0, 0.02)
    picture = model("vae-digits-2").decode(np.array([[z, 0.0]], np.float32)).reshape(1, 28, 28)
    st.image(sheet(picture, 1, scale=6))


slider()
