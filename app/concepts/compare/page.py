"""/compare: the textbook's table, measured."""

import streamlit as st

from app.concepts.compare.game import game
from app.concepts.compare.measured import measured
from app.concepts.compare.rerun import rerun
from app.ui.language import lesson

PAGE = "compare"

st.markdown(lesson("compare_lead"))
game()
measured()
rerun()
