"""/diffusion: noise, and back."""

import streamlit as st

from app.concepts.diffusion import points as parts
from app.concepts.diffusion import schedules
from app.concepts.diffusion.curves import curves
from app.concepts.diffusion.pictures import pictures
from app.ui.claims.block import claims_block
from app.ui.language import lesson

PAGE = "diffusion"

st.markdown(lesson("diffusion_lead"))
pictures(PAGE)
parts.points(PAGE)
schedules.schedules()
measure_again = curves()
claims_block(("diffusion",), PAGE)
measure_again()
