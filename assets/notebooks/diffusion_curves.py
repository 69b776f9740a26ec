"""Measured curves of diffusion."""

# %% What it needs
from engines.diffusion import curve_records
from engines.diffusion.curve_records import curve, select

# %% Settings
WHERE = {"part": "steps", "on": "ring", "by": "network"}
ALONG = "evaluations"
LINES = "sampler"
FIGURE = "off"

# %% What was measured: mean and standard error over seeds
rows = curve_records.read()["rows"]
for line in sorted({row[LINES] for row in select(rows, **WHERE)}):
    found = curve(rows, ALONG, FIGURE, **{**WHERE, LINES: line})
    for x, mean, error in zip(found.x, found.mean, found.error, strict=True):
        print(f"{line}, {x:g}: {mean} ± {error}")
for row in select(rows, part="floor", on=WHERE["on"]):
    if FIGURE in row:
        print(f"floor, seed {row['seed']}: {row[FIGURE]}")
