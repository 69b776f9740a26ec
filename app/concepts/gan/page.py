"""/gan: generator against discriminator."""

from app.concepts.gan import fail, measured, noise, pictures, rule, seeds, sharp, watch
from app.ui.stage import experiments

ROW = (watch, rule, fail, seeds, pictures, noise, sharp, measured)
experiments("gan", [module.EXPERIMENT for module in ROW])
