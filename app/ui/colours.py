"""Colours with a meaning, everywhere the same."""

from __future__ import annotations

# Ten hues that stay apart on white and on near-black, one per class.
COLOURS = ("#4c78dd", "#f08b2f", "#3aa655", "#d9485f", "#8e63ce", "#9c6b4f", "#e377c2", "#7a8899", "#b5b02c", "#22b3c4")

# What one paints with on a picture that has colours.
INKS = ((20, 20, 24), (214, 48, 49), (240, 180, 0), (40, 140, 60), (40, 90, 200), (250, 250, 250))

# In charts that Plotly draws: seen on both themes. Live parts and drawings take the theme's own blue, orange and green.
REAL, FAKE, TRUTH = "#2b7de9", "#e8590c", "#2f9e44"
RULE = "#808894"  # a line that others are held against
AE, VAE = "#cc79a7", "#e69f00"  # two models beside each other, also in live parts; the VAE's is that of /compare
# A density, from nothing to its top, on any ground: the blue of the theme, as live parts paint it.
DENSITY, DENSEST = (76, 110, 245), 0.8
