"""/gan: generator against discriminator."""

import streamlit as st

from app.concepts.gan import points as parts
from app.concepts.gan import seeds
from app.concepts.gan.pictures import pictures
from app.ui.claims.block import claims_block
from app.ui.language import lesson

PAGE = "gan"

st.markdown(lesson("gan_lead"))
parts.points(PAGE)
parts.game()
seeds.seeds(PAGE)
asked = pictures(PAGE)
claims_block(("gan",), PAGE, after=("gan_predict_sharp",) if asked else ())
