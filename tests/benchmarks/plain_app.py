"""What a page costs at the least: a title and five widgets."""

import streamlit as st

st.title("Plain")
st.segmented_control("one", ["a", "b"], key="one")
st.selectbox("two", ["a", "b"], key="two")
st.slider("three", 0.0, 1.0, key="three")
st.text_input("four", key="four")
st.button("five", key="five")
