"""/classical: models that write p(x) down: naive Bayes, Gaussian mixture, kernel density."""

from app.concepts.classical import components, em, four, independence, measured, naive, singularity
from app.ui.stage import experiments

ROW = (naive, independence, em, components, singularity, four, measured)
experiments("classical", [part.EXPERIMENT for part in ROW])
