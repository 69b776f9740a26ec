"""The frame around every page: page config, language, navigation."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # also when a test or another launcher starts this script
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from app.ui import i18n, link  # noqa: E402
from app.ui.controls import choice  # noqa: E402
from app.ui.i18n import t  # noqa: E402

went = link.arrive()
i18n.follow_link(went)
st.set_page_config(page_title=t("Generative laboratory"), page_icon=":material/experiment:", layout="wide")

page = st.navigation(
    [
        st.Page("concepts/home.py", title=t("Home"), icon=":material/home:", default=True),
        st.Page(
            "concepts/probability.py",
            title=t("Probability"),
            icon=":material/scatter_plot:",
            url_path="probability",
            help=t("What p(x) is, and how samples are drawn from it."),
        ),
        st.Page(
            "concepts/classical.py",
            title=t("Classical models"),
            icon=":material/stacked_line_chart:",
            url_path="classical",
            help=t("Models that write p(x) down: mixture, naive Bayes, kernel density."),
        ),
        st.Page(
            "concepts/autoencoder.py",
            title=t("Autoencoder"),
            icon=":material/compress:",
            url_path="autoencoder",
            help=t("AE and VAE: drag through latent space and watch the picture follow."),
        ),
        st.Page(
            "concepts/gan.py",
            title=t("GAN"),
            icon=":material/swords:",
            url_path="gan",
            help=t("Generator against discriminator: watch them train, live."),
        ),
        st.Page(
            "concepts/diffusion.py",
            title=t("Diffusion"),
            icon=":material/blur_on:",
            url_path="diffusion",
            help=t("Noise, and back: scrub through time while the network learns."),
        ),
        st.Page(
            "concepts/compare.py",
            title=t("Comparison"),
            icon=":material/table_chart:",
            url_path="compare",
            help=t("What each model is good and bad at, measured; and a game: which model made this?"),
        ),
    ],
    position="top",
)
link.on_page(page.url_path, went)

# Korean breaks between words, not inside them. A finger over a landscape scrolls the page; a mouse turns it.
st.html(
    "<style>h1, h2, h3, :is([data-testid$=MarkdownContainer], [data-testid$=CaptionContainer]) :is(p, li) "
    "{ word-break: keep-all; } @media (pointer: coarse) { .js-plotly-plot .gl-container { pointer-events: none; } }"
    "</style>"
)

headings = {
    "": t("What is a generative model?"),
    "probability": t("Probability: what p(x) is, and drawing from it"),
    "classical": t("Classical models: p(x) as a formula"),
    "autoencoder": t("Autoencoder: a picture squeezed into a few numbers"),
    "gan": t("GAN: a forger against a detective"),
    "diffusion": t("Diffusion: into noise, and back"),
    "compare": t("Comparison: the textbook's table, measured"),
}
with st.container(horizontal=True, vertical_alignment="center"):
    st.title(headings[page.url_path], width="stretch")
    choice(
        t("Language"), i18n.LANGUAGES, key=i18n.KEY, default=i18n.preferred(), always=True, label_visibility="collapsed"
    )
ignored = st.empty()

page.run()
if told := link.told():
    ignored.warning(told, icon=":material/link_off:")
