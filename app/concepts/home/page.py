"""/: what a generative model is: it makes pictures, words and music, where a classifier only answers."""

from app.concepts.home import ask, cat, map, melody, two, words
from app.ui.stage import experiments

experiments("", [ask.EXPERIMENT, cat.EXPERIMENT, words.EXPERIMENT, melody.EXPERIMENT, two.EXPERIMENT, map.EXPERIMENT])
