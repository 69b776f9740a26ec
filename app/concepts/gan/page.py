"""/gan: generator against discriminator."""

from app.concepts.gan import fail, measured, noise, pictures, rule, seeds, sharpness, watch
from app.ui.stage import experiments

ROW = (watch, rule, fail, seeds, pictures, noise, sharpness, measured)
experiments("gan", [module.EXPERIMENT for module in ROW])
