"""The frame around every page: page config, language, navigation."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # also when a test or another launcher starts this script
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from app.ui import i18n  # noqa: E402
from app.ui.controls import choice  # noqa: E402
from app.ui.i18n import t  # noqa: E402

st.set_page_config(page_title="Generative laboratory", page_icon=":material/experiment:", layout="wide")

page = st.navigation(
    [
        st.Page("concepts/home.py", title=t("Home"), icon=":material/home:", default=True),
        st.Page(
            "concepts/autoencoder.py",
            title=t("Autoencoder"),
            icon=":material/compress:",
            url_path="autoencoder",
            help=t("AE and VAE: drag through latent space and watch the picture follow."),
        ),
    ],
    position="top",
)

headings = {
    "": t("What is a generative model?"),
    "autoencoder": t("Autoencoder: a picture squeezed into a few numbers"),
}
with st.container(horizontal=True, vertical_alignment="center"):
    st.title(headings[page.url_path], width="stretch")
    choice(t("Language"), i18n.LANGUAGES, key=i18n.KEY, default=i18n.preferred(), label_visibility="collapsed")

page.run()
