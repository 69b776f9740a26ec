"""/diffusion: noise, and back."""

import streamlit as st

from app.ui import diffusion_parts as parts
from app.ui.claims_block import claims_block
from app.ui.diffusion_curves import curves
from app.ui.diffusion_pictures import pictures
from app.ui.i18n import lesson

PAGE = "diffusion"

st.markdown(lesson("diffusion_lead"))
pictures(PAGE)
parts.points(PAGE)
parts.schedules()
measure_again = curves()
claims_block(("diffusion",), PAGE)
measure_again()
