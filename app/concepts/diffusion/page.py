"""/diffusion: noise, and back."""

from app.concepts.diffusion import ask, depth, film, freeze, measured, points, schedule, steps
from app.ui.stage import experiments

experiments(
    "diffusion",
    [e.EXPERIMENT for e in (film, ask, freeze, points, schedule, steps, depth, measured)],
)
