"""/probability: what p(x) is, and how to draw from it."""

import streamlit as st

from app.concepts.probability import postcards, properties
from app.concepts.probability import sections as parts
from app.live.world.choice import choose_world
from app.ui.language import lesson, t

PAGE = "probability"

st.markdown(lesson("probability_lead"))
postcards.discrete()

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
