"""/compare: the textbook's table, measured."""

import streamlit as st

from app.ui.compare_game import game
from app.ui.compare_measured import measured
from app.ui.compare_rerun import rerun
from app.ui.i18n import lesson

PAGE = "compare"

st.markdown(lesson("compare_lead"))
game()
measured()
rerun()
