"""/gan: generator against discriminator."""

import streamlit as st

from app.ui import gan_parts as parts
from app.ui.i18n import lesson

PAGE = "gan"

st.markdown(lesson("gan_lead"))
parts.diagram()
parts.points(PAGE)
parts.game()
