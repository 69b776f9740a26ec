"""What was measured of these models."""

# %% What it needs
from engines.comparison.results import Results
from engines.nets import weights

# %% Settings
DATA = "digits"
MODELS = ["vae"]
METRICS = []
BUDGET = "lesson"
WEIGHTS = ["vae-digits-2", "vae-digits-16"]

# %% The comparison: mean and standard error over trainings
for (data, model, metric), found in Results.load(budget=BUDGET).summary().items():
    if data == DATA and model in MODELS and metric in (METRICS or [metric]):
        print(f"{model}, {metric}: {found.mean} ± {found.standard_error}")

# %% The shipped weights
for name in WEIGHTS:
    for figure, value in weights.record(name)["test"].items():
        if isinstance(value, (int, float)):
            print(f"{name}, {figure}: {value}")
