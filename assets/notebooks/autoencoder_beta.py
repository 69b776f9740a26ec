"""What β does, as measured over several trainings."""

# %% What it needs
from engines.autoencoder.sweep import sweep

# %% Settings
NAME = "beta"
FIGURES = ["active", "restoring", "elbo"]

# %% Mean and standard error over the trainings; β = 0 is the AE
found = sweep(NAME)
for beta in found.betas:
    for figure in FIGURES:
        mean, error = found.figure(figure, beta)
        print(f"β = {beta}, {figure}: {mean} ± {error}")
