"""/classical: models that write p(x) down: Gaussian mixture, naive Bayes, kernel density."""

import streamlit as st

from app.concepts.classical import digits
from app.concepts.classical import points as parts
from app.ui.claims.block import claims_block
from app.ui.language import lesson, t

PAGE = "classical"  # the URL path

st.markdown(lesson("classical_lead"))

st.header(t("A mixture of Gaussians, fitted step by step"))
st.markdown(lesson("classical_em"))
setup = parts.choose_setup()
parts.run(setup)
parts.counts(setup)
parts.singularity(setup)

st.header(t("Naive Bayes: every pixel on its own"))
digits.factors()
digits.samples()
digits.measured()

st.header(t("Four densities of the same points"))
parts.four(setup)
claims_block(("naive-bayes", "mixture", "kde"), PAGE, after=("classical_predict_naive",))
