"""/gan: generator against discriminator."""

import streamlit as st

from app.ui import gan_parts as parts
from app.ui.claims_block import claims_block
from app.ui.gan_pictures import pictures
from app.ui.i18n import lesson

PAGE = "gan"

st.markdown(lesson("gan_lead"))
parts.points(PAGE)
parts.game()
parts.seeds(PAGE)
asked = pictures(PAGE)
claims_block(("gan",), PAGE, after=("gan_predict_sharp",) if asked else ())
