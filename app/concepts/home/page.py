"""/: what a generative model is: it makes pictures, words and music, where a classifier only answers."""

import streamlit as st

from app.concepts.home import cats, two_ways
from app.concepts.home import sections as parts
from app.concepts.home import words_and_music as one_idea
from app.ui.language import lesson, t

PAGE = ""  # the URL path of the home page

st.markdown(lesson("home_lead"))
parts.digit_draws()

st.subheader(t("The thousand-and-first cat"))
cats.cats()

st.subheader(t("Not only pictures: words and a melody"))
st.markdown(lesson("home_one_idea"))
text, music = st.columns(2)
with text:
    one_idea.words()
with music:
    one_idea.music()

st.subheader(t("Answering or making: two models on the same points"))
two_ways.two_ways(PAGE)

st.subheader(t("The map of the families"))
parts.families()
st.caption(t("Every figure in this laboratory was measured by a command that you can run yourself."))
