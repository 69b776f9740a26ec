"""/diffusion: noise, and back."""

from app.concepts.diffusion import depth, film, freeze, measured, points, schedule, steps
from app.ui.stage import experiments

experiments(
    "diffusion",
    [e.EXPERIMENT for e in (film, freeze, points, schedule, steps, depth, measured)],
)
