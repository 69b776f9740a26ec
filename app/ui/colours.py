"""Colours with a meaning, everywhere the same."""

from __future__ import annotations

# Ten hues that stay apart on white and on near-black, one per class.
COLOURS = ("#4c78dd", "#f08b2f", "#3aa655", "#d9485f", "#8e63ce", "#9c6b4f", "#e377c2", "#7a8899", "#b5b02c", "#22b3c4")
