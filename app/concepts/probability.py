"""/probability: what p(x) is, and how to draw from it."""

import streamlit as st

from app.ui import probability_parts as parts
from app.ui import properties_parts as properties
from app.ui.i18n import lesson, t
from app.ui.worlds_ui import choose_world

PAGE = "probability"

st.markdown(lesson("probability_lead"))
parts.discrete()

st.header(t("From a table to a landscape"))
st.markdown(lesson("probability_continuous"))
world = choose_world(PAGE)
if world is None:
    parts.nothing_yet()
else:
    parts.surface(world)
    parts.sampling(world)
properties.copies(properties.goal(world) if world else None)
properties.combines()
properties.random_draws()
