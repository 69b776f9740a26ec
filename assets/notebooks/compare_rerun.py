"""A row of the comparison, run again."""

# %% What it needs
from engines.comparison import run as comparison

# %% Settings
DATA = "moons"
MODEL = "mixture"
SEED = 0
SECONDS = 5.0
OWN = None

# %% Train within the budget, draw, and measure; the number of steps follows from the seconds, not from your computer
run = comparison.Run(DATA, MODEL, SEED, SECONDS, own=OWN)
*_, progress = comparison.iterate(run)

# %% What comes out; times and memory are measured anew each time
for row in progress.rows:
    if row.metric not in comparison.MEASURED_ANEW:
        print(f"{row.metric}: {row.value}")
