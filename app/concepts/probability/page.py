"""/probability: what p(x) is, and how to draw from it."""

from app.concepts.probability import combines, copies, landscape, learn, random, sampling, signs, table
from app.ui.stage import experiments

ROW = (table, signs, landscape, sampling, learn, copies, combines, random)

experiments("probability", [part.EXPERIMENT for part in ROW])
